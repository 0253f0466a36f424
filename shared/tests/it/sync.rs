//! Three phones and a server under random operations, lost answers, repeats, crashes and restarts: the invariants.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shared::{
    domain::{How, Outcome, Person, TickKey, visit::visit_fields},
    id::{AccountId, DeviceId, RecordId, SiteId},
    kind::Kind,
    op::Change,
    protocol::{Cursor, ErrorCode},
    replica::{Event, Failure, Identity},
    role::{Actor, Role, Scope},
    time::{DAY_MS, DayRule, HOUR_MS, SiteDay, UnixMs},
    value::{Value, fields},
};

use crate::{
    phone::{Phone, Request},
    server::Server,
};

const NOW: UnixMs = UnixMs(1_668_400_000_000);
const PHONES: usize = 3;
const DOORS: usize = 3;
const RESIDENTS: usize = 4;
const NEW_DOORS: usize = 2;
/// Rows in a page of a pull: small, so that pages are cut.
const PAGE: usize = 3;
/// Far more rounds than quiet needs.
const SETTLE_ROUNDS_MAX: usize = 400;

fn id(group: u8, n: usize) -> RecordId {
    RecordId::made(UnixMs(1), [group, n as u8, 0, 0, 0, 0, 0, 0, 0, 1])
}

fn actor(n: u8, role: Role, scope: Scope) -> Actor {
    Actor {
        device: DeviceId::made(UnixMs(2), [n; 10]),
        account: AccountId::made(UnixMs(3), [n; 10]),
        site: site(),
        role,
        scope,
        expires: None,
        revoked: false,
        desk: role.is_desk(),
        skew_ms: 0,
    }
}

fn site() -> SiteId {
    SiteId::made(UnixMs(1), [9; 10])
}

#[derive(Clone, Debug)]
enum Step {
    Do(usize, Deed),
    /// The request under way reaches the server and its answer the phone.
    Deliver(usize),
    /// The server does it, the answer is lost.
    LoseAnswer(usize),
    /// It never arrives.
    LoseRequest(usize),
    /// It arrives twice; the second answer is the one that is read.
    Twice(usize),
    /// It arrives now and again later, when the phone has long gone on.
    Late(usize),
    KillPhone(usize),
    RefusePage(usize),
    RestartServer,
    Wait(i64),
    Nudge(usize),
}

