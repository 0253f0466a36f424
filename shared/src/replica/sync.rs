//! The conversation: what to ask next, and what an answer means.

use std::collections::BTreeSet;

use super::{
    Busy, Effect, Failure, HELD_ASK_MS, Link, Page, Place, Queued, RETRY_FIRST_MS, RETRY_MOST_MS, Replica, Said,
    Standing,
};
use crate::{
    id::RecordId,
    json,
    op::Change,
    outcome::Code,
    protocol::{
        Cursor, ErrorCode, OpResult, PUSH_BYTES_MAX, PUSH_OPS_MAX, PullRequest, PullResponse, PushRequest, PushResponse,
    },
    time::UnixMs,
};

/// Room for the envelope of a push around its operations, bytes.
const PUSH_FRAME_BYTES: usize = 512;

impl Replica {
    /// Starts the next request, if one is due and this tab is the one to make it.
    pub(super) fn go_on(&mut self, now: UnixMs, effects: &mut Vec<Effect>) {
        if !self.lead || self.busy != Busy::Idle {
            return;
        }
        // A wait longer than any we ask for is a clock that was set back.
        let waits = now < self.not_before && self.not_before.since(now) <= RETRY_MOST_MS;
        if self.loss.is_some() && !waits {
            effects.extend(self.let_go());
            return;
        }
        let due = self.due(now);
        let reads = matches!(self.link, Link::Working | Link::Away);
        let wants_pull = self.want_pull && reads && !self.sends_only;
        if due.is_empty() && !wants_pull && self.loss.is_none() {
            if let Some(asked) = self.next_question() {
                effects.push(Effect::Wake { at: asked });
            }
            return;
        }
        if waits {
            effects.push(Effect::Wake { at: self.not_before });
            return;
        }
        if due.is_empty() || (wants_pull && self.pull_next) {
            self.pull_next = false;
            let (device, site, cursor) = (self.me.device, self.me.site, self.place.cursor);
            let stored = self.stored_cursor();
            self.busy = Busy::Pulling { sent: cursor, stored };
            // Whatever asks for rows from now on asks for more than this answer may have.
            self.want_pull = false;
            effects.push(Effect::Pull(PullRequest {
                device,
                site,
                cursor,
                limit: None,
                unsent: Some(self.tally().waiting),
                check: self.asks_check(now),
                differs: self.differs.clone(),
            }));
            return;
        }
        let waits = |n: &&u64| {
            self.outbox
                .get(**n)
                .is_some_and(|queued| matches!(queued.standing, Standing::Waiting))
        };
        let unsent = self.tally().waiting - due.iter().filter(waits).count() as u64;
        let ops = due
            .iter()
            .filter_map(|n| Some(self.outbox.get(*n)?.to_send(*n)))
            .collect();
        self.pull_next = true;
        self.busy = Busy::Pushing;
        self.sent = due;
        effects.push(Effect::Push(PushRequest {
            device: self.me.device,
            client_now: now,
            ops,
            unsent: Some(unsent),
        }));
    }

    /// The numbers of the next push, within its bounds.
    fn due(&self, now: UnixMs) -> Vec<u64> {
        let mut bytes = PUSH_FRAME_BYTES;
        let mut due = Vec::new();
        for (n, queued) in self.outbox.iter() {
            let asks = match queued.standing {
                Standing::Waiting => true,
                Standing::Held { asked, .. } => now.since(asked) >= HELD_ASK_MS || now < asked,
                Standing::Settled(_) => false,
            };
            if !asks {
                continue;
            }
            let size = json::write(&queued.to_send(n)).len() + 1;
            if due.len() == self.batch || (!due.is_empty() && bytes + size > PUSH_BYTES_MAX) {
                break;
            }
            bytes += size;
            due.push(n);
        }
        due
    }

    fn next_question(&self) -> Option<UnixMs> {
        let asked = self.outbox.values().filter_map(|queued| match queued.standing {
            Standing::Held { asked, .. } => Some(asked.plus(HELD_ASK_MS)),
            _ => None,
        });
        asked.min()
    }

