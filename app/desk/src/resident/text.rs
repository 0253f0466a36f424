//! What the page says, as plain functions from the view and the words.

use super::{Deed, Found, Said, Saying, VisitView, said::ContactText};
use crate::{
    now::{Date, Standing, text::month_day},
    people::{Moment, moment},
    residents::{FlagText, text},
    words::{Words, fill},
};

/// A field of a resident; one of a later version as it is stored.
pub(crate) fn field<'a>(words: &Words, name: &'a str) -> &'a str {
    let own = &words.resident;
    match name {
        "name" => own.name,
        "sex" => own.sex,
        "age" => own.age,
        "phone" => own.phone,
        "contacts" => own.contacts,
        "household" => own.household,
        "living_alone" => own.living_alone,
        "control" => own.control,
        "whereabouts" => own.whereabouts,
        "care" => own.care,
        "medical" => own.medical_field,
        "priority" => own.priority,
        "priority_ended" => own.priority_ended,
        "condition" => own.condition,
        "note" => own.note,
        "deleted" => own.existence,
        later => later,
    }
}

pub(crate) fn said(words: &Words, said: &Said) -> String {
    let own = &words.resident;
    match said {
        Said::Nothing => own.nothing.to_owned(),
        Said::Yes => own.yes.to_owned(),
        Said::No => own.no.to_owned(),
        Said::Number(number) => number.to_string(),
        Said::Text(said) => said.clone(),
        Said::Chosen(chosen) => flag(words, chosen),
        Said::Female => text::sex(words, true).to_owned(),
        Said::Male => text::sex(words, false).to_owned(),
        Said::Whereabouts(place) => text::whereabouts(words, *place).to_owned(),
        Said::Tags(tags) => {
            let tags: Vec<&str> = tags.iter().map(|tag| text::care(words, tag)).collect();
            tags.join(words.residents.comma)
        }
        Said::Contacts(contacts) => {
            let contacts: Vec<String> = contacts.iter().map(contact).collect();
            contacts.join(words.residents.comma)
        }
        Said::Priority {
            reason,
            cadence_h,
            owner,
        } => {
            let every = fill(own.every_hours, &[("h", cadence_h)]);
            let owner = owner.as_ref().map(|name| fill(own.owner, &[("name", name)]));
            let parts = reason.iter().cloned().chain([every]).chain(owner);
            parts.collect::<Vec<_>>().join(" · ")
        }
        Said::Medical(what) if what.is_empty() => own.yes.to_owned(),
        Said::Medical(what) => what.clone(),
        Said::Deleted => own.deleted.to_owned(),
        Said::Restored => own.restored.to_owned(),
    }
}

fn flag(words: &Words, chosen: &FlagText) -> String {
    text::flag(words, chosen).to_owned()
}

/// `女儿 王芳 138****1234`
fn contact(contact: &ContactText) -> String {
    let parts = [
        contact.relation.as_deref(),
        Some(contact.name.as_str()),
        contact.phone.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// What somebody said of a field: the value, or what they added to it.
pub(super) fn saying(words: &Words, saying: &Saying) -> String {
    let what = said(words, &saying.said);
    match saying.deed {
        Deed::Set => what,
        Deed::Added => fill(words.resident.added, &[("what", &what)]),
        Deed::Removed => fill(words.resident.removed, &[("what", &what)]),
    }
}

/// Who said it, and `11月14日 10:02`.
pub(super) fn by(words: &Words, by: Option<&str>, at: &Moment) -> (String, String) {
    (by.unwrap_or(words.resident.imported).to_owned(), moment(words, at))
}

/// `10:02` on the page's own day, with the date otherwise.
pub(crate) fn when(words: &Words, today: Date, at: &Moment) -> String {
    if at.date == today {
        at.time.clone()
    } else {
        format!("{} {}", month_day(words, at.date), at.time)
    }
}

pub(super) fn found(words: &Words, visit: &VisitView) -> &'static str {
    match visit.found {
        Found::NoAnswer => words.no_answer,
        Found::Confirmed(how) => text::how(words, how),
        Found::NotSeen => words.resident.left_out,
    }
}

pub(super) const fn standing(words: &Words, standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Stands => None,
        Standing::Voided => Some(words.voided),
        Standing::Amended => Some(words.amended),
    }
}

/// What was done on the page before, by the word in the address.
pub(super) fn done(words: &Words, word: &str) -> Option<&'static str> {
    let own = &words.resident;
    match word {
        "saved" => Some(own.said_saved),
        "lost" => Some(own.said_lost),
        "same" => Some(own.said_same),
        "settled" => Some(own.said_settled),
        "listed" => Some(own.said_listed),
        "ended" => Some(own.said_ended),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ui::Lang;

    use super::*;
    use crate::words::words;

    #[test]
    fn values_are_said_in_the_language_of_the_page() {
        let (zh, en) = (words(Lang::Zh), words(Lang::En));
        let care = Said::Tags(vec!["hearing".to_owned(), "alone".to_owned()]);
        assert_eq!(said(zh, &care), "听力差、独居");
        assert_eq!(said(en, &care), "hears badly, lives alone");
        let listed = Said::Priority {
            reason: Some("独居".to_owned()),
            cadence_h: 12,
            owner: Some("李梅".to_owned()),
        };
        assert_eq!(said(zh, &listed), "独居 · 至少每 12 小时见一次 · 李梅 负责");
        let daughter = ContactText {
            name: "王芳".to_owned(),
            relation: Some("女儿".to_owned()),
            phone: Some("138****1234".to_owned()),
        };
        assert_eq!(said(zh, &Said::Contacts(vec![daughter])), "女儿 王芳 138****1234");
        assert_eq!(said(zh, &Said::Nothing), "—");
    }
}
