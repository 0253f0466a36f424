//! Every role × every kind × every change × every scope, held against a list that is written out here once more: what may be done
//! is decided by people, not by whatever the table happens to say.

use std::collections::BTreeMap;

use model::{
    Server,
    site::{BUILDING, DOOR, RESIDENT, actor, id, list, site},
};
use shared::{
    domain::{Outcome as At, TickKey, visit::visit_fields},
    id::{OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Op, Seen},
    outcome::{Code, Outcome},
    role::{Actor, Role, Scope},
    schema::{Class, Field, Form, Shape, Spec, spec},
    time::{DayRule, UnixMs},
    value::{Fields, Value, fields},
};

const NOW: UnixMs = model::site::NOW;
const ROLES: [Role; 3] = [Role::Worker, Role::Coordinator, Role::Administrator];

/// What workers make, delete and bring back. Everything else is the desk's.
const WORKERS_MAKE: [Kind; 4] = [Kind::Door, Kind::Resident, Kind::Tick, Kind::Visit];

/// What workers may change in what is there.
const WORKERS_SET: [(Kind, &[&str]); 3] = [
    (Kind::Door, &["room", "vacant", "note", "key_holder"]),
    (
        Kind::Resident,
        &[
            "door",
            "name",
            "sex",
            "age",
            "phone",
            "household",
            "living_alone",
            "control",
            "whereabouts",
            "care",
            "contacts",
            "note",
            "priority",
            "medical",
        ],
    ),
    (Kind::Tick, &["version", "value"]),
];

/// What only the desk reads.
const DESK_READS: [(Kind, &str); 2] = [(Kind::Resident, "condition"), (Kind::Resident, "priority_ended")];

fn may_set(role: Role, kind: &Kind, field: &str) -> bool {
    role.is_desk()
        || WORKERS_SET
            .iter()
            .any(|(known, fields)| known == kind && fields.contains(&field))
}

fn may_make(role: Role, kind: &Kind) -> bool {
    role.is_desk() || WORKERS_MAKE.contains(kind)
}

/// Whether a record of this kind belongs to a building.
fn is_of_a_building(kind: &Kind) -> bool {
    WORKERS_MAKE.contains(kind)
}

fn tick() -> TickKey<'static> {
    TickKey {
        subject: id(DOOR, 0),
        template: "daily",
        item: "rubbish",
        day: DayRule::default().day(NOW),
    }
}

/// One record of every kind, those of a building in the first.
struct World {
    server: Server,
    there: BTreeMap<&'static str, RecordId>,
    n: u64,
}

impl World {
    fn new() -> Self {
        let mut server = Server::new(site());
        let desk = actor(100, Role::Administrator, Scope::WholeSite);
        server.actors.insert(desk.device, desk.clone());
        let mut made = list();
        let own = |n| id(9, n);
        let create = |kind, record, fields| Change::Create { kind, record, fields };
        made.extend([
            create(Kind::Site, site().into(), fields([("name", "月亮湾".into())])),
            create(Kind::Template, own(1), fields([("key", "daily".into())])),
            create(Kind::Account, own(2), fields([("name", "小陈".into())])),
            tick().change(1, Value::Bool(true)),
            Change::Fact {
                kind: Kind::Visit,
                record: own(3),
                fields: visit_fields(id(DOOR, 0), At::NoAnswer, &[]),
            },
        ]);
        server.seed(&desk, made, NOW);
        let ticked = server.rows.values().find(|row| row.record.kind == Kind::Tick);
        let there = [
            ("site", site().into()),
            ("building", id(BUILDING, 0)),
            ("door", id(DOOR, 0)),
            ("resident", id(RESIDENT, 0)),
            ("template", own(1)),
            ("account", own(2)),
            ("tick", ticked.unwrap().record.id),
            ("visit", own(3)),
        ];
        Self {
            server,
            there: there.into(),
            n: 0,
        }
    }

    fn there(&self, kind: &Kind) -> RecordId {
        self.there[kind.as_str()]
    }

