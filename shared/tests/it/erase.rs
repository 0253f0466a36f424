//! Somebody is erased: what stays of them at the server and on phones, and what comes of them later.

use model::{
    Deed, Server,
    site::{NOW as THEN, RESIDENT as RESIDENTS, id as of_site},
};
use proptest::prelude::*;
use shared::{
    domain::{How, Outcome as At, Person, TickKey, visit::visit_fields},
    erase::{Rest, rest},
    id::RecordId,
    kind::Kind,
    op::Change,
    outcome::{Code, Outcome},
    protocol::{OpResult, Status},
    time::DayRule,
    value::{Value, fields},
};

use crate::{
    fixture::{DOOR, NOW, RESIDENT, cases, id, one, server, set, worker},
    step::any_step,
    world::World,
};

const VISIT: u8 = 60;

fn met(persons: &[RecordId], note: &str) -> Change {
    let persons: Vec<Person> = persons
        .iter()
        .map(|resident| Person {
            resident: *resident,
            how: How::Met,
        })
        .collect();
    let mut fields = visit_fields(id(DOOR), At::Answered, &persons);
    fields.insert("note".to_owned(), note.into());
    Change::Fact {
        kind: Kind::Visit,
        record: id(VISIT),
        fields,
    }
}

fn tick() -> TickKey<'static> {
    TickKey {
        subject: id(RESIDENT),
        template: "daily",
        item: "pills",
        day: DayRule::default().day(NOW),
    }
}

fn text(server: &Server) -> String {
    format!("{:?} {:?} {:?}", server.rows, server.log, server.conflicts)
}

#[test]
fn of_somebody_who_is_erased_an_id_stays_and_of_a_visit_the_others() {
    let mut server = server();
    let me = worker();
    one(&mut server, &me, set(RESIDENT, fields([("note", "insulin".into())])));
    one(&mut server, &me, tick().change(1, "three a day".into()));
    one(&mut server, &me, met(&[id(RESIDENT), id(77)], "Zhang asks for rice"));
    assert!(server.erase(id(RESIDENT), NOW));
    let said = text(&server);
    for gone in ["Zhang", "insulin", "three a day"] {
        assert!(!said.contains(gone), "{gone}: {said}");
    }
    let row = |id| &server.rows[&id];
    assert!(row(id(RESIDENT)).is_erased() && row(tick().id()).is_erased());
    let visit = &row(id(VISIT)).record;
    assert_eq!(visit.text("note"), Some("… asks for rice"));
    assert_eq!(visit.get("persons").as_list().map(<[_]>::len), Some(1));
    assert!(!server.erase(id(RESIDENT), NOW), "once is enough");
}

#[test]
fn what_comes_of_them_later_is_answered_and_not_kept() {
    let mut server = server();
    server.erase(id(RESIDENT), NOW);
    let head = server.head;
    let mut me = worker();
    me.revoked = true;
    let changes = [
        set(RESIDENT, fields([("name", "Zhang".into())])),
        tick().change(1, "three a day".into()),
        Change::Restore {
            kind: Kind::Resident,
            record: id(RESIDENT),
        },
    ];
    for change in changes {
        assert_eq!(one(&mut server, &me, change), Outcome::Erased);
    }
    assert_eq!((server.head, server.last_n(me.device)), (head, 3));
    assert!(
        server
            .log
            .values()
            .filter(|line| line.device == me.device)
            .all(|line| line.raw.is_empty())
    );
    let judged = shared::accept::Judged {
        n: 1,
        id: *server.log.keys().next().unwrap(),
        outcome: Outcome::Erased,
    };
    let said = OpResult::from(judged);
    assert_eq!(
        (said.status, said.code, said.seq),
        (Status::Applied, Some(Code::Erased), None)
    );

    me.revoked = false;
    one(&mut server, &me, met(&[id(RESIDENT), id(77)], ""));
    let visit = &server.rows[&id(VISIT)].record;
    assert_eq!(visit.get("persons").as_list().map(<[_]>::len), Some(1));
    assert!(!text(&server).contains(&format!("\"{}\"", id(RESIDENT))));
}

#[test]
fn a_phone_lets_go_of_the_row_and_of_whatever_is_final_about_them() {
    let mut world = World::new();
    world.server.backed_up = Some(0);
    world.settle();
    world.deed(0, &Deed::Name(0, 7));
    world.deed(0, &Deed::Broken(0));
    world.deed(0, &Deed::Name(1, 8));
    world.settle();
    let about = |world: &World, n: usize| {
        let who = of_site(RESIDENTS, n);
        let queued = world.phones[0].replica.outbox().values();
        queued
            .filter(|queued| queued.draft.change.touches().contains(&who))
            .count()
    };
    assert_eq!(
        (about(&world, 0), about(&world, 1)),
        (2, 1),
        "kept until a backup has them"
    );
    // One more is under way when it happens.
    world.deed(0, &Deed::Care(0, 1, true));
    world.server.erase(of_site(RESIDENTS, 0), THEN);
    world.settle();
    assert_eq!((about(&world, 0), about(&world, 1)), (0, 1));
    assert!(world.phones[0].replica.get(of_site(RESIDENTS, 0)).is_none());
    assert_eq!(
        world.phones[0]
            .storage
            .disk
            .outbox
            .values()
            .filter(|queued| { queued.draft.change.touches().contains(&of_site(RESIDENTS, 0)) })
            .count(),
        0
    );
    let tally = world.phones[0].replica.tally();
    assert_eq!(tally.made, tally.waiting + tally.held + tally.settled);
    world.check_at_rest();
}

proptest! {
    #![proptest_config(cases(64))]

    /// Whenever somebody is erased, phones agree in the end, and nothing of them is anywhere.
    #[test]
    fn phones_agree_whenever_somebody_is_erased(
        before in prop::collection::vec(any_step(), 1..60),
        who in 0..model::site::RESIDENTS,
        after in prop::collection::vec(any_step(), 1..60),
    ) {
        let mut world = World::new();
        for step in before {
            world.step(step);
        }
        let who = of_site(RESIDENTS, who);
        world.erase(who);
        for step in after {
            world.step(step);
        }
        world.settle();
        world.check_at_rest();
        for phone in &world.phones {
            prop_assert!(phone.replica.get(who).is_none());
            let kept = phone.replica.outbox().values().any(|queued| queued.draft.change.touches().contains(&who));
            prop_assert!(!kept);
        }
        let is_about = |value: &Value| value.as_text() == Some(&*who.to_string());
        for row in world.server.rows.values() {
            prop_assert!(row.record.id == who || !row.record.fields.values().any(is_about), "{row:?}");
        }
        let said = who.to_string();
        prop_assert!(world.server.log.values().all(|line| !line.raw.contains(&said)));
    }
}

#[test]
fn a_remark_beside_somebody_whose_name_is_not_known_any_more_goes_with_them() {
    let said = met(&[id(RESIDENT)], "张桂芝要米");
    let note = |name| match rest(&said, id(RESIDENT), name) {
        Rest::Part(change) => change.fields().and_then(|fields| fields.get("note").cloned()),
        other => panic!("{other:?}"),
    };
    assert_eq!(note("张桂芝"), Some("…要米".into()));
    assert_eq!(note(""), None);
}
