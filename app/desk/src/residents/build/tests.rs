//! A small site, and what the list makes of it.

use shared::{
    domain::{How, Outcome, Person as Seen, TickKey, Whereabouts, visit::visit_fields},
    id::SiteId,
    kind::Kind,
    op::Change,
    protocol::SiteInfo,
    time::{DayRule, HOUR_MS, MINUTE_MS},
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
        seq: u64::from(byte),
        fields: fields(values),
    }
}

fn with(mut record: Record, field: &str, value: impl Into<Value>) -> Record {
    record.fields.insert(field.to_owned(), value.into());
    record
}

fn building(byte: u8, name: &str) -> Record {
    record(
        Kind::Building,
        byte,
        [("name", name.into()), ("order", i64::from(byte).into())],
    )
}

fn door(byte: u8, building: u8, floor: i64, room: &str) -> Record {
    let values = [
        ("building", id(building).into()),
        ("unit", "2".into()),
        ("floor", floor.into()),
        ("room", room.into()),
    ];
    record(Kind::Door, byte, values)
}

fn resident(byte: u8, door: u8, name: &str) -> Record {
    record(Kind::Resident, byte, [("door", id(door).into()), ("name", name.into())])
}

fn on_list(resident: Record, hours: i64) -> Record {
    let priority = fields([("cadence_h", hours.into()), ("reason", "独居".into())]);
    with(resident, "priority", Value::Map(priority))
}

fn visit(byte: u8, door: u8, resident: u8, ago_ms: i64) -> Record {
    let persons = [Seen {
        resident: id(resident),
        how: How::Met,
    }];
    let mut fields = visit_fields(id(door), Outcome::Answered, &persons);
    fields.insert("at".to_owned(), NOW.plus(-ago_ms).into());
    fields.insert("by".to_owned(), id(99).into());
    Record {
        kind: Kind::Visit,
        id: id(byte),
        seq: 1,
        fields,
    }
}

fn template() -> Record {
    let option = |key: &str, zh: &str| Value::Map(fields([("key", key.into()), ("zh", zh.into()), ("en", key.into())]));
    let item = Value::Map(fields([
        ("key", "food".into()),
        ("type", "choice".into()),
        ("zh", "食品".into()),
        ("en", "Food".into()),
        (
            "options",
            Value::List(vec![option("none", "无"), option("enough", "足")]),
        ),
        ("alarm", Value::List(vec!["none".into()])),
    ]));
    record(
        Kind::Template,
        90,
        [
            ("key", "daily".into()),
            ("version", 1.into()),
            ("items", Value::List(vec![item])),
        ],
    )
}

fn no_food(door: u8) -> Record {
    let key = TickKey {
        subject: id(door),
        template: "daily",
        item: "food",
        day: DayRule::default().day(NOW),
    };
    let Change::Create { kind, record, fields } = key.change(1, "none".into()) else {
        panic!("a tick is created")
    };
    Record {
        kind,
        id: record,
        seq: 1,
        fields,
    }
}

/// Two buildings; behind 3-2-1203 a household of two, behind 5-2-101 one who lives alone.
fn site() -> Vec<Record> {
    let grandmother = with(with(resident(20, 10, "张桂芝"), "age", 86), "phone", "13812341234");
    vec![
        building(1, "3"),
        building(2, "5"),
        door(10, 1, 12, "1203"),
        door(11, 1, 3, "301"),
        door(12, 2, 1, "101"),
        on_list(grandmother, 6),
        with(resident(21, 10, "张强"), "age", 60),
        with(with(resident(22, 11, "李梅"), "control", "居家隔离"), "age", 30),
        with(
            with(resident(23, 12, "王伟"), "living_alone", true),
            "whereabouts",
            "hospital",
        ),
        record(Kind::Account, 99, [("name", "小陈".into())]),
        template(),
    ]
}

fn page(records: Vec<Record>) -> RosterPage {
    RosterPage {
        site: SiteInfo {
            id: SiteId::NIL,
            name: "月亮湾".to_owned(),
            day: DayRule::default(),
        },
        seq: 812,
        records,
    }
}

/// As the server puts it together; of `seen` what was to be looked up, by residents.
fn view_of(page: &RosterPage, seen: &[Record], filter: &Filter) -> ResidentsView {
    let roster = Roster::new(page, NOW);
    let wanted = roster.to_look_up(filter);
    let names = |visit: &Record| {
        let persons = shared::domain::Visit::from(visit).persons;
        persons.iter().any(|person| wanted.contains(&person.resident))
    };
    let seen: Vec<Record> = seen.iter().filter(|visit| names(visit)).cloned().collect();
    roster.view(&seen, filter)
}

fn names(view: &ResidentsView) -> Vec<&str> {
    view.rows.iter().map(|row| row.name.as_str()).collect()
}

fn asked(q: &str) -> Filter {
    Filter {
        q: q.to_owned(),
        ..Filter::default()
    }
}

fn of_group(group: Group) -> Filter {
    Filter {
        group: Some(group),
        ..Filter::default()
    }
}

