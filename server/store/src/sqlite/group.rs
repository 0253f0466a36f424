//! Group commit: many pushes, one transaction. Where it fails, finds the one operation that fails alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use rusqlite::{Connection, TransactionBehavior};
use shared::{
    accept::{Judged, Keys, Logged, Plan, Planner, Refusal},
    id::{EpochId, OpId, SiteId},
    op::{Body, Incoming, Op},
    protocol::{LiveEvent, Status},
    role::Actor,
    time::UnixMs,
};

use super::{
    apply, backup, journal,
    load::{self, Site, Waiting},
    rescue, standing,
};
use crate::{PushError, Pushed, StoreError, Viewer};

mod alone;

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
    /// Known already, and tried again.
    Again(Vec<Incoming>),
    /// Brought in a file: no phone may be left that holds them.
    Rescued(Vec<Incoming>),
    /// To be numbered here, after the device's last; whatever number they carry means nothing.
    Own(Vec<Op>),
}

impl Ops {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Sent(ops) | Self::Again(ops) | Self::Rescued(ops) => ops.len(),
            Self::Own(ops) => ops.len(),
        }
    }

    fn keys(&self, keys: &mut Keys, device: shared::id::DeviceId) {
        keys.devices.insert(device);
        match self {
            Self::Sent(ops) | Self::Again(ops) | Self::Rescued(ops) => ops.iter().for_each(|op| keys.add(device, op)),
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
            Self::Again(ops) => Self::Again(vec![ops[at].clone()]),
            Self::Rescued(ops) => Self::Rescued(vec![ops[at].clone()]),
            Self::Own(ops) => Self::Own(vec![ops[at].clone()]),
        }
    }

    fn numbered(&self, last_n: u64) -> Result<std::borrow::Cow<'_, [Incoming]>, StoreError> {
        match self {
            Self::Sent(ops) | Self::Again(ops) | Self::Rescued(ops) => Ok(ops.into()),
            Self::Own(ops) => (last_n + 1..).zip(ops).map(|(n, op)| number(op, n)).collect(),
        }
    }

    /// Whether they come as their device has sent them.
    const fn count(&self) -> bool {
        matches!(self, Self::Sent(_) | Self::Own(_))
    }
}

fn number(op: &Op, n: u64) -> Result<Incoming, StoreError> {
    let op = Op { n, ..op.clone() };
    let raw = serde_json::to_string(&op)?;
    let id = op.id;
    let body = if op.is_within(raw.len()) {
        Body::Readable(op)
    } else {
        Body::TooLarge
    };
    Ok(Incoming {
        n,
        id,
        raw,
        sealed: None,
        body,
    })
}

pub(super) type Answer = Result<Pushed, PushError>;

/// What came of a group: an answer for each push, the heads that rose, and the plans that were written, for somebody
/// else to let go of.
#[derive(Default)]
pub(super) struct Settled {
    pub answers: Vec<Answer>,
    pub heads: Vec<LiveEvent>,
    pub written: Vec<Plan>,
}

/// Stores a group. Every answer in it is durable when this returns.
pub(super) fn settle(to: &mut Connection, pushes: &[Push]) -> Settled {
    let all: Vec<&Push> = pushes.iter().collect();
    let error = match together(to, &all, Waiting::Retried) {
        Ok(settled) => return settled,
        Err(error) => error,
    };
    let mut settled = Settled::default();
    match (&error, pushes) {
        (StoreError::Unavailable(_), _) => {
            settled.answers.extend(pushes.iter().map(|_| Err(error.again().into())));
        }
        (StoreError::Fault(_), [push]) => {
            let answer = alone::one_by_one(to, push, &mut settled.heads);
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
    let (answers, plan) = of_site(at, site, &[&push], Waiting::Retried)?;
    journal::note_own(at, &[&push], &answers)?;
    for answer in answers {
        let pushed = answer.map_err(|error| StoreError::Fault(error.to_string()))?;
        if let Some(result) = pushed.results.iter().find(|result| result.status != Status::Applied) {
            let (code, field) = (result.code, result.field.as_deref().unwrap_or_default());
            return Err(StoreError::Conflict(format!("this can't be stored: {code:?} {field}")));
        }
    }
    Ok(LiveEvent {
        site: site.id,
        seq: plan.head,
    })
}

/// All of them in one transaction, or none.
fn together(to: &mut Connection, pushes: &[&Push], waiting: Waiting) -> Result<Settled, StoreError> {
    caught(|| {
        let write = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut answers: Vec<Option<Answer>> = pushes.iter().map(|_| None).collect();
        let (mut heads, mut written) = (Vec::new(), Vec::new());
        let mut sites: BTreeMap<SiteId, Vec<usize>> = BTreeMap::new();
        for (index, push) in pushes.iter().enumerate() {
            sites.entry(push.viewer.site).or_default().push(index);
        }
        for (site, members) in sites {
            let mine: Vec<&Push> = members.iter().map(|index| pushes[*index]).collect();
            let site = load::existing_site(&write, site)?;
            let (results, plan) = of_site(&write, site, &mine, waiting)?;
            journal::note_own(&write, &mine, &results)?;
            for (index, answer) in members.into_iter().zip(results) {
                answers[index] = Some(answer);
            }
            if plan.head > site.head {
                heads.push(LiveEvent {
                    site: site.id,
                    seq: plan.head,
                });
            }
            written.push(plan);
        }
        write.commit()?;
        let answers = answers
            .into_iter()
            .map(|answer| answer.unwrap_or(Err(StoreError::Closed.into())))
            .collect();
        Ok(Settled {
            answers,
            heads,
            written,
        })
    })
}

/// A panic is a fault like any other: it must not end the one thread that writes.
pub(super) fn caught<T, E: From<StoreError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(StoreError::Fault("a panic while writing".to_owned()).into()))
}

