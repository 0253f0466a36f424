//! Template packs: what is asked at a door, ready to start with. Data, in both languages; a site changes its own copy.

use shared::{
    domain::template::DAILY,
    id::RecordId,
    kind::Kind,
    op::Change,
    value::{Fields, Value, fields},
};

pub(crate) const FOOD: &str = "food";
pub(crate) const RUBBISH: &str = "rubbish";
pub(crate) const UNWELL: &str = "unwell";
pub(crate) const CLEANING: &str = "cleaning";
pub(crate) const CARD: &str = "card";
pub(crate) const MEDICINE: &str = "medicine";
pub(crate) const LIVING: &str = "living";

const SCALE: [Choice; 3] = [("enough", "足", "enough"), ("low", "少", "low"), ("none", "无", "none")];
const CARE: [Choice; 3] = [("good", "好", "good"), ("fair", "一般", "fair"), ("poor", "差", "poor")];

/// Key, zh-CN, English.
type Choice = (&'static str, &'static str, &'static str);

/// The closed compound: the daily round of every door, and more of whoever is on the priority list.
pub(crate) fn closed_compound(record: RecordId) -> Change {
    let items = [
        choice((FOOD, "食品药品", "Food, medicine"), &SCALE)
            .fine("enough")
            .alarm("none"),
        tick((UNWELL, "体温/不适", "Fever, unwell")).fine(false).alarm(true),
        tick((RUBBISH, "垃圾", "Rubbish")),
        tick((CLEANING, "打扫", "Cleaning")),
        tick((CARD, "留电话卡", "Phone card")).lasting(),
        tick((MEDICINE, "按时吃药", "Took medicine")).priority(),
        choice((LIVING, "饮食起居", "Eats and sleeps"), &CARE)
            .alarm("poor")
            .priority(),
    ];
    let name = ("", "每日检查单", "Daily checklist");
    let fields = fields([
        ("key", DAILY.into()),
        ("version", 1.into()),
        ("name", Value::Map(text(name))),
        (
            "items",
            Value::List(items.into_iter().map(|item| Value::Map(item.0)).collect()),
        ),
    ]);
    Change::Create {
        kind: Kind::Template,
        record,
        fields,
    }
}

/// An item, as a template holds it.
struct Item(Fields);

fn tick(named: Choice) -> Item {
    item(named, "tick")
}

fn choice(named: Choice, options: &[Choice]) -> Item {
    let option = |option: &Choice| {
        let mut said = text(*option);
        said.insert("key".to_owned(), option.0.into());
        Value::Map(said)
    };
    item(named, "choice").with("options", Value::List(options.iter().map(option).collect()))
}

fn item(named: Choice, form: &str) -> Item {
    Item(text(named)).with("key", named.0).with("type", form)
}

fn text((_, zh, en): Choice) -> Fields {
    fields([("zh", zh.into()), ("en", en.into())])
}

impl Item {
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// What 一切正常 answers.
    fn fine(self, value: impl Into<Value>) -> Self {
        self.with("when_fine", value)
    }

    /// The answer that flags a door.
    fn alarm(self, value: impl Into<Value>) -> Self {
        self.with("alarm", Value::List(vec![value.into()]))
    }

    fn lasting(self) -> Self {
        self.with("lasting", true)
    }

    fn priority(self) -> Self {
        self.with("for", "priority")
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        domain::{Answer, Asks, Template},
        record::Record,
    };

    use super::*;

    #[test]
    fn every_item_reads_back_in_both_languages_and_alarms_only_by_answers_it_has() {
        let Change::Create { kind, record, fields } = closed_compound(RecordId::NIL) else {
            panic!("a template is created")
        };
        let seq = 1;
        let template = Template::from(&Record {
            kind,
            id: record,
            seq,
            fields,
        });
        assert_eq!((template.key.as_str(), template.items.len()), (DAILY, 7));
        for item in &template.items {
            assert!(!item.text.zh.is_empty() && item.text.zh != item.text.en, "{}", item.key);
            let has = |value: &Value| match &item.answer {
                Answer::Tick => value.as_bool().is_some(),
                Answer::Choice(options) => options.iter().any(|(key, _)| Some(key.as_str()) == value.as_text()),
            };
            assert!(item.alarm.iter().chain(&item.when_fine).all(has), "{}", item.key);
            assert!(item.when_fine.as_ref().is_none_or(|fine| !item.alarm.contains(fine)));
        }
        let of_priority = template.items.iter().filter(|item| item.asks == Asks::Priority);
        assert_eq!(of_priority.count(), 2);
    }
}
