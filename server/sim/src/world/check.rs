//! What holds at every instant, on the phone that something has just happened to.

use model::Server;
use shared::{
    id::{OpId, RecordId},
    kind::Kind,
    op::{Change, Draft},
    outcome::Outcome,
    packed::Packed,
    protocol::{RowMessage, Status},
    replica::{Queued, Replica, Standing},
    role::{Actor, Role, Scope},
    schema,
};

use super::World;
use crate::{
    breach::{Breach, Invariant},
    bug::Bug,
    phone::Phone,
};

impl World {
    pub(super) fn check(&mut self, p: usize) -> Result<(), Breach> {
        self.counted(p)?;
        if !self.looks_away() {
            self.shown(p)?;
        }
        self.cursor_rises(p)?;
        self.keeps_nothing_forbidden(p)?;
        self.keeps_nobody_erased(p)?;
        self.nobody_is_their_own_alias(p)?;
        if !self.looks_away() && self.phones[p].all_agree() {
            self.rows_are_the_servers(p)?;
        }
        Ok(())
    }

    /// What a page left out is for the digests to find, and who is a circle for whoever looks for one.
    pub(super) fn looks_away(&self) -> bool {
        matches!(self.bug, Some(Bug::RowDropped | Bug::CircleClosed))
    }

    /// 6: whatever was stored is still in the outbox, or final at the server.
    fn counted(&mut self, p: usize) -> Result<(), Breach> {
        let model = &self.office.model;
        let phone = &mut self.phones[p];
        let outbox = &phone.storage.disk.outbox;
        let gone: Vec<u64> = phone.open.keys().copied().filter(|n| !outbox.contains(*n)).collect();
        for n in gone {
            let Some(op) = phone.open.remove(&n) else { continue };
            // What a backup had as held may have been applied after it: the phone has heard so, and the server waits once more.
            let went_back = self.restores > 0;
            let is_kept = model
                .log
                .get(&op)
                .is_some_and(|logged| logged.outcome.is_final() || went_back);
            Invariant::Counted.check(is_kept || self.forgotten.contains(&op), || {
                format!("phone {p} let go of operation {op}, which has no final result")
            })?;
        }
        let tally = phone.replica().tally();
        Invariant::Counted.check(tally.waiting + tally.held + tally.settled == tally.made, || {
            format!("phone {p} counts {tally:?}")
        })?;
        // The disk is what counts: a tab may be behind it.
        let settled = |queued: &&Queued| matches!(&queued.standing, Standing::Settled(_));
        let unheard = outbox
            .values()
            .filter(settled)
            .find(|queued| !self.acknowledged.contains_key(&queued.draft.id));
        Invariant::Counted.check(unheard.is_none(), || {
            format!(
                "phone {p} takes {} for settled, and nobody has said so",
                unheard.map_or_else(String::new, |one| one.draft.id.to_string())
            )
        })
    }

    fn shown(&mut self, p: usize) -> Result<(), Breach> {
        let model = &self.office.model;
        let phone = &mut self.phones[p];
        let agree = phone.all_agree();
        if agree {
            let replica = &phone.tabs[phone.lead].replica;
            let (_, scope) = heard(phone, replica);
            phone
                .unseen
                .retain(|n, draft| !is_over(model, replica, &scope, *n, draft));
        }
        let phone = &self.phones[p];
        for replica in phone.replicas() {
            let waits = |queued: &&Queued| matches!(queued.standing, Standing::Waiting | Standing::Held { .. });
            let waiting = replica
                .outbox()
                .iter()
                .filter(|(_, queued)| waits(queued))
                .map(|(n, queued)| (n, &queued.draft));
            let unseen = phone.unseen.iter().map(|(n, draft)| (*n, draft)).filter(|_| agree);
            let mut laid: Vec<Laid<'_>> = waiting
                .chain(unseen)
                .map(|(n, draft)| (n, draft.id, &draft.change))
                .collect();
            laid.sort_by_key(|(n, ..)| *n);
            own_edits_are_shown(replica, &laid)?;
        }
        Ok(())
    }

    /// 5: within an epoch.
    fn cursor_rises(&mut self, p: usize) -> Result<(), Breach> {
        let phone = &mut self.phones[p];
        let (before, cursor) = (phone.cursor, phone.storage.disk.place.cursor);
        phone.cursor = cursor;
        let is_same = before.epoch == cursor.epoch && !phone.storage.disk.place.refreshing;
        Invariant::Cursor.check(!is_same || cursor.seq >= before.seq && cursor.top >= before.top, || {
            format!("phone {p} went from {before:?} back to {cursor:?}")
        })
    }

    /// 7: from the moment it heard of other rights.
    fn keeps_nothing_forbidden(&self, p: usize) -> Result<(), Breach> {
        // In another life of the database, others' rows have these numbers.
        if self.restores > 0 {
            return Ok(());
        }
        let model = &self.office.model;
        for replica in self.phones[p].replicas() {
            let Some(rights) = &replica.place().rights else {
                continue;
            };
            let is_forbidden = |row: &&Packed| {
                let as_it_is = model.rows.get(&row.id).filter(|known| known.record.seq == row.seq);
                let record = row.unpack();
                let count = record.fields.len();
                as_it_is.is_some_and(|known| !rights.scope.covers(known.scope))
                    || schema::readable(&row.kind, rights.role, record.fields).len() < count
            };
            let kept = replica.confirmed().find(is_forbidden);
            Invariant::Rows.check(kept.is_none(), || {
                format!("phone {p} has heard that it has {rights:?}, and keeps {kept:?}")
            })?;
        }
        Ok(())
    }

