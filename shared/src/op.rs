//! Operations: the immutable intents that go up.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    domain::resident::SAME_AS,
    id::{EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    read::{FromValue, read_by_value, read_fields, take},
    time::UnixMs,
    value::{Fields, Value},
    was::Was,
};

mod envelope;

pub use envelope::{ENVELOPE_INFO, Envelope, Sealed, envelope_aad};

/// One operation in a push, bytes of JSON. Enforced when it is made.
pub const OP_BYTES_MAX: usize = 32 * 1_024;
/// One operation in an envelope, bytes of JSON: what is in it grows by a third and its seal.
pub const ENVELOPE_OP_BYTES_MAX: usize = 48 * 1_024;
/// What it came to before a loss, which is added when it comes back, bytes of JSON.
pub const WAS_BYTES_MAX: usize = 2 * 1_024;
/// Nesting of lists and maps in one value.
pub const VALUE_DEPTH_MAX: usize = 8;

/// What the person was looking at: the `seq` of the row as it was shown, in the database life it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    pub epoch: EpochId,
    pub seq: u64,
}

impl Seen {
    /// What somebody has seen who makes the first of something.
    pub const NOTHING: Self = Self {
        epoch: EpochId::NIL,
        seq: 0,
    };
}

/// An operation before the outbox has numbered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    pub id: OpId,
    pub site: SiteId,
    /// The phone's own time.
    pub at: UnixMs,
    pub seen: Seen,
    pub change: Change,
}

/// An operation as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// The device's own count, from 1 without gaps.
    pub n: u64,
    pub id: OpId,
    pub site: SiteId,
    pub at: UnixMs,
    pub seen: Seen,
    pub change: Change,
    /// What it had come to at a server that has lost it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Box<Was>>,
}

impl Op {
    /// Whether it may be so long as JSON.
    pub const fn is_within(&self, bytes: usize) -> bool {
        let more = if self.was.is_some() { WAS_BYTES_MAX } else { 0 };
        bytes <= OP_BYTES_MAX + more
    }
}

