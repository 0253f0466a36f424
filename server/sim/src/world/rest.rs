//! The end of a seed: nothing new is made, everything arrives, and then everybody agrees.

use std::collections::BTreeSet;

use shared::{id::OpId, outcome::Outcome, replica::Event, time::HOUR_MS};

use super::World;
use crate::breach::{Breach, Invariant};

/// Far more rounds than rest needs, an hour each.
const ROUNDS_MAX: usize = 60;
/// What is held is asked about again each round, and one may wait for another.
const QUIET_ROUNDS: usize = 3;
/// What a phone asks within a round, at most: small pages are many.
const ASKED_MAX: usize = 500;

impl World {
    pub(super) fn rest(&mut self) -> Result<(), Breach> {
        for (push, form) in std::mem::take(&mut self.late) {
            let _ = self.office.push(&push, form, self.now)?;
        }
        self.bring_all()?;
        let mut quiet = 0;
        for _ in 0..ROUNDS_MAX {
            self.now = self.now.plus(HOUR_MS + 1);
            for p in 0..self.phones.len() {
                if self.phones[p].is_lost {
                    continue;
                }
                self.phones[p].storage.refuse_page = false;
                self.phones[p].catch_up(self.now);
                self.phones[p].tell(self.now, Event::Nudge);
                self.phones[p].tell(self.now, Event::Check);
                for _ in 0..ASKED_MAX {
                    self.serve(p)?;
                    self.phones[p].arrive(self.now);
                    self.renew(p);
                    if self.phones[p].request().is_none() {
                        break;
                    }
                }
                self.check(p)?;
            }
            self.tell_live()?;
            let is_quiet = (0..self.phones.len()).all(|p| self.is_quiet(p));
            quiet = if is_quiet { quiet + 1 } else { 0 };
            if quiet == QUIET_ROUNDS {
                return self.agrees();
            }
        }
        let busy = (0..self.phones.len()).find(|p| !self.is_quiet(*p)).unwrap_or(0);
        let phone = &self.phones[busy];
        let (tally, place) = (phone.replica().tally(), phone.replica().place());
        let first = phone.storage.disk.outbox.values().next().map(|queued| queued.draft.id);
        Err(Invariant::Rest.breach(format!(
            "phone {busy} does not come to rest: {tally:?}, {place:?}, head {}, first operation {first:?}, asks {:?}",
            self.office.model.head,
            phone.request(),
        )))
    }

    fn is_quiet(&self, p: usize) -> bool {
        let phone = &self.phones[p];
        if phone.is_lost {
            return true;
        }
        let has_sent = phone.replica().tally().waiting == 0 && !phone.renews;
        has_sent && (self.is_shut_out(p) || phone.replica().place().cursor.seq == self.office.model.head)
    }

    /// It may send and not read.
    pub(super) fn is_shut_out(&self, p: usize) -> bool {
        let actor = &self.office.model.actors[&self.phones[p].me.device];
        actor.revoked || actor.expires.is_some_and(|end| self.now >= end)
    }

    fn agrees(&mut self) -> Result<(), Breach> {
        let model = &self.office.model;
        for (p, phone) in self.phones.iter().enumerate().filter(|(_, phone)| !phone.is_lost) {
            for (n, op) in &phone.open {
                // 6: it reached the server, whatever became of it there.
                Invariant::Counted.check(model.log.contains_key(op), || {
                    format!("operation {op}, number {n} of phone {p}, never came")
                })?;
            }
            let rejected = phone
                .open
                .values()
                .filter(|op| matches!(model.log[*op].outcome, Outcome::Rejected { .. }));
            let in_sight = phone
                .storage
                .disk
                .outbox
                .values()
                .filter(|queued| queued.needs_attention() || queued.discarded);
            let (rejected, in_sight) = (rejected.count(), in_sight.count());
            // What a backup had as held may have been rejected after it: the phone shows that, and the server waits once more.
            let is_as_heard = rejected == in_sight || self.restores > 0 && rejected < in_sight;
            Invariant::Counted.check(is_as_heard, || {
                format!("phone {p} shows {in_sight} of {rejected} rejected operations")
            })?;
            if self.is_shut_out(p) {
                continue;
            }
            if self.looks_away() {
                continue;
            }
            // 1, 7: byte for byte.
            let rows = serde_json::to_string(&model::messages(phone.replica())).unwrap();
            let expected = serde_json::to_string(&model.expected(phone.me.device)).unwrap();
            Invariant::Rows.check(rows == expected, || {
                format!("phone {p} has {rows} instead of {expected}")
            })?;
        }
        // 2: what was saved of a phone is there.
        let mut saved = self.files.iter().flat_map(|(file, _)| &file.ops);
        let lost = saved.find(|op| !model.log.contains_key(&op.id));
        Invariant::Kept.check(lost.is_none(), || format!("{lost:?} was in a file and is not there"))?;
        // What a backup lacks, and had been sent by a phone that is lost or about somebody who was erased, is lost.
        let lost_phones = self.phones.iter().filter(|phone| phone.is_lost);
        let sent = lost_phones.flat_map(|phone| phone.above(0)).map(|op| op.id);
        let gone: BTreeSet<OpId> = sent
            .chain(self.forgotten.iter().copied())
            .filter(|_| self.restores > 0)
            .collect();
        // 2: what somebody was told is final is there, and final; or held, where it came back and may not be done any more, or hangs
        // from what may not.
        let is_kept = |op: &OpId| match model.log.get(op).map(|logged| &logged.outcome) {
            Some(Outcome::Held { .. }) => self.restores > 0,
            outcome => outcome.is_some(),
        };
        let lost = self.acknowledged.keys().find(|op| !is_kept(op) && !gone.contains(op));
        Invariant::Kept.check(lost.is_none(), || {
            format!("operation {lost:?} was acknowledged and is not there")
        })?;
        self.office.check()?;
        self.nothing_is_left()
    }
}
