//! One resident: what is known, who says so since when, what happened at the door, and what lost between two edits.
//! [`ResidentView`] is all that is sent to the browser; phone numbers are masked before they get there. What is done
//! about somebody is done on pages without a script, drawn by [`form`].

#[cfg(feature = "ssr")]
mod build;
mod details;
#[cfg(feature = "ssr")]
pub mod form;
mod happened;
#[cfg(feature = "ssr")]
mod history;
mod load;
mod page;
mod panel;
mod said;
mod text;

use serde::{Deserialize, Serialize};
use shared::id::RecordId;

use crate::{
    now::{Date, Standing, What},
    people::Moment,
    residents::{FlagText, LastSeen, Listed, Person},
};

pub(crate) use page::ResidentPage;
pub(crate) use said::Said;
#[cfg(feature = "ssr")]
pub(crate) use text::{field as field_text, said as said_text, when as when_text};

/// The page at one moment. All clock times are the site's wall clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResidentView {
    pub(crate) id: RecordId,
    /// The site's head when this was read.
    pub(crate) seq: u64,
    /// `14:11`
    pub(crate) updated: String,
    /// What an edit says that it has seen who goes by this page.
    pub(crate) stamp: String,
    pub(crate) today: Date,
    pub(crate) name: String,
    /// Empty where the door isn't known.
    pub(crate) address: String,
    pub(crate) person: Person,
    pub(crate) has_numbers: bool,
    pub(crate) listed: Option<Listed>,
    pub(crate) cadence_h: Option<i64>,
    pub(crate) owner: Option<String>,
    pub(crate) medical: Option<String>,
    pub(crate) seen: Option<(LastSeen, Moment)>,
    pub(crate) conflicts: Vec<ConflictView>,
    pub(crate) fields: Vec<FieldView>,
    pub(crate) visits_today: Vec<VisitView>,
    pub(crate) checklist: Vec<TickView>,
    pub(crate) visits_before: Vec<VisitView>,
    pub(crate) more_visits: bool,
    pub(crate) household: Vec<Housemate>,
}

/// A field with what it is and was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct FieldView {
    /// As it is stored.
    pub(crate) name: String,
    pub(crate) now: Said,
    /// Newest first; the first that took effect is why the field is as it is.
    pub(crate) history: Vec<Saying>,
}

/// Somebody said something about a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Saying {
    pub(crate) deed: Deed,
    pub(crate) said: Said,
    /// None: it came with a roster.
    pub(crate) by: Option<String>,
    pub(crate) at: Moment,
    /// Somebody else's stood.
    pub(crate) lost: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Deed {
    Set,
    Added,
    Removed,
}

/// A value that lost, and waits for somebody to decide.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ConflictView {
    pub(crate) no: i64,
    pub(crate) field: String,
    pub(crate) lost: Said,
    pub(crate) by: Option<String>,
    pub(crate) at: Moment,
    pub(crate) now: Said,
    /// The value can be taken; otherwise one can only leave it.
    pub(crate) can_take: bool,
}

/// A visit to the door.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct VisitView {
    pub(crate) id: RecordId,
    pub(crate) at: Moment,
    /// How this very person was found.
    pub(crate) found: Found,
    pub(crate) what: What,
    pub(crate) by: String,
    pub(crate) note: Option<String>,
    pub(crate) standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Found {
    NoAnswer,
    Confirmed(shared::domain::How),
    /// The door was answered, and nothing said of this person.
    NotSeen,
}

/// One item of today's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct TickView {
    pub(crate) item: FlagText,
    /// None: nobody has answered it.
    pub(crate) answer: Option<AnswerView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct AnswerView {
    pub(crate) said: Said,
    pub(crate) flagged: bool,
    pub(crate) by: String,
    pub(crate) at: Moment,
}

/// Somebody else behind the same door.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Housemate {
    pub(crate) id: RecordId,
    pub(crate) name: String,
    pub(crate) person: Person,
    pub(crate) listed: bool,
}
