//! Taking an import of a roster back.

use dabai::import::{Last, Mode, Undone, undo};
use shared::{
    domain::{How, Outcome as At, Person, visit::visit_fields},
    kind::Kind,
    op::Change,
    value::{Value, fields},
};

use crate::{
    fixture::{Fixture, now, record_id},
    import::{csv, records, resident, take},
};

async fn undone(fixture: &Fixture, mode: Mode) -> Option<Undone> {
    let (viewer, data) = (fixture.operator().await, fixture.folder.path());
    let last = Last::read(data, fixture.site, now()).unwrap()?;
    let undone = undo(fixture.store.as_ref(), &viewer, data, last.at, mode, now()).await;
    undone.unwrap()
}

#[tokio::test]
async fn an_import_is_taken_back_as_if_it_had_never_been() {
    let fixture = Fixture::start().await;
    let kinds = [Kind::Building, Kind::Door, Kind::Resident];
    let said = async || {
        let records = fixture.store.records(&fixture.operator().await, &kinds).await.unwrap();
        let mut said: Vec<_> = records.into_iter().map(|record| (record.id, record.fields)).collect();
        said.sort_unstable_by_key(|(id, _)| *id);
        said
    };
    take(
        &fixture,
        &csv(&["3,1,1203,王芳,71,13700000001,听力差", "3,1,1204,李四,30,,"]),
    )
    .await;
    let before = said().await;
    let second = csv(&[
        "3,1,1203,王芳,72,13700000001,行动不便",
        "3,1,1204,李四,30,,",
        "5,1,101,新来的,20,,",
    ]);
    let first = take(&fixture, &second).await;
    let wanted = Undone {
        doors: 1,
        residents: 1,
        values: 4,
        kept: 0,
    };
    assert_eq!(undone(&fixture, Mode::Plan).await, Some(wanted));
    assert_ne!(said().await, before, "looking changes nothing");
    assert_eq!(undone(&fixture, Mode::Write).await, Some(wanted));
    assert_eq!(said().await, before);
    assert_eq!(undone(&fixture, Mode::Write).await, None, "there is no second time");
    // What was taken back is news again.
    let again = take(&fixture, &second).await;
    assert_eq!((again.doors, again.residents), (first.doors, first.residents));
}

#[tokio::test]
async fn what_somebody_touched_since_outlasts_taking_an_import_back() {
    let fixture = Fixture::start().await;
    let roster = csv(&[
        "3,1,1303,王芳,71,13700000001,",
        "3,1,1303,王强,75,,",
        "3,1,1204,李四,30,,",
        "3,1,1205,赵六,30,,",
        "3,1,1206,没人碰,30,,",
    ]);
    take(&fixture, &roster).await;
    let door = async |room: &str| {
        let doors = records(&fixture, Kind::Door).await;
        doors
            .into_iter()
            .find(|door| door.text("room") == Some(room))
            .unwrap()
            .id
    };
    // Nobody opened, one was corrected, somebody was found to live with another.
    let visit = Change::Fact {
        kind: Kind::Visit,
        record: record_id(),
        fields: visit_fields(door("1303").await, At::NoAnswer, &[]),
    };
    fixture.submit(visit).await;
    let set = Change::Set {
        kind: Kind::Resident,
        record: resident(&fixture, "李四").await.id,
        fields: fields([("age", 31.into())]),
    };
    fixture.submit(set).await;
    let found = Change::Create {
        kind: Kind::Resident,
        record: record_id(),
        fields: fields([("door", door("1205").await.into()), ("name", "同住".into())]),
    };
    fixture.submit(found).await;
    let undone = undone(&fixture, Mode::Write).await.unwrap();
    assert_eq!((undone.doors, undone.residents), (1, 1), "{undone:?}");
    let left = records(&fixture, Kind::Resident).await;
    let mut left: Vec<_> = left.iter().filter_map(|record| record.text("name")).collect();
    left.sort_unstable();
    assert_eq!(left, ["同住", "李四", "王强", "王芳", "赵六"]);
    // Of everybody who stayed the roster still says the same as before.
    let again = take(&fixture, &roster).await;
    assert_eq!(
        (again.doors.new, again.residents.new, again.residents.changed),
        (1, 1, 0)
    );
    assert_eq!(resident(&fixture, "李四").await.int("age"), Some(31));
}

