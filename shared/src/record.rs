//! A record as everybody stores it, and a row as the server stores it: the record, its scope and what merging must remember.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    id::{DeviceId, RecordId},
    kind::Kind,
    op::Seen,
    role::RowScope,
    time::UnixMs,
    value::{Fields, Value},
    was::Stood,
};

/// The one stored form. `seq` is the site's sequence number of the last write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub kind: Kind,
    pub id: RecordId,
    pub seq: u64,
    pub fields: Fields,
}

impl Record {
    pub fn get(&self, field: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.fields.get(field).unwrap_or(&NULL)
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.get(field).as_text()
    }

    pub fn int(&self, field: &str) -> Option<i64> {
        self.get(field).as_int()
    }

    pub fn flag(&self, field: &str) -> bool {
        self.get(field).as_bool().unwrap_or(false)
    }

    /// A reference to another record; none where it is missing or not an id.
    pub fn reference(&self, field: &str) -> Option<RecordId> {
        self.text(field)?.parse().ok()
    }

    /// The record this one hangs from: a resident's door, a door's building, a tick's subject.
    pub fn parent(&self) -> Option<RecordId> {
        self.reference(crate::schema::spec(&self.kind)?.parent_field()?)
    }
}

/// A record as the server keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub record: Record,
    pub scope: RowScope,
    pub deleted: bool,
    pub meta: Meta,
}

impl Row {
    /// Recorded once, never edited; it keeps the scope it was recorded in.
    pub fn is_fact(&self) -> bool {
        crate::schema::spec(&self.record.kind).is_some_and(|spec| spec.shape == crate::schema::Shape::Fact)
    }

    /// Somebody had it erased: there is nothing in it, and never will be.
    pub fn is_erased(&self) -> bool {
        self.deleted && self.record.flag(crate::erase::ERASED)
    }
}

/// Who wrote something, and what they had seen when they did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The `seq` of the write.
    pub seq: u64,
    pub device: DeviceId,
    pub n: u64,
    /// The `seq` of the row as it was shown when the person began; 0 where that is unknown.
    pub seen: u64,
    /// Corrected time: the phone's, minus its skew, never in the future.
    pub at: UnixMs,
    /// Its place on a branch that was lost, where it comes from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Stood>,
}

impl Stamp {
    /// Before everything that comes back from a branch that was lost.
    pub fn yielding(self) -> Self {
        let was = self.was.map(|_| Stood {
            at: Seen::NOTHING,
            seen: Seen::NOTHING,
        });
        Self { was, ..self }
    }
}

/// What merging remembers of a row. Kept as JSON: a later version must be able to add to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The creation, which stands for every register written with it and not since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Stamp>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldMeta>,
    /// The last delete or restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existence: Option<Stamp>,
}

impl Meta {
    /// The write that stands in a field, of a set the one that keeps `element` there. None where nobody has written it.
    pub fn standing(&self, field: &str, element: Option<&str>) -> Option<Stamp> {
        let newest = |stamps: &mut dyn Iterator<Item = Stamp>| stamps.max_by_key(|stamp| (stamp.at, stamp.seq));
        match self.fields.get(field) {
            None if field == "deleted" => self.existence.or(self.born),
            Some(FieldMeta::Register(stamp)) => Some(*stamp),
            Some(FieldMeta::Sticky { claims, cleared }) => {
                newest(&mut claims.iter().map(|claim| claim.stamp)).or(*cleared)
            }
            Some(FieldMeta::Set(elements)) => {
                let element = elements.get(element?)?;
                newest(&mut element.claims.iter().copied()).or(element.removed)
            }
            None => self.born,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldMeta {
    Register(Stamp),
    Sticky {
        claims: Vec<Claim>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cleared: Option<Stamp>,
    },
    Set(BTreeMap<String, Element>),
}

/// One setting of a sticky field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub value: Value,
    pub stamp: Stamp,
}

/// One element of a set; it stays here after it was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Stamp>,
}
