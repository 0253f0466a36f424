//! Three phones and a server, and the invariants they are held to.

use std::collections::BTreeMap;

use model::{
    Deed, Phone, Request, Server,
    site::{self, BUILDING, NOW, actor, id, site},
};
use shared::{
    accept::Refusal,
    kind::Kind,
    op::Change,
    protocol::{Cursor, ErrorCode},
    replica::{Event, Failure, Identity},
    role::{Role, Scope},
    time::{DAY_MS, HOUR_MS, UnixMs},
};

use crate::step::Step;

pub const PHONES: usize = 3;
/// Rows in a page of a pull: small, so that pages are cut.
pub const PAGE: usize = 3;
/// Far more rounds than quiet needs.
pub const SETTLE_ROUNDS_MAX: usize = 100;
/// What a phone asks within one of them, at most.
const ROUND_TRIPS_MAX: usize = 100;

pub struct World {
    pub server: Server,
    pub phones: Vec<Phone>,
    pub late: Vec<Request>,
    pub now: UnixMs,
    pub cursors: Vec<Cursor>,
    pub acknowledged: BTreeMap<shared::id::OpId, usize>,
    pub restarts: u8,
}

impl World {
    /// Phone 2 works in the first building only.
    pub fn new() -> Self {
        let mut server = Server::new(site());
        let desk = actor(100, Role::Administrator, Scope::WholeSite);
        server.actors.insert(desk.device, desk.clone());
        server.seed(&desk, site::list(), NOW);
        let mut phones = Vec::new();
        for n in 0..PHONES {
            let scope = if n == 2 {
                Scope::Buildings([id(BUILDING, 0)].into())
            } else {
                Scope::WholeSite
            };
            let who = actor(n as u8 + 1, Role::Worker, scope);
            let me = Identity {
                device: who.device,
                account: who.account,
                site: site(),
            };
            server.actors.insert(who.device, who);
            // One clock is right, one a day slow, one a day fast.
            let mut phone = Phone::new(me, [0, -DAY_MS, DAY_MS][n]);
            phone.event(NOW, Event::Lead(true));
            phones.push(phone);
        }
        let cursors = vec![Cursor::START; PHONES];
        Self {
            server,
            phones,
            late: Vec::new(),
            now: NOW,
            cursors,
            acknowledged: BTreeMap::new(),
            restarts: 10,
        }
    }

    pub fn step(&mut self, step: Step) {
        match step {
            Step::Do(p, deed) => self.deed(p, &deed),
            Step::Deliver(p) => self.deliver(p, 1, true),
            Step::LoseAnswer(p) => self.deliver(p, 1, false),
            Step::LoseRequest(p) => self.deliver(p, 0, false),
            Step::Twice(p) => self.deliver(p, 2, true),
            Step::Late(p) => {
                self.late.extend(self.phones[p].wire.clone());
                self.deliver(p, 1, true);
            }
            Step::KillPhone(p) => self.phones[p].restart(self.now, true),
            Step::RefusePage(p) => self.phones[p].storage.refuse_page = true,
            Step::RestartServer => {
                self.restarts += 1;
                self.server.restart(self.restarts);
            }
            Step::Wait(ms) => self.now = self.now.plus(ms),
            Step::Nudge(p) => self.phones[p].event(self.now, Event::Nudge),
        }
        self.check_always();
    }

    pub fn erase(&mut self, who: shared::id::RecordId) {
        self.server.erase(who, self.now);
        self.check_always();
    }

    pub fn forget_deletions(&mut self) {
        self.restarts += 1;
        self.server.forget_deletions(self.restarts);
    }

    pub fn deed(&mut self, p: usize, deed: &Deed) {
        let phone = &mut self.phones[p];
        for change in phone.deed(self.now, deed) {
            // Invariant 4: a person sees their own edit at once.
            if let Change::Fact { record, .. } = change {
                assert!(phone.replica.get(record).is_some(), "an own visit is in sight");
            }
        }
    }

    pub fn answer(&mut self, request: &Request) -> Event {
        match request {
            Request::Push(push) => {
                let answer = self.server.push(push, self.now);
                if let Ok(answer) = &answer {
                    for result in answer.results.iter().filter(|result| result.status.is_final()) {
                        *self.acknowledged.entry(result.id).or_default() += 1;
                    }
                }
                Event::PushDone(answer.map_err(|refusal| match refusal {
                    // The server went back to a backup meanwhile.
                    Refusal::Gap { last_n } => Failure::Refused {
                        status: 409,
                        code: ErrorCode::Gap,
                        last_n: Some(last_n),
                        retry_after_s: None,
                    },
                    other => panic!("a phone here never forks: {other}"),
                }))
            }
            Request::Pull(pull) => {
                let refused = Failure::Refused {
                    status: 409,
                    code: ErrorCode::EpochChanged,
                    last_n: None,
                    retry_after_s: None,
                };
                Event::PullDone(self.server.pull(pull, self.now, PAGE).ok_or(refused))
            }
        }
    }

    pub fn deliver(&mut self, p: usize, times: usize, answered: bool) {
        let Some(request) = self.phones[p].wire.take() else {
            return;
        };
        let mut answer = None;
        for _ in 0..times {
            answer = Some(self.answer(&request));
        }
        let lost = match request {
            Request::Push(_) => Event::PushDone(Err(Failure::Outage)),
            Request::Pull(_) => Event::PullDone(Err(Failure::Outage)),
        };
        let event = answer.filter(|_| answered).unwrap_or(lost);
        self.phones[p].event(self.now, event);
    }

