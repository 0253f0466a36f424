//! The only judge: what each operation comes to, given the rows it touches. Plans; a store applies.
//!
//! ```text
//! store.load(keys(ops)) ─► Loaded ─► Planner::accept(push) … ─► Plan ─► store.apply(plan), one transaction
//! ```
//!
//! Several pushes may share one plan: each is planned over what the one before it left. Pure: no clock, no IO.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    id::{DeviceId, OpId, RecordId},
    op::{Body, Incoming, Op},
    outcome::{Code, Outcome},
    role::Actor,
    time::UnixMs,
};

mod alias;
mod apply;
mod erased;
mod judge;
mod plan;

pub use judge::MOVED_WITH_MAX;
pub use plan::{Conflict, Keys, Left, Loaded, Logged, Plan, keys};

/// Why a whole push is refused. Nothing of it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("operation {last_n} is the last one known, a later one than the next was sent")]
    Gap { last_n: u64 },
    #[error("number {n} was used by this device for another operation")]
    DeviceFork { n: u64 },
    #[error("operations are numbered from 1")]
    BadNumber,
}

/// A result under the number that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub n: u64,
    pub id: OpId,
    pub outcome: Outcome,
}

/// Plans pushes one over the other.
#[derive(Debug)]
pub struct Planner {
    now: Loaded,
    /// Its rows and log are taken out of `now` at the end: a group of pushes writes thousands, each is kept once.
    plan: Plan,
    written: BTreeSet<RecordId>,
    logged: BTreeSet<OpId>,
}

impl Planner {
    pub fn new(loaded: Loaded) -> Self {
        let plan = Plan {
            head: loaded.head,
            ..Plan::default()
        };
        Self {
            now: loaded,
            plan,
            written: BTreeSet::new(),
            logged: BTreeSet::new(),
        }
    }

    /// Judges one push. A refused push leaves the plan as it was.
    pub fn accept(&mut self, ops: &[Incoming], actor: &Actor, now: UnixMs) -> Result<Vec<Judged>, Refusal> {
        self.check_numbers(ops, actor.device)?;
        let receive = |incoming: &Incoming| {
            self.receipt(incoming, actor.device);
            self.one(incoming, actor, now)
        };
        Ok(ops.iter().map(receive).collect())
    }

    /// Judges what did not come from its phone now: what is tried again, or was brought in a file. Numbers mean nothing here and no
    /// receipt is made: what the phone itself has sent, and in which order, is between it and the server.
    pub fn accept_unnumbered(&mut self, ops: &[Incoming], actor: &Actor, now: UnixMs) -> Vec<Judged> {
        ops.iter().map(|incoming| self.one(incoming, actor, now)).collect()
    }

    /// The last number of a device, as it stands in this plan.
    pub fn last_n(&self, device: DeviceId) -> u64 {
        self.now.last_n.get(&device).copied().unwrap_or(0)
    }

    pub fn finish(self) -> Plan {
        let Self {
            now: Loaded { mut rows, mut log, .. },
            plan,
            written,
            logged,
        } = self;
        rows.retain(|id, _| written.contains(id));
        log.retain(|id, _| logged.contains(id));
        Plan { rows, log, ..plan }
    }

    fn check_numbers(&self, ops: &[Incoming], device: DeviceId) -> Result<(), Refusal> {
        let last_n = self.last_n(device);
        let mut next = last_n + 1;
        let mut named: BTreeMap<u64, OpId> = BTreeMap::new();
        for incoming in ops {
            if incoming.n == 0 {
                return Err(Refusal::BadNumber);
            }
            if incoming.n > next {
                return Err(Refusal::Gap { last_n });
            }
            if incoming.n == next {
                next += 1;
            }
            let known = self.now.receipts.get(&(device, incoming.n));
            let known = known.copied().unwrap_or(incoming.id);
            if *named.entry(incoming.n).or_insert(known) != incoming.id {
                return Err(Refusal::DeviceFork { n: incoming.n });
            }
        }
        Ok(())
    }

    fn receipt(&mut self, incoming: &Incoming, device: DeviceId) {
        let key = (device, incoming.n);
        if self.now.receipts.insert(key, incoming.id).is_none() {
            self.plan.receipts.push((device, incoming.n, incoming.id));
            let last_n = self.now.last_n.entry(device).or_default();
            *last_n = (*last_n).max(incoming.n);
        }
    }

    fn one(&mut self, incoming: &Incoming, actor: &Actor, now: UnixMs) -> Judged {
        let judged = |outcome| Judged {
            n: incoming.n,
            id: incoming.id,
            outcome,
        };
        if let Some(known) = self.now.log.get(&incoming.id)
            // A held one is judged again when its maker asks, also under a renewed identity. An envelope that is shut says
            // nothing that is not known.
            && (known.outcome.is_final()
                || known.account != actor.account
                || matches!(incoming.body, Body::Sealed(_)))
        {
            // What it came to is not told any more where nothing is kept of it: its phone must not keep it either.
            let is_kept = !known.raw.is_empty();
            return judged(if is_kept {
                known.outcome.clone()
            } else {
                Outcome::Erased
            });
        }
        let incoming = &*self.without_erased(incoming);
        let outcome = self.judge(incoming, actor, now);
        self.log(incoming, actor, now, outcome.clone());
        self.retry_waiting(incoming, &outcome, now);
        judged(outcome)
    }

