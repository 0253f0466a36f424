//! What a file says about one resident, and about a door nobody lives behind.

use std::collections::BTreeSet;

use crate::contact::Contact;
use crate::person::Sex;

/// One resident as the file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As the office sees it in Excel, from 1; of a person listed twice, the first.
    pub line: usize,
    /// The sheet's name, when more than one sheet was read.
    pub sheet: Option<String>,
    /// In one form however written: `3`, `A`, `东区3`.
    pub building: String,
    /// In one form: `2`. `None` in corridor buildings.
    pub unit: Option<String>,
    /// `1203`, `B102`, `东户`.
    pub room: String,
    /// From a column of its own, else from the room number.
    pub floor: Option<i64>,
    pub name: String,
    pub sex: Option<Sex>,
    /// Completed years.
    pub age: Option<u8>,
    /// Digits only, without +86.
    pub phone: Option<String>,
    /// People behind this door, this one included, as the file says.
    pub household_size: Option<u8>,
    /// As the column says, else `Some(true)` when the condition does.
    pub living_alone: Option<bool>,
    /// The source text, identity numbers replaced by `***`; several columns joined by `；`.
    pub condition_text: Option<String>,
    /// Names from [`crate::CARE_TAGS`]; has `alone` whenever `living_alone` is `Some(true)`.
    pub care_tags: BTreeSet<&'static str>,
    /// Emergency contacts in the file's order, then further numbers of the resident ([`Contact::SELF`]).
    pub contacts: Vec<Contact>,
    /// 管控类型 as in the file.
    pub control: Option<String>,
}

/// A door that the file names as empty (空户).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyDoor {
    pub line: usize,
    pub sheet: Option<String>,
    pub building: String,
    pub unit: Option<String>,
    pub room: String,
    pub floor: Option<i64>,
}
