//! A small site, and what the page makes of it.

use shared::{
    id::{DeviceId, SiteId},
    protocol::SiteInfo,
    record::Record,
    time::{HOUR_MS, MINUTE_MS},
    value::{Value, fields},
};

use super::*;

/// 2022-11-14T14:11 in China, a Monday.
const NOW: UnixMs = UnixMs(1_668_384_000_000 + 6 * HOUR_MS + 11 * MINUTE_MS);

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1), [byte; 10])
}

fn ago(minutes: i64) -> UnixMs {
    NOW.plus(-minutes * MINUTE_MS)
}

fn record<const N: usize>(kind: Kind, byte: u8, values: [(&str, Value); N]) -> Record {
    Record {
        kind,
        id: id(byte),
        seq: u64::from(byte),
        fields: fields(values),
    }
}

fn building() -> Record {
    record(Kind::Building, 1, [("name", "3".into())])
}

fn door(byte: u8, room: &str) -> Record {
    let values = [("building", id(1).into()), ("unit", "2".into()), ("room", room.into())];
    record(Kind::Door, byte, values)
}

fn resident(byte: u8, door: u8, name: &str) -> Record {
    record(Kind::Resident, byte, [("door", id(door).into()), ("name", name.into())])
}

fn with(mut record: Record, field: &str, value: Value) -> Record {
    record.fields.insert(field.to_owned(), value);
    record
}

fn on_list(resident: Record) -> Record {
    with(resident, "priority", Value::Map(fields([("cadence_h", 6.into())])))
}

/// A visit so many minutes ago; nobody named means nobody answered.
fn visit(byte: u8, door: u8, minutes: i64, persons: &[(u8, How)]) -> Record {
    let list = persons.iter().map(|(resident, how)| {
        Value::Map(fields([
            ("resident", id(*resident).into()),
            ("how", how.as_str().into()),
        ]))
    });
    let outcome = if persons.is_empty() { "no_answer" } else { "answered" };
    let values = [
        ("door", id(door).into()),
        ("outcome", outcome.into()),
        ("persons", Value::List(list.collect())),
        ("at", ago(minutes).0.into()),
    ];
    record(Kind::Visit, byte, values)
}

fn line(visit: &Record, day: &[Record], stored: UnixMs) -> VisitLine {
    let find = |wanted: Option<RecordId>| day.iter().find(|record| Some(record.id) == wanted).cloned();
    let door = find(visit.reference("door"));
    let named = Visit::from(visit).persons;
    let residents = day
        .iter()
        .filter(|record| named.iter().any(|person| person.resident == record.id));
    VisitLine {
        visit: visit.clone(),
        building: find(door.as_ref().and_then(|door| door.reference("building"))),
        door,
        residents: residents.cloned().collect(),
        by: "李".into(),
        stored,
    }
}

fn page(day: Vec<Record>, visits: Vec<VisitLine>, phones: Vec<PhoneLine>) -> NowPage {
    let site = SiteInfo {
        id: SiteId::NIL,
        name: "月亮湾社区".into(),
        day: DayRule::default(),
    };
    NowPage {
        site,
        seq: 812,
        visits,
        phones,
        day,
        troubles: store::TroubleCounts::default(),
    }
}

/// The page over these records, with every visit among them in the feed, stored at once.
fn view(day: Vec<Record>) -> NowView {
    let mut visits: Vec<&Record> = day.iter().filter(|record| record.kind == Kind::Visit).collect();
    visits.sort_by_key(|visit| std::cmp::Reverse(visit.seq));
    let lines = visits
        .iter()
        .map(|visit| line(visit, &day, Visit::from(*visit).at))
        .collect();
    NowView::new(&page(day, lines, Vec::new()), NOW)
}

fn phone(byte: u8, heard: Option<i64>, unsent: Option<u64>) -> PhoneLine {
    PhoneLine {
        device: DeviceId::made(UnixMs(1), [byte; 10]),
        worker: format!("工{byte}"),
        role: shared::role::Role::Worker,
        device_name: "Redmi".into(),
        heard: heard.map(ago),
        unsent,
        last_n: 0,
        expires: None,
        revoked: false,
    }
}