#[derive(Clone, Debug)]
enum Deed {
    Name(usize, u8),
    Priority(usize, bool),
    Care(usize, u8, bool),
    Visit(usize, bool),
    VoidLast,
    Tick(usize, bool),
    DeleteResident(usize),
    RestoreResident(usize),
    NewResident(usize, u8),
    MoveResident(usize, usize),
    /// Both in one group.
    VisitAndTick(usize),
    Broken(usize),
    TickResident(usize),
    DeleteDoor(usize),
    /// A door of which two phones have heard by word of mouth: one makes it, the other has been there.
    MakeNewDoor(usize),
    VisitNewDoor(usize),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let (door, resident) = (0..DOORS, 0..RESIDENTS);
    prop_oneof![
        3 => (resident.clone(), any::<u8>()).prop_map(|(r, name)| Deed::Name(r, name)),
        2 => (resident.clone(), any::<bool>()).prop_map(|(r, on)| Deed::Priority(r, on)),
        2 => (resident.clone(), 0..3_u8, any::<bool>()).prop_map(|(r, tag, on)| Deed::Care(r, tag, on)),
        3 => (door.clone(), any::<bool>()).prop_map(|(d, answered)| Deed::Visit(d, answered)),
        1 => Just(Deed::VoidLast),
        3 => (door.clone(), any::<bool>()).prop_map(|(d, on)| Deed::Tick(d, on)),
        1 => resident.clone().prop_map(Deed::DeleteResident),
        1 => resident.clone().prop_map(Deed::RestoreResident),
        1 => (door.clone(), any::<u8>()).prop_map(|(d, name)| Deed::NewResident(d, name)),
        1 => (resident.clone(), door.clone()).prop_map(|(r, d)| Deed::MoveResident(r, d)),
        2 => door.prop_map(Deed::VisitAndTick),
        1 => resident.clone().prop_map(Deed::Broken),
        2 => resident.prop_map(Deed::TickResident),
        1 => (0..DOORS).prop_map(Deed::DeleteDoor),
        1 => (0..NEW_DOORS).prop_map(Deed::MakeNewDoor),
        1 => (0..NEW_DOORS).prop_map(Deed::VisitNewDoor),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let phone = 0..PHONES;
    prop_oneof![
        8 => (phone.clone(), any_deed()).prop_map(|(p, deed)| Step::Do(p, deed)),
        10 => phone.clone().prop_map(Step::Deliver),
        2 => phone.clone().prop_map(Step::LoseAnswer),
        1 => phone.clone().prop_map(Step::LoseRequest),
        1 => phone.clone().prop_map(Step::Twice),
        1 => phone.clone().prop_map(Step::Late),
        1 => phone.clone().prop_map(Step::KillPhone),
        1 => phone.clone().prop_map(Step::RefusePage),
        1 => Just(Step::RestartServer),
        2 => (0..2 * HOUR_MS).prop_map(Step::Wait),
        2 => phone.prop_map(Step::Nudge),
    ]
}

struct World {
    server: Server,
    phones: Vec<Phone>,
    late: Vec<Request>,
    now: UnixMs,
    cursors: Vec<Cursor>,
    acknowledged: BTreeMap<shared::id::OpId, usize>,
    restarts: u8,
}

impl World {
    /// Doors 0 and 1 stand in one building, door 2 in another; phone 2 works in the first building only.
    fn new() -> Self {
        let mut server = Server::new(site());
        let desk = actor(100, Role::Administrator, Scope::WholeSite);
        server.actors.insert(desk.device, desk.clone());
        let create = |kind, record, fields| Change::Create { kind, record, fields };
        let mut data = vec![
            create(Kind::Building, id(1, 0), fields([("name", "1".into())])),
            create(Kind::Building, id(1, 1), fields([("name", "2".into())])),
        ];
        for d in 0..DOORS {
            let door = fields([("building", id(1, d / 2).into()), ("room", format!("10{d}").into())]);
            data.push(create(Kind::Door, id(2, d), door));
        }
        for r in 0..RESIDENTS {
            let resident = fields([
                ("door", id(2, r % DOORS).into()),
                ("name", format!("R{r}").into()),
                ("condition", "for the desk only".into()),
            ]);
            data.push(create(Kind::Resident, id(3, r), resident));
        }
        server.seed(&desk, data, NOW);
        let mut phones = Vec::new();
        for n in 0..PHONES {
            let scope = if n == 2 {
                Scope::Buildings([id(1, 0)].into())
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

    fn step(&mut self, step: Step) {
        match step {
            Step::Do(p, deed) => self.deed(p, deed),
            Step::Deliver(p) => self.deliver(p, 1, true),
            Step::LoseAnswer(p) => self.deliver(p, 1, false),
            Step::LoseRequest(p) => self.deliver(p, 0, false),
            Step::Twice(p) => self.deliver(p, 2, true),
            Step::Late(p) => {
                self.late.extend(self.phones[p].wire.clone());
                self.deliver(p, 1, true);
            }
            Step::KillPhone(p) => self.phones[p].restart(self.now, true),
            Step::RefusePage(p) => self.phones[p].refuse_page = true,
            Step::RestartServer => {
                self.restarts += 1;
                self.server.restart(self.restarts);
            }
            Step::Wait(ms) => self.now = self.now.plus(ms),
            Step::Nudge(p) => self.phones[p].event(self.now, Event::Nudge),
        }
        self.check_always();
    }

    fn answer(&mut self, request: &Request) -> Event {
        match request {
            Request::Push(push) => {
                let answer = self.server.push(push, self.now);
                if let Ok(answer) = &answer {
                    for result in answer.results.iter().filter(|result| result.status.is_final()) {
                        *self.acknowledged.entry(result.id).or_default() += 1;
                    }
                }
                Event::PushDone(answer.map_err(|refusal| panic!("a phone here never forks or skips: {refusal}")))
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

    fn deliver(&mut self, p: usize, times: usize, answered: bool) {
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

    fn deed(&mut self, p: usize, deed: Deed) {
        let now = self.now;
        let day = DayRule::default().day(self.phones[p].time(now));
        let set = |r: usize, field: &str, value: Value| Change::Set {
            kind: Kind::Resident,
            record: id(3, r),
            fields: fields([(field, value)]),
        };
        let tick = |subject: RecordId, value: Value| {
            TickKey {
                subject,
                template: "daily",
                item: "rubbish",
                day,
            }
            .change(value)
        };
        let visit = |phone: &mut Phone, d: usize, answered: bool| {
            let person = Person {
                resident: id(3, d),
                how: How::Met,
            };
            let (outcome, persons) = if answered {
                (Outcome::Answered, vec![person])
            } else {
                (Outcome::NoAnswer, Vec::new())
            };
            let record = RecordId::made(now, phone.new_id());
            Change::Fact {
                kind: Kind::Visit,
                record,
                fields: visit_fields(id(2, d), outcome, &persons),
            }
        };
        let phone = &mut self.phones[p];
        let changes = match deed {
            Deed::Name(r, name) => vec![set(r, "name", format!("N{name}").into())],
            Deed::Priority(r, on) => {
                let value = if on {
                    Value::Map(fields([("reason", format!("by {p}").into())]))
                } else {
                    Value::Null
                };
                vec![set(r, "priority", value)]
            }
            Deed::Care(r, tag, on) => {
                let (kind, record, field) = (Kind::Resident, id(3, r), "care".to_owned());
                let elements = vec![Value::text(format!("tag{tag}"))];
                vec![if on {
                    Change::Add {
                        kind,
                        record,
                        field,
                        elements,
                    }
                } else {
                    Change::Remove {
                        kind,
                        record,
                        field,
                        elements,
                    }
                }]
            }
            Deed::Visit(d, answered) => vec![visit(phone, d, answered)],
            Deed::VoidLast => {
                let me = RecordId::from(phone.replica.me().account).to_string();
                let own = |record: &&shared::record::Record| {
                    record.kind == Kind::Visit && record.text("by") == Some(me.as_str())
                };
                let last = phone.replica.records().filter(own).map(|record| record.id).max();
                last.map(|record| Change::Void {
                    kind: Kind::Visit,
                    record,
                })
                .into_iter()
                .collect()
            }
            Deed::Tick(d, on) => vec![tick(id(2, d), Value::Bool(on))],
            Deed::TickResident(r) => vec![tick(id(3, r), Value::Bool(true))],
            Deed::DeleteDoor(d) => vec![Change::Delete {
                kind: Kind::Door,
                record: id(2, d),
            }],
            Deed::MakeNewDoor(d) => {
                let fields = fields([("building", id(1, 0).into()), ("room", format!("90{d}").into())]);
                vec![Change::Create {
                    kind: Kind::Door,
                    record: id(4, d),
                    fields,
                }]
            }
            Deed::VisitNewDoor(d) => {
                let record = RecordId::made(now, phone.new_id());
                let fields = visit_fields(id(4, d), Outcome::NoAnswer, &[]);
                vec![Change::Fact {
                    kind: Kind::Visit,
                    record,
                    fields,
                }]
            }
            Deed::DeleteResident(r) => vec![Change::Delete {
                kind: Kind::Resident,
                record: id(3, r),
            }],
            Deed::RestoreResident(r) => vec![Change::Restore {
                kind: Kind::Resident,
                record: id(3, r),
            }],
            Deed::NewResident(d, name) => {
                let record = RecordId::made(now, phone.new_id());
                let fields = fields([("door", id(2, d).into()), ("name", format!("New{name}").into())]);
                vec![Change::Create {
                    kind: Kind::Resident,
                    record,
                    fields,
                }]
            }
            Deed::MoveResident(r, d) => vec![set(r, "door", id(2, d).into())],
            Deed::VisitAndTick(d) => vec![visit(phone, d, true), tick(id(2, d), Value::Bool(true))],
            Deed::Broken(r) => vec![set(r, "age", 400.into())],
        };
        if changes.is_empty() {
            return;
        }
        phone.act(now, changes.clone());
        // Invariant 4: a person sees their own edit at once.
        for change in &changes {
            if let Change::Fact { record, .. } = change {
                assert!(
                    self.phones[p].replica.get(*record).is_some(),
                    "an own visit is in sight"
                );
            }
        }
    }

    fn check_always(&mut self) {
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
            if phone.replica.place().complete && !phone.replica.place().refreshing {
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
    fn settle(&mut self) {
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
                self.phones[p].refuse_page = false;
                self.phones[p].event(self.now, Event::Nudge);
                self.deliver(p, 1, true);
                self.check_always();
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

    fn is_quiet(&self) -> bool {
        self.phones
            .iter()
            .all(|phone| phone.replica.tally().waiting == 0 && phone.replica.place().cursor.seq == self.server.head)
    }

    fn check_at_rest(&self) {
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
                phone.made,
                "phone {p}: every operation made is in the log"
            );
            assert_eq!(tally.waiting, 0);
            let rejected = self.server.log.values().filter(|logged| {
                logged.device == phone.device() && matches!(logged.outcome, shared::outcome::Outcome::Rejected { .. })
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

/// 256 fresh cases, or as many as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    ProptestConfig {
        max_shrink_iters: 4_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn three_phones_and_a_server_agree_whatever_happens(steps in prop::collection::vec(any_step(), 1..120)) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
        }
        world.settle();
        world.check_at_rest();
    }
}

/// Records are recorded in a stairwell, over a restart; the network comes back; all are at the server, once each.
#[test]
fn ten_visits_made_offline_arrive_once_each() {
    let mut world = World::new();
    for _ in 0..6 {
        world.deliver(0, 1, true);
    }
    for _ in 0..10 {
        world.deed(0, Deed::Visit(0, true));
        world.deliver(0, 0, false);
    }
    world.phones[0].restart(world.now, true);
    assert_eq!(world.phones[0].replica.tally().waiting, 10);
    world.settle();
    world.check_at_rest();
    assert_eq!(
        world
            .server
            .rows
            .values()
            .filter(|row| row.record.kind == Kind::Visit)
            .count(),
        10
    );
}

/// After a change of scope the phone pulls from 0; until that is complete the old rows stay in view, then those that
/// are not this phone's any more are dropped. Cut off by a restart, it begins again and still drops them.
#[test]
fn a_new_scope_drops_what_it_does_not_cover() {
    let mut world = World::new();
    for _ in 0..8 {
        world.deliver(0, 1, true);
    }
    let device = world.phones[0].device();
    assert!(world.phones[0].replica.get(id(2, 2)).is_some());
    world.server.actors.get_mut(&device).unwrap().scope = Scope::Buildings([id(1, 0)].into());
    world.phones[0].event(world.now, Event::Nudge);
    assert!(world.phones[0].wire.take().is_some());
    let code = ErrorCode::ScopeChanged;
    let refused = Failure::Refused {
        status: 409,
        code,
        last_n: None,
        retry_after_s: None,
    };
    world.phones[0].event(world.now, Event::PullDone(Err(refused)));
    world.deliver(0, 1, true);
    assert!(
        world.phones[0].replica.get(id(2, 2)).is_some(),
        "in view until the pull is complete"
    );
    world.phones[0].restart(world.now, true);
    for _ in 0..8 {
        world.deliver(0, 1, true);
    }
    assert!(world.phones[0].replica.get(id(2, 2)).is_none());
    world.cursors[0] = Cursor::START;
    world.settle();
    world.check_at_rest();
}

/// Facts of days before the site's horizon leave the phone; everything else stays.
#[test]
fn old_visits_leave_the_phone_by_the_horizon() {
    let mut world = World::new();
    let desk = world.server.actors[&DeviceId::made(UnixMs(2), [100; 10])].clone();
    let site = Change::Create {
        kind: Kind::Site,
        record: site().into(),
        fields: fields([("name", "site".into())]),
    };
    world.server.seed(&desk, [site], NOW);
    world.deed(0, Deed::Visit(0, true));
    world.settle();
    let visits = |world: &World| {
        world.phones[0]
            .replica
            .records()
            .filter(|r| r.kind == Kind::Visit)
            .count()
    };
    assert_eq!(visits(&world), 1);
    let residents = world.phones[0].rows().len() - 1;
    world.server.horizon_day = SiteDay(DayRule::default().day(world.now).0 + 1);
    world.phones[0].event(world.now, Event::Nudge);
    world.deliver(0, 1, true);
    assert_eq!((visits(&world), world.phones[0].rows().len()), (0, residents));
    assert!(world.phones[0].disk_agrees());
}

/// Between the acknowledgement and the pull a person keeps seeing what they did.
#[test]
fn nothing_flickers_between_acknowledgement_and_pull() {
    let mut world = World::new();
    for _ in 0..6 {
        world.deliver(0, 1, true);
    }
    world.deed(0, Deed::Name(0, 7));
    let name = |world: &World| {
        world.phones[0]
            .replica
            .get(id(3, 0))
            .unwrap()
            .text("name")
            .unwrap()
            .to_owned()
    };
    for _ in 0..8 {
        assert_eq!(name(&world), "N7");
        world.deliver(0, 1, true);
    }
    assert_eq!(name(&world), "N7");
    assert!(world.phones[0].replica.outbox().is_empty());
}

/// What another tab stored: the outbox as it is, and how far its rows go.
fn elsewhere(phone: &Phone, place: shared::replica::Place) -> Event {
    Event::Elsewhere {
        place,
        rows: Vec::new(),
        outbox: phone.replica.outbox().clone(),
    }
}

/// A refresh that another tab, or this one before its restart, left unfinished begins again from 0. Going on in the
/// middle would drop everything its earlier pages had brought.
#[test]
fn an_unfinished_refresh_found_on_the_disk_begins_again() {
    let mut world = World::new();
    world.settle();
    let done = *world.phones[0].replica.place();
    let before = world.phones[0].rows();
    let half = shared::replica::Place {
        cursor: Cursor { seq: 4, ..done.cursor },
        refreshing: true,
        ..done
    };
    world.phones[0].wire = None;
    world.phones[0].restart(world.now, false);
    world.phones[0].put_place(half);
    let event = elsewhere(&world.phones[0], half);
    world.phones[0].event(world.now, event);
    world.cursors[0] = Cursor::START;
    world.phones[0].event(world.now, Event::Lead(true));
    let Some(Request::Pull(pull)) = &world.phones[0].wire else {
        panic!("it pulls")
    };
    assert_eq!(pull.cursor, Cursor::START);
    world.settle();
    assert_eq!(world.phones[0].rows(), before);
    world.check_at_rest();
}

/// An answer that was asked for before another tab moved on is not stored over newer rows.
#[test]
fn an_answer_from_a_place_behind_is_put_aside() {
    let mut world = World::new();
    world.settle();
    world.phones[0].event(world.now, Event::Nudge);
    let Some(Request::Pull(pull)) = world.phones[0].wire.clone() else {
        panic!("it pulls")
    };
    let late = world.server.pull(&pull, world.now, PAGE).unwrap();
    let place = *world.phones[0].replica.place();
    let ahead = shared::replica::Place {
        cursor: Cursor {
            seq: place.cursor.seq + 10,
            top: place.cursor.top + 10,
            ..place.cursor
        },
        ..place
    };
    world.phones[0].put_place(ahead);
    let event = elsewhere(&world.phones[0], ahead);
    world.phones[0].event(world.now, event);
    world.phones[0].wire = None;
    world.phones[0].event(world.now, Event::PullDone(Ok(late)));
    assert_eq!(world.phones[0].replica.place().cursor, ahead.cursor);
}
