//! Taking the last import back: offered below the form, looked at on a page of its own, then done.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::time::{DayRule, UnixMs};
use ui::{Glyph, Icon, Lang};

use super::{Count, PATH as ROSTER};
use crate::{
    document::Office,
    now,
    words::{fill, roster, roster::RosterWords, words},
};

pub(super) const PATH: &str = "/desk/roster/undo";

/// An import that can be taken back.
#[derive(Clone, Debug)]
pub struct LastImport {
    pub at: UnixMs,
    pub rule: DayRule,
    pub by: String,
    pub doors: Count,
    pub residents: Count,
}

/// What taking it back does, or did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    pub doors: usize,
    pub residents: usize,
    pub values: usize,
    pub kept: usize,
}

impl LastImport {
    /// Who imported what, when.
    fn said(&self, lang: Lang) -> String {
        let local = self.rule.local(self.at);
        let when = format!(
            "{} {local}",
            now::text::month_day(words(lang), now::build::date(local.date))
        );
        let own = roster::words(lang);
        let by = if self.by.is_empty() { own.machine } else { &self.by };
        let gaps: [(&str, &dyn std::fmt::Display); 6] = [
            ("when", &when),
            ("doors", &self.doors.new),
            ("residents", &self.residents.new),
            ("changed_doors", &self.doors.changed),
            ("changed", &self.residents.changed),
            // What a person named goes in last: it may hold braces.
            ("by", &by),
        ];
        fill(own.last_said, &gaps)
    }
}

/// Below the form.
pub(super) fn offer(lang: Lang, last: &LastImport) -> impl IntoView + use<> {
    let own = roster::words(lang);
    view! {
        <section class="panel">
            <h2>{own.last}</h2>
            <p>{last.said(lang)}</p>
            <p class="deeds">
                <a class="button plain" href=PATH>{own.undo_this}</a>
            </p>
        </section>
    }
}

/// What was done, above the form.
pub(super) fn said(own: &'static RosterWords, undone: Undone) -> impl IntoView + use<> {
    view! {
        <p class="said" role="status">
            <Icon glyph=Glyph::Check />
            {filled(own.undone, undone)}
        </p>
    }
}

/// What taking the import back would do, and the button that does it.
pub fn undo_page(office: &Office, last: &LastImport, undone: Undone) -> Response {
    let own = roster::words(office.lang);
    office.answer(StatusCode::OK, own.undo, PATH, || {
        let kept = (undone.kept > 0).then(|| view! { <li>{filled(own.undo_kept, undone)}</li> });
        let values = (undone.values > 0).then(|| view! { <li>{filled(own.undo_values, undone)}</li> });
        view! {
            <header class="head">
                <h1>{own.undo}</h1>
                <p>{last.said(office.lang)}</p>
            </header>
            <form method="post" action=PATH class="panel entry">
                <input type="hidden" name="at" value=last.at.0.to_string() />
                <ul>
                    <li>{filled(own.undo_gone, undone)}</li>
                    {values}
                    {kept}
                </ul>
                <p class="soft">{own.undo_hint}</p>
                <p class="deeds">
                    <button type="submit" class="primary">{own.undo_do}</button>
                    <a class="button plain" href=ROSTER>{own.undo_not}</a>
                </p>
            </form>
        }
    })
}

/// Somebody did it already, another import came in, or too much time has passed.
pub fn nothing_to_undo_page(office: &Office) -> Response {
    let own = roster::words(office.lang);
    office.answer(StatusCode::GONE, own.undo_gone_title, PATH, || {
        view! {
            <div class="notice">
                <h1>{own.undo_gone_title}</h1>
                <p>{own.undo_gone_why}</p>
                <p>
                    <a class="button" href=ROSTER>{own.title}</a>
                </p>
            </div>
        }
    })
}

fn filled(text: &str, undone: Undone) -> String {
    let Undone {
        doors,
        residents,
        values,
        kept,
    } = undone;
    fill(
        text,
        &[
            ("doors", &doors),
            ("residents", &residents),
            ("values", &values),
            ("kept", &kept),
        ],
    )
}
