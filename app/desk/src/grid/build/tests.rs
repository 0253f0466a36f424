//! A small building, and what the grid makes of it.

use shared::{
    domain::{How, Outcome, Person, visit::visit_fields},
    id::SiteId,
    kind::Kind,
    protocol::SiteInfo,
    record::Record,
    time::{DayRule, HOUR_MS},
    value::{Value, fields},
};

use super::*;

/// 2022-11-14T14:11 in China.
const NOW: UnixMs = UnixMs(1_668_384_000_000 + 6 * HOUR_MS + 11 * MINUTE_MS);

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1), [byte; 10])
}

fn record<const N: usize>(kind: Kind, byte: u8, values: [(&str, Value); N]) -> Record {
    Record {
        kind,
        id: id(byte),
        seq: 1,
        fields: fields(values),
    }
}

fn door(byte: u8, unit: &str, floor: Option<i64>, room: &str) -> Record {
    let values = [
        ("building", id(1).into()),
        ("unit", unit.into()),
        ("floor", floor.into()),
        ("room", room.into()),
    ];
    record(Kind::Door, byte, values)
}

fn resident(byte: u8, door: u8) -> Record {
    record(Kind::Resident, byte, [("door", id(door).into()), ("name", "李".into())])
}

fn on_list(mut resident: Record) -> Record {
    let priority = Value::Map(fields([("cadence_h", 6.into())]));
    resident.fields.insert("priority".to_owned(), priority);
    resident
}

fn visit(byte: u8, door: u8, persons: &[u8], hours: i64) -> Record {
    let outcome = if persons.is_empty() {
        Outcome::NoAnswer
    } else {
        Outcome::Answered
    };
    let persons = persons.iter().map(|resident| Person {
        resident: id(*resident),
        how: How::Met,
    });
    let mut fields = visit_fields(id(door), outcome, &persons.collect::<Vec<_>>());
    fields.insert("at".to_owned(), NOW.plus(-hours * HOUR_MS).into());
    Record {
        kind: Kind::Visit,
        id: id(byte),
        seq: 1,
        fields,
    }
}

fn view(records: Vec<Record>, question: Question) -> GridView {
    let page = BuildingPage {
        site: SiteInfo {
            id: SiteId::NIL,
            name: "月亮湾".to_owned(),
            day: DayRule::default(),
        },
        seq: 812,
        buildings: vec![record(Kind::Building, 1, [("name", "3".into())])],
        chosen: Some(id(1)),
        records,
    };
    let filter = Filter {
        building: None,
        question,
    };
    GridView::new(&page, filter, NOW)
}

fn answer(view: &GridView, door: u8) -> Answer {
    view.cell(id(door)).expect("a cell").answer
}

#[test]
fn a_house_stands_there_with_its_top_floor_first_and_its_doors_as_one_counts() {
    let doors = vec![
        door(10, "2", Some(1), "101"),
        door(11, "2", Some(2), "202"),
        door(12, "2", Some(2), "201"),
        door(13, "10", Some(1), "101"),
        door(14, "2", Some(-1), "B01"),
        door(15, "2", None, "门卫"),
    ];
    let view = view(doors, Question::Today);
    let units: Vec<_> = view
        .units
        .iter()
        .map(|unit| (unit.name.as_deref(), unit.width))
        .collect();
    assert_eq!(units, [(Some("2"), 2), (Some("10"), 1)]);
    let floors: Vec<(Option<i64>, Vec<&str>)> = view.units[0]
        .floors
        .iter()
        .map(|floor| (floor.floor, floor.cells.iter().map(|cell| cell.room.as_str()).collect()))
        .collect();
    assert_eq!(
        floors,
        [
            (Some(2), vec!["201", "202"]),
            (Some(1), vec!["101"]),
            (Some(-1), vec!["B01"]),
            (None, vec!["门卫"])
        ]
    );
    assert_eq!(
        (view.doors, view.units[0].floors[0].cells[0].address.as_str()),
        (6, "3-2-201")
    );
}

#[test]
fn every_door_has_one_answer_and_the_legend_counts_them() {
    let records = vec![
        door(10, "2", Some(1), "101"),
        door(11, "2", Some(1), "102"),
        door(12, "2", Some(1), "103"),
        resident(20, 10),
        on_list(resident(21, 11)),
        resident(22, 12),
        visit(30, 10, &[20], 1),
        visit(31, 12, &[], 1),
    ];
    let view = view(records, Question::Today);
    assert_eq!(answer(&view, 10), Answer::Today(DoorStatus::Done));
    assert_eq!(answer(&view, 11), Answer::Today(DoorStatus::Priority));
    assert_eq!(answer(&view, 12), Answer::Today(DoorStatus::NoAnswer));
    let counts = [
        (Answer::Today(DoorStatus::NoAnswer), 1),
        (Answer::Today(DoorStatus::Priority), 1),
        (Answer::Today(DoorStatus::Done), 1),
    ];
    assert_eq!(view.counts, counts);
    assert!(view.cell(id(11)).is_some_and(|cell| cell.listed));
    assert_eq!((view.persons, view.flagged), (3, 0));
}

#[test]
fn a_door_is_as_fresh_as_whoever_was_not_seen_for_longest() {
    let records = vec![
        door(10, "2", Some(1), "101"),
        door(11, "2", Some(1), "102"),
        door(12, "2", Some(1), "103"),
        door(13, "2", Some(1), "104"),
        resident(20, 10),
        resident(21, 10),
        on_list(resident(22, 11)),
        resident(23, 11),
        resident(24, 12),
        visit(30, 10, &[20], 1),
        visit(31, 10, &[21], 30),
        visit(32, 11, &[22], 7),
    ];
    let view = view(records, Question::Seen);
    assert_eq!(answer(&view, 10), Answer::Seen(Seen::OneDay));
    assert_eq!(view.cell(id(10)).and_then(|cell| cell.minutes), Some(30 * 60));
    assert_eq!(
        answer(&view, 11),
        Answer::Seen(Seen::Overdue),
        "before one who was never seen"
    );
    assert_eq!(answer(&view, 12), Answer::Seen(Seen::Never));
    assert_eq!(answer(&view, 13), Answer::Seen(Seen::Nobody));
}

#[test]
fn whoever_is_away_is_not_waited_for() {
    let mut away = on_list(resident(20, 10));
    away.fields.insert("whereabouts".to_owned(), "hospital".into());
    let view = view(vec![door(10, "2", Some(1), "101"), away], Question::Seen);
    assert_eq!(answer(&view, 10), Answer::Seen(Seen::Nobody));
}
