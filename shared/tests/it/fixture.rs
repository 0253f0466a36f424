//! A small site and one worker, for single operations.

use model::Server;
use proptest::test_runner::Config;
use shared::{
    domain::{Outcome as At, visit::visit_fields},
    id::{AccountId, DeviceId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Op, Seen},
    outcome::{Code, Outcome},
    role::{Actor, Role, Scope},
    time::UnixMs,
    value::{Fields, fields},
};

pub const NOW: UnixMs = UnixMs(1_668_400_000_000);

pub fn id(n: u8) -> RecordId {
    RecordId::made(UnixMs(1), [n; 10])
}

pub fn site() -> SiteId {
    SiteId::made(UnixMs(1), [9; 10])
}

pub fn worker() -> Actor {
    Actor {
        device: DeviceId::made(UnixMs(2), [1; 10]),
        account: AccountId::made(UnixMs(3), [1; 10]),
        site: site(),
        role: Role::Worker,
        scope: Scope::WholeSite,
        expires: None,
        revoked: false,
        accepted: false,
        before: Vec::new(),
        desk: false,
        skew_ms: 0,
    }
}

pub const BUILDING: u8 = 1;
pub const OTHER_BUILDING: u8 = 2;
pub const DOOR: u8 = 3;
pub const OTHER_DOOR: u8 = 4;
pub const RESIDENT: u8 = 5;

/// Two buildings with a door each, and a resident behind the first.
pub fn server() -> Server {
    let mut server = Server::new(site());
    let desk = Actor {
        device: DeviceId::made(UnixMs(2), [100; 10]),
        account: AccountId::made(UnixMs(3), [100; 10]),
        role: Role::Administrator,
        desk: true,
        ..worker()
    };
    server.actors.insert(desk.device, desk.clone());
    let create = |kind, record, fields| Change::Create {
        kind,
        record: id(record),
        fields,
    };
    let door = |building| fields([("building", id(building).into()), ("room", "101".into())]);
    let data = [
        create(Kind::Building, BUILDING, fields([("name", "1".into())])),
        create(Kind::Building, OTHER_BUILDING, fields([("name", "2".into())])),
        create(Kind::Door, DOOR, door(BUILDING)),
        create(Kind::Door, OTHER_DOOR, door(OTHER_BUILDING)),
        create(
            Kind::Resident,
            RESIDENT,
            fields([("door", id(DOOR).into()), ("name", "Zhang".into())]),
        ),
    ];
    server.seed(&desk, data, NOW);
    server
}

/// One operation of `who`, as their next one, made at `at`.
pub fn one_at(server: &mut Server, who: &Actor, change: Change, at: UnixMs) -> Outcome {
    server.actors.insert(who.device, who.clone());
    let n = server.last_n(who.device) + 1;
    let seen = Seen {
        epoch: server.epochs.current(),
        seq: server.head,
    };
    let mut random = [n as u8; 10];
    random[0] = who.device.uuid().as_bytes()[15];
    let op = Op {
        n,
        id: OpId::made(NOW, random),
        site: site(),
        at,
        seen,
        change,
        was: None,
    };
    server.push_ops(who, &[op], NOW).unwrap().remove(0).outcome
}

pub fn one(server: &mut Server, who: &Actor, change: Change) -> Outcome {
    one_at(server, who, change, NOW)
}

pub fn set(record: u8, pairs: Fields) -> Change {
    Change::Set {
        kind: Kind::Resident,
        record: id(record),
        fields: pairs,
    }
}

pub fn visit(record: u8, door: u8) -> Change {
    Change::Fact {
        kind: Kind::Visit,
        record: id(record),
        fields: visit_fields(id(door), At::NoAnswer, &[]),
    }
}

pub fn rejected(code: Code, field: Option<&str>) -> Outcome {
    Outcome::Rejected {
        code,
        field: field.map(str::to_owned),
    }
}

/// So many fresh cases, or as many as `PROPTEST_CASES` says: for a longer look.
pub fn cases(few: u32) -> Config {
    let default = Config::default();
    Config {
        cases: std::env::var("PROPTEST_CASES").map_or(few, |_| default.cases),
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..default
    }
}
