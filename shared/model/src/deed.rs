//! What people do on their phones, as operations.

use shared::{
    domain::{How, Outcome, Person, TickKey, resident::SAME_AS, visit::visit_fields},
    id::{OpId, RecordId},
    kind::Kind,
    op::Change,
    packed::Look,
    replica::Replica,
    time::{DayRule, UnixMs},
    value::{Value, fields},
};

use crate::site::{BUILDING, DOOR, NEW_DOOR, RESIDENT, id, name};

#[derive(Clone, Debug)]
pub enum Deed {
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
    /// The first is the second, too; or, once more, nobody but themselves.
    Merge(usize, usize),
    Part(usize),
    /// Both in one group.
    VisitAndTick(usize),
    /// Breaks a rule.
    Broken(usize),
    /// A field of a newer version.
    Novel(usize),
    TickResident(usize),
    DeleteDoor(usize),
    /// A door of which two phones have heard by word of mouth: one makes it, the other has been there.
    MakeNewDoor(usize),
    VisitNewDoor(usize),
}

/// Draws ids that are never the same twice, and the same in every run.
#[derive(Clone, Debug)]
pub struct Maker {
    who: [u8; 10],
    made: u64,
}

impl Maker {
    /// `who` is told apart from others by its last four bytes.
    pub const fn new(who: [u8; 10]) -> Self {
        Self { who, made: 0 }
    }

    fn bytes(&mut self) -> [u8; 10] {
        self.made += 1;
        let mut bytes = self.who;
        bytes[..6].copy_from_slice(&self.made.to_be_bytes()[2..]);
        bytes
    }

    pub fn op(&mut self, now: UnixMs) -> OpId {
        OpId::made(now, self.bytes())
    }

    pub fn record(&mut self, now: UnixMs) -> RecordId {
        RecordId::made(now, self.bytes())
    }
}

impl Deed {
    /// What the phone with this `replica` makes of it at its own time `at`. Nothing, where there is nothing to do it to.
    pub fn changes(&self, replica: &Replica, maker: &mut Maker, now: UnixMs, at: UnixMs) -> Vec<Change> {
        let day = DayRule::default().day(at);
        let tick = |subject: RecordId, value: bool| {
            let key = TickKey {
                subject,
                template: "daily",
                item: "rubbish",
                day,
            };
            key.change(1, Value::Bool(value))
        };
        let mut new = || maker.record(now);
        match *self {
            Self::Name(r, n) => vec![set(r, "name", name(r, n).into())],
            Self::Priority(r, on) => {
                let by = RecordId::from(replica.me().account).to_string();
                let reason = Value::Map(fields([("reason", format!("by {by}").into())]));
                vec![set(r, "priority", if on { reason } else { Value::Null })]
            }
            Self::Care(r, tag, on) => vec![care(r, tag, on)],
            Self::Visit(d, answered) => vec![visit(new(), id(DOOR, d), answered.then(|| id(RESIDENT, d)))],
            Self::VoidLast => last_own(replica)
                .map(|record| Change::Void {
                    kind: Kind::Visit,
                    record,
                })
                .into_iter()
                .collect(),
            Self::Tick(d, on) => vec![tick(id(DOOR, d), on)],
            Self::TickResident(r) => vec![tick(id(RESIDENT, r), true)],
            Self::VisitAndTick(d) => {
                let visit = visit(new(), id(DOOR, d), Some(id(RESIDENT, d)));
                vec![visit, tick(id(DOOR, d), true)]
            }
            Self::DeleteDoor(d) => vec![Change::Delete {
                kind: Kind::Door,
                record: id(DOOR, d),
            }],
            Self::MakeNewDoor(d) => {
                let door = [("building", id(BUILDING, 0).into()), ("room", format!("90{d}").into())];
                vec![create(Kind::Door, id(NEW_DOOR, d), door)]
            }
            Self::VisitNewDoor(d) => vec![visit(new(), id(NEW_DOOR, d), None)],
            Self::DeleteResident(r) => vec![Change::Delete {
                kind: Kind::Resident,
                record: id(RESIDENT, r),
            }],
            Self::RestoreResident(r) => vec![Change::Restore {
                kind: Kind::Resident,
                record: id(RESIDENT, r),
            }],
            Self::NewResident(d, name) => {
                let resident = [("door", id(DOOR, d).into()), ("name", format!("New{name}").into())];
                vec![create(Kind::Resident, new(), resident)]
            }
            Self::MoveResident(r, d) => vec![set(r, "door", id(DOOR, d).into())],
            Self::Merge(r, other) => vec![set(r, SAME_AS, id(RESIDENT, other).into())],
            Self::Part(r) => vec![set(r, SAME_AS, Value::Null)],
            Self::Broken(r) => vec![set(r, "age", 400.into())],
            Self::Novel(r) => vec![set(r, "of_a_newer_version", 1.into())],
        }
    }
}

fn set(r: usize, field: &str, value: Value) -> Change {
    Change::Set {
        kind: Kind::Resident,
        record: id(RESIDENT, r),
        fields: fields([(field, value)]),
    }
}

fn create<const N: usize>(kind: Kind, record: RecordId, with: [(&str, Value); N]) -> Change {
    let fields = fields(with);
    Change::Create { kind, record, fields }
}

fn care(r: usize, tag: u8, on: bool) -> Change {
    let (kind, record, field) = (Kind::Resident, id(RESIDENT, r), "care".to_owned());
    let elements = vec![Value::text(format!("tag{tag}"))];
    if on {
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
    }
}

/// Somebody was met, or nobody answered.
fn visit(record: RecordId, door: RecordId, met: Option<RecordId>) -> Change {
    let outcome = if met.is_some() {
        Outcome::Answered
    } else {
        Outcome::NoAnswer
    };
    let persons: Vec<Person> = met
        .into_iter()
        .map(|resident| Person {
            resident,
            how: How::Met,
        })
        .collect();
    Change::Fact {
        kind: Kind::Visit,
        record,
        fields: visit_fields(door, outcome, &persons),
    }
}

fn last_own(replica: &Replica) -> Option<RecordId> {
    let me = RecordId::from(replica.me().account).to_string();
    let own = |look: &Look<'_>| *look.kind() == Kind::Visit && look.record().text("by") == Some(me.as_str());
    replica.records().filter(own).map(|look| look.id()).max()
}