impl Draft {
    pub fn numbered(self, n: u64) -> Op {
        Op {
            n,
            id: self.id,
            site: self.site,
            at: self.at,
            seen: self.seen,
            change: self.change,
            was: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// Makes an entity or a tick; where it exists already, sets these fields.
    Create {
        kind: Kind,
        record: RecordId,
        fields: Fields,
    },
    /// Sets fields; null clears one.
    Set {
        kind: Kind,
        record: RecordId,
        fields: Fields,
    },
    Add {
        kind: Kind,
        record: RecordId,
        field: String,
        elements: Vec<Value>,
    },
    Remove {
        kind: Kind,
        record: RecordId,
        field: String,
        elements: Vec<Value>,
    },
    /// Records a fact, once.
    Fact {
        kind: Kind,
        record: RecordId,
        fields: Fields,
    },
    /// Takes a fact back. The fact stays, marked.
    Void {
        kind: Kind,
        record: RecordId,
    },
    /// Records a fact in the place of an earlier one, which stays, marked.
    Amend {
        kind: Kind,
        record: RecordId,
        amends: RecordId,
        fields: Fields,
    },
    Delete {
        kind: Kind,
        record: RecordId,
    },
    Restore {
        kind: Kind,
        record: RecordId,
    },
    /// Stands where an operation could not be sent, so that the numbers have no gap.
    Unsendable,
}

read_fields! {
    Seen { epoch, seq }
    Draft { id, site, at, seen, change }
}

read_by_value! { Change }

impl FromValue for Change {
    fn from_value(value: Value) -> Option<Self> {
        let mut said = Fields::from_value(value)?;
        let name: String = take(&mut said, "type")?;
        if name == "unsendable" {
            return Some(Self::Unsendable);
        }
        let kind = take(&mut said, "kind")?;
        let record = take(&mut said, "record")?;
        Some(match name.as_str() {
            "create" => Self::Create {
                kind,
                record,
                fields: take(&mut said, "fields")?,
            },
            "set" => Self::Set {
                kind,
                record,
                fields: take(&mut said, "fields")?,
            },
            "add" => Self::Add {
                kind,
                record,
                field: take(&mut said, "field")?,
                elements: take(&mut said, "elements")?,
            },
            "remove" => Self::Remove {
                kind,
                record,
                field: take(&mut said, "field")?,
                elements: take(&mut said, "elements")?,
            },
            "fact" => Self::Fact {
                kind,
                record,
                fields: take(&mut said, "fields")?,
            },
            "void" => Self::Void { kind, record },
            "amend" => Self::Amend {
                kind,
                record,
                amends: take(&mut said, "amends")?,
                fields: take(&mut said, "fields")?,
            },
            "delete" => Self::Delete { kind, record },
            "restore" => Self::Restore { kind, record },
            _ => return None,
        })
    }
}

impl Change {
    pub const fn target(&self) -> Option<(&Kind, RecordId)> {
        match self {
            Self::Create { kind, record, .. }
            | Self::Set { kind, record, .. }
            | Self::Add { kind, record, .. }
            | Self::Remove { kind, record, .. }
            | Self::Fact { kind, record, .. }
            | Self::Void { kind, record }
            | Self::Amend { kind, record, .. }
            | Self::Delete { kind, record }
            | Self::Restore { kind, record } => Some((kind, *record)),
            Self::Unsendable => None,
        }
    }

    /// The whole fields this change writes.
    pub const fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Create { fields, .. }
            | Self::Set { fields, .. }
            | Self::Fact { fields, .. }
            | Self::Amend { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// The persons that a visit names, of whom those who were erased are left out; and the one whose alias somebody is to be.
    pub fn names(&self) -> Vec<RecordId> {
        let Some(fields) = self.fields() else {
            return Vec::new();
        };
        let same = fields.get(SAME_AS).and_then(Value::as_text);
        let persons = fields.get("persons").and_then(Value::as_list).unwrap_or(&[]);
        let named = |person: &Value| person.as_map()?.get("resident")?.as_text()?.parse().ok();
        let same = same.and_then(|id| id.parse().ok());
        persons.iter().filter_map(named).chain(same).collect()
    }

    /// Every record whose present state decides what becomes of this change.
    pub fn touches(&self) -> Vec<RecordId> {
        let mut touched = Vec::new();
        if let Some((kind, record)) = self.target() {
            touched.push(record);
            let parent = crate::schema::spec(kind).and_then(crate::schema::Spec::parent_field);
            let named: Option<RecordId> = parent.and_then(|field| self.fields()?.get(field)?.as_text()?.parse().ok());
            touched.extend(named);
        }
        if let Self::Amend { amends, .. } = self {
            touched.push(*amends);
        }
        touched
    }
}

/// An operation as it arrives. Each is read by itself, so that one the server can't read does not block the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    pub n: u64,
    pub id: OpId,
    /// As it came, for the log and for a later version to read. Out of an envelope, as if it had come without one.
    pub raw: String,
    /// The envelope it came in, if it was opened.
    pub sealed: Option<String>,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Readable(Op),
    /// Well formed, but made by a newer version.
    Unknown {
        site: SiteId,
        at: UnixMs,
    },
    /// In an envelope that nobody has opened yet.
    Sealed(Sealed),
    /// There was something else in the envelope than was written on it.
    BadEnvelope,
    Malformed,
    TooLarge,
}

/// What can be read of any operation. The rest may be anything, be it nothing this version can hold, as fractions are.
#[derive(Debug, Deserialize)]
struct Head<'a> {
    n: u64,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    site: Option<&'a RawValue>,
    #[serde(borrow)]
    at: Option<&'a RawValue>,
}

fn part<T: serde::de::DeserializeOwned>(raw: Option<&RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

/// When it says it was made, if that can be read.
fn time_of(text: &str) -> UnixMs {
    let head: Option<Head<'_>> = serde_json::from_str(text).ok();
    head.and_then(|head| part(head.at)).unwrap_or_default()
}

/// No readable `n`: nothing can be answered for it, so the whole push is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an operation without a readable n")]
pub struct NoNumber;

impl Incoming {
    pub fn read(raw: &RawValue) -> Result<Self, NoNumber> {
        let text = raw.get();
        let body = |body, n, id| Self {
            n,
            id,
            raw: text.to_owned(),
            sealed: None,
            body,
        };
        if let Ok(op) = serde_json::from_str::<Op>(text) {
            let (n, id, is_within) = (op.n, op.id, op.is_within(text.len()));
            let size = if is_within { Body::Readable(op) } else { Body::TooLarge };
            // One or the other: who may have written which could not be told.
            let size = if envelope::is_named(text) {
                Body::Malformed
            } else {
                size
            };
            return Ok(body(size, n, id));
        }
        let head: Head<'_> = serde_json::from_str(text).map_err(|_| NoNumber)?;
        let (id, site, at) = (part(head.id), part(head.site), part(head.at));
        if let (Some(id), Some(site), true) = (id, site, envelope::is_named(text)) {
            return Ok(body(envelope::body(text, site), head.n, id));
        }
        let named = names_unknown_change(text);
        Ok(match (id, site) {
            (Some(id), _) if text.len() > OP_BYTES_MAX => body(Body::TooLarge, head.n, id),
            (Some(id), Some(site)) if named => body(
                Body::Unknown {
                    site,
                    at: at.unwrap_or_default(),
                },
                head.n,
                id,
            ),
            (Some(id), _) => body(Body::Malformed, head.n, id),
            // Nothing to know it by: its own bytes name it, so that a repeat is a repeat.
            (None, _) => {
                let id = uuid::Uuid::new_v5(&crate::id::DERIVED_NAMESPACE, text.as_bytes());
                body(Body::Malformed, head.n, OpId::from_uuid(id))
            }
        })
    }

    /// The operation a stored raw text holds, if this version can read it.
    pub fn reread(raw: &str) -> Option<Op> {
        serde_json::from_str(raw).ok()
    }
}

const KNOWN_CHANGES: [&str; 10] = [
    "create",
    "set",
    "add",
    "remove",
    "fact",
    "void",
    "amend",
    "delete",
    "restore",
    "unsendable",
];

/// A change type of a newer version: to be kept until somebody can read it.
fn names_unknown_change(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Shape<'a> {
        #[serde(borrow)]
        change: Option<&'a RawValue>,
    }
    #[derive(Deserialize)]
    struct Named {
        #[serde(rename = "type")]
        name: String,
    }
    let Ok(shape) = serde_json::from_str::<Shape<'_>>(text) else {
        return false;
    };
    let named: Option<Named> = part(shape.change);
    named.is_some_and(|change| !KNOWN_CHANGES.contains(&change.name.as_str()))
}