    /// What comes of it; where it is not applied, nothing is written.
    fn tries(&mut self, who: &Actor, at_site: SiteId, change: Change) -> Outcome {
        let mut server = self.server.clone();
        server.actors.insert(who.device, who.clone());
        self.n += 1;
        let mut random = [7; 10];
        random[..8].copy_from_slice(&self.n.to_be_bytes());
        let op = Op {
            n: 1,
            id: OpId::made(NOW, random),
            site: at_site,
            at: NOW,
            seen: Seen {
                epoch: server.epochs.current(),
                seq: server.head,
            },
            change,
            was: None,
        };
        let judged = server.push_ops(who, &[op], NOW).unwrap().remove(0);
        if !judged.outcome.is_applied() {
            assert_eq!(server.rows, self.server.rows, "{judged:?} wrote something");
        }
        judged.outcome
    }
}

/// A value that the field takes.
fn sample(field: &Field) -> Value {
    match field.form {
        Form::Text(_) => "text".into(),
        Form::Int(least, _) => least.max(1).into(),
        Form::Bool => true.into(),
        Form::Id => id(DOOR, 1).into(),
        Form::Choice(choices) => choices[0].into(),
        Form::List(_) => Value::from(vec!["word"]),
        Form::Map(_) => Value::Map(fields([("reason", "alone".into())])),
        Form::Answer => false.into(),
    }
}

fn fresh(kind: &Kind) -> Change {
    let record = id(8, 1);
    let some = match *kind {
        Kind::Door => fields([("building", id(BUILDING, 0).into()), ("room", "101".into())]),
        Kind::Resident => fields([("door", id(DOOR, 0).into()), ("name", "王".into())]),
        Kind::Template => fields([("key", "other".into())]),
        Kind::Tick => {
            return TickKey {
                item: "other",
                ..tick()
            }
            .change(1, Value::Bool(true));
        }
        Kind::Visit => {
            let fields = visit_fields(id(DOOR, 0), At::NoAnswer, &[]);
            let kind = Kind::Visit;
            return Change::Fact { kind, record, fields };
        }
        _ => fields([("name", "新".into())]),
    };
    Change::Create {
        kind: kind.clone(),
        record,
        fields: some,
    }
}

fn set(spec: &Spec, record: RecordId, field: &Field) -> Change {
    let (kind, name) = (spec.kind.clone(), field.name.to_owned());
    if field.class == Class::Set {
        let elements = vec![Value::from("word")];
        let field = name;
        return Change::Add {
            kind,
            record,
            field,
            elements,
        };
    }
    let fields = Fields::from([(name, sample(field))]);
    Change::Set { kind, record, fields }
}

fn code(outcome: &Outcome) -> Option<Code> {
    match outcome {
        Outcome::Rejected { code, .. } | Outcome::Held { code, .. } => Some(*code),
        _ => None,
    }
}

/// Everything that could be tried about a kind, with whether a role may do it where it works.
fn everything(world: &World, role: Role, spec: &'static Spec) -> Vec<(Change, Option<Code>)> {
    let (kind, record) = (spec.kind.clone(), world.there(spec.kind));
    let unless = |may: bool, code| (!may).then_some(code);
    let made = unless(may_make(role, spec.kind), Code::Forbidden);
    let mut all = vec![(fresh(spec.kind), made)];
    for field in spec.fields {
        let expected = match field.class {
            _ if spec.shape == Shape::Fact => Some(Code::BadChange),
            Class::Server => Some(Code::ReadOnly),
            // What is the desk's alone is refused for that first.
            Class::Fixed if !may_make(role, spec.kind) => Some(Code::Forbidden),
            Class::Fixed => Some(Code::ReadOnly),
            _ => unless(may_set(role, spec.kind, field.name), Code::Forbidden),
        };
        all.push((set(spec, record, field), expected));
    }
    let entity = unless(spec.shape == Shape::Entity, Code::BadChange).or(made);
    all.push((
        Change::Delete {
            kind: kind.clone(),
            record,
        },
        entity,
    ));
    all.push((
        Change::Restore {
            kind: kind.clone(),
            record,
        },
        entity,
    ));
    // A visit of somebody else's is the desk's to take back.
    let fact = unless(spec.shape == Shape::Fact, Code::BadChange);
    all.push((
        Change::Void { kind, record },
        fact.or(unless(role.is_desk(), Code::Forbidden)),
    ));
    all
}

