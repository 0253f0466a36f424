//! Rosters, and importing them again.

use std::path::{Path, PathBuf};

use dabai::import::{Count, Mode, Outcome, import};
use shared::{
    kind::Kind,
    op::Change,
    record::Record,
    value::{Value, fields},
};

use crate::fixture::{Fixture, now};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("roster/tests/data")
        .join(name)
}

fn read(name: &str) -> roster::Roster {
    roster::read(name, &std::fs::read(sample(name)).unwrap()).unwrap()
}

pub fn csv(lines: &[&str]) -> roster::Roster {
    let text = format!("楼号,单元,房号,姓名,年龄,联系电话,身体状况\n{}\n", lines.join("\n"));
    roster::read("roster.csv", text.as_bytes()).unwrap()
}

pub async fn take(fixture: &Fixture, roster: &roster::Roster) -> Outcome {
    let viewer = fixture.operator().await;
    let taken = import(
        fixture.store.as_ref(),
        &viewer,
        roster,
        fixture.folder.path(),
        Mode::Write,
        now(),
    )
    .await;
    let taken = taken.unwrap();
    assert_eq!(taken.refused, []);
    taken
}

pub async fn records(fixture: &Fixture, kind: Kind) -> Vec<Record> {
    fixture.store.records(&fixture.operator().await, &[kind]).await.unwrap()
}

pub async fn resident(fixture: &Fixture, name: &str) -> Record {
    let all = records(fixture, Kind::Resident).await;
    let mut same = all.into_iter().filter(|record| record.text("name") == Some(name));
    let found = same.next().unwrap();
    assert_eq!(same.next(), None, "{name} is there twice");
    found
}

const fn all_new(new: usize) -> Count {
    Count {
        new,
        changed: 0,
        unchanged: 0,
        removed: 0,
    }
}

const fn all_unchanged(unchanged: usize) -> Count {
    Count {
        new: 0,
        changed: 0,
        unchanged,
        removed: 0,
    }
}

#[tokio::test]
async fn the_workbook_comes_in_and_the_same_roster_as_gb18030_changes_nothing() {
    let fixture = Fixture::start().await;
    let first = take(&fixture, &read("roster-sample.xlsx")).await;
    assert_eq!((first.doors, first.residents), (all_new(150), all_new(442)));
    let before = records(&fixture, Kind::Resident).await;
    for name in ["roster-sample-gbk.csv", "roster-sample.xlsx"] {
        let again = take(&fixture, &read(name)).await;
        assert_eq!(
            (again.changes, again.doors, again.residents),
            (0, all_unchanged(150), all_unchanged(442)),
            "{name}"
        );
    }
    assert_eq!(records(&fixture, Kind::Resident).await, before);
    // Even where nobody remembers what earlier imports said.
    std::fs::remove_dir_all(fixture.folder.path().join("import")).unwrap();
    assert_eq!(take(&fixture, &read("roster-sample-gbk.csv")).await.changes, 0);
}

#[tokio::test]
async fn a_plan_writes_nothing() {
    let fixture = Fixture::start().await;
    let viewer = fixture.operator().await;
    let head = fixture.store.head(&viewer).await.unwrap();
    let roster = read("roster-sample.xlsx");
    let planned = import(
        fixture.store.as_ref(),
        &viewer,
        &roster,
        fixture.folder.path(),
        Mode::Plan,
        now(),
    )
    .await;
    assert_eq!(planned.unwrap().residents, all_new(442));
    assert_eq!(fixture.store.head(&viewer).await.unwrap(), head);
    assert!(!fixture.folder.path().join("import").exists());
}

#[tokio::test]
async fn only_what_the_roster_says_differently_changes() {
    let fixture = Fixture::start().await;
    take(
        &fixture,
        &csv(&["3,1,1203,王芳,71,13700000001,听力差", "3,1,1203,王强,75,,"]),
    )
    .await;
    let before = resident(&fixture, "王芳").await;
    let second = take(
        &fixture,
        &csv(&["3,1,1203,王芳,72,13700000001,行动不便", "3,1,1203,王强,75,13700000002,"]),
    )
    .await;
    assert_eq!(
        second.residents,
        Count {
            new: 0,
            changed: 2,
            unchanged: 0,
            removed: 0
        }
    );
    let after = resident(&fixture, "王芳").await;
    assert_eq!((before.id, after.int("age")), (after.id, Some(72)));
    assert_eq!(after.get("care"), &Value::from(vec!["mobility"]));
    assert_eq!(
        resident(&fixture, "王强").await.text("phone"),
        Some("13700000002"),
        "a phone that was missing is filled in"
    );
}

