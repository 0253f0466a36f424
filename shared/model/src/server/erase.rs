//! Erasing, as a store does it.

use shared::{
    domain::resident::SAME_AS,
    erase::{self, Rest},
    id::{DeviceId, RecordId},
    op::{Incoming, Op},
    outcome::Outcome,
    record::{Row, Stamp},
    time::UnixMs,
};

use super::Server;

impl Server {
    /// Erases a resident with every other record of theirs; tells whether there was one.
    pub fn erase(&mut self, resident: RecordId, now: UnixMs) -> bool {
        let persons = self.person(resident);
        persons.iter().for_each(|record| self.clear(*record, now));
        !persons.is_empty()
    }

    /// The records of the person that this one is about: the one that stands for them first, then its aliases, and theirs. None
    /// where there is nobody (any more).
    pub fn person(&self, resident: RecordId) -> Vec<RecordId> {
        let there = |id: RecordId| self.rows.get(&id).filter(|row| !row.is_erased());
        let same_as = |row: &Row| row.record.reference(SAME_AS);
        let Some(mut root) = there(resident) else {
            return Vec::new();
        };
        while let Some(next) = same_as(root).and_then(there) {
            root = next;
        }
        let mut all = vec![root.record.id];
        let mut next = 0;
        while let Some(known) = all.get(next).copied() {
            next += 1;
            let aliases = self.rows.values().filter(|row| same_as(row) == Some(known));
            all.extend(aliases.map(|row| row.record.id).collect::<Vec<_>>());
        }
        all
    }

    /// One record, be it known here or not. Done again it changes nothing.
    pub fn clear(&mut self, resident: RecordId, now: UnixMs) {
        let row = self.rows.get(&resident);
        let name = row
            .and_then(|row| row.record.text("name"))
            .unwrap_or_default()
            .to_owned();
        let stamp = Stamp {
            seq: self.head + 1,
            device: DeviceId::NIL,
            n: 0,
            seen: self.head,
            at: now,
            was: None,
        };
        for line in self.log.values_mut() {
            let Some(op) = Incoming::reread(&line.raw) else {
                continue;
            };
            match erase::rest(&op.change, resident, &name) {
                Rest::Same => {}
                Rest::Part(change) => line.raw = serde_json::to_string(&Op { change, ..op }).unwrap(),
                Rest::Nothing => {
                    line.raw.clear();
                    if !line.outcome.is_final() {
                        line.outcome = Outcome::Erased;
                    }
                }
            }
        }
        let is_known = |row: &&Row| row.record.id == resident || row.record.parent() == Some(resident) || row.is_fact();
        let known = self.rows.values().filter(is_known).cloned().collect();
        for row in erase::rows(resident, known, stamp) {
            self.head = row.record.seq;
            self.conflicts
                .retain(|conflict| conflict.record != row.record.id || row.is_fact());
            self.rows.insert(row.record.id, row);
        }
    }
}
