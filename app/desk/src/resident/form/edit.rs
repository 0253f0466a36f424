//! The form for the fields of a resident. Beside each stands, hidden, what it was: only what differs is an edit.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use leptos::prelude::*;
use shared::{
    domain::{Resident, Whereabouts, resident::medical},
    record::Record,
    schema::SEXES,
};

use super::{EditFault, Subject, faults, seen_text, status, text};
use crate::{
    document::Office,
    residents::{masked::masked, text as person},
    words::{Words, edit, edit::EditWords, erase, fill, words},
};

/// Fields of one line or choice, in the order of the form. Phone, contacts and care tags have rules of their own.
pub const PLAIN_FIELDS: [&str; 10] = [
    "name",
    "sex",
    "age",
    "household",
    "living_alone",
    "control",
    "whereabouts",
    "medical",
    "condition",
    "note",
];
/// As many as a resident may have.
pub const CONTACT_ROWS_MAX: usize = 8;
/// Where a medical need has no words.
const NO_WORDS: &str = "？";

/// A contact as it stands in the form; the phone is typed anew or left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactRow {
    pub name: String,
    pub relation: String,
    /// Empty: left as it is.
    pub phone: String,
    /// What it was, masked; empty where there was none.
    pub was: String,
}

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditForm {
    /// Of [`PLAIN_FIELDS`].
    pub plain: BTreeMap<&'static str, String>,
    /// A new number; empty: left as it is.
    pub phone: String,
    pub drop_phone: bool,
    pub care: BTreeSet<String>,
    pub contacts: Vec<ContactRow>,
}

impl EditForm {
    /// As the record is.
    pub fn of(record: &Record) -> Self {
        let resident = Resident::from(record);
        let plain = PLAIN_FIELDS.map(|field| (field, plain(record, field)));
        let contacts = resident.contacts.iter().map(|contact| ContactRow {
            name: contact.name.clone(),
            relation: contact.relation.clone().unwrap_or_default(),
            phone: String::new(),
            was: contact.phone.as_deref().map(masked).unwrap_or_default(),
        });
        Self {
            plain: plain.into_iter().collect(),
            phone: String::new(),
            drop_phone: false,
            care: resident.care.into_iter().collect(),
            contacts: contacts.collect(),
        }
    }
}

fn plain(record: &Record, field: &str) -> String {
    match field {
        "age" | "household" => record.int(field).map(|number| number.to_string()).unwrap_or_default(),
        "living_alone" if record.flag(field) => "yes".to_owned(),
        "living_alone" => String::new(),
        "whereabouts" => Whereabouts::read(record.text(field)).as_str().to_owned(),
        "medical" => match medical(record.get(field)) {
            Some(what) if what.is_empty() => NO_WORDS.to_owned(),
            Some(what) => what,
            None => String::new(),
        },
        _ => record.text(field).unwrap_or_default().to_owned(),
    }
}

/// The whole answer. `was`: what the person saw when they began.
pub fn edit_page(
    office: &Office,
    subject: &Subject,
    was: &EditForm,
    now: &EditForm,
    phone: Option<&str>,
    found: &[EditFault],
) -> Response {
    let own = edit::words(office.lang);
    let title = fill(own.edit, &[("name", &subject.name)]);
    let path = subject.path("edit");
    office.answer(status(found), &title, &path, || {
        let words = words(office.lang);
        let erase = office.is_administrator().then(|| {
            view! {
                <p class="aside">
                    <a href=subject.path("erase")>{erase::words(office.lang).lead_here}</a>
                </p>
            }
        });
        view! {
            <header class="head">
                <h1>{title.clone()}</h1>
                <p class="where">{subject.address.clone()}</p>
                <p>{own.lead}</p>
            </header>
            {faults(words, own, found)}
            <form method="post" action=path.clone() class="panel entry fields">
                <input type="hidden" name="seen" value=seen_text(subject.seen) />
                {before(was)}
                <div class="pair">
                    {line(words, now, "name", found)}
                    {choice(words, now, "sex", sexes(words, own))}
                    {line(words, now, "age", found)}
                    {line(words, now, "household", found)}
                    {choice(words, now, "living_alone", yes_no(words))}
                    {choice(words, now, "whereabouts", places(words))}
                    {line(words, now, "control", found)}
                    {number(words, own, now, phone, found)}
                </div>
                {hinted(words, now, "medical", own.medical_hint)}
                {care(words, now)}
                {contacts(own, now)}
                {long(words, now, "note", "")}
                {long(words, now, "condition", own.desk_only)}
                <p class="deeds">
                    <button type="submit" class="primary">{own.save}</button>
                    <a class="button plain" href=subject.home()>{own.cancel}</a>
                </p>
            </form>
            {erase}
        }
    })
}

/// What everything was, so that what was not touched is no edit.
fn before(was: &EditForm) -> impl IntoView + use<> {
    let plain = was
        .plain
        .iter()
        .map(|(name, value)| (format!("was.{name}"), value.clone()));
    let care = was.care.iter().map(|tag| ("was.care".to_owned(), tag.clone()));
    let contacts = was.contacts.iter().enumerate().flat_map(|(at, contact)| {
        [
            (format!("was.contact.{at}.name"), contact.name.clone()),
            (format!("was.contact.{at}.relation"), contact.relation.clone()),
            (format!("was.contact.{at}.phone"), contact.was.clone()),
        ]
    });
    let hidden = plain.chain(care).chain(contacts);
    hidden
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}

fn is_bad(found: &[EditFault], name: &'static str) -> bool {
    found.contains(&EditFault::Field(name))
}