    /// Judges and, where it applies, takes the rows into the plan. A defect of ours costs that operation its
    /// application, not its place: it is kept as held.
    fn judge(&mut self, incoming: &Incoming, actor: &Actor, now: UnixMs) -> Outcome {
        let op = match &incoming.body {
            Body::Readable(op) => op,
            Body::Unknown { .. } => return Outcome::held(Code::UnknownChange),
            Body::Sealed(_) => return Outcome::held(Code::Sealed),
            Body::BadEnvelope => return Outcome::rejected(Code::BadEnvelope, None),
            Body::Malformed => return Outcome::rejected(Code::Malformed, None),
            Body::TooLarge => return Outcome::rejected(Code::TooLarge, None),
        };
        let world = &self.now;
        match catch_unwind(AssertUnwindSafe(|| judge::judge(world, op, actor, now))) {
            Ok(judgement) => self.take(judgement),
            Err(_) => Outcome::held(Code::Failed),
        }
    }

    fn take(&mut self, judgement: judge::Judgement) -> Outcome {
        for row in judgement.rows {
            self.now.head = self.now.head.max(row.record.seq);
            self.written.insert(row.record.id);
            self.now.rows.insert(row.record.id, row);
        }
        for (record, seq) in judgement.facts_about {
            let newest = self.now.newest_fact.entry(record).or_default();
            *newest = (*newest).max(seq);
        }
        self.plan.head = self.now.head;
        self.plan.left.extend(judgement.left);
        self.plan.conflicts.extend(judgement.conflicts);
        judgement.outcome
    }

    fn log(&mut self, incoming: &Incoming, actor: &Actor, now: UnixMs, outcome: Outcome) {
        let at = match &incoming.body {
            Body::Readable(op) => judge::corrected(op.at, actor, now),
            _ => now,
        };
        // A line stays its first maker's, under its first number, whoever asks about it later.
        let known = self.now.log.get(&incoming.id);
        let (device, n) = known.map_or((actor.device, incoming.n), |known| (known.device, known.n));
        let (raw, sealed) = match (&outcome, known) {
            (Outcome::Erased, _) => (String::new(), None),
            (_, Some(known)) => said(known, incoming),
            (_, None) => (incoming.raw.clone(), incoming.sealed.clone()),
        };
        let logged = Logged {
            id: incoming.id,
            device,
            n,
            account: actor.account,
            raw,
            // Of what was taken out, nothing is kept under a seal either.
            sealed: sealed.filter(|sealed| !sealed.is_empty()),
            at,
            skew_ms: actor.skew_ms,
            outcome,
            epoch: self.now.epochs.current(),
        };
        // What it waits for may come in this very plan.
        self.now.held.retain(|(held, _)| held.id != logged.id);
        if !logged.outcome.is_final() {
            // Then it is this actor's, under their own number: the first one's number may be another operation of theirs.
            let (device, n) = (actor.device, incoming.n);
            let asked = Logged {
                device,
                n,
                ..logged.clone()
            };
            self.now.held.push((asked, actor.clone()));
        }
        self.logged.insert(incoming.id);
        self.now.log.insert(incoming.id, logged);
    }

    /// A record has come to exist: whatever waited for it is tried again, in each device's own order.
    fn retry_waiting(&mut self, incoming: &Incoming, outcome: &Outcome, now: UnixMs) {
        let Body::Readable(op) = &incoming.body else { return };
        let Some((_, record)) = op.change.target() else { return };
        if !outcome.is_applied() {
            return;
        }
        let mut arrived = vec![record];
        while let Some(record) = arrived.pop() {
            if !self.now.held.iter().any(|(logged, _)| waits_for(logged, record)) {
                continue;
            }
            let (mut due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.now.held)
                .into_iter()
                .partition(|(logged, _)| waits_for(logged, record));
            self.now.held = rest;
            due.sort_by_key(|(logged, _)| (logged.device, logged.n));
            for (logged, actor) in due {
                let Some(op) = Incoming::reread(&logged.raw) else {
                    continue;
                };
                let op = Op { n: logged.n, ..op };
                let again = Incoming {
                    n: logged.n,
                    id: logged.id,
                    raw: logged.raw,
                    sealed: logged.sealed,
                    body: Body::Readable(op.clone()),
                };
                let outcome = self.judge(&again, &actor, now);
                if let (true, Some((_, made))) = (outcome.is_applied(), op.change.target()) {
                    arrived.push(made);
                }
                self.log(&again, &actor, now, outcome);
            }
        }
    }
}

/// What a line goes on saying: what it said at first, or what was found in its envelope since.
fn said(known: &Logged, incoming: &Incoming) -> (String, Option<String>) {
    let was_shut = matches!(&known.outcome, Outcome::Held { code: Code::Sealed, .. })
        // As a version put it that knew no envelopes.
        || incoming.sealed.as_ref() == Some(&known.raw);
    if was_shut && !matches!(incoming.body, Body::Sealed(_)) {
        let sealed = incoming.sealed.clone().unwrap_or_else(|| known.raw.clone());
        return (incoming.raw.clone(), Some(sealed));
    }
    (known.raw.clone(), known.sealed.clone())
}

fn waits_for(logged: &Logged, record: RecordId) -> bool {
    matches!(&logged.outcome, Outcome::Held { waits_for: Some(waits), .. } if *waits == record)
}
