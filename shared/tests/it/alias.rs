//! Two records of one person.

use std::collections::BTreeSet;

use model::{
    Server,
    site::{NOW as THEN, RESIDENT as RESIDENTS, id as of_site},
};
use proptest::prelude::*;
use shared::{
    domain::{How, Outcome as At, Person, TickKey, resident::SAME_AS, visit::visit_fields},
    id::{DeviceId, RecordId},
    kind::Kind,
    op::Change,
    outcome::{Code, Outcome},
    record::Row,
    role::{Actor, Role},
    time::{DayRule, UnixMs},
    value::{Fields, Value, fields},
    view::SiteView,
};

use crate::{
    fixture::{DOOR, NOW, OTHER_DOOR, RESIDENT, cases, id, one, one_at, server, set, worker},
    step::any_step,
    world::World,
};

/// The same person, on another list at another door.
const TWIN: u8 = 6;

fn desk() -> Actor {
    Actor {
        device: DeviceId::made(UnixMs(2), [101; 10]),
        role: Role::Coordinator,
        desk: true,
        ..worker()
    }
}

fn twins() -> Server {
    let mut server = server();
    let made = create(id(TWIN), id(OTHER_DOOR));
    assert!(one(&mut server, &desk(), made).is_applied());
    server
}

fn create(record: RecordId, door: RecordId) -> Change {
    Change::Create {
        kind: Kind::Resident,
        record,
        fields: fields([("door", door.into()), ("name", "Zhang".into())]),
    }
}

fn same(record: u8, root: impl Into<Value>) -> Change {
    set(record, fields([(SAME_AS, root.into())]))
}

fn met(record: u8, door: u8, resident: u8) -> Change {
    let person = Person {
        resident: id(resident),
        how: How::Met,
    };
    Change::Fact {
        kind: Kind::Visit,
        record: id(record),
        fields: visit_fields(id(door), At::Answered, &[person]),
    }
}

fn field<'a>(server: &'a Server, record: u8, name: &str) -> &'a Value {
    server.rows[&id(record)].record.get(name)
}

fn view(server: &Server) -> SiteView {
    let live = server.rows.values().filter(|row| !row.deleted);
    SiteView::new(DayRule::default(), live.map(|row| &row.record).collect::<Vec<_>>())
}

#[test]
fn what_is_said_of_an_alias_is_about_its_root() {
    let (mut server, me) = (twins(), worker());
    let list = Value::Map(fields([("reason", "alone".into())]));
    one(&mut server, &me, set(TWIN, fields([("priority", list.clone())])));
    one(
        &mut server,
        &me,
        Change::Add {
            kind: Kind::Resident,
            record: id(TWIN),
            field: "care".to_owned(),
            elements: vec!["hearing".into()],
        },
    );
    assert!(one(&mut server, &desk(), same(TWIN, id(RESIDENT))).is_applied());
    assert_eq!(
        field(&server, RESIDENT, "priority"),
        &list,
        "what must not be overlooked comes along"
    );
    assert_eq!(field(&server, RESIDENT, "care"), &Value::List(vec!["hearing".into()]));
    // A phone that has not heard of it yet.
    let need = Value::Map(fields([("what", "insulin".into())]));
    one(&mut server, &me, set(TWIN, fields([("medical", need.clone())])));
    one(&mut server, &me, set(TWIN, fields([("age", 71.into())])));
    assert_eq!(field(&server, RESIDENT, "medical"), &need);
    assert_eq!(field(&server, RESIDENT, "age"), &71.into());
    assert!(field(&server, TWIN, "age").is_null());

    // Told apart again, each has their own; what landed stays where it is.
    assert!(one(&mut server, &desk(), same(TWIN, Value::Null)).is_applied());
    one(&mut server, &me, set(TWIN, fields([("age", 30.into())])));
    assert_eq!(field(&server, TWIN, "age"), &30.into());
    assert_eq!(field(&server, RESIDENT, "age"), &71.into());
    assert_eq!(field(&server, TWIN, "priority"), &list);
}

#[test]
fn a_merge_that_would_close_a_circle_does_nothing() {
    let mut server = twins();
    let third = 7;
    one(&mut server, &desk(), create(id(third), id(DOOR)));
    assert!(one(&mut server, &desk(), same(TWIN, id(RESIDENT))).is_applied());
    assert!(one(&mut server, &desk(), same(third, id(TWIN))).is_applied());
    let head = server.head;
    for (alias, root) in [
        (RESIDENT, TWIN),
        (RESIDENT, third),
        (RESIDENT, RESIDENT),
        (TWIN, third),
        (RESIDENT, DOOR),
    ] {
        let outcome = one(&mut server, &desk(), same(alias, id(root)));
        assert!(outcome.is_applied(), "{alias} {root}: {outcome:?}");
    }
    assert_eq!(server.head, head);
    // Two hops away, too.
    one(&mut server, &worker(), set(third, fields([("age", 71.into())])));
    assert_eq!(field(&server, RESIDENT, "age"), &71.into());
    // Nobody vanishes behind who is not there.
    let (kind, record) = (Kind::Resident, id(RESIDENT));
    one(&mut server, &desk(), same(TWIN, Value::Null));
    one(&mut server, &desk(), Change::Delete { kind, record });
    one(&mut server, &desk(), same(TWIN, id(RESIDENT)));
    assert!(field(&server, TWIN, SAME_AS).is_null());
    let outcome = one(&mut server, &desk(), same(TWIN, id(99)));
    assert!(
        matches!(outcome, Outcome::Held { code: Code::Orphan, .. }),
        "{outcome:?}"
    );
    let outcome = one(&mut server, &worker(), same(TWIN, id(third)));
    assert!(
        matches!(
            outcome,
            Outcome::Rejected {
                code: Code::Forbidden,
                ..
            }
        ),
        "{outcome:?}"
    );
}

