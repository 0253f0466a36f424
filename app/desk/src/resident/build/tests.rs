//! One resident with a history, and what the page makes of it.

use shared::{
    domain::{How, Person, visit::visit_fields},
    id::{EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Seen},
    protocol::SiteInfo,
    record::Record,
    time::MINUTE_MS,
    value::{Fields, fields},
};
use store::{ConflictLine, ConflictNo, Edit};

use super::*;
use crate::resident::{ConflictView, Deed, FieldView};

/// 2022-11-14T14:11 in China.
const NOW: UnixMs = UnixMs(1_668_384_000_000 + 6 * HOUR_MS + 11 * MINUTE_MS);
/// 小陈 and 周调度.
const WORKER: u8 = 98;
const DESK: u8 = 99;

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1), [byte; 10])
}

fn op(byte: u8) -> OpId {
    OpId::made(UnixMs(1), [byte; 10])
}

fn record<const N: usize>(kind: Kind, byte: u8, values: [(&str, Value); N]) -> Record {
    Record {
        kind,
        id: id(byte),
        seq: 7,
        fields: fields(values),
    }
}

fn edit(byte: u8, by: u8, hours: i64, change: Change) -> Edit {
    Edit {
        op: op(byte),
        change,
        by: id(by),
        at: NOW.plus(-hours * HOUR_MS),
        stored: NOW.plus(-hours * HOUR_MS),
        superseded: Vec::new(),
    }
}

fn set(field: &str, value: impl Into<Value>) -> Change {
    Change::Set {
        kind: Kind::Resident,
        record: id(20),
        fields: fields([(field, value.into())]),
    }
}

fn made(values: Fields) -> Change {
    Change::Create {
        kind: Kind::Resident,
        record: id(20),
        fields: values,
    }
}

fn page(resident: Record, mut edits: Vec<Edit>, conflicts: Vec<ConflictLine>) -> ResidentPage {
    edits.reverse();
    let seen = Seen {
        epoch: EpochId::NIL,
        seq: 7,
    };
    ResidentPage {
        site: SiteInfo {
            id: SiteId::NIL,
            name: "月亮湾".to_owned(),
            day: DayRule::default(),
        },
        seq: 812,
        seen,
        resident,
        records: vec![
            record(Kind::Building, 1, [("name", "3".into())]),
            record(
                Kind::Door,
                10,
                [
                    ("building", id(1).into()),
                    ("unit", "2".into()),
                    ("room", "1203".into()),
                ],
            ),
            record(Kind::Account, WORKER, [("name", "小陈".into())]),
            record(Kind::Account, DESK, [("name", "周调度".into())]),
        ],
        more_visits: false,
        edits,
        conflicts,
    }
}

fn resident<const N: usize>(values: [(&str, Value); N]) -> Record {
    let mut resident = record(Kind::Resident, 20, values);
    resident.fields.insert("door".to_owned(), id(10).into());
    resident.fields.insert("name".to_owned(), "张桂芝".into());
    resident
}

fn field<'a>(view: &'a ResidentView, name: &str) -> &'a FieldView {
    view.fields.iter().find(|field| field.name == name).expect("the field")
}

#[test]
fn every_field_tells_who_filled_it_in_and_what_it_was() {
    let born = made(fields([("name", "张桂枝".into()), ("phone", "13812341234".into())]));
    let tag = Change::Add {
        kind: Kind::Resident,
        record: id(20),
        field: "care".to_owned(),
        elements: vec!["hearing".into()],
    };
    let edits = vec![
        edit(1, 50, 48, born),
        edit(2, WORKER, 5, set("name", "张桂芝")),
        edit(3, DESK, 2, tag),
    ];
    let now = resident([("phone", "13812341234".into()), ("care", vec!["hearing"].into())]);
    let view = ResidentView::new(&page(now, edits, Vec::new()), NOW);
    let name = field(&view, "name");
    let said: Vec<_> = name
        .history
        .iter()
        .map(|saying| (&saying.said, saying.by.as_deref()))
        .collect();
    assert_eq!(
        said,
        [
            (&Said::Text("张桂芝".to_owned()), Some("小陈")),
            (&Said::Text("张桂枝".to_owned()), None)
        ]
    );
    assert_eq!(field(&view, "phone").now, Said::Text("138****1234".to_owned()));
    let care = &field(&view, "care").history[0];
    assert_eq!((care.deed, care.by.as_deref()), (Deed::Added, Some("周调度")));
    assert!(
        !format!("{view:?}").contains("13812341234"),
        "masked in its history, too"
    );
    assert!(
        !view.fields.iter().any(|field| field.name == "note"),
        "what never was says nothing"
    );
    assert!(view.has_numbers);
}