#[test]
fn everybody_may_do_what_is_theirs_and_nothing_else() {
    let mut world = World::new();
    for role in ROLES {
        let who = actor(50, role, Scope::WholeSite);
        for kind in Kind::KNOWN {
            let spec = spec(kind).unwrap();
            for (change, expected) in everything(&world, role, spec) {
                let outcome = world.tries(&who, site(), change.clone());
                assert_eq!(code(&outcome), expected, "{role:?} {change:?} came to {outcome:?}");
            }
        }
    }
}

#[test]
fn nothing_of_another_building_can_be_touched() {
    let mut world = World::new();
    for role in ROLES {
        let stranger = actor(50, role, Scope::Buildings([id(BUILDING, 1)].into()));
        for kind in Kind::KNOWN.iter().filter(|kind| is_of_a_building(kind)) {
            let spec = spec(kind).unwrap();
            for (change, expected) in everything(&world, role, spec) {
                let outcome = world.tries(&stranger, site(), change.clone());
                let expected = expected.unwrap_or(Code::Forbidden);
                assert!(
                    code(&outcome) == Some(expected) || code(&outcome) == Some(Code::Forbidden),
                    "{role:?} {change:?} came to {outcome:?}"
                );
            }
        }
    }
}

#[test]
fn nothing_of_another_site_and_nothing_without_rights() {
    let mut world = World::new();
    let elsewhere = SiteId::made(UnixMs(1), [8; 10]);
    for role in ROLES {
        let who = actor(50, role, Scope::WholeSite);
        let foreign = Actor {
            site: elsewhere,
            ..who.clone()
        };
        let revoked = Actor {
            revoked: true,
            ..who.clone()
        };
        let ended = Actor {
            expires: Some(NOW),
            ..who.clone()
        };
        for kind in Kind::KNOWN {
            for (change, _) in everything(&world, role, spec(kind).unwrap()) {
                for (who, at_site, expected) in [
                    (&who, elsewhere, Code::ForeignSite),
                    (&foreign, site(), Code::ForeignSite),
                    (&revoked, site(), Code::Revoked),
                    (&ended, site(), Code::Expired),
                ] {
                    let outcome = world.tries(who, at_site, change.clone());
                    assert_eq!(code(&outcome), Some(expected), "{role:?} {change:?}");
                }
            }
        }
    }
}

#[test]
fn nobody_reads_what_is_not_theirs() {
    let mut world = World::new();
    let desk = world.server.actors.values().next().unwrap().clone();
    let secret = Change::Set {
        kind: Kind::Resident,
        record: id(RESIDENT, 0),
        fields: fields([("priority_ended", "moved".into())]),
    };
    world.server.seed(&desk, [secret], NOW);
    for role in ROLES {
        for own in [0, 1] {
            let who = actor(50, role, Scope::Buildings([id(BUILDING, own)].into()));
            world.server.actors.insert(who.device, who.clone());
            let rows = world.server.expected(who.device);
            for row in world.server.rows.values() {
                let is_mine =
                    !is_of_a_building(&row.record.kind) || own == usize::from(is_in_the_second(row.record.id, &world));
                assert_eq!(rows.contains_key(&row.record.id), is_mine, "{role:?} {own} {row:?}");
            }
            for (kind, field) in DESK_READS {
                let seen = rows
                    .values()
                    .any(|row| row.kind == kind && row.fields.contains_key(field));
                assert_eq!(
                    seen,
                    role.is_desk() && (own == 0 || field == "condition"),
                    "{role:?} {own} {field}"
                );
            }
        }
    }
}

/// By the ids of the list, not by the scope that is to be tried.
fn is_in_the_second(record: RecordId, world: &World) -> bool {
    let row = &world.server.rows[&record].record;
    match row.kind {
        Kind::Door => record == id(DOOR, 2),
        _ => row.parent().is_some_and(|parent| is_in_the_second(parent, world)),
    }
}