#[test]
fn everybody_stands_by_building_floor_and_room_and_who_needs_more_first() {
    let view = view_of(&page(site()), &[], &Filter::default());
    assert_eq!(names(&view), ["李梅", "张桂芝", "张强", "王伟"]);
    assert_eq!((view.seq, view.found, view.updated.as_str()), (812, 4, "14:11"));
    let row = &view.rows[1];
    assert_eq!(
        (row.address.as_str(), row.phone.as_deref()),
        ("3-2-1203", Some("138****1234"))
    );
    assert_eq!(
        row.listed.as_ref().and_then(|listed| listed.reason.as_deref()),
        Some("独居")
    );
    let by_age = Filter {
        order: Order::Age,
        ..Filter::default()
    };
    assert_eq!(
        names(&view_of(&page(site()), &[], &by_age)),
        ["张桂芝", "张强", "李梅", "王伟"]
    );
    assert_eq!(view.controls, ["居家隔离"]);
}

#[test]
fn people_are_found_by_room_name_and_initials_and_an_exact_room_leaves_others_out() {
    let page = page(site());
    for (q, found) in [
        ("3-2-1203", vec!["张桂芝", "张强"]),
        ("1203", vec!["张桂芝", "张强"]),
        ("3-2", vec!["李梅", "张桂芝", "张强"]),
        ("101", vec!["王伟"]),
        ("张", vec!["张桂芝", "张强"]),
        ("zgz", vec!["张桂芝"]),
        ("9", vec![]),
    ] {
        assert_eq!(names(&view_of(&page, &[], &asked(q))), found, "{q}");
    }
}

#[test]
fn whoever_is_overdue_is_told_even_where_they_are_not_on_the_page() {
    let page = page(site());
    let long_ago = [visit(30, 10, 20, 7 * HOUR_MS)];
    let seen = [visit(30, 10, 20, 5 * HOUR_MS)];
    let overdue = |seen: &[Record]| {
        let view = view_of(&page, seen, &of_group(Group::Overdue));
        assert_eq!(view.counts.overdue, view.found);
        view.found
    };
    assert_eq!((overdue(&[]), overdue(&long_ago), overdue(&seen)), (1, 1, 0));
    let view = view_of(&page, &long_ago, &of_group(Group::Alone));
    assert_eq!((names(&view), view.counts.overdue), (vec!["王伟"], 1));
    let view = view_of(&page, &seen, &Filter::default());
    let last = view.rows[1].seen.as_ref().map(|seen| (seen.minutes, seen.by.as_str()));
    assert_eq!(last, Some((300, "小陈")));
}

#[test]
fn somebody_who_is_away_is_not_overdue() {
    let mut records = site();
    records[5] = with(records[5].clone(), "whereabouts", "hospital");
    let view = view_of(&page(records), &[], &of_group(Group::Overdue));
    assert_eq!((view.found, view.counts.priority), (0, 1));
}

#[test]
fn the_longest_unseen_of_the_overdue_come_first() {
    let mut records = site();
    records[7] = on_list(records[7].clone(), 6);
    let seen = [visit(30, 10, 20, 9 * HOUR_MS), visit(31, 11, 22, 8 * HOUR_MS)];
    let view = view_of(&page(records), &seen, &of_group(Group::Overdue));
    assert_eq!(names(&view), ["张桂芝", "李梅"]);
}

#[test]
fn an_answer_that_alarms_stands_beside_everybody_behind_that_door() {
    let mut records = site();
    records.push(no_food(10));
    let view = view_of(&page(records), &[], &of_group(Group::Flagged));
    assert_eq!(names(&view), ["张桂芝", "张强"]);
    assert_eq!(view.rows[0].flags[0].zh, "食品 无");
    assert_eq!(view.counts.flagged, 2);
}

#[test]
fn filters_narrow_together_and_groups_count_within_them() {
    let filter = Filter {
        building: Some(id(1)),
        ..Filter::default()
    };
    let view = view_of(&page(site()), &[], &filter);
    assert_eq!(
        (names(&view), view.counts.all, view.counts.alone),
        (vec!["李梅", "张桂芝", "张强"], 3, 0)
    );
    let filter = Filter {
        control: "居家隔离".to_owned(),
        ..filter
    };
    assert_eq!(names(&view_of(&page(site()), &[], &filter)), ["李梅"]);
    let filter = Filter {
        whereabouts: Some(Whereabouts::Hospital),
        ..Filter::default()
    };
    assert_eq!(names(&view_of(&page(site()), &[], &filter)), ["王伟"]);
}

#[test]
fn too_many_are_counted_and_the_first_of_them_shown() {
    let mut records = site();
    for place in 0..=i64::try_from(ROWS_MAX).unwrap() {
        let mut one = resident(0, 12, &format!("住户{place:03}"));
        one.id = RecordId::made(UnixMs(2 + place), [0; 10]);
        records.push(one);
    }
    let view = view_of(&page(records), &[], &Filter::default());
    assert_eq!((view.rows.len(), view.found), (ROWS_MAX, ROWS_MAX + 5));
}

#[test]
fn nobody_is_looked_up_who_is_not_shown_but_for_those_on_the_list() {
    let page = page(site());
    let roster = Roster::new(&page, NOW);
    assert_eq!(roster.to_look_up(&asked("李梅")), [id(20), id(22)]);
    assert_eq!(roster.to_look_up(&of_group(Group::Overdue)), [id(20)]);
}
