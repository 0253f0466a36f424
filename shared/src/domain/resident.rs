//! Residents: the people whose data this is.

use serde::{Deserialize, Serialize};

use crate::{id::RecordId, record::Record, time::HOUR_MS, value::Value};

/// The field of an alias: the record it is about the same person as. What is said of an alias is about its root, the last record of
/// such a chain; there are no circles. An alias stays, and can be told apart again.
pub const SAME_AS: &str = "same_as";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    #[default]
    Home,
    Out,
    Hospital,
    Transferred,
    MovedOut,
}

impl Whereabouts {
    pub const ALL: [Self; 5] = [Self::Home, Self::Out, Self::Hospital, Self::Transferred, Self::MovedOut];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Out => "out",
            Self::Hospital => "hospital",
            Self::Transferred => "transferred",
            Self::MovedOut => "moved_out",
        }
    }

    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("out") => Self::Out,
            Some("hospital") => Self::Hospital,
            Some("transferred") => Self::Transferred,
            Some("moved_out") => Self::MovedOut,
            // Unknown words of a newer version count as home: somebody goes and looks.
            _ => Self::Home,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub relation: Option<String>,
    pub phone: Option<String>,
}

/// Why somebody is on the priority list, how often they must be seen, and who answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priority {
    pub reason: Option<String>,
    /// Longest time between two confirmations, milliseconds.
    pub cadence_ms: i64,
    pub owner: Option<String>,
}

/// Where no cadence is set: once a day.
pub const CADENCE_DEFAULT_HOURS: i64 = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    pub id: RecordId,
    pub door: RecordId,
    pub name: String,
    pub female: Option<bool>,
    pub age: Option<i64>,
    pub phone: Option<String>,
    pub living_alone: bool,
    /// 管控类型, as the roster says it.
    pub control: Option<String>,
    pub whereabouts: Whereabouts,
    /// Care tags, sorted.
    pub care: Vec<String>,
    pub contacts: Vec<Contact>,
    pub note: Option<String>,
    pub priority: Option<Priority>,
    /// An open medical need, in words where there are any.
    pub medical: Option<String>,
}

impl From<&Record> for Resident {
    fn from(record: &Record) -> Self {
        let text = |field| record.text(field).map(str::to_owned);
        let list = |field| record.get(field).as_list().unwrap_or(&[]);
        Self {
            id: record.id,
            door: record.reference("door").unwrap_or(RecordId::NIL),
            name: text("name").unwrap_or_default(),
            female: record.text("sex").map(|sex| sex == "female"),
            age: record.int("age"),
            phone: text("phone"),
            living_alone: record.flag("living_alone"),
            control: text("control"),
            whereabouts: Whereabouts::read(record.text("whereabouts")),
            care: list("care")
                .iter()
                .filter_map(Value::as_text)
                .map(str::to_owned)
                .collect(),
            contacts: list("contacts").iter().filter_map(contact).collect(),
            note: text("note"),
            priority: priority(record.get("priority")),
            medical: medical(record.get("medical")),
        }
    }
}

pub fn contact(value: &Value) -> Option<Contact> {
    let map = value.as_map()?;
    let text = |name: &str| map.get(name).and_then(Value::as_text).map(str::to_owned);
    Some(Contact {
        name: text("name").unwrap_or_default(),
        relation: text("relation"),
        phone: text("phone"),
    })
}

/// Any value but null means "on the list": a form this version can't read must not take anybody off it.
pub fn priority(value: &Value) -> Option<Priority> {
    if value.is_null() {
        return None;
    }
    let get = |name: &str| value.as_map().and_then(|map| map.get(name));
    let text = |name| get(name).and_then(Value::as_text).map(str::to_owned);
    let hours = get("cadence_h")
        .and_then(Value::as_int)
        .filter(|hours| *hours > 0)
        .unwrap_or(CADENCE_DEFAULT_HOURS);
    Some(Priority {
        reason: text("reason"),
        cadence_ms: hours.saturating_mul(HOUR_MS),
        owner: text("owner"),
    })
}

/// The words of a medical need; empty where there are none.
pub fn medical(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(text) => Some(text.clone()),
        Value::Map(map) => Some(map.get("what").and_then(Value::as_text).unwrap_or_default().to_owned()),
        _ => Some(String::new()),
    }
}
