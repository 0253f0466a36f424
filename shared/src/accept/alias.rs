//! Two records of one person: what is asked of an alias goes to its root.

use std::collections::BTreeSet;

use super::{
    Loaded,
    judge::{Case, Stop},
};
use crate::{
    domain::resident::SAME_AS,
    id::RecordId,
    kind::Kind,
    outcome::{Code, Outcome},
    record::Row,
    value::{Fields, Value},
};

/// Records in one chain of aliases. A longer one is taken for a circle.
const CHAIN_MAX: usize = 64;

/// Fields that are an alias' own.
pub(super) fn is_own(field: &str) -> bool {
    field == SAME_AS || field == "door"
}

impl Loaded {
    /// Whom the aliases among these rows stand for, as far as they are not here yet: a store loads them, and asks again.
    pub fn roots(&self) -> BTreeSet<RecordId> {
        let named = self.rows.values().filter_map(|row| row.record.reference(SAME_AS));
        named.filter(|id| !self.rows.contains_key(id)).collect()
    }
}

impl Case<'_> {
    /// The records from this one on, each the alias of the next.
    fn chain(&self, from: RecordId) -> impl Iterator<Item = RecordId> {
        let next = |id: &RecordId| self.row(*id)?.record.reference(SAME_AS);
        std::iter::successors(Some(from), next).take(CHAIN_MAX)
    }

    /// The record that stands for this person; itself, where it is no alias.
    pub(super) fn root(&self, id: RecordId) -> RecordId {
        let known = self.chain(id).filter(|id| self.row(*id).is_some());
        known.last().unwrap_or(id)
    }

    /// Whose alias a record is to be, and may become: somebody who is there, and whose alias it isn't already.
    pub(super) fn joins(&self, id: RecordId, fields: &Fields) -> Result<Option<RecordId>, Stop> {
        let wanted = fields.get(SAME_AS).and_then(Value::as_text);
        let Some(wanted) = wanted.and_then(|id| id.parse().ok()) else {
            return Ok(None);
        };
        if wanted == id {
            return Ok(None);
        }
        let row = self.row(wanted).ok_or(Outcome::Held {
            code: Code::Orphan,
            waits_for: Some(wanted),
        })?;
        self.within(row.scope)?;
        let mut chain = self.chain(wanted);
        let closes = chain.by_ref().any(|link| link == id) || self.chain(wanted).count() == CHAIN_MAX;
        let is_there = row.record.kind == Kind::Resident && !row.deleted;
        Ok((is_there && !closes).then_some(wanted))
    }
}

/// Whose alias a row is now.
pub(super) fn same_as(row: &Row) -> Option<RecordId> {
    row.record.reference(SAME_AS)
}