fn value(now: &EditForm, name: &str) -> String {
    now.plain.get(name).cloned().unwrap_or_default()
}

fn line(words: &Words, now: &EditForm, name: &'static str, found: &[EditFault]) -> impl IntoView + use<> {
    let numeric = matches!(name, "age" | "household").then_some("numeric");
    let bad = is_bad(found, name);
    view! {
        <label>
            {text::field(words, name).to_owned()}
            <input
                name=name
                value=value(now, name)
                inputmode=numeric
                autocomplete="off"
                required=name == "name"
                aria-invalid=bad.then_some("true")
                aria-describedby=bad.then_some("faults")
            />
        </label>
    }
}

fn hinted(words: &Words, now: &EditForm, name: &'static str, hint: &'static str) -> impl IntoView + use<> {
    view! {
        <label>
            {text::field(words, name).to_owned()}
            <input name=name value=value(now, name) autocomplete="off" />
            <small>{hint}</small>
        </label>
    }
}

fn long(words: &Words, now: &EditForm, name: &'static str, hint: &'static str) -> impl IntoView + use<> {
    let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
    view! {
        <label>
            {text::field(words, name).to_owned()}
            <textarea name=name rows="3" autocomplete="off">
                {value(now, name)}
            </textarea>
            {hint}
        </label>
    }
}

type Choices = Vec<(&'static str, &'static str)>;

fn sexes(words: &Words, own: &EditWords) -> Choices {
    let known = SEXES.iter().map(|sex| (*sex, person::sex(words, *sex == "female")));
    std::iter::once(("", own.unknown)).chain(known).collect()
}

fn yes_no(words: &Words) -> Choices {
    vec![("", words.resident.no), ("yes", words.resident.yes)]
}

fn places(words: &Words) -> Choices {
    let all = Whereabouts::ALL.map(|place| (place.as_str(), person::whereabouts(words, place)));
    all.to_vec()
}

fn choice(words: &Words, now: &EditForm, name: &'static str, choices: Choices) -> impl IntoView + use<> {
    let chosen = value(now, name);
    let options: Vec<_> = choices
        .into_iter()
        .map(|(key, called)| view! { <option value=key selected=key == chosen>{called}</option> })
        .collect();
    view! {
        <label>
            {text::field(words, name).to_owned()}
            <select name=name>{options}</select>
        </label>
    }
}

/// The number is never in the page: it is typed anew, left, or removed.
fn number(
    words: &Words,
    own: &EditWords,
    now: &EditForm,
    present: Option<&str>,
    found: &[EditFault],
) -> impl IntoView + use<> {
    let hint = present.map_or_else(
        || own.phone_none.to_owned(),
        |number| fill(own.phone_kept, &[("masked", &masked(number))]),
    );
    let bad = is_bad(found, "phone");
    let drop = present.map(|_| {
        view! {
            <label class="tick">
                <input type="checkbox" name="drop_phone" value="yes" checked=now.drop_phone />
                {own.drop_phone}
            </label>
        }
    });
    view! {
        <div class="stack">
            <label>
                {words.resident.phone}
                <input
                    name="phone"
                    value=now.phone.clone()
                    inputmode="tel"
                    autocomplete="off"
                    aria-invalid=bad.then_some("true")
                    aria-describedby=bad.then_some("faults")
                />
                <small>{hint}</small>
            </label>
            {drop}
        </div>
    }
}

/// Every tag there is a word for, and whatever else is set.
fn care(words: &Words, now: &EditForm) -> impl IntoView + use<> {
    let known = words.residents.care.iter().map(|(tag, _)| (*tag).to_owned());
    let others = now
        .care
        .iter()
        .filter(|tag| !words.residents.care.iter().any(|(known, _)| known == tag));
    let tags: Vec<String> = known.chain(others.cloned()).collect();
    let ticks: Vec<_> = tags
        .into_iter()
        .map(|tag| {
            let called = person::care(words, &tag).to_owned();
            let is_set = now.care.contains(&tag);
            view! {
                <li>
                    <label>
                        <input type="checkbox" name="care" value=tag checked=is_set />
                        {called}
                    </label>
                </li>
            }
        })
        .collect();
    view! {
        <fieldset>
            <legend>{words.resident.care}</legend>
            <ul class="ticks">{ticks}</ul>
        </fieldset>
    }
}

fn contacts(own: &EditWords, now: &EditForm) -> impl IntoView + use<> {
    let count = (now.contacts.len() + 1).min(CONTACT_ROWS_MAX);
    let rows: Vec<_> = (0..count)
        .map(|at| {
            let contact = now.contacts.get(at).cloned().unwrap_or_default();
            let label = |what: &str| format!("{} {}: {what}", own.contacts, at + 1);
            view! {
                <li>
                    <input
                        name=format!("contact.{at}.name")
                        value=contact.name
                        aria-label=label(own.contact_name)
                        placeholder=own.contact_name
                        autocomplete="off"
                    />
                    <input
                        name=format!("contact.{at}.relation")
                        value=contact.relation
                        aria-label=label(own.relation)
                        placeholder=own.relation
                        autocomplete="off"
                    />
                    <input
                        name=format!("contact.{at}.phone")
                        value=contact.phone
                        aria-label=label(own.contact_phone)
                        placeholder=if contact.was.is_empty() { own.contact_phone.to_owned() } else { contact.was }
                        inputmode="tel"
                        autocomplete="off"
                    />
                </li>
            }
        })
        .collect();
    view! {
        <fieldset>
            <legend>{own.contacts}</legend>
            <ul class="contacts">{rows}</ul>
            <small>{own.contacts_hint}</small>
        </fieldset>
    }
}
