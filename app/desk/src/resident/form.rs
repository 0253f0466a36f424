//! What is done about a resident, each on a page of its own without a script: fields changed, priority care set and ended,
//! numbers shown in full. The server reads the forms; here is what they look like.

mod edit;
mod erase;
mod numbers;
mod priority;

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    domain::{Building, Door},
    id::{EpochId, RecordId},
    op::Seen,
    record::Record,
};
use store::ResidentPage;
use ui::{Glyph, Icon};

pub use edit::{CONTACT_ROWS_MAX, ContactRow, EditForm, PLAIN_FIELDS, edit_page};
pub use erase::{erase_page, erased_page};
pub use numbers::numbers_page;
pub use priority::{CADENCES_H, PriorityForm, priority_page};

pub use crate::residents::masked::masked;

use super::text;
use crate::{
    document::Office,
    words::{Words, edit::EditWords, fill, words},
};

/// Whom a form is about, and what its maker had seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub id: RecordId,
    pub name: String,
    /// Empty where the door isn't known.
    pub address: String,
    pub seen: Seen,
}

/// Why nothing was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditFault {
    /// What stands in this field can't be.
    Field(&'static str),
    /// The numbers that were to be kept are not where they were.
    ContactsMoved,
    NoReason,
    /// Worth trying again.
    Busy,
    /// By its code.
    Refused(String),
}

impl Subject {
    pub fn new(page: &ResidentPage) -> Self {
        let find = |id: Option<RecordId>| page.records.iter().find(|record| Some(record.id) == id);
        let door = find(page.resident.parent());
        let building = find(door.and_then(Record::parent)).map(Building::from);
        let address = door.map(|door| {
            let building = building.map(|building| building.name).unwrap_or_default();
            Door::from(door).address(&building)
        });
        Self {
            id: page.resident.id,
            name: page.resident.text("name").unwrap_or_default().to_owned(),
            address: address.unwrap_or_default(),
            seen: page.seen,
        }
    }

    fn path(&self, what: &str) -> String {
        format!("/desk/residents/{}/{what}", self.id)
    }

    fn home(&self) -> String {
        format!("/desk/residents/{}", self.id)
    }
}

/// As a form carries it: `epoch seq`.
pub fn seen_text(seen: Seen) -> String {
    format!("{} {}", seen.epoch, seen.seq)
}

/// What [`seen_text`] wrote.
pub fn read_seen(text: &str) -> Option<Seen> {
    let (epoch, seq) = text.split_once(' ')?;
    Some(Seen {
        epoch: epoch.parse::<EpochId>().ok()?,
        seq: seq.parse().ok()?,
    })
}

impl EditFault {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn said(&self, words: &Words, own: &EditWords) -> String {
        match self {
            Self::Field(name) => fill(own.bad_field, &[("field", &text::field(words, name))]),
            Self::ContactsMoved => own.contacts_moved.to_owned(),
            Self::NoReason => own.no_reason.to_owned(),
            Self::Busy => own.busy.to_owned(),
            Self::Refused(code) => fill(own.refused, &[("code", code)]),
        }
    }
}

fn status(faults: &[EditFault]) -> StatusCode {
    faults.first().map_or(StatusCode::OK, EditFault::status)
}

fn faults(words: &Words, own: &EditWords, faults: &[EditFault]) -> Option<impl IntoView + use<>> {
    let said: Vec<_> = faults
        .iter()
        .map(|fault| view! { <li>{fault.said(words, own)}</li> })
        .collect();
    (!said.is_empty()).then(|| {
        view! {
            <div class="said alarm" role="alert" id="faults">
                <Icon glyph=Glyph::Alert />
                <div>
                    <p>{own.nothing_saved}</p>
                    <ul>{said}</ul>
                </div>
            </div>
        }
    })
}

/// For an address that leads to nobody.
pub fn no_resident_page(office: &Office) -> Response {
    let words = words(office.lang);
    let own = &words.resident;
    office.answer(StatusCode::NOT_FOUND, own.no_resident, "/desk/residents", || {
        view! {
            <div class="notice">
                <Icon glyph=Glyph::Alert />
                <h1>{own.no_resident}</h1>
                <p>{own.no_resident_hint}</p>
                <p>
                    <a class="button" href="/desk/residents">{own.to_list}</a>
                </p>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_reads_back() {
        let seen = Seen {
            epoch: EpochId::made(shared::time::UnixMs(5), [7; 10]),
            seq: 812,
        };
        assert_eq!(read_seen(&seen_text(seen)), Some(seen));
        for wrong in [
            "",
            "812",
            "x 812",
            &format!("{} x", seen.epoch),
            &format!("{} -1", seen.epoch),
        ] {
            assert_eq!(read_seen(wrong), None, "{wrong}");
        }
    }
}