/// Plans these pushes of one site one over the other, and writes the plan.
pub(super) fn of_site(
    at: &Connection,
    site: Site,
    pushes: &[&Push],
    waiting: Waiting,
) -> Result<(Vec<Answer>, Plan), StoreError> {
    let mut keys = Keys::default();
    for push in pushes {
        push.ops.keys(&mut keys, push.viewer.device);
    }
    let loaded = load::load(at, site, keys, waiting)?;
    let epoch = loaded.epochs.current();
    let known: BTreeSet<OpId> = loaded.log.keys().copied().collect();
    let mut planner = Planner::new(loaded);
    let mut answers = Vec::with_capacity(pushes.len());
    for push in pushes {
        let actor = actor(at, push)?;
        let ops = push.ops.numbered(planner.last_n(actor.device))?;
        let judged = if push.ops.count() {
            planner.accept(&ops, &actor, push.now)
        } else {
            Ok(planner.accept_unnumbered(&ops, &actor, push.now))
        };
        if let Ops::Rescued(ops) = &push.ops {
            rescue::note(at, site, ops)?;
        }
        let last_n = planner.last_n(actor.device);
        let safe_n = backup::safe_n(at, actor.device, last_n)?;
        answers.push(answer(judged, epoch, last_n, safe_n));
    }
    let mut plan = planner.finish();
    // What lost, was refused or waits wrote no row, and somebody has to hear of it: whoever follows the site looks again.
    let is_trouble = |(op, line): (&OpId, &Logged)| !line.outcome.is_applied() && !known.contains(op);
    if plan.head == site.head && (!plan.conflicts.is_empty() || plan.log.iter().any(is_trouble)) {
        plan.head += 1;
    }
    let now = pushes.iter().map(|push| push.now).max().unwrap_or_default();
    apply::apply(at, site, &plan, now)?;
    Ok((answers, plan))
}

/// Rights as they stand in this transaction, not as they stood when the request came in.
fn actor(at: &Connection, push: &Push) -> Result<Actor, StoreError> {
    let viewer = standing::of_device(at, push.viewer.device)?;
    let viewer = viewer.ok_or_else(|| StoreError::Conflict("no such device".to_owned()))?;
    let accepted = push.viewer.accepted;
    Ok(Viewer { accepted, ..viewer }.actor(push.skew_ms))
}

fn answer(judged: Result<Vec<Judged>, Refusal>, epoch: EpochId, last_n: u64, safe_n: u64) -> Answer {
    let results = judged?.into_iter().map(Into::into).collect();
    Ok(Pushed {
        epoch,
        last_n,
        safe_n,
        results,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        NewSite,
        sqlite::{account, file},
    };
    use shared::{
        id::RecordId,
        kind::Kind,
        op::{Change, Seen},
        time::DayRule,
        value::fields,
    };

    const NOW: UnixMs = UnixMs(1_668_391_200_000);

    fn buildings(site: SiteId, viewer: &Viewer, ids: std::ops::Range<u8>) -> Push {
        let ops = ids.map(|byte| {
            let record = RecordId::made(NOW, [byte; 10]);
            let change = Change::Create {
                kind: Kind::Building,
                record,
                fields: fields([("name", "楼".repeat(60).into())]),
            };
            let seen = Seen {
                epoch: EpochId::NIL,
                seq: 0,
            };
            Op {
                n: 0,
                id: OpId::made(NOW, [byte; 10]),
                site,
                at: NOW,
                seen,
                change,
                was: None,
            }
        });
        Push {
            viewer: viewer.clone(),
            ops: Ops::Own(ops.collect()),
            skew_ms: 0,
            now: NOW,
        }
    }

    #[test]
    fn a_full_disk_refuses_everybody_and_stores_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut to = file::writer(&folder.path().join("full.db")).unwrap();
        let site = SiteId::made(NOW, [200; 10]);
        let write = to.transaction().unwrap();
        account::add_site(
            &write,
            &NewSite {
                id: site,
                name: "site".to_owned(),
                day: DayRule::default(),
                demo: false,
            },
            NOW,
        )
        .unwrap();
        let viewer = account::operator(&write, site).unwrap().unwrap();
        write.commit().unwrap();

        let pages: i64 = to.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        to.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .unwrap();
        let pushes = [buildings(site, &viewer, 0..100), buildings(site, &viewer, 100..101)];
        let settled = settle(&mut to, &pushes);
        assert!(settled.heads.is_empty());
        for answer in settled.answers {
            assert!(
                matches!(answer, Err(PushError::Store(StoreError::Unavailable(_)))),
                "{answer:?}"
            );
        }
        assert_eq!(load::existing_site(&to, site).unwrap().head, 1);

        to.pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(()))
            .unwrap();
        let settled = settle(&mut to, &pushes);
        assert_eq!(settled.heads, [LiveEvent { site, seq: 102 }]);
        let last: Vec<u64> = settled
            .answers
            .into_iter()
            .map(|answer| answer.unwrap().last_n)
            .collect();
        assert_eq!(last, [101, 102]);
    }
}