    pub fn check_always(&mut self) {
        for (p, phone) in self.phones.iter().enumerate() {
            let tally = phone.replica.tally();
            // Invariant 6, on every phone, at every instant.
            let known = phone.replica.outbox().len() as u64;
            assert!(tally.made >= known && tally.waiting + tally.held + tally.settled == tally.made);
            assert!(phone.disk_agrees(), "phone {p} shows what its disk holds");
            // Invariant 5: cursors only rise within an epoch.
            let (before, cursor) = (self.cursors[p], phone.replica.place().cursor);
            if before.epoch == cursor.epoch {
                assert!(
                    cursor.seq >= before.seq && cursor.top >= before.top,
                    "phone {p}: {before:?} -> {cursor:?}"
                );
            }
            self.cursors[p] = cursor;
            // ... and nothing of the scope at or below it is missing.
            let is_here = self.server.epochs.knows(cursor.epoch, cursor.top);
            if is_here && phone.replica.place().complete && !phone.replica.place().refreshing {
                let rows = phone.rows();
                for (id, row) in self.server.expected(phone.device()) {
                    assert!(
                        row.seq > cursor.seq || rows.get(&id) == Some(&row),
                        "phone {p} lacks {row:?}"
                    );
                }
            }
        }
    }

    /// Everything that is under way arrives, nothing new is made.
    pub fn settle(&mut self) {
        for request in std::mem::take(&mut self.late) {
            // Invariant 3: a repeat long afterwards changes neither state nor results.
            let (head, rows) = (self.server.head, self.server.rows.clone());
            if let Request::Push(push) = &request {
                let now = self.now;
                if self.server.push(push, now).is_ok() {
                    assert!(
                        self.server.head == head && self.server.rows == rows,
                        "a repeat wrote something"
                    );
                }
            }
        }
        for _ in 0..SETTLE_ROUNDS_MAX {
            self.now = self.now.plus(2 * HOUR_MS);
            for p in 0..PHONES {
                self.phones[p].storage.refuse_page = false;
                self.phones[p].event(self.now, Event::Nudge);
                for _ in 0..ROUND_TRIPS_MAX {
                    self.deliver(p, 1, true);
                    self.check_always();
                    if self.phones[p].wire.is_none() {
                        break;
                    }
                }
            }
            if self.is_quiet() {
                return;
            }
        }
        let rest = |phone: &Phone| {
            format!(
                "{:?} {:?} {:?}",
                phone.replica.tally(),
                phone.replica.place(),
                phone.wire
            )
        };
        let phones: Vec<String> = self.phones.iter().map(rest).collect();
        panic!("the phones do not come to rest: head {} {phones:#?}", self.server.head);
    }

    pub fn is_quiet(&self) -> bool {
        self.phones
            .iter()
            .all(|phone| phone.replica.tally().waiting == 0 && phone.replica.place().cursor.seq == self.server.head)
    }

    pub fn check_at_rest(&self) {
        for (p, phone) in self.phones.iter().enumerate() {
            // Invariant 1: the server's rows of its scope and role, byte for byte.
            let mut expected = self.server.expected(phone.device());
            let mut rows = phone.rows();
            let (one, other) = (
                serde_json::to_string(&rows).unwrap(),
                serde_json::to_string(&expected).unwrap(),
            );
            if one != other {
                rows.retain(|id, row| expected.get(id) != Some(row));
                expected.retain(|id, row| phone.rows().get(id) != Some(row));
                panic!("phone {p} has {rows:#?}, the server {expected:#?}");
            }
            // Invariant 6: everything made is final here, held or waiting nowhere, and the rejected are in sight.
            let tally = phone.replica.tally();
            let at_server = self
                .server
                .log
                .values()
                .filter(|logged| logged.device == phone.device());
            assert_eq!(
                at_server.count() as u64,
                phone.storage.made(),
                "phone {p}: every operation made is in the log"
            );
            assert_eq!(tally.waiting, 0);
            let rejected = self.server.log.values().filter(|logged| {
                // Of somebody who was erased no text is kept, and no phone shows it.
                logged.device == phone.device()
                    && matches!(logged.outcome, shared::outcome::Outcome::Rejected { .. })
                    && !logged.raw.is_empty()
            });
            assert_eq!(
                rejected.count() as u64,
                tally.attention,
                "phone {p}: the rejected need attention"
            );
        }
        // What waited for a record that came is not held any more.
        for logged in self.server.log.values() {
            if let shared::outcome::Outcome::Held {
                waits_for: Some(waits_for),
                ..
            } = &logged.outcome
            {
                assert!(
                    !self.server.rows.contains_key(waits_for),
                    "held for a record that is here: {logged:?}"
                );
            }
        }
        // Every row has the scope of what it hangs from; facts keep theirs.
        for row in self.server.rows.values().filter(|row| row.record.kind != Kind::Visit) {
            let parent = row.record.parent().and_then(|parent| self.server.rows.get(&parent));
            if let Some(parent) = parent.filter(|parent| parent.record.kind != Kind::Building) {
                assert_eq!(row.scope, parent.scope, "{row:?}");
            }
        }
        // Invariant 2: every acknowledged operation is in the log as final.
        for id in self.acknowledged.keys() {
            assert!(self.server.log[id].outcome.is_final());
        }
        // Facts are there once each, under their own ids.
        let facts = self
            .server
            .log
            .values()
            .filter(|logged| logged.raw.contains(r#""type":"fact""#));
        let applied = facts.filter(|logged| logged.outcome.is_applied()).count();
        assert_eq!(
            self.server
                .rows
                .values()
                .filter(|row| row.record.kind == Kind::Visit)
                .count(),
            applied
        );
    }
}
