//! Who made something, on what, and when.

use leptos::prelude::*;
use shared::time::UnixMs;
use store::{Maker, Settlement};

use super::Look;
use crate::{people::build_moment, resident::when_text, words::fill};

impl Look<'_> {
    /// `10:02` of today, with the date otherwise.
    pub(super) fn when(&self, at: UnixMs) -> String {
        when_text(self.words, self.today, &build_moment(self.page.site.day, at))
    }

    /// What the operator does comes from a roster.
    pub(super) fn name<'b>(&'b self, name: &'b str) -> &'b str {
        if name.is_empty() {
            self.words.resident.imported
        } else {
            name
        }
    }

    /// `小陈 · Redmi 9A`
    pub(super) fn who(&self, maker: &Maker) -> String {
        format!(
            "{} · {}",
            self.name(&maker.name),
            maker.phone.as_deref().unwrap_or(self.own.desk)
        )
    }

    /// The same with when, under a value.
    pub(super) fn by(&self, maker: Option<&Maker>) -> impl IntoView + use<> {
        let said = match maker {
            Some(maker) if maker.name.is_empty() => {
                format!("{} · {}", self.words.resident.imported, self.when(maker.at))
            }
            Some(maker) => format!("{} · {}", self.who(maker), self.when(maker.at)),
            None => self.own.unknown_maker.to_owned(),
        };
        view! { <small class="number">{said}</small> }
    }

    pub(super) fn settled(&self, settled: Option<&Settlement>) -> Option<impl IntoView + use<>> {
        let Settlement { by, at } = settled?;
        let said = fill(
            self.own.settled_by,
            &[("when", &self.when(*at)), ("who", &self.name(by))],
        );
        Some(view! { <span class="soft">{said}</span> })
    }
}
