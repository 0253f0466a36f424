//! Buildings and doors.

use crate::{id::RecordId, record::Record};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Building {
    pub id: RecordId,
    /// As people say it, without 号楼: `3`.
    pub name: String,
    pub order: i64,
}

impl From<&Record> for Building {
    fn from(record: &Record) -> Self {
        Self {
            id: record.id,
            name: record.text("name").unwrap_or_default().to_owned(),
            order: record.int("order").unwrap_or(0),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    pub id: RecordId,
    pub building: RecordId,
    pub unit: Option<String>,
    pub floor: Option<i64>,
    pub room: String,
    /// Its place in the walk through the building; set at import.
    pub walk: i64,
    pub vacant: bool,
    /// What to know before knocking.
    pub note: Option<String>,
    pub key_holder: Option<String>,
}

impl From<&Record> for Door {
    fn from(record: &Record) -> Self {
        let text = |field| record.text(field).map(str::to_owned);
        Self {
            id: record.id,
            building: record.reference("building").unwrap_or(RecordId::NIL),
            unit: text("unit").filter(|unit| !unit.is_empty()),
            floor: record.int("floor"),
            room: text("room").unwrap_or_default(),
            walk: record.int("walk").unwrap_or(0),
            vacant: record.flag("vacant"),
            note: text("note"),
            key_holder: text("key_holder"),
        }
    }
}

impl Door {
    /// `3-2-1203`, or `3-1203` in a corridor building.
    pub fn address(&self, building: &str) -> String {
        match &self.unit {
            Some(unit) => format!("{building}-{unit}-{}", self.room),
            None => format!("{building}-{}", self.room),
        }
    }
}
