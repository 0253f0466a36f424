//! Where a push fails as a whole: finds the operation that fails alone, and keeps it unapplied.

use rusqlite::{Connection, TransactionBehavior};
use shared::{
    accept::{Judged, Keys, Logged, Plan, Planner},
    id::{AccountId, OpId},
    op::{Body, Incoming},
    outcome::{Code, Outcome},
    protocol::LiveEvent,
};

use super::{Answer, Ops, Push, actor, answer, caught, together};
use crate::{
    PushError, Pushed, StoreError,
    sqlite::{
        apply, backup, journal,
        load::{self, Site, Waiting},
        rescue,
    },
};

/// A push that fails as a whole: each operation by itself, and the one that fails alone is kept unapplied.
pub(super) fn one_by_one(to: &mut Connection, push: &Push, heads: &mut Vec<LiveEvent>) -> Answer {
    if push.ops.count() {
        caught(|| refusal(to, push))?;
    }
    let mut whole: Option<Pushed> = None;
    for at in 0..push.ops.len() {
        let Push {
            viewer, skew_ms, now, ..
        } = push;
        let one = Push {
            viewer: viewer.clone(),
            ops: push.ops.alone(at),
            skew_ms: *skew_ms,
            now: *now,
        };
        // What is tried again with it may be what fails.
        let mut tried = together(to, &[&one], Waiting::Retried);
        if matches!(tried, Err(StoreError::Fault(_))) {
            tried = together(to, &[&one], Waiting::LeftAlone);
        }
        let pushed = match tried {
            Ok(settled) => {
                heads.extend(settled.heads);
                settled
                    .answers
                    .into_iter()
                    .next()
                    .unwrap_or(Err(StoreError::Closed.into()))?
            }
            Err(StoreError::Fault(_)) => caught(|| hold(to, &one))?,
            Err(other) => return Err(other.into()),
        };
        whole = Some(match whole {
            Some(mut before) => {
                before.results.extend(pushed.results);
                Pushed {
                    results: before.results,
                    ..pushed
                }
            }
            None => pushed,
        });
    }
    whole.ok_or_else(|| StoreError::Fault("an empty push failed".to_owned()).into())
}

/// Whether the push would be refused as a whole. That depends on its numbers alone: rows that can't be read hold up the
/// operations that need them, not the phone.
fn refusal(to: &mut Connection, push: &Push) -> Result<(), PushError> {
    let read = to.transaction().map_err(StoreError::from)?;
    let site = load::existing_site(&read, push.viewer.site)?;
    let mut keys = Keys::default();
    push.ops.keys(&mut keys, push.viewer.device);
    let numbers = Keys {
        devices: keys.devices,
        receipts: keys.receipts,
        ..Keys::default()
    };
    let mut planner = Planner::new(load::load(&read, site, numbers, Waiting::LeftAlone)?);
    let ops = push.ops.numbered(planner.last_n(push.viewer.device))?;
    let unread: Vec<Incoming> = ops
        .iter()
        .map(|&Incoming { n, id, .. }| Incoming {
            n,
            id,
            raw: String::new(),
            sealed: None,
            body: Body::Malformed,
        })
        .collect();
    planner.accept(&unread, &actor(&read, push)?, push.now)?;
    Ok(())
}

/// Keeps one operation without applying it: a defect of ours must not cost it its place. What it came to before stays,
/// where that is final or somebody else's.
fn hold(to: &mut Connection, push: &Push) -> Answer {
    let write = to
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let site = load::existing_site(&write, push.viewer.site)?;
    let actor = actor(&write, push)?;
    let epoch = load::epochs(&write, site.no)?.current();
    let last_n = load::last_n(&write, actor.device)?;
    let ops = push.ops.numbered(last_n)?;
    let mut plan = Plan {
        head: site.head,
        ..Plan::default()
    };
    let mut judged = Vec::new();
    for Incoming { n, id, raw, sealed, .. } in ops.iter() {
        let known = known(&write, site, *id, actor.account)?;
        let outcome = match &known {
            Known::Stays(outcome) => outcome.clone(),
            Known::Unreadable | Known::Held(_) | Known::No => Outcome::held(Code::Failed),
        };
        judged.push(Judged {
            n: *n,
            id: *id,
            outcome: outcome.clone(),
        });
        // It goes on saying what it said.
        let (raw, sealed) = match &known {
            Known::Held(line) => (&line.raw, &line.sealed),
            _ => (raw, sealed),
        };
        let logged = Logged {
            id: *id,
            device: actor.device,
            n: *n,
            account: actor.account,
            raw: raw.clone(),
            sealed: sealed.clone(),
            at: push.now,
            skew_ms: actor.skew_ms,
            outcome,
            epoch,
        };
        if matches!(known, Known::No | Known::Held(_)) {
            plan.log.insert(*id, logged);
        }
        if push.ops.count() && *n > last_n {
            plan.receipts.push((actor.device, *n, *id));
        }
    }
    let last_n = plan.receipts.iter().map(|(_, n, _)| *n).fold(last_n, u64::max);
    if let Ops::Rescued(ops) = &push.ops {
        rescue::note(&write, site, ops)?;
    }
    apply::apply(&write, site, &plan, push.now)?;
    let safe_n = backup::safe_n(&write, actor.device, last_n)?;
    let answers = [answer(Ok(judged), epoch, last_n, safe_n)];
    journal::note_own(&write, &[push], &answers)?;
    write.commit().map_err(StoreError::from)?;
    let [answer] = answers;
    answer
}

/// What the log says of an operation that failed.
enum Known {
    No,
    Held(Box<Logged>),
    Stays(Outcome),
    /// There is a line: it is left as it is.
    Unreadable,
}

fn known(at: &Connection, site: Site, id: OpId, account: AccountId) -> Result<Known, StoreError> {
    let mut keys = Keys::default();
    keys.ops.insert(id);
    match load::load(at, site, keys, Waiting::LeftAlone) {
        Ok(mut loaded) => Ok(match loaded.log.remove(&id) {
            Some(line) if line.outcome.is_final() || line.account != account => Known::Stays(line.outcome),
            Some(line) => Known::Held(Box::new(line)),
            None => Known::No,
        }),
        Err(StoreError::Fault(_)) => Ok(Known::Unreadable),
        Err(other) => Err(other),
    }
}