#[test]
fn a_value_that_lost_is_told_with_its_maker_until_somebody_decides() {
    let born = edit(1, 50, 48, made(fields([("note", "上午在家".into())])));
    let desk = edit(2, DESK, 3, set("note", "下午在家"));
    let mut late = edit(3, WORKER, 4, set("note", "上午不在"));
    late.superseded = vec!["note".to_owned()];
    let line = |no, op_no: u8, lost: &str, settled| ConflictLine {
        no: ConflictNo(no),
        field: "note".to_owned(),
        lost: lost.into(),
        kept: "下午在家".into(),
        op: op(op_no),
        found: NOW,
        settled,
    };
    let conflicts = vec![line(2, 3, "上午不在", None), line(1, 2, "上午在家", Some(NOW))];
    let now = resident([("note", "下午在家".into())]);
    let view = ResidentView::new(&page(now, vec![born, desk, late], conflicts), NOW);
    let [ConflictView { no, by, lost, now, .. }] = &view.conflicts[..] else {
        panic!("one waits: {:?}", view.conflicts)
    };
    assert_eq!((*no, by.as_deref()), (2, Some("小陈")));
    let text = |text: &str| Said::Text(text.to_owned());
    assert_eq!((lost, now), (&text("上午不在"), &text("下午在家")));
    let note = field(&view, "note");
    assert_eq!(
        note.history.iter().map(|saying| saying.lost).collect::<Vec<_>>(),
        [true, false, false]
    );
}

/// The later one stood in another one's place: the value that lost is that of whoever wrote it before.
#[test]
fn a_value_that_was_overruled_is_told_with_its_own_maker() {
    let desk = edit(2, DESK, 3, set("note", "下午在家"));
    let phone = edit(3, WORKER, 2, set("note", "晚上在家"));
    let line = ConflictLine {
        no: ConflictNo(1),
        field: "note".to_owned(),
        lost: "下午在家".into(),
        kept: "晚上在家".into(),
        op: op(3),
        found: NOW,
        settled: None,
    };
    let now = resident([("note", "晚上在家".into())]);
    let view = ResidentView::new(&page(now, vec![desk, phone], vec![line]), NOW);
    assert_eq!(view.conflicts[0].by.as_deref(), Some("周调度"));
}

#[test]
fn visits_say_what_was_found_of_this_very_person_today_and_before() {
    let visit = |byte: u8, persons: &[u8], hours: i64| {
        let outcome = if persons.is_empty() {
            Outcome::NoAnswer
        } else {
            Outcome::Answered
        };
        let persons = persons.iter().map(|resident| Person {
            resident: id(*resident),
            how: How::Spoke,
        });
        let mut fields = visit_fields(id(10), outcome, &persons.collect::<Vec<_>>());
        fields.insert("at".to_owned(), NOW.plus(-hours * HOUR_MS).into());
        fields.insert("by".to_owned(), id(WORKER).into());
        Record {
            kind: Kind::Visit,
            id: id(byte),
            seq: 1,
            fields,
        }
    };
    let mut page = page(resident([]), Vec::new(), Vec::new());
    page.records.extend([
        record(Kind::Resident, 21, [("door", id(10).into()), ("name", "张强".into())]),
        visit(30, &[20, 21], 30),
        visit(31, &[21], 2),
        visit(32, &[], 1),
    ]);
    let view = ResidentView::new(&page, NOW);
    let found = |visits: &[VisitView]| visits.iter().map(|visit| visit.found).collect::<Vec<_>>();
    assert_eq!(found(&view.visits_today), [Found::NoAnswer, Found::NotSeen]);
    assert_eq!(found(&view.visits_before), [Found::Confirmed(How::Spoke)]);
    let seen = view
        .seen
        .as_ref()
        .map(|(seen, at)| (seen.minutes, seen.by.as_str(), at.time.as_str()));
    assert_eq!(seen, Some((30 * 60, "小陈", "08:11")));
    assert_eq!(view.household[0].name, "张强");
    assert_eq!((view.address.as_str(), view.listed.is_some()), ("3-2-1203", false));
}