#[test]
fn the_head_says_place_day_and_time_at_the_site() {
    let view = view(vec![building()]);
    assert_eq!(
        (view.site.as_str(), view.seq, view.updated.as_str()),
        ("月亮湾社区", 812, "14:11")
    );
    assert_eq!(
        view.date,
        Date {
            month: 11,
            day: 14,
            weekday: 0
        }
    );
}

#[test]
fn nothing_at_all_is_an_empty_page_and_not_an_error() {
    let empty = view(Vec::new());
    assert_eq!((empty.cards, empty.feed, empty.phones), Default::default());
}

#[test]
fn the_figures_are_those_of_the_shared_views() {
    let view = view(vec![
        building(),
        door(10, "101"),
        door(11, "102"),
        door(12, "103"),
        with(door(13, "104"), "vacant", true.into()),
        with(
            resident(20, 10, "张桂兰"),
            "medical",
            Value::Map(fields([("what", "透析".into())])),
        ),
        resident(21, 11, "王"),
        on_list(resident(22, 12, "李大爷")),
        visit(30, 11, 5, &[(21, How::Met)]),
    ]);
    let cards = view.cards;
    assert_eq!((cards.due, cards.open, cards.priority), (3, 2, 1));
    let need = Medical {
        address: "3-2-101".into(),
        name: "张桂兰".into(),
        need: "透析".into(),
    };
    assert_eq!((cards.medical.count, cards.medical.lines), (1, vec![need]));
    let late = Overdue {
        address: "3-2-103".into(),
        name: "李大爷".into(),
        minutes: None,
    };
    assert_eq!((cards.overdue.count, cards.overdue.lines), (1, vec![late]));
}

#[test]
fn waiting_counts_from_the_first_knock_nobody_has_answered_since() {
    let view = view(vec![
        building(),
        door(10, "101"),
        door(11, "102"),
        resident(20, 10, "张"),
        resident(21, 11, "王"),
        visit(30, 10, 180, &[]),
        visit(31, 10, 120, &[(20, How::Spoke)]),
        visit(32, 10, 41, &[]),
        visit(33, 10, 10, &[]),
        visit(34, 11, 55, &[]),
        with(visit(35, 11, 300, &[]), "void", true.into()),
    ]);
    let waiting = view.cards.no_answer;
    let lines: Vec<_> = waiting
        .lines
        .iter()
        .map(|door| (door.address.as_str(), door.minutes))
        .collect();
    assert_eq!((waiting.count, lines), (2, vec![("3-2-102", 55), ("3-2-101", 41)]));
}

#[test]
fn all_fine_is_said_only_where_everybody_at_home_was_met() {
    let day = |visited: Record| {
        let out = with(resident(22, 10, "王小"), "whereabouts", "out".into());
        view(vec![
            building(),
            door(10, "101"),
            resident(20, 10, "张"),
            resident(21, 10, "王"),
            out,
            visited,
        ])
    };
    let what = |persons: &[(u8, How)]| day(visit(30, 10, 1, persons)).feed.rows[0].what;
    assert_eq!(what(&[(20, How::Met), (21, How::Met)]), What::AllFine);
    assert_eq!(
        what(&[(20, How::Met)]),
        What::Answered {
            met: 1,
            spoke: 0,
            reported: 0
        }
    );
    assert_eq!(
        what(&[(20, How::Met), (21, How::Reported)]),
        What::Answered {
            met: 1,
            spoke: 0,
            reported: 1
        }
    );
    assert_eq!(what(&[]), What::NoAnswer);
}

#[test]
fn a_visit_names_one_person_and_counts_several() {
    let who = |persons: &[(u8, How)]| {
        let day = vec![
            building(),
            door(10, "101"),
            resident(20, 10, "张"),
            resident(21, 10, "王"),
        ];
        view([day, vec![visit(30, 10, 1, persons)]].concat()).feed.rows[0]
            .who
            .clone()
    };
    assert_eq!(who(&[(20, How::Met)]), Who::One("张".into()));
    assert_eq!(who(&[(20, How::Met), (21, How::Met)]), Who::Many(2));
    // Nobody answered: those who were looked for.
    assert_eq!(who(&[]), Who::Many(2));
}

