//! What stands in a field, in a form that can be said in either language.

use serde::{Deserialize, Serialize};
use shared::domain::Whereabouts;
#[cfg(feature = "ssr")]
use shared::{
    domain::resident::{contact, medical, priority},
    time::HOUR_MS,
    value::Value,
};

use crate::residents::FlagText;
#[cfg(feature = "ssr")]
use crate::residents::masked::masked;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Said {
    #[default]
    Nothing,
    Yes,
    No,
    Number(i64),
    /// As somebody wrote it; numbers of phones are masked.
    Text(String),
    /// As a template says it.
    Chosen(FlagText),
    Female,
    Male,
    Whereabouts(Whereabouts),
    /// Care tags, as they are stored.
    Tags(Vec<String>),
    Contacts(Vec<ContactText>),
    Priority {
        reason: Option<String>,
        cadence_h: i64,
        owner: Option<String>,
    },
    /// In words, where there are any.
    Medical(String),
    Deleted,
    Restored,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ContactText {
    pub(crate) name: String,
    pub(crate) relation: Option<String>,
    /// Masked.
    pub(crate) phone: Option<String>,
}

#[cfg(feature = "ssr")]
impl Said {
    /// What `value` means in this field of a resident.
    pub(crate) fn of(field: &str, value: &Value) -> Self {
        if value.is_null() {
            return Self::Nothing;
        }
        match field {
            "phone" => Self::Text(masked(value.as_text().unwrap_or_default())),
            "sex" => match value.as_text() {
                Some("female") => Self::Female,
                Some("male") => Self::Male,
                _ => Self::Nothing,
            },
            "whereabouts" => Self::Whereabouts(Whereabouts::read(value.as_text())),
            "care" => Self::tags(value),
            "contacts" => Self::contacts(value),
            "priority" => priority(value).map_or(Self::Nothing, |priority| Self::Priority {
                reason: priority.reason,
                cadence_h: priority.cadence_ms / HOUR_MS,
                owner: priority.owner,
            }),
            "medical" => medical(value).map_or(Self::Nothing, Self::Medical),
            "deleted" if value.as_bool() == Some(true) => Self::Deleted,
            "deleted" => Self::Restored,
            _ => Self::plain(value),
        }
    }

    fn plain(value: &Value) -> Self {
        match value {
            Value::Bool(true) => Self::Yes,
            Value::Bool(false) => Self::No,
            Value::Int(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text.clone()),
            // Of a later version: that there is something can be said.
            Value::List(_) | Value::Map(_) => Self::Text("…".to_owned()),
            Value::Null => Self::Nothing,
        }
    }

    /// A list of tags, or one of them.
    fn tags(value: &Value) -> Self {
        let one = value.as_text().map(str::to_owned);
        let many = value.as_list().unwrap_or_default();
        let many = many.iter().filter_map(Value::as_text).map(str::to_owned);
        Self::Tags(one.into_iter().chain(many).collect())
    }

    fn contacts(value: &Value) -> Self {
        let list = value.as_list().unwrap_or_default().iter().filter_map(contact);
        let texts: Vec<ContactText> = list
            .map(|contact| ContactText {
                name: contact.name,
                relation: contact.relation,
                phone: contact.phone.as_deref().map(masked),
            })
            .collect();
        if texts.is_empty() {
            Self::Nothing
        } else {
            Self::Contacts(texts)
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use shared::value::fields;

    use super::*;

    #[test]
    fn no_number_leaves_in_full() {
        let contact = Value::Map(fields([("name", "王芳".into()), ("phone", "13812345678".into())]));
        let said = [
            Said::of("phone", &"13812345678".into()),
            Said::of("contacts", &Value::List(vec![contact])),
        ];
        let text = format!("{said:?}");
        assert!(text.contains("138****5678") && !text.contains("1234567"), "{text}");
    }

    #[test]
    fn a_field_of_a_later_version_is_said_to_hold_something() {
        assert_eq!(
            Said::of("of_later", &Value::List(Vec::new())),
            Said::Text("…".to_owned())
        );
        assert_eq!(Said::of("of_later", &Value::Null), Said::Nothing);
        assert_eq!(Said::of("living_alone", &true.into()), Said::Yes);
    }
}
