//! Which resident, door or building something is about, with the way there.

use leptos::prelude::*;
use shared::{domain::Building, id::RecordId, kind::Kind, op::Change, record::Record, schema, value::Fields};

use super::Look;
use crate::{
    grid,
    residents::{at_address, text},
};

/// Things that hang from each other, walked upwards at most so far.
const DEPTH_MAX: usize = 4;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub(super) title: String,
    /// Where that is; empty where the title says it.
    pub(super) hint: String,
    href: Option<String>,
}

impl About {
    fn titled(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn view(&self) -> impl IntoView + use<> {
        let title = match self.href.clone() {
            Some(href) => view! { <a href=href>{self.title.clone()}</a> }.into_any(),
            None => self.title.clone().into_any(),
        };
        let hint = (!self.hint.is_empty()).then(|| view! { <small class="number">{self.hint.clone()}</small> });
        view! {
            <b class="number">{title}</b>
            {hint}
        }
    }
}

impl Look<'_> {
    pub(super) fn record(&self, id: RecordId) -> Option<&Record> {
        self.page.records.iter().find(|record| record.id == id)
    }

    /// Something that is stored, or was.
    pub(super) fn about_record(&self, id: RecordId) -> About {
        self.known(id).unwrap_or_else(|| About::titled(self.own.gone))
    }

    /// What a change is about, though it was never stored.
    pub(super) fn about_change(&self, change: Option<&Change>) -> About {
        let Some((kind, id)) = change.and_then(Change::target) else {
            return About::titled(self.own.of_nobody);
        };
        if let Some(known) = self.known(id) {
            return known;
        }
        let fields = change.and_then(Change::fields);
        let parent = fields.and_then(|fields| self.known(parent(kind, fields)?));
        let name = fields.and_then(|fields| fields.get("name")?.as_text());
        match (kind, name, parent) {
            (Kind::Resident, Some(name), at) => About {
                title: self.short(name),
                hint: at.as_ref().map(|at| at.title.clone()).unwrap_or_default(),
                href: at.and_then(|at| at.href),
            },
            (_, Some(name), _) => About::titled(&self.short(name)),
            (_, _, Some(parent)) => parent,
            _ => About::titled(self.own.not_here),
        }
    }

    fn known(&self, id: RecordId) -> Option<About> {
        let mut next = self.record(id);
        for _ in 0..DEPTH_MAX {
            let record = next?;
            match record.kind {
                Kind::Resident => return Some(self.resident(record)),
                Kind::Door => return self.door(record.id),
                Kind::Building => {
                    let name = text::building(self.words, &Building::from(record).name);
                    let href = Some(grid::of_building(record.id));
                    return Some(About {
                        href,
                        ..About::titled(&name)
                    });
                }
                Kind::Tick | Kind::Visit => next = self.record(record.parent()?),
                _ => return Some(About::titled(record.text("name").unwrap_or(self.own.of_nobody))),
            }
        }
        None
    }

    fn resident(&self, record: &Record) -> About {
        let door = record.parent().and_then(|door| self.door(door));
        About {
            title: record.text("name").unwrap_or_default().to_owned(),
            hint: door.map(|door| door.title).unwrap_or_default(),
            href: Some(format!("/desk/residents/{}", record.id)),
        }
    }

    fn door(&self, id: RecordId) -> Option<About> {
        let address = self.site.address(self.site.door(id)?);
        let href = Some(at_address(&address));
        Some(About {
            href,
            ..About::titled(&address)
        })
    }

    /// The door a resident lives at or a building a door stands in, as it is called.
    pub(super) fn named(&self, id: &str) -> Option<String> {
        Some(self.known(id.parse().ok()?)?.title)
    }
}

fn parent(kind: &Kind, fields: &Fields) -> Option<RecordId> {
    fields.get(schema::spec(kind)?.parent_field()?)?.as_text()?.parse().ok()
}
