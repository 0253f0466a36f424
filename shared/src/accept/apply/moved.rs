//! Rows that change scope, and what goes with them.

use std::collections::BTreeMap;

use super::{
    super::{
        Left,
        judge::{MOVED_WITH_MAX, Stop},
    },
    Work,
};
use crate::{
    id::RecordId,
    outcome::{Code, Outcome},
    role::RowScope,
};

impl Work<'_> {
    /// A record changed its building: those who lack it now are told, and what hangs from it moves along.
    pub(super) fn moved(&mut self, id: RecordId, before: RowScope, after: RowScope) -> Result<(), Stop> {
        let written = self.out.rows.last().map_or(0, |row| row.record.seq);
        self.out.left.push(Left {
            seq: written,
            id,
            scope: before,
        });
        let hanging = self.hanging(id);
        if hanging.len() > MOVED_WITH_MAX {
            return Err(Outcome::rejected(Code::TooMuch, None));
        }
        for other in hanging {
            let Some(mut row) = self.case.row(other).cloned() else {
                continue;
            };
            let seq = self.edit().stamp.seq;
            self.out.left.push(Left {
                seq,
                id: other,
                scope: row.scope,
            });
            row.scope = after;
            self.write(row);
        }
        Ok(())
    }

    /// Everything that hangs from a record now, directly or through another, facts aside: what was loaded for it and
    /// what this plan has made since.
    fn hanging(&self, id: RecordId) -> Vec<RecordId> {
        let mut children: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
        for row in self.case.world.rows.values().filter(|row| !row.is_fact()) {
            if let Some(parent) = row.record.parent() {
                children.entry(parent).or_default().push(row.record.id);
            }
        }
        let mut found = vec![id];
        let mut next = 0;
        while let Some(parent) = found.get(next) {
            next += 1;
            // Each hangs from one parent, so nothing is found twice.
            found.extend(children.remove(parent).unwrap_or_default());
        }
        found.split_off(1)
    }
}
