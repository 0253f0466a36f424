//! A visit: a fact about a door that confirms persons.

use serde::{Deserialize, Serialize};

use crate::{
    id::RecordId,
    record::Record,
    time::UnixMs,
    value::{Fields, Value, fields},
};

/// How a person was confirmed. Only `Met` and `Spoke` refresh "last confirmed".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Reported,
    Spoke,
    Met,
}

impl How {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Spoke => "spoke",
            Self::Reported => "reported",
        }
    }

    pub const fn confirms(self) -> bool {
        matches!(self, Self::Met | Self::Spoke)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    NoAnswer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    pub resident: RecordId,
    pub how: How,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub id: RecordId,
    pub door: RecordId,
    pub outcome: Outcome,
    pub persons: Vec<Person>,
    pub note: Option<String>,
    pub by: RecordId,
    pub at: UnixMs,
    /// Taken back, or replaced by a later record: kept, but it counts for nothing.
    pub withdrawn: bool,
}

impl From<&Record> for Visit {
    fn from(record: &Record) -> Self {
        let persons = record.get("persons").as_list().unwrap_or(&[]);
        let no_answer = record.text("outcome") == Some("no_answer");
        Self {
            id: record.id,
            door: record.reference("door").unwrap_or(RecordId::NIL),
            outcome: if no_answer {
                Outcome::NoAnswer
            } else {
                Outcome::Answered
            },
            persons: persons.iter().filter_map(person).collect(),
            note: record.text("note").map(str::to_owned),
            by: record.reference("by").unwrap_or(RecordId::NIL),
            at: UnixMs(record.int("at").unwrap_or(0)),
            withdrawn: record.flag("void") || !record.get("amended_by").is_null(),
        }
    }
}

fn person(value: &Value) -> Option<Person> {
    let map = value.as_map()?;
    let resident = map.get("resident")?.as_text()?.parse().ok()?;
    let how = match map.get("how")?.as_text()? {
        "met" => How::Met,
        "spoke" => How::Spoke,
        // Words of a newer version confirm nothing.
        _ => How::Reported,
    };
    Some(Person { resident, how })
}

/// The fields of a new visit.
pub fn visit_fields(door: RecordId, outcome: Outcome, persons: &[Person]) -> Fields {
    let persons = persons.iter().map(|person| {
        Value::Map(fields([
            ("resident", person.resident.into()),
            ("how", person.how.as_str().into()),
        ]))
    });
    let persons: Vec<Value> = persons.collect();
    let outcome = match outcome {
        Outcome::Answered => "answered",
        Outcome::NoAnswer => "no_answer",
    };
    let mut made = fields([("door", door.into()), ("outcome", outcome.into())]);
    if !persons.is_empty() {
        made.insert("persons".to_owned(), Value::List(persons));
    }
    made
}
