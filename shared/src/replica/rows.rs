//! The rows the server confirmed, packed, by id. What is said of a record later wins.

use crate::{
    id::{IdMap, RecordId},
    packed::Packed,
    protocol::RowMessage,
    record::Record,
};

/// What a page, a chunk or another tab says of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Here(Packed),
    /// Deleted, or not this phone's any more.
    Gone {
        id: RecordId,
        seq: u64,
    },
}

impl Said {
    pub const fn is_here(&self) -> bool {
        matches!(self, Self::Here(_))
    }

    pub const fn id(&self) -> RecordId {
        match self {
            Self::Here(packed) => packed.id,
            Self::Gone { id, .. } => *id,
        }
    }
}

impl From<RowMessage> for Said {
    fn from(row: RowMessage) -> Self {
        if row.is_live() {
            Self::Here(Packed::new(row.kind, row.id, row.seq, &row.fields))
        } else {
            Self::Gone {
                id: row.id,
                seq: row.seq,
            }
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(IdMap<Packed>);

impl Rows {
    /// With room for so many.
    pub fn with_capacity(rows: usize) -> Self {
        Self(IdMap::with_capacity(rows))
    }

    /// Takes the last word about a record.
    pub fn take(&mut self, said: Said) {
        match said {
            Said::Here(packed) => {
                self.0.insert(packed.id, packed);
            }
            Said::Gone { id, .. } => {
                self.0.remove(&id);
            }
        }
    }

    pub fn get(&self, id: RecordId) -> Option<&Packed> {
        self.0.get(&id)
    }

    pub fn remove(&mut self, id: RecordId) {
        self.0.remove(&id);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In no order.
    pub fn iter(&self) -> impl Iterator<Item = &Packed> {
        self.0.values()
    }
}

impl FromIterator<Record> for Rows {
    fn from_iter<T: IntoIterator<Item = Record>>(records: T) -> Self {
        Self(records.into_iter().map(|record| (record.id, record.into())).collect())
    }
}
