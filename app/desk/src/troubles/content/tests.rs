//! What lines say, from records as a store reads them.

use shared::{
    domain::{How, Outcome as Found, Person, TickKey, visit::visit_fields},
    id::{RecordId, SiteId},
    protocol::SiteInfo,
    time::{DayRule, UnixMs},
    value::fields,
    view::SiteView,
};
use store::{TroubleCounts, TroubleLines, TroubleStage, TroublesPage};
use ui::Lang;

use super::*;
use crate::words::{troubles, words};

const NOW: UnixMs = UnixMs(1_668_391_200_000);

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1), [byte; 10])
}

fn record(byte: u8, kind: Kind, fields: Fields) -> Record {
    row(&kind, id(byte), &fields)
}

fn page() -> TroublesPage {
    let option = |key: &str, zh: &str| Value::Map(fields([("key", key.into()), ("zh", zh.into())]));
    let food = Value::Map(fields([
        ("key", "food".into()),
        ("zh", "食品药品".into()),
        ("type", "choice".into()),
        (
            "options",
            Value::List(vec![option("none", "无"), option("enough", "够")]),
        ),
    ]));
    let template = fields([
        ("key", "daily".into()),
        ("version", 1.into()),
        ("items", Value::List(vec![food])),
    ]);
    let door = fields([
        ("building", id(1).into()),
        ("unit", "2".into()),
        ("room", "1203".into()),
    ]);
    let resident = fields([("door", id(2).into()), ("name", "王桂兰".into())]);
    TroublesPage {
        site: SiteInfo {
            id: SiteId::NIL,
            name: "月亮湾".into(),
            day: DayRule::default(),
        },
        seq: 1,
        open: TroubleCounts::default(),
        lines: TroubleLines::Sent(Vec::new()),
        records: vec![
            record(1, Kind::Building, fields([("name", "3".into())])),
            record(2, Kind::Door, door),
            record(3, Kind::Resident, resident),
            record(4, Kind::Template, template),
        ],
        earlier: None,
    }
}

fn with_look<T>(read: impl FnOnce(&Look<'_>) -> T) -> T {
    let page = page();
    read(&Look {
        words: words(Lang::Zh),
        own: troubles::words(Lang::Zh),
        site: SiteView::new(page.site.day, &page.records),
        page: &page,
        stage: TroubleStage::Open,
        is_whole: false,
        today: now::build::date(page.site.day.local(NOW).date),
    })
}

fn set(kind: Kind, record: RecordId, said: Fields) -> Change {
    Change::Set {
        kind,
        record,
        fields: said,
    }
}

#[test]
fn a_change_is_said_field_by_field_and_no_number_in_full() {
    let said = fields([
        ("age", 999.into()),
        ("phone", "13912345678".into()),
        ("door", id(2).into()),
    ]);
    let lines = with_look(|look| look.content(Some(&set(Kind::Resident, id(3), said))));
    assert_eq!(lines, ["改 · 住哪一户：3-2-1203", "年龄：999", "电话：139****5678"]);
    // Wherever a number stands that is called one.
    let said = fields([("phone", "13912345678".into())]);
    let lines = with_look(|look| look.content(Some(&set(Kind::Door, id(2), said))));
    assert_eq!(lines, ["改 · 电话：139****5678"]);
}

#[test]
fn what_is_no_value_of_its_field_is_said_as_it_stands() {
    with_look(|look| {
        let of = |field: &str, value: Value| look.value(&Kind::Resident, field, &value);
        assert_eq!(of("whereabouts", "hospital".into()), "就医");
        assert_eq!(of("whereabouts", "moon".into()), "moon");
        assert_eq!(of("name", "".into()), "—");
        assert_eq!(of("note", Value::Null), look.own.cleared);
        assert_eq!(of("note", "字".repeat(500).into()).chars().count(), 121);
        let mut nobody = visit_fields(id(2), Found::Answered, &[]);
        nobody.insert("outcome".to_owned(), "nobody".into());
        let (kind, record) = (Kind::Visit, id(9));
        let fact = Change::Fact {
            kind,
            record,
            fields: nobody,
        };
        assert_eq!(look.content(Some(&fact)), ["上门 · 有没有人应：nobody"]);
    });
}

#[test]
fn a_visit_says_what_was_found() {
    let person = Person {
        resident: id(3),
        how: How::Spoke,
    };
    let fact = |outcome, persons: &[Person]| Change::Fact {
        kind: Kind::Visit,
        record: id(9),
        fields: visit_fields(id(2), outcome, persons),
    };
    with_look(|look| {
        let spoke = fact(Found::Answered, &[person]);
        assert_eq!(look.content(Some(&spoke)), ["上门 · 应答"]);
        assert_eq!(look.content(Some(&fact(Found::NoAnswer, &[]))), ["上门 · 无应答"]);
        assert_eq!(look.about_change(Some(&spoke)).title, "3-2-1203");
    });
}

#[test]
fn an_answer_is_said_as_the_checklist_asks() {
    let key = TickKey {
        subject: id(3),
        template: "daily",
        item: "food",
        day: DayRule::default().day(NOW),
    };
    with_look(|look| {
        let change = key.change(1, "none".into());
        assert_eq!(look.content(Some(&change)), ["检查单 · 食品药品：无"]);
        assert_eq!(look.about_change(Some(&change)).title, "王桂兰");
    });
}

#[test]
fn what_is_about_nothing_known_says_so() {
    let of_missing = Change::Void {
        kind: Kind::Visit,
        record: id(77),
    };
    let newcomer = Change::Create {
        kind: Kind::Resident,
        record: id(78),
        fields: fields([("name", "李四".into()), ("door", id(2).into())]),
    };
    with_look(|look| {
        assert_eq!(look.about_change(Some(&of_missing)).title, look.own.not_here);
        assert_eq!(look.about_change(None).title, look.own.of_nobody);
        assert_eq!(look.about_change(Some(&newcomer)).title, "李四");
        assert_eq!(look.about_record(id(77)).title, look.own.gone);
        assert_eq!(look.content(None), [look.own.unreadable]);
    });
}

#[test]
fn a_reason_names_its_field_and_every_code_has_words() {
    let change = set(Kind::Door, id(2), Fields::new());
    with_look(|look| {
        let rejected = |code, field| look.reason(&Outcome::rejected(code, field), Some(&change));
        assert_eq!(rejected(Code::BadField, Some("room")), "「房号」填得不对");
        assert_eq!(rejected(Code::Forbidden, Some("unit")), "他没有改「单元」的权限");
        assert_eq!(rejected(Code::Forbidden, None), look.own.forbidden);
        let held = [
            Code::UnknownChange,
            Code::Orphan,
            Code::Failed,
            Code::Forbidden,
            Code::Sealed,
            Code::Revoked,
            Code::Expired,
        ];
        let said: std::collections::BTreeSet<String> = held
            .iter()
            .map(|code| look.reason(&Outcome::held(*code), None))
            .collect();
        assert_eq!(said.len(), held.len(), "each its own");
    });
}