    /// 1, 5, 7: up to its cursor it has every row of its scope as the server has it, and none that is not its own.
    fn rows_are_the_servers(&self, p: usize) -> Result<(), Breach> {
        let phone = &self.phones[p];
        let (model, place) = (&self.office.model, phone.replica().place());
        if !place.complete || place.refreshing || !model.epochs.knows(place.cursor.epoch, place.cursor.top) {
            return Ok(());
        }
        let rows = model::messages(phone.replica());
        let (role, scope) = heard(phone, phone.replica());
        let has = Actor {
            role,
            scope,
            ..model.actors[&phone.me.device].clone()
        };
        let expected = model.expected_of(&has);
        let missing = expected
            .values()
            .find(|row| row.seq <= place.cursor.seq && rows.get(&row.id) != Some(*row));
        Invariant::Rows.check(missing.is_none(), || {
            format!(
                "phone {p} at {} lacks {missing:?}, has {:?}",
                place.cursor.seq,
                missing.map(|row| rows.get(&row.id))
            )
        })?;
        let reached = |row: &&RowMessage| {
            let left = model
                .left
                .iter()
                .filter(|left| left.id == row.id)
                .map(|left| left.seq)
                .max();
            let last = model.rows.get(&row.id).map(|row| row.record.seq).max(left);
            last.is_none_or(|seq| seq <= place.cursor.seq)
        };
        let foreign = rows
            .values()
            .filter(reached)
            .find(|row| expected.get(&row.id) != Some(*row));
        Invariant::Rows.check(foreign.is_none(), || {
            format!(
                "phone {p} at {} has {foreign:?} instead of {:?}",
                place.cursor.seq,
                foreign.map(|row| model.rows.get(&row.id))
            )
        })
    }
}

/// An own operation that its maker has to see.
type Laid<'a> = (u64, OpId, &'a Change);

/// 4: of every record the last edit of each field, until it is refused or its row is here.
fn own_edits_are_shown(replica: &Replica, laid: &[Laid<'_>]) -> Result<(), Breach> {
    for (at, (n, op, change)) in laid.iter().enumerate() {
        let is_last = |record, name: &str| !laid[at + 1..].iter().any(|(.., later)| touches(later, record, name));
        let is_shown = match change {
            Change::Fact { record, .. } => replica.get(*record).is_some(),
            Change::Set {
                kind: Kind::Resident,
                record,
                fields,
            } => replica.get(*record).is_none_or(|look| {
                let shown = look.record();
                let mut last = fields.iter().filter(|(name, _)| is_last(*record, name));
                last.all(|(name, value)| shown.get(name) == value)
            }),
            _ => true,
        };
        Invariant::Shown.check(is_shown, || {
            format!("operation {op}, number {n}, is out of sight: {change:?}")
        })?;
    }
    Ok(())
}

/// What it may have, as far as it has heard.
fn heard(phone: &Phone, replica: &Replica) -> (Role, Scope) {
    let given = replica.place().rights.clone();
    given.map_or_else(|| phone.enrolled.clone(), |rights| (rights.role, rights.scope))
}

/// It was refused, its row has come, or its row is not for this phone any more.
fn is_over(model: &Server, replica: &Replica, scope: &Scope, n: u64, draft: &Draft) -> bool {
    let row = draft.change.target().and_then(|(_, record)| model.rows.get(&record));
    let is_foreign = row.is_some_and(|row| !scope.covers(row.scope));
    let line = model.log.get(&draft.id);
    // It was about somebody who was erased.
    let is_erased = line.is_some_and(|line| line.raw.is_empty());
    match line.map(|line| &line.outcome) {
        _ if is_erased => true,
        Some(Outcome::Rejected { .. }) => true,
        Some(outcome) if outcome.is_final() => {
            let is_here = |seq| is_delivered(replica, &draft.change, seq);
            is_foreign || outcome.seq().is_some_and(is_here)
        }
        // What a restore has lost, or holds once more, the phone alone knows. It lets go of nothing too early: that is counted.
        _ => match replica.outbox().get(n).map(|queued| &queued.standing) {
            Some(Standing::Settled(settled)) => settled.arrived || settled.status == Status::Rejected,
            standing => standing.is_none(),
        },
    }
}

/// Up to here the phone has read what the server wrote about this record.
fn is_delivered(replica: &Replica, change: &Change, seq: u64) -> bool {
    let place = replica.place();
    let is_here = |(_, id)| replica.confirmed_row(id).is_some_and(|row| row.seq >= seq);
    place.complete && !place.refreshing && place.cursor.seq >= seq || change.target().is_some_and(is_here)
}

fn touches(change: &Change, record: RecordId, name: &str) -> bool {
    match change {
        Change::Set {
            record: other, fields, ..
        }
        | Change::Create {
            record: other, fields, ..
        } => *other == record && fields.contains_key(name),
        Change::Delete { record: other, .. } => *other == record,
        _ => false,
    }
}
