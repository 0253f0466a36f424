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

/// Building names of more signs stand behind the room: where a line is too short, the room is what has to be read.
const SHORT_NAME_CHARS: usize = 4;

impl Door {
    /// `3-2-1203`, `3-1203` in a corridor building, `2-1203 幸福里南区` in one with a long name.
    pub fn address(&self, building: &str) -> String {
        let within = match &self.unit {
            Some(unit) => format!("{unit}-{}", self.room),
            None => self.room.clone(),
        };
        if building.chars().count() > SHORT_NAME_CHARS {
            format!("{within} {building}")
        } else {
            format!("{building}-{within}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{kind::Kind, value::fields};

    #[test]
    fn an_address_begins_with_what_has_to_be_read() {
        let door = |unit: Option<&str>| {
            Door::from(&Record {
                kind: Kind::Door,
                id: RecordId::NIL,
                seq: 1,
                fields: fields([("room", "1203".into()), ("unit", unit.map(str::to_owned).into())]),
            })
        };
        assert_eq!(door(Some("2")).address("3"), "3-2-1203");
        assert_eq!(door(None).address("招待所"), "招待所-1203");
        assert_eq!(door(Some("2")).address("幸福里南区"), "2-1203 幸福里南区");
    }
}
