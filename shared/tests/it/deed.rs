//! What people do on their phones, as operations.

use shared::{
    domain::{How, Outcome, Person, TickKey, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
    time::DayRule,
    value::{Value, fields},
};

use crate::{
    phone::Phone,
    step::Deed,
    world::{World, id},
};

impl World {
    pub fn deed(&mut self, p: usize, deed: Deed) {
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
            .change(1, value)
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
                let own = |look: &shared::packed::Look<'_>| {
                    *look.kind() == Kind::Visit && look.record().text("by") == Some(me.as_str())
                };
                let last = phone.replica.records().filter(own).map(|look| look.id()).max();
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
}