#[tokio::test]
async fn what_people_changed_since_stays() {
    let fixture = Fixture::start().await;
    let roster = csv(&[
        "3,1,1203,王芳,71,13700000001,听力差",
        "3,1,1203,王强,75,,",
        "3,1,1204,李四,30,,",
    ]);
    take(&fixture, &roster).await;
    let (fang, qiang, li) = (
        resident(&fixture, "王芳").await,
        resident(&fixture, "王强").await,
        resident(&fixture, "李四").await,
    );
    let set = |record, pairs| Change::Set {
        kind: Kind::Resident,
        record,
        fields: pairs,
    };
    let renumbered = fields([("age", 70.into()), ("phone", "13700000009".into())]);
    fixture.submit(set(fang.id, renumbered)).await;
    fixture.submit(set(qiang.id, fields([("name", "王强生".into())]))).await;
    let (kind, field) = (Kind::Resident, "care".to_owned());
    fixture
        .submit(Change::Remove {
            kind,
            record: fang.id,
            field,
            elements: vec!["hearing".into()],
        })
        .await;
    fixture
        .submit(Change::Delete {
            kind: Kind::Resident,
            record: li.id,
        })
        .await;

    let again = take(&fixture, &roster).await;
    assert_eq!(
        (again.changes, again.residents),
        (
            0,
            Count {
                new: 0,
                changed: 0,
                unchanged: 2,
                removed: 1
            }
        )
    );
    let fang = resident(&fixture, "王芳").await;
    assert_eq!((fang.int("age"), fang.text("phone")), (Some(70), Some("13700000009")));
    assert_eq!(fang.get("care").as_list().unwrap_or(&[]), []);
    assert_eq!(
        resident(&fixture, "王强生").await.id,
        qiang.id,
        "a corrected name makes no second person"
    );
}

#[tokio::test]
async fn one_name_with_two_phones_is_two_people() {
    let fixture = Fixture::start().await;
    take(&fixture, &csv(&["3,1,1203,王芳,71,13700000001,"])).await;
    let second = take(
        &fixture,
        &csv(&["3,1,1203,王芳,71,13700000001,", "3,1,1203,王芳,20,13700000002,"]),
    )
    .await;
    assert_eq!(
        second.residents,
        Count {
            new: 1,
            changed: 0,
            unchanged: 1,
            removed: 0
        }
    );
    assert_eq!(records(&fixture, Kind::Resident).await.len(), 2);
}

#[tokio::test]
async fn an_empty_door_is_walked_past_until_somebody_moves_in() {
    let fixture = Fixture::start().await;
    take(&fixture, &csv(&["3,1,1203,空户,,,", "3,1,1204,李四,30,,"])).await;
    let vacant = async || {
        let doors = records(&fixture, Kind::Door).await;
        doors.iter().filter(|door| door.flag("vacant")).count()
    };
    assert_eq!(vacant().await, 1);
    let moved_in = take(&fixture, &csv(&["3,1,1203,赵六,30,,", "3,1,1204,李四,30,,"])).await;
    assert_eq!(
        (moved_in.doors.changed, moved_in.residents.new, vacant().await),
        (1, 1, 0)
    );
}

#[tokio::test]
async fn who_was_refused_or_never_stored_comes_in_with_the_next_import() {
    let fixture = Fixture::start().await;
    let code = fixture.code().await;
    let enrolled = fixture
        .store
        .enrol(&code, "a key of a phone", "phone", now())
        .await
        .unwrap();
    let (device, token) = (enrolled.device, enrolled.token.as_str());
    let worker = fixture
        .store
        .viewer(store::Credential::Device { device, token }, now())
        .await;
    let roster = csv(&["4,1,1203,王芳,71,13700000001,听力差"]);
    let data = fixture.folder.path();
    // A worker may make no building, and nobody lives in none.
    let refused = import(
        fixture.store.as_ref(),
        &worker.unwrap().unwrap(),
        &roster,
        data,
        Mode::Write,
        now(),
    )
    .await;
    assert_eq!(refused.unwrap().refused.len(), 3);
    assert_eq!(take(&fixture, &roster).await.residents, all_new(1));
    assert_eq!(take(&fixture, &roster).await.residents, all_unchanged(1));

    // A memory of rows that this database never had.
    let other = Fixture::start().await;
    let memory = |of: &Fixture| of.folder.path().join("import").join(format!("{}.json", of.site));
    std::fs::create_dir_all(other.folder.path().join("import")).unwrap();
    std::fs::copy(memory(&fixture), memory(&other)).unwrap();
    assert_eq!(take(&other, &roster).await.residents, all_new(1));
    assert_eq!(take(&other, &roster).await.residents, all_unchanged(1));
}

#[tokio::test]
async fn a_cell_that_is_too_long_costs_its_end_and_not_the_person() {
    let fixture = Fixture::start().await;
    let (name, condition) = ("王".repeat(70), "好".repeat(2_100));
    let roster = csv(&[&format!("3,1,1203,{name},71,13700000001,{condition}")]);
    let first = take(&fixture, &roster).await;
    let cut: Vec<_> = first.cut.iter().map(|(_, field)| *field).collect();
    let stored = records(&fixture, Kind::Resident).await;
    assert_eq!(stored[0].text("name"), Some("王".repeat(60).as_str()), "{cut:?}");
    assert!(cut.contains(&"name"), "{cut:?}");
    let again = take(&fixture, &roster).await;
    assert_eq!((again.changes, again.residents), (0, all_unchanged(1)));
}
