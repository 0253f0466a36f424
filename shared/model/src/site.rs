//! A site small enough that everybody meets: three doors in two buildings, four residents.

use shared::{
    id::{AccountId, DeviceId, RecordId, SiteId},
    kind::Kind,
    op::Change,
    role::{Actor, Role, Scope},
    time::UnixMs,
    value::fields,
};

pub const NOW: UnixMs = UnixMs(1_668_400_000_000);
pub const DOORS: usize = 3;
pub const RESIDENTS: usize = 4;
/// Doors that are not on the list yet, of which people have heard.
pub const NEW_DOORS: usize = 2;

/// Building, door, resident or new door number `n`.
pub const BUILDING: u8 = 1;
pub const DOOR: u8 = 2;
pub const RESIDENT: u8 = 3;
pub const NEW_DOOR: u8 = 4;

pub fn id(group: u8, n: usize) -> RecordId {
    RecordId::made(UnixMs(1), [group, n as u8, 0, 0, 0, 0, 0, 0, 0, 1])
}

/// What resident `r` is called for the `n`th time. [`called`] is in all of these, and in nothing else.
pub fn name(r: usize, n: u8) -> String {
    format!("{}{n}", called(r))
}

pub fn called(r: usize) -> String {
    format!("resident {r}, called ")
}

pub fn site() -> SiteId {
    SiteId::made(UnixMs(1), [9; 10])
}

pub fn actor(n: u8, role: Role, scope: Scope) -> Actor {
    Actor {
        device: DeviceId::made(UnixMs(2), [n; 10]),
        account: AccountId::made(UnixMs(3), [n; 10]),
        site: site(),
        role,
        scope,
        expires: None,
        revoked: false,
        accepted: false,
        before: Vec::new(),
        desk: role.is_desk(),
        skew_ms: 0,
    }
}

/// Doors 0 and 1 stand in one building, door 2 in another.
pub fn list() -> Vec<Change> {
    let create = |kind, record, fields| Change::Create { kind, record, fields };
    let mut list = vec![
        create(Kind::Building, id(BUILDING, 0), fields([("name", "1".into())])),
        create(Kind::Building, id(BUILDING, 1), fields([("name", "2".into())])),
    ];
    for d in 0..DOORS {
        let door = fields([
            ("building", id(BUILDING, d / 2).into()),
            ("room", format!("10{d}").into()),
        ]);
        list.push(create(Kind::Door, id(DOOR, d), door));
    }
    for r in 0..RESIDENTS {
        let resident = fields([
            ("door", id(DOOR, r % DOORS).into()),
            ("name", name(r, 0).into()),
            ("condition", "for the desk only".into()),
        ]);
        list.push(create(Kind::Resident, id(RESIDENT, r), resident));
    }
    list
}
