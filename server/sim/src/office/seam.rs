//! Where a [`Bug`] is let in between the store and those who ask it. Without one, everything passes as it is.

use shared::{
    domain::resident::SAME_AS,
    id::OpId,
    op::{Body, Change, Incoming, Seen},
    protocol::{OpResult, PullRequest, PullResponse, PushRequest, PushResponse, Status},
    replica::Failure,
    time::UnixMs,
};
use store::Viewer;

use super::{Answer, Form, Office, read};
use crate::bug::Bug;

impl Office {
    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// An answer in the place of what the store would do.
    pub(super) fn instead_of_push(&self, request: &PushRequest, now: UnixMs) -> Option<Answer<PushResponse>> {
        if !self.has(Bug::AckBeforeCommit) && !self.has(Bug::BlockedByRejected) {
            return None;
        }
        let mut model = self.model.clone();
        let actor = shared::role::Actor {
            skew_ms: request.client_now.since(now),
            ..model.actors[&request.device].clone()
        };
        let judged = model.push_incoming(&actor, &read(&request.ops), now).ok()?;
        let results: Vec<OpResult> = judged.into_iter().map(OpResult::from).collect();
        let is_rejected = |result: &OpResult| result.status == Status::Rejected;
        if self.has(Bug::BlockedByRejected) {
            return results.iter().any(is_rejected).then_some(Err(Failure::Outage));
        }
        // Answered, and then it dies now and again.
        let last_n = model.last_n(request.device);
        let is_lost = last_n.is_multiple_of(7);
        is_lost.then_some(Ok(PushResponse {
            epoch: model.epochs.current(),
            last_n,
            safe_n: last_n,
            server_now: now,
            results,
        }))
    }

    /// What reaches the store.
    pub(super) fn as_stored(&self, ops: &[Incoming], form: Form, viewer: &Viewer) -> Vec<Incoming> {
        let mut ops = ops.to_vec();
        for incoming in &mut ops {
            let Body::Readable(op) = &mut incoming.body else {
                continue;
            };
            if self.has(Bug::SeenIgnored) {
                op.seen = Seen {
                    epoch: self.model.epochs.current(),
                    seq: self.model.head,
                };
            }
            let is_known = self.model.log.contains_key(&op.id);
            let is_taken_anew = match form {
                Form::Open if self.has(Bug::EnvelopeForgotten) => self.came_sealed.contains(&op.id),
                Form::Carried => self.has(Bug::FileTakenTwice) && is_known,
                Form::Open | Form::Sealed => self.has(Bug::NoDedupe) && is_known,
            };
            if is_taken_anew {
                let mut random = [0xff; 10];
                random[..8].copy_from_slice(&self.model.head.to_be_bytes());
                op.id = OpId::made(op.at, random);
                op.n = self.model.last_n(viewer.device()) + 1;
            }
            (incoming.n, incoming.id) = (op.n, op.id);
            incoming.raw = serde_json::to_string(op).unwrap();
        }
        ops
    }

    pub(super) fn as_answered(&self, mut answer: PushResponse) -> PushResponse {
        if self.has(Bug::ClearByLastN) {
            for result in &mut answer.results {
                if result.n <= answer.last_n && result.status == Status::Held {
                    *result = OpResult {
                        status: Status::Applied,
                        code: None,
                        ..result.clone()
                    };
                }
            }
        }
        if self.has(Bug::Flicker) {
            answer.results.iter_mut().for_each(|result| result.seq = None);
        }
        if self.has(Bug::BackupForgotten) {
            answer.safe_n = answer.last_n;
        }
        answer
    }

    pub(super) fn as_pulled(&self, request: &PullRequest, mut answer: PullResponse) -> PullResponse {
        if self.has(Bug::CursorBeforeCommit) && !answer.more && answer.cursor.seq.is_multiple_of(3) {
            answer.cursor.seq += 1;
            answer.cursor.top = answer.cursor.top.max(answer.cursor.seq);
        }
        if self.has(Bug::TwoRowsOneSeq) {
            for row in &mut answer.rows {
                row.seq &= !1;
            }
            answer.rows.retain(|row| row.seq > request.cursor.seq);
            answer.cursor.seq = answer.rows.last().map_or(answer.cursor.seq, |row| row.seq);
        }
        if self.has(Bug::BackupForgotten) {
            answer.safe_n = answer.last_n;
        }
        if self.has(Bug::ErasedUntold) {
            answer.rows.retain(|row| !row.is_erased());
        }
        if self.has(Bug::CircleClosed) {
            for row in answer.rows.iter_mut().filter(|row| row.is_live()) {
                if let Some(same) = self.wanted.get(&row.id) {
                    row.fields.insert(SAME_AS.to_owned(), (*same).into());
                }
            }
        }
        if self.has(Bug::RowDropped) {
            answer.rows.retain(|row| !row.seq.is_multiple_of(9));
        }
        answer
    }

    /// Somebody at the desk takes two for one person, or apart again.
    pub(super) fn wants(&mut self, change: &Change) {
        let Change::Set { record, fields, .. } = change else {
            return;
        };
        if let Some(same) = fields.get(SAME_AS) {
            let same = same.as_text().and_then(|id| id.parse().ok());
            self.wanted.remove(record);
            self.wanted.extend(same.map(|same| (*record, same)));
        }
    }

    pub(super) fn told_too_early(&self) -> Option<u64> {
        let is_writing = self.model.head.is_multiple_of(5);
        (self.has(Bug::ToldBeforeCommit) && is_writing).then_some(self.model.head + 1)
    }
}
