//! Group commit: many pushes, one transaction. Where it fails, finds the one operation that fails alone.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use rusqlite::{Connection, TransactionBehavior};
use shared::{
    accept::{Judged, Keys, Logged, Plan, Planner, Refusal},
    id::{EpochId, SiteId},
    op::{Body, Incoming, OP_BYTES_MAX, Op},
    outcome::{Code, Outcome},
    protocol::{LiveEvent, Status},
    role::Actor,
    time::UnixMs,
};

use super::{
    apply,
    load::{self, Site, Waiting},
    standing,
};
use crate::{PushError, Pushed, StoreError, Viewer};

/// One push, or what the server itself makes for somebody.
#[derive(Debug)]
pub(super) struct Push {
    pub viewer: Viewer,
    pub ops: Ops,
    pub skew_ms: i64,
    pub now: UnixMs,
}

#[derive(Debug)]
pub(super) enum Ops {
    /// Numbered by the phone that sent them.
    Sent(Vec<Incoming>),
    /// To be numbered here, after the device's last; whatever number they carry means nothing.
    Own(Vec<Op>),
}

impl Ops {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Sent(ops) => ops.len(),
            Self::Own(ops) => ops.len(),
        }
    }

    fn keys(&self, keys: &mut Keys, device: shared::id::DeviceId) {
        keys.devices.insert(device);
        match self {
            Self::Sent(ops) => ops.iter().for_each(|op| keys.add(device, op)),
            Self::Own(ops) => {
                for op in ops {
                    keys.ops.insert(op.id);
                    keys.add_op(op);
                }
            }
        }
    }

    fn alone(&self, at: usize) -> Self {
        match self {
            Self::Sent(ops) => Self::Sent(vec![ops[at].clone()]),
            Self::Own(ops) => Self::Own(vec![ops[at].clone()]),
        }
    }

    fn numbered(&self, last_n: u64) -> Result<std::borrow::Cow<'_, [Incoming]>, StoreError> {
        match self {
            Self::Sent(ops) => Ok(ops.into()),
            Self::Own(ops) => (last_n + 1..).zip(ops).map(|(n, op)| number(op, n)).collect(),
        }
    }
}

fn number(op: &Op, n: u64) -> Result<Incoming, StoreError> {
    let op = Op { n, ..op.clone() };
    let raw = serde_json::to_string(&op)?;
    let id = op.id;
    let body = if raw.len() > OP_BYTES_MAX {
        Body::TooLarge
    } else {
        Body::Readable(op)
    };
    Ok(Incoming { n, id, raw, body })
}

pub(super) type Answer = Result<Pushed, PushError>;

/// What came of a group: an answer for each push, and the heads that rose.
pub(super) struct Settled {
    pub answers: Vec<Answer>,
    pub heads: Vec<LiveEvent>,
}

/// Stores a group. Every answer in it is durable when this returns.
pub(super) fn settle(to: &mut Connection, pushes: &[Push]) -> Settled {
    let all: Vec<&Push> = pushes.iter().collect();
    let error = match together(to, &all, Waiting::Retried) {
        Ok(settled) => return settled,
        Err(error) => error,
    };
    let mut settled = Settled {
        answers: Vec::new(),
        heads: Vec::new(),
    };
    match (&error, pushes) {
        (StoreError::Unavailable(_), _) => {
            settled.answers.extend(pushes.iter().map(|_| Err(error.again().into())));
        }
        (StoreError::Fault(_), [push]) => {
            let answer = one_by_one(to, push, &mut settled.heads);
            settled.answers.push(answer);
        }
        (_, [_]) => settled.answers.push(Err(error.into())),
        // Somebody's push is at fault, or somebody is not known here: it must not cost the others.
        _ => {
            for push in pushes {
                let alone = settle(to, std::slice::from_ref(push));
                settled.answers.extend(alone.answers);
                settled.heads.extend(alone.heads);
            }
        }
    }
    settled
}

/// What the store itself does for somebody, inside a transaction it has under way. All of it applies, or it is a fault.
pub(super) fn within(at: &Connection, viewer: Viewer, ops: Vec<Op>, now: UnixMs) -> Result<LiveEvent, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let push = Push {
        viewer,
        ops: Ops::Own(ops),
        skew_ms: 0,
        now,
    };
    let (answers, seq) = of_site(at, site, &[&push], Waiting::Retried)?;
    for answer in answers {
        let pushed = answer.map_err(|error| StoreError::Fault(error.to_string()))?;
        if let Some(result) = pushed.results.iter().find(|result| result.status != Status::Applied) {
            let (code, field) = (result.code, result.field.as_deref().unwrap_or_default());
            return Err(StoreError::Conflict(format!("this can't be stored: {code:?} {field}")));
        }
    }
    Ok(LiveEvent { site: site.id, seq })
}

