//! What is asked at a door: a checklist template, as data.

use crate::{record::Record, value::Value};

/// A text in the languages of the screens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

/// The checklist asked every day, by its key.
pub const DAILY: &str = "daily";

/// Whom an item is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asks {
    #[default]
    Door,
    /// Every resident on the priority list, one by one.
    Priority,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub key: String,
    pub text: Text,
    pub asks: Asks,
    pub answer: Answer,
    /// The answers that flag a door: somebody has to follow up.
    pub alarm: Vec<Value>,
    /// Once done it need not be done again: the next visitor sees when it was.
    pub lasting: bool,
    /// What "all fine" answers, where it answers this item at all.
    pub when_fine: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Tick,
    Choice(Vec<(String, Text)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name without the version.
    pub key: String,
    pub version: i64,
    pub name: Text,
    pub items: Vec<Item>,
}

impl From<&Record> for Template {
    fn from(record: &Record) -> Self {
        Self {
            key: record.text("key").unwrap_or_default().to_owned(),
            version: record.int("version").unwrap_or(1),
            name: text(record.get("name")),
            items: record
                .get("items")
                .as_list()
                .unwrap_or(&[])
                .iter()
                .filter_map(item)
                .collect(),
        }
    }
}

fn text(value: &Value) -> Text {
    let get = |name: &str| value.as_map().and_then(|map| map.get(name)).and_then(Value::as_text);
    let zh = get("zh").or(get("en")).unwrap_or_default().to_owned();
    let en = get("en").unwrap_or(&zh).to_owned();
    Text { zh, en }
}

/// Items whose form this version does not know are left out of the screen; their ticks stay.
fn item(value: &Value) -> Option<Item> {
    let map = value.as_map()?;
    let key = map.get("key")?.as_text()?.to_owned();
    let answer = match map.get("type")?.as_text()? {
        "tick" => Answer::Tick,
        "choice" => {
            let options = map.get("options")?.as_list()?;
            let option = |option: &Value| Some((option.as_map()?.get("key")?.as_text()?.to_owned(), text(option)));
            Answer::Choice(options.iter().filter_map(option).collect())
        }
        _ => return None,
    };
    let when_fine = map.get("when_fine").filter(|value| !value.is_null()).cloned();
    let asks = match map.get("for").and_then(Value::as_text) {
        None | Some("door") => Asks::Door,
        Some("priority") => Asks::Priority,
        // A subject this version does not know: it can't be asked here.
        Some(_) => return None,
    };
    Some(Item {
        key,
        text: text(value),
        asks,
        answer,
        alarm: map.get("alarm").and_then(Value::as_list).unwrap_or_default().to_vec(),
        lasting: map.get("lasting").and_then(Value::as_bool).unwrap_or(false),
        when_fine,
    })
}