#[test]
fn views_show_under_the_root_what_names_an_alias() {
    let (mut server, me) = (twins(), worker());
    let list = Value::Map(fields([("cadence_h", 24.into())]));
    one(&mut server, &me, set(RESIDENT, fields([("priority", list)])));
    let tick = TickKey {
        subject: id(TWIN),
        template: "daily",
        item: "pills",
        day: DayRule::default().day(NOW),
    };
    one_at(&mut server, &me, tick.change(1, true.into()), NOW);
    one(&mut server, &me, met(60, OTHER_DOOR, TWIN));
    one(&mut server, &me, met(61, DOOR, TWIN));
    let site = view(&server);
    let resident = |site: &SiteView| site.resident(id(RESIDENT)).unwrap().clone();
    assert!(site.confirmed(&resident(&site)).is_none());
    assert_eq!(site.residents_at(id(OTHER_DOOR)).len(), 1);

    one(&mut server, &desk(), same(TWIN, id(RESIDENT)));
    // Told in whatever order, and one after the other.
    let mut told = site;
    told.put(id(TWIN), Some((&server.rows[&id(TWIN)].record).into()));
    for site in [view(&server), told] {
        assert_eq!(
            (site.residents().count(), site.residents_at(id(OTHER_DOOR)).len()),
            (1, 0)
        );
        assert_eq!(site.root(id(TWIN)), id(RESIDENT));
        assert!(site.confirmed(&resident(&site)).is_some());
        assert_eq!(site.visit(id(61)).unwrap().persons[0].resident, id(RESIDENT));
        assert!(site.overdue(NOW).is_empty());
    }
    one(&mut server, &desk(), same(TWIN, Value::Null));
    let site = view(&server);
    assert_eq!(site.residents().count(), 2);
    assert!(site.confirmed(&resident(&site)).is_none());
}

/// What a desk, or a phone that is behind, does to four records.
#[derive(Clone, Debug)]
enum Deed {
    Merge(usize, usize),
    Apart(usize),
    Priority(usize),
    Care(usize, u8),
    Age(usize, u8),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let who = 0..model::site::RESIDENTS;
    prop_oneof![
        4 => (who.clone(), who.clone()).prop_map(|(a, b)| Deed::Merge(a, b)),
        1 => who.clone().prop_map(Deed::Apart),
        2 => who.clone().prop_map(Deed::Priority),
        2 => (who.clone(), 0..4_u8).prop_map(|(a, tag)| Deed::Care(a, tag)),
        2 => (who, 0..90_u8).prop_map(|(a, age)| Deed::Age(a, age)),
    ]
}

fn change(deed: &Deed) -> Change {
    let set = |who: usize, fields: Fields| Change::Set {
        kind: Kind::Resident,
        record: of_site(RESIDENTS, who),
        fields,
    };
    match *deed {
        Deed::Merge(a, b) => set(a, fields([(SAME_AS, of_site(RESIDENTS, b).into())])),
        Deed::Apart(a) => set(a, fields([(SAME_AS, Value::Null)])),
        Deed::Priority(a) => set(a, fields([("priority", Value::Map(fields([("cadence_h", 1.into())])))])),
        Deed::Age(a, age) => set(a, fields([("age", i64::from(age).into())])),
        Deed::Care(a, tag) => Change::Add {
            kind: Kind::Resident,
            record: of_site(RESIDENTS, a),
            field: "care".to_owned(),
            elements: vec![format!("tag{tag}").into()],
        },
    }
}

fn root(server: &Server, who: RecordId) -> RecordId {
    let mut seen = BTreeSet::new();
    let mut root = who;
    while let Some(next) = server.rows[&root].record.reference(SAME_AS) {
        assert!(seen.insert(root), "a circle through {root}");
        root = next;
    }
    root
}

fn care(row: &Row) -> Vec<String> {
    let tags = row.record.get("care").as_list().unwrap_or(&[]);
    tags.iter().filter_map(Value::as_text).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(cases(96))]

    /// Whatever is merged in whatever order among edits of people who have not heard of it: no circle, no need is overlooked,
    /// and everybody agrees.
    #[test]
    fn merges_and_edits_in_any_order_converge(
        deeds in prop::collection::vec((any_deed(), any_step()), 1..40),
    ) {
        let mut world = World::new();
        let desk = world.server.actors[&DeviceId::made(UnixMs(2), [100; 10])].clone();
        let residents: Vec<RecordId> = (0..model::site::RESIDENTS).map(|n| of_site(RESIDENTS, n)).collect();
        for (n, (deed, step)) in deeds.into_iter().enumerate() {
            // As random phones do, but for what takes needs away again.
            if !matches!(step, crate::step::Step::Do(..)) {
                world.step(step);
            }
            let before = world.server.clone();
            let outcome = one_at(&mut world.server, &desk, change(&deed), THEN.plus(n as i64));
            prop_assert!(outcome.is_applied(), "{deed:?}: {outcome:?}");
            for who in &residents {
                let (was, now) = (root(&before, *who), root(&world.server, *who));
                // Whoever needed something before still does, under whatever record.
                let (was, now) = (&before.rows[&was], &world.server.rows[&now]);
                if !matches!(deed, Deed::Apart(_)) {
                    prop_assert!(was.record.get("priority").is_null() || !now.record.get("priority").is_null());
                    prop_assert!(care(was).iter().all(|tag| care(now).contains(tag)), "{was:?} {now:?}");
                }
            }
        }
        world.settle();
        world.check_at_rest();
    }
}