/// All of them in one transaction, or none. A panic on the way is a fault like any other.
fn together(to: &mut Connection, pushes: &[&Push], waiting: Waiting) -> Result<Settled, StoreError> {
    let done = catch_unwind(AssertUnwindSafe(|| {
        let write = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut answers: Vec<Option<Answer>> = pushes.iter().map(|_| None).collect();
        let mut heads = Vec::new();
        let mut sites: BTreeMap<SiteId, Vec<usize>> = BTreeMap::new();
        for (index, push) in pushes.iter().enumerate() {
            sites.entry(push.viewer.site).or_default().push(index);
        }
        for (site, members) in sites {
            let mine: Vec<&Push> = members.iter().map(|index| pushes[*index]).collect();
            let site = load::existing_site(&write, site)?;
            let (results, head) = of_site(&write, site, &mine, waiting)?;
            for (index, answer) in members.into_iter().zip(results) {
                answers[index] = Some(answer);
            }
            if head > site.head {
                heads.push(LiveEvent {
                    site: site.id,
                    seq: head,
                });
            }
        }
        write.commit()?;
        let answers = answers
            .into_iter()
            .map(|answer| answer.unwrap_or(Err(StoreError::Closed.into())))
            .collect();
        Ok(Settled { answers, heads })
    }));
    done.unwrap_or_else(|_| Err(StoreError::Fault("a panic while writing".to_owned())))
}

fn of_site(at: &Connection, site: Site, pushes: &[&Push], waiting: Waiting) -> Result<(Vec<Answer>, u64), StoreError> {
    let mut keys = Keys::default();
    for push in pushes {
        push.ops.keys(&mut keys, push.viewer.device);
    }
    let loaded = load::load(at, site, keys, waiting)?;
    let epoch = loaded.epochs.current();
    let mut planner = Planner::new(loaded);
    let mut answers = Vec::with_capacity(pushes.len());
    for push in pushes {
        let actor = actor(at, push)?;
        let ops = push.ops.numbered(planner.last_n(actor.device))?;
        let judged = planner.accept(&ops, &actor, push.now);
        answers.push(answer(judged, epoch, planner.last_n(actor.device)));
    }
    let plan = planner.finish();
    let now = pushes.iter().map(|push| push.now).max().unwrap_or_default();
    apply::apply(at, site, &plan, now)?;
    Ok((answers, plan.head))
}

/// Rights as they stand in this transaction, not as they stood when the request came in.
fn actor(at: &Connection, push: &Push) -> Result<Actor, StoreError> {
    let viewer = standing::of_device(at, push.viewer.device)?;
    let viewer = viewer.ok_or_else(|| StoreError::Conflict("no such device".to_owned()))?;
    Ok(viewer.actor(push.skew_ms))
}

fn answer(judged: Result<Vec<Judged>, Refusal>, epoch: EpochId, last_n: u64) -> Answer {
    let results = judged?.into_iter().map(Into::into).collect();
    // No backups are kept, so a phone may let go of what is stored.
    Ok(Pushed {
        epoch,
        last_n,
        safe_n: last_n,
        results,
    })
}

/// A push that fails as a whole: each operation by itself, and the one that fails alone is kept unapplied.
fn one_by_one(to: &mut Connection, push: &Push, heads: &mut Vec<LiveEvent>) -> Answer {
    refusal(to, push)?;
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
            Err(StoreError::Fault(_)) => hold(to, &one)?,
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

/// Whether the push would be refused as a whole.
fn refusal(to: &mut Connection, push: &Push) -> Result<(), PushError> {
    let read = to.transaction().map_err(StoreError::from)?;
    let site = load::existing_site(&read, push.viewer.site)?;
    let mut keys = Keys::default();
    push.ops.keys(&mut keys, push.viewer.device);
    let mut planner = Planner::new(load::load(&read, site, keys, Waiting::LeftAlone)?);
    let ops = push.ops.numbered(planner.last_n(push.viewer.device))?;
    planner.accept(&ops, &actor(&read, push)?, push.now)?;
    Ok(())
}

/// Keeps one operation without applying it: a defect of ours must not cost it its place.
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
    for Incoming { n, id, raw, .. } in ops.iter() {
        let outcome = Outcome::held(Code::Failed);
        judged.push(Judged {
            n: *n,
            id: *id,
            outcome: outcome.clone(),
        });
        let logged = Logged {
            id: *id,
            device: actor.device,
            n: *n,
            account: actor.account,
            raw: raw.clone(),
            at: push.now,
            skew_ms: actor.skew_ms,
            outcome,
            epoch,
        };
        plan.log.insert(*id, logged);
        if *n > last_n {
            plan.receipts.push((actor.device, *n, *id));
        }
    }
    let last_n = last_n.max(ops.last().map_or(0, |op| op.n));
    apply::apply(&write, site, &plan, push.now)?;
    write.commit().map_err(StoreError::from)?;
    answer(Ok(judged), epoch, last_n)
}
