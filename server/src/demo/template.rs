//! The checklist of every day, in both languages.

use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    value::{Value, fields},
};

pub(super) const KEY: &str = "daily";
pub(super) const FOOD: &str = "food";
pub(super) const RUBBISH: &str = "rubbish";
pub(super) const UNWELL: &str = "unwell";
pub(super) const CARD: &str = "card";

pub(super) fn daily(record: RecordId) -> Change {
    let items = [
        item(FOOD, "食品药品", "Food and medicine", "choice", Value::text("enough")),
        item(RUBBISH, "垃圾已收", "Rubbish taken", "tick", Value::Null),
        item(UNWELL, "体温不适", "Feels unwell", "tick", Value::Bool(false)),
        item(CARD, "已留联系卡", "Contact card left", "tick", Value::Null),
    ];
    let fields = fields([
        ("key", KEY.into()),
        ("version", 1.into()),
        ("name", text("每日检查单", "Daily checklist")),
        ("items", Value::List(items.into())),
    ]);
    Change::Create {
        kind: Kind::Template,
        record,
        fields,
    }
}

fn item(key: &str, zh: &str, en: &str, answer: &str, when_fine: Value) -> Value {
    let mut item = fields([
        ("key", key.into()),
        ("zh", zh.into()),
        ("en", en.into()),
        ("type", answer.into()),
        ("when_fine", when_fine),
    ]);
    if answer == "choice" {
        let options = [("enough", "足", "enough"), ("low", "少", "low"), ("none", "无", "none")];
        let option = |(key, zh, en): (&str, &str, &str)| {
            Value::Map(fields([("key", key.into()), ("zh", zh.into()), ("en", en.into())]))
        };
        item.insert(
            "options".to_owned(),
            Value::List(options.into_iter().map(option).collect()),
        );
    }
    Value::Map(item)
}

fn text(zh: &str, en: &str) -> Value {
    Value::Map(fields([("zh", zh.into()), ("en", en.into())]))
}
