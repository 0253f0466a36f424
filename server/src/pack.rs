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

const MEANS: [Choice; 3] = [
    ("good", "好", "good"),
    ("fair", "一般", "fair"),
    ("none", "没有", "none"),
];

/// Key, zh-CN, English.
type Choice = (&'static str, &'static str, &'static str);

/// What a site begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pack {
    /// The daily round of every door, and more of whoever is on the priority list.
    #[default]
    ClosedCompound,
    /// Old people who live alone.
    LivingAlone,
    /// A school that visits its pupils at home.
    SchoolVisit,
}

impl Pack {
    pub(crate) const ALL: [Self; 3] = [Self::ClosedCompound, Self::LivingAlone, Self::SchoolVisit];

    /// As a form says it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ClosedCompound => "closed-compound",
            Self::LivingAlone => "living-alone",
            Self::SchoolVisit => "school-visit",
        }
    }

    pub(crate) fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pack| pack.as_str() == text)
    }

    /// Makes its checklist.
    pub(crate) fn change(self, record: RecordId) -> Change {
        let (name, items) = match self {
            Self::ClosedCompound => (("", "每日检查单", "Daily checklist"), closed_compound()),
            Self::LivingAlone => (("", "独居老人走访", "Visit to an old person alone"), living_alone()),
            Self::SchoolVisit => (("", "家访记录", "School home visit"), school_visit()),
        };
        let items = items.into_iter().map(|item| Value::Map(item.0)).collect();
        let fields = fields([
            ("key", DAILY.into()),
            ("version", 1.into()),
            ("name", Value::Map(text(name))),
            ("items", Value::List(items)),
        ]);
        let kind = Kind::Template;
        Change::Create { kind, record, fields }
    }
}

fn food() -> Item {
    choice((FOOD, "食品药品", "Food, medicine"), &SCALE)
        .fine("enough")
        .alarm("none")
}

fn unwell() -> Item {
    tick((UNWELL, "体温/不适", "Fever, unwell")).fine(false).alarm(true)
}

fn card() -> Item {
    tick((CARD, "留电话卡", "Phone card")).lasting()
}

fn closed_compound() -> Vec<Item> {
    vec![
        food(),
        unwell(),
        tick((RUBBISH, "垃圾", "Rubbish")),
        tick((CLEANING, "打扫", "Cleaning")),
        card(),
        tick((MEDICINE, "按时吃药", "Took medicine")).priority(),
        choice((LIVING, "饮食起居", "Eats and sleeps"), &CARE)
            .alarm("poor")
            .priority(),
    ]
}

fn living_alone() -> Vec<Item> {
    vec![
        food(),
        unwell(),
        choice((LIVING, "饮食起居", "Eats and sleeps"), &CARE)
            .fine("good")
            .alarm("poor"),
        tick((MEDICINE, "按时吃药", "Took medicine")).fine(true).alarm(false),
        tick(("fell", "摔过", "Had a fall")).fine(false).alarm(true),
        tick(("safe", "水电燃气安全", "Gas and power safe"))
            .fine(true)
            .alarm(false),
        card(),
    ]
}

fn school_visit() -> Vec<Item> {
    vec![
        choice(("mood", "情绪", "Mood"), &CARE).fine("good").alarm("poor"),
        choice(("means", "上网课条件", "Means for lessons"), &MEANS)
            .fine("good")
            .alarm("none"),
        unwell(),
        tick(("parent", "家长在家", "A parent is home")),
        tick(("help", "需要帮助", "Needs help")).fine(false).alarm(true),
        card(),
    ]
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

    fn template(pack: Pack) -> Template {
        let Change::Create { kind, record, fields } = pack.change(RecordId::NIL) else {
            panic!("a template is created")
        };
        let seq = 1;
        Template::from(&Record {
            kind,
            id: record,
            seq,
            fields,
        })
    }

    #[test]
    fn every_item_reads_back_in_both_languages_and_alarms_only_by_answers_it_has() {
        for pack in Pack::ALL {
            let template = template(pack);
            assert_eq!(template.key, DAILY);
            assert!((6..=7).contains(&template.items.len()), "{pack:?}");
            for item in &template.items {
                assert!(!item.text.zh.is_empty() && item.text.zh != item.text.en, "{}", item.key);
                let has = |value: &Value| match &item.answer {
                    Answer::Tick => value.as_bool().is_some(),
                    Answer::Choice(options) => options.iter().any(|(key, _)| Some(key.as_str()) == value.as_text()),
                };
                assert!(item.alarm.iter().chain(&item.when_fine).all(has), "{}", item.key);
                assert!(item.when_fine.as_ref().is_none_or(|fine| !item.alarm.contains(fine)));
            }
        }
        let of_priority = template(Pack::ClosedCompound);
        let of_priority = of_priority.items.iter().filter(|item| item.asks == Asks::Priority);
        assert_eq!(of_priority.count(), 2);
    }
}