#[tokio::test]
async fn whoever_was_met_since_stays_at_a_door_that_was_there_before() {
    let fixture = Fixture::start().await;
    take(&fixture, &csv(&["3,1,1303,王芳,71,13700000001,"])).await;
    let second = csv(&[
        "3,1,1303,王芳,72,13700000001,",
        "3,1,1303,王强,75,,",
        "3,1,1303,没见过,75,,",
    ]);
    take(&fixture, &second).await;
    let (fang, met) = (resident(&fixture, "王芳").await, resident(&fixture, "王强").await);
    let persons = [Person {
        resident: met.id,
        how: How::Met,
    }];
    let visit = Change::Fact {
        kind: Kind::Visit,
        record: record_id(),
        fields: visit_fields(met.parent().unwrap(), At::Answered, &persons),
    };
    fixture.submit(visit).await;
    let undone = undone(&fixture, Mode::Write).await.unwrap();
    assert_eq!((undone.residents, undone.values, undone.kept), (1, 1, 1));
    assert_eq!(resident(&fixture, "王强").await.id, met.id);
    assert_eq!(resident(&fixture, "王芳").await.int("age"), Some(71));
    // The same roster says again what was taken back, and nothing else.
    let again = take(&fixture, &second).await;
    assert_eq!((again.residents.new, again.residents.changed), (1, 1));
    assert_eq!(resident(&fixture, "王芳").await.id, fang.id);
}

#[tokio::test]
async fn of_a_record_that_was_touched_since_the_rest_is_news_again() {
    let fixture = Fixture::start().await;
    take(&fixture, &csv(&["3,1,1303,王芳,71,13700000001,听力差"])).await;
    let second = csv(&["3,1,1303,王芳,72,13700000001,行动不便"]);
    take(&fixture, &second).await;
    let fang = resident(&fixture, "王芳").await;
    let set = Change::Set {
        kind: Kind::Resident,
        record: fang.id,
        fields: fields([("age", 73.into())]),
    };
    fixture.submit(set).await;
    undone(&fixture, Mode::Write).await.unwrap();
    let fang = resident(&fixture, "王芳").await;
    assert_eq!(
        (fang.int("age"), fang.get("care")),
        (Some(73), &Value::from(vec!["hearing"]))
    );
    take(&fixture, &second).await;
    let fang = resident(&fixture, "王芳").await;
    assert_eq!(
        (fang.int("age"), fang.get("care")),
        (Some(73), &Value::from(vec!["mobility"]))
    );
}

#[tokio::test]
async fn what_an_import_wrote_about_somebody_with_two_records_is_taken_back_where_it_was_written() {
    let fixture = Fixture::start().await;
    let first = csv(&["3,1,1303,王芳,71,13700000001,", "3,1,1204,王方,70,,"]);
    take(&fixture, &first).await;
    let (root, alias) = (resident(&fixture, "王芳").await.id, resident(&fixture, "王方").await.id);
    let same_as = |value: Value| Change::Set {
        kind: Kind::Resident,
        record: alias,
        fields: fields([("same_as", value)]),
    };
    fixture.submit(same_as(root.into())).await;
    let before = resident(&fixture, "王芳").await.fields;
    let second = csv(&["3,1,1303,王芳,71,13700000001,", "3,1,1204,王方,72,,听力差"]);
    take(&fixture, &second).await;
    assert_eq!(
        resident(&fixture, "王芳").await.int("age"),
        Some(72),
        "done to the root"
    );
    let undone_of = async |values, kept| {
        let undone = undone(&fixture, Mode::Write).await.unwrap();
        assert_eq!((undone.values, undone.kept), (values, kept));
        assert_eq!(resident(&fixture, "王芳").await.fields, before);
    };
    // What 听力差 says as a tag and in words, and the age.
    undone_of(3, 0).await;
    // Merged since: what was written is not what stands for this person, even where it says the same.
    fixture.submit(same_as(Value::Null)).await;
    let third = csv(&["3,1,1303,王芳,71,13700000001,", "3,1,1204,王方,71,,"]);
    take(&fixture, &third).await;
    fixture.submit(same_as(root.into())).await;
    undone_of(0, 1).await;
}