#[test]
fn what_was_taken_back_stays_in_the_list_and_says_so() {
    let view = view(vec![
        building(),
        door(10, "101"),
        with(visit(30, 10, 3, &[]), "void", true.into()),
        with(visit(31, 10, 2, &[]), "amended_by", id(32).into()),
        visit(32, 10, 1, &[]),
    ]);
    let standings: Vec<_> = view.feed.rows.iter().map(|row| row.standing).collect();
    assert_eq!(standings, [Standing::Stands, Standing::Amended, Standing::Voided]);
}

#[test]
fn a_visit_of_another_day_carries_its_day_and_a_late_one_when_it_came() {
    let day = vec![building(), door(10, "101")];
    let minutes_a_day = 24 * 60;
    let visits = [
        visit(30, 10, 20, &[]),
        visit(31, 10, minutes_a_day, &[]),
        visit(32, 10, 3 * minutes_a_day, &[]),
    ];
    let lines = visits.iter().map(|visit| line(visit, &day, NOW)).collect();
    let view = NowView::new(&page(day.clone(), lines, Vec::new()), NOW);
    let days: Vec<_> = view.feed.rows.iter().map(|row| row.day).collect();
    assert_eq!(
        days,
        [
            Day::Today,
            Day::Yesterday,
            Day::Other(Date {
                month: 11,
                day: 11,
                weekday: 4
            })
        ]
    );
    assert_eq!(view.feed.rows[0].late.as_deref(), Some("14:11"));
    assert!(view.feed.today);
    let soon = line(&visits[0], &day, ago(12));
    assert_eq!(
        NowView::new(&page(day, vec![soon], Vec::new()), NOW).feed.rows[0].late,
        None
    );
}

#[test]
fn the_list_stops_at_its_bound_and_says_that_there_is_more() {
    let day = vec![building(), door(10, "101")];
    let rows = |count: usize| {
        let lines = (0..count).map(|_| line(&visit(30, 10, 1, &[]), &day, NOW)).collect();
        NowView::new(&page(day.clone(), lines, Vec::new()), NOW).feed
    };
    assert_eq!(
        (rows(FEED_ROWS_MAX).rows.len(), rows(FEED_ROWS_MAX).more),
        (FEED_ROWS_MAX, false)
    );
    assert_eq!(
        (rows(FEED_ROWS_MAX + 1).rows.len(), rows(FEED_ROWS_MAX + 1).more),
        (FEED_ROWS_MAX, true)
    );
}

#[test]
fn silent_phones_come_first_and_finished_ones_only_while_they_hold_records() {
    let quiet_min = QUIET_AFTER_MS / MINUTE_MS;
    let revoked = |line| PhoneLine { revoked: true, ..line };
    let lines = vec![
        phone(1, Some(1), Some(0)),
        phone(2, Some(quiet_min), Some(3)),
        phone(3, Some(quiet_min + 1), Some(9)),
        phone(4, Some(90), None),
        phone(5, None, None),
        revoked(phone(6, Some(200), Some(0))),
        revoked(phone(7, Some(5), Some(4))),
        PhoneLine {
            expires: Some(ago(1)),
            ..phone(8, Some(300), None)
        },
    ];
    let phones = NowView::new(&page(Vec::new(), Vec::new(), lines), NOW).phones;
    let workers: Vec<_> = phones.rows.iter().map(|row| row.worker.as_str()).collect();
    assert_eq!(workers, ["工7", "工4", "工3", "工1", "工2", "工5"]);
    assert_eq!((phones.count, phones.quiet), (6, 3));
    assert_eq!(phones.rows[2].state, PhoneState::Quiet { minutes: quiet_min + 1 });
    assert_eq!(phones.rows[4].state, PhoneState::Heard { minutes: quiet_min });
}

#[test]
fn only_what_is_shown_goes_to_the_browser() {
    let secret = with(resident(20, 10, "张"), "phone", "13800001234".into());
    let secret = with(secret, "condition", "高血压".into());
    let sent = view(vec![
        building(),
        door(10, "101"),
        secret,
        visit(30, 10, 1, &[(20, How::Met)]),
    ]);
    let sent = serde_json::to_string(&sent).unwrap();
    assert!(sent.contains("张"));
    assert!(!sent.contains("13800001234") && !sent.contains("高血压"), "{sent}");
}
