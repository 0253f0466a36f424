//! A door's lines over a small made-up site.

use shared::{
    domain::visit::visit_fields,
    kind::Kind,
    record::Record,
    time::{DayRule, HOUR_MS},
    value::{Fields, Value, fields},
};

use super::*;
use crate::{state::Lang, words};

/// 2022-11-14 14:11 in China.
const NOW: UnixMs = UnixMs(1_668_384_000_000 + 6 * HOUR_MS + 11 * 60_000);

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1), [byte; 10])
}

fn record(kind: Kind, byte: u8, fields: Fields) -> Record {
    Record {
        kind,
        id: id(byte),
        seq: 1,
        fields,
    }
}

fn resident(byte: u8, name: &str, more: &[(&str, Value)]) -> Record {
    let mut all = fields([("door", id(2).into()), ("name", name.into())]);
    all.extend(more.iter().map(|(field, value)| ((*field).to_owned(), value.clone())));
    record(Kind::Resident, byte, all)
}

fn priority() -> (&'static str, Value) {
    ("priority", Value::Map(fields([("cadence_h", 24.into())])))
}

fn visit(byte: u8, ago_ms: i64, persons: &[(u8, How)]) -> Record {
    let persons: Vec<domain::Person> = persons
        .iter()
        .map(|(resident, how)| domain::Person {
            resident: id(*resident),
            how: *how,
        })
        .collect();
    let outcome = if persons.is_empty() {
        domain::Outcome::NoAnswer
    } else {
        domain::Outcome::Answered
    };
    let mut all = visit_fields(id(2), outcome, &persons);
    all.insert("at".into(), NOW.plus(-ago_ms).into());
    all.insert("by".into(), id(9).into());
    record(Kind::Visit, byte, all)
}

fn read(people: Vec<Record>) -> Sheet {
    let building = record(Kind::Building, 1, fields([("name", "3".into())]));
    let door = fields([
        ("building", id(1).into()),
        ("unit", "2".into()),
        ("room", "1203".into()),
    ]);
    let worker = record(Kind::Account, 9, fields([("name", "李".into())]));
    let mut records = vec![building, record(Kind::Door, 2, door), worker];
    records.extend(people);
    let site = SiteView::new(DayRule::default(), &records);
    sheet(words::of(Lang::Zh), &site, NOW, id(2), &Choice::default()).unwrap()
}

fn texts(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn one_old_woman_is_named_with_what_to_know_before_knocking() {
    let care = Value::List(vec!["hearing".into()]);
    let more = [
        ("age", 86.into()),
        ("living_alone", true.into()),
        ("care", care),
        priority(),
    ];
    let sheet = read(vec![
        resident(3, "张奶奶", &more),
        visit(5, 20 * HOUR_MS, &[(3, How::Met)]),
    ]);
    assert_eq!(sheet.address, "3-2-1203");
    assert_eq!(sheet.small, ["张奶奶", "86 岁 · 独居"]);
    assert_eq!(texts(&sheet.notes), ["听力差，多敲一会儿"]);
    assert_eq!(texts(&sheet.who), ["昨天 18:11 见到", "听力差"]);
}

#[test]
fn twelve_people_take_three_lines() {
    let mut people: Vec<Record> = (10..19).map(|byte| resident(byte, "王", &[])).collect();
    people.extend((20..23).map(|byte| resident(byte, "赵", &[priority()])));
    let sheet = read(people);
    assert_eq!((sheet.people, sheet.seen), (12, 12));
    assert_eq!(sheet.small, ["12 人"]);
    assert_eq!(sheet.who.len(), 4);
    assert_eq!(sheet.who[0].text, "赵 · 超时 · 还没见过");
    assert_eq!(sheet.who[2].text, "还有 1 位重点");
    assert!(sheet.who[3].text.starts_with("王、王"));
}

#[test]
fn medical_comes_first_and_today_is_told() {
    let ill = [("medical", Value::Map(fields([("what", "透析".into())])))];
    let sheet = read(vec![resident(3, "老周", &ill), visit(5, HOUR_MS, &[])]);
    assert_eq!(texts(&sheet.notes), ["要就医：透析 · 老周"]);
    assert_eq!(sheet.who[0].text, "今天 13:11 无应答 · 李");
}

#[test]
fn a_door_without_people_says_so() {
    let sheet = read(Vec::new());
    assert_eq!(
        (sheet.small.as_slice(), sheet.people),
        (["没有登记住户".to_owned()].as_slice(), 0)
    );
    assert!(sheet.who.is_empty() && sheet.notes.is_empty());
}