    pub(super) fn push_done(&mut self, now: UnixMs, answer: Result<PushResponse, Failure>) -> Vec<Effect> {
        self.busy = Busy::Idle;
        let sent = std::mem::take(&mut self.sent);
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return self.push_failed(now, failure, &sent),
        };
        self.heard(now, answer.server_now);
        self.batch = PUSH_OPS_MAX;
        self.missing = None;
        let highest = answer.results.iter().filter_map(|result| result.seq).max().unwrap_or(0);
        // Held for want of rights: the pull says what became of them.
        let is_shut_out = |result: &OpResult| matches!(result.code, Some(Code::Expired | Code::Revoked));
        let is_new_life = answer.epoch != self.place.cursor.epoch;
        self.want_pull |= is_new_life || highest > self.place.cursor.seq || answer.results.iter().any(is_shut_out);
        let (mut changed, mut touched) = self.settle(now, answer.epoch, answer.results);
        for n in self.put_back(answer.last_n, &mut touched) {
            if !changed.contains(&n) {
                changed.push(n);
            }
        }
        self.safe_n = answer.safe_n;
        self.refresh(&touched);
        let forget = self.prune();
        let kept = changed.iter().filter_map(|n| Some((*n, self.outbox.get(*n)?.clone())));
        vec![
            Effect::StoreOutbox {
                entries: kept.collect(),
                forget,
            },
            Effect::Show(touched),
        ]
    }

    fn push_failed(&mut self, now: UnixMs, failure: Failure, sent: &[u64]) -> Vec<Effect> {
        let Failure::Refused {
            status, code, last_n, ..
        } = failure
        else {
            return self.failed(now, failure);
        };
        match code {
            ErrorCode::DeviceFork => return vec![Effect::Renew],
            ErrorCode::Gap => {
                let next = last_n.unwrap_or(0) + 1;
                let mut effects = self.went_back(next - 1);
                let first_missing = (next..).find(|n| !self.outbox.contains(*n)).unwrap_or(next);
                let is_whole = first_missing > next && !self.outbox.numbers().any(|n| n > first_missing);
                if is_whole {
                    effects.extend(self.failed(now, failure));
                } else if self.missing.replace(first_missing) == Some(first_missing) {
                    effects.push(Effect::Renew);
                } else {
                    self.wait(now, None);
                    effects.push(Effect::CatchUp);
                }
                return effects;
            }
            _ => {}
        }
        if matches!(status, 400 | 413) {
            match sent {
                [only] => {
                    let queued = self.outbox.get_mut(*only).filter(|queued| !queued.unsendable);
                    if let Some(queued) = queued {
                        queued.unsendable = true;
                        let entries = vec![(*only, queued.clone())];
                        return vec![Effect::StoreOutbox {
                            entries,
                            forget: Vec::new(),
                        }];
                    }
                }
                _ => {
                    self.batch = (sent.len() / 2).max(1);
                    return Vec::new();
                }
            }
        }
        self.failed(now, failure)
    }

    pub(super) fn pull_done(&mut self, now: UnixMs, answer: Result<PullResponse, Failure>) -> Vec<Effect> {
        let asked = std::mem::replace(&mut self.busy, Busy::Idle);
        let from = Busy::Pulling {
            sent: self.place.cursor,
            stored: self.stored_cursor(),
        };
        if asked != from {
            // Another tab has moved on meanwhile: this answer is about a place that is behind us.
            self.want_pull = true;
            return Vec::new();
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return self.pull_failed(now, failure),
        };
        self.heard(now, answer.server_now);
        self.differs.clear();
        if let Some(rights) = answer.rights
            && self.place.rights.as_ref() != Some(&rights)
        {
            if !self.rows.is_empty() {
                return self.take_rights(rights);
            }
            self.place.rights = Some(rights);
        }
        let mut effects = self.went_back(answer.last_n);
        self.safe_n = answer.safe_n;
        let erased = answer.rows.iter().filter(|row| row.is_erased());
        let erased: Vec<RecordId> = erased.map(|row| row.id).collect();
        let forget = erased.into_iter().flat_map(|id| self.erase(id)).collect();
        let rows: Vec<Said> = answer.rows.into_iter().map(Said::from).collect();
        let before = self.stored_cursor();
        let drop = if answer.more {
            Vec::new()
        } else {
            self.dropped(&rows, answer.horizon_day)
        };
        let place = Place {
            cursor: answer.cursor,
            complete: self.place.complete || !answer.more,
            refreshing: self.place.refreshing && answer.more,
            ..self.place.clone()
        };
        self.page = Some(Page {
            rows: rows.clone(),
            cursor: answer.cursor,
            more: answer.more,
            horizon_day: answer.horizon_day,
            check: answer.check.filter(|_| !answer.more),
        });
        self.busy = Busy::Storing;
        effects.push(Effect::StorePage {
            before,
            place,
            rows,
            drop,
            forget,
        });
        effects
    }

    fn pull_failed(&mut self, now: UnixMs, failure: Failure) -> Vec<Effect> {
        if let Failure::ScopeChanged(rights) = failure {
            return self.take_rights(rights);
        }
        if let Failure::Refused { code, .. } = failure
            && matches!(
                code,
                ErrorCode::EpochChanged | ErrorCode::CursorTooOld | ErrorCode::ScopeChanged
            )
        {
            // Each simply means: pull from 0.
            self.start_over();
            return Vec::new();
        }
        self.want_pull = true;
        let mut effects = Vec::new();
        // Whoever may not read hears it here.
        if let Failure::Refused {
            last_n: Some(last_n), ..
        } = failure
        {
            effects = self.went_back(last_n);
        }
        if let Failure::Refused {
            code: ErrorCode::SignInAgain | ErrorCode::DeviceRevoked,
            ..
        } = failure
        {
            // The server is there, and still takes what was recorded: that goes now. Nothing is read any more, so this comes once.
            self.failures = 0;
        }
        effects.extend(self.failed(now, failure));
        effects
    }

    /// Everything is asked for again. Old rows stay in view until that is complete.
    pub(super) fn start_over(&mut self) {
        self.stored_before_refresh.get_or_insert(self.place.cursor);
        self.place.cursor = Cursor::START;
        self.place.refreshing = !self.rows.is_empty();
        self.delivered.clear();
        self.want_pull = true;
    }

    /// The server knows operations up to this number: what it has lost waits again, and is seen.
    fn went_back(&mut self, last_n: u64) -> Vec<Effect> {
        let mut touched = BTreeSet::new();
        let back = self.put_back(last_n, &mut touched);
        if back.is_empty() {
            return Vec::new();
        }
        self.refresh(&touched);
        let entries = back.into_iter().filter_map(|n| Some((n, self.outbox.get(n)?.clone())));
        let entries = entries.collect();
        let forget = Vec::new();
        vec![Effect::StoreOutbox { entries, forget }, Effect::Show(touched)]
    }

    fn failed(&mut self, now: UnixMs, failure: Failure) -> Vec<Effect> {
        let mut after_s = None;
        self.link = match failure {
            Failure::Outage | Failure::ScopeChanged(_) => Link::Away,
            Failure::Refused {
                code, retry_after_s, ..
            } => {
                after_s = retry_after_s;
                match code {
                    ErrorCode::SignInAgain => Link::SignInAgain,
                    ErrorCode::DeviceRevoked => Link::Revoked,
                    ErrorCode::TooOld => Link::TooOld,
                    _ => Link::Away,
                }
            }
        };
        self.wait(now, after_s);
        vec![Effect::Show(BTreeSet::new())]
    }

    pub(super) fn wait(&mut self, now: UnixMs, after_s: Option<u64>) {
        let doubled = RETRY_FIRST_MS << self.failures.min(16);
        self.failures = self.failures.saturating_add(1);
        let most = doubled.min(RETRY_MOST_MS);
        // Half fixed, half spread: many phones that lost the same network do not come back at once.
        self.jitter = self
            .jitter
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let spread = (self.jitter >> 33) as i64 % (most / 2).max(1);
        let asked = after_s.map_or(0, |s| {
            i64::try_from(s).unwrap_or(0).saturating_mul(1_000).min(RETRY_MOST_MS)
        });
        self.not_before = now.plus((most / 2 + spread).max(asked));
    }

    fn heard(&mut self, now: UnixMs, server_now: UnixMs) {
        self.link = Link::Working;
        self.failures = 0;
        self.not_before = now;
        self.place.heard = Some(now);
        self.place.offset_ms = server_now.since(now);
    }
}

impl Queued {
    fn to_send(&self, n: u64) -> crate::op::Op {
        let mut op = self.draft.clone().numbered(n);
        if self.unsendable {
            op.change = Change::Unsendable;
        }
        op.was = self.was.clone().map(Box::new);
        op
    }
}
