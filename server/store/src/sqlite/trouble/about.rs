//! The records that a page's lines are about, each with what it hangs from.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use shared::{id::RecordId, op::Change, record::Record};

use crate::{
    StoreError, Viewer,
    sqlite::{
        column::{Blob as _, ROW_COLUMNS},
        look::seen_by,
    },
};

/// A tick about a resident hangs from them, they from a door, and that from a building.
const DEPTH_MAX: usize = 4;

pub(super) struct Around<'a> {
    at: &'a Connection,
    viewer: &'a Viewer,
    site: i64,
    found: BTreeMap<RecordId, Record>,
}

impl<'a> Around<'a> {
    pub(super) const fn new(at: &'a Connection, viewer: &'a Viewer, site: i64) -> Self {
        Self {
            at,
            viewer,
            site,
            found: BTreeMap::new(),
        }
    }

    /// Whatever a change names.
    pub(super) fn add_all(&mut self, change: &Change) -> Result<(), StoreError> {
        for record in change.touches() {
            self.add(record)?;
        }
        Ok(())
    }

    pub(super) fn add(&mut self, record: RecordId) -> Result<(), StoreError> {
        let mut query = self
            .at
            .prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
        let mut next = Some(record);
        for _ in 0..DEPTH_MAX {
            let Some(wanted) = next.filter(|id| !self.found.contains_key(id)) else {
                break;
            };
            let record = match query.query(params![self.site, wanted.blob()])?.next()? {
                Some(row) => seen_by(self.viewer, row)?,
                None => None,
            };
            next = record.as_ref().and_then(Record::parent);
            self.found.extend(record.map(|record| (wanted, record)));
        }
        Ok(())
    }

    pub(super) fn records(self) -> Vec<Record> {
        self.found.into_values().collect()
    }
}
