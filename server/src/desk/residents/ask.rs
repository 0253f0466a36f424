//! What stands in the form for a resident's fields, and what it asks for. Pure; every fault is found at once.

use std::collections::{BTreeMap, BTreeSet};

use desk::resident_form::{CONTACT_ROWS_MAX, ContactRow, EditFault, EditForm, PLAIN_FIELDS, masked};
use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    record::Record,
    schema::{self, NAME_CHARS},
    value::{Fields, Value, fields},
};

use super::Pairs;

/// What the person saw, and what they made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) seen: String,
    pub(super) was: EditForm,
    pub(super) now: EditForm,
}

impl Asked {
    pub(super) fn of(pairs: Pairs) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            let value = value.trim().replace("\r\n", "\n");
            match name.strip_prefix("was.") {
                Some(name) => put(&mut asked.was, name, value, Side::Was),
                None if name == "seen" => asked.seen = value,
                None => put(&mut asked.now, &name, value, Side::Now),
            }
        }
        // Who took the number of a contact out of the form has not asked for another one.
        for (at, contact) in asked.now.contacts.iter_mut().enumerate() {
            contact.was = asked
                .was
                .contacts
                .get(at)
                .map(|was| was.was.clone())
                .unwrap_or_default();
        }
        asked
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Was,
    Now,
}

fn put(form: &mut EditForm, name: &str, value: String, side: Side) {
    if let Some(known) = PLAIN_FIELDS.into_iter().find(|known| *known == name) {
        form.plain.insert(known, value);
        return;
    }
    match name {
        "phone" => form.phone = value,
        "drop_phone" => form.drop_phone = true,
        "care" => {
            form.care.insert(value);
        }
        _ => put_contact(&mut form.contacts, name, value, side),
    }
}

/// `contact.0.name`
fn put_contact(contacts: &mut Vec<ContactRow>, name: &str, value: String, side: Side) {
    let Some((at, part)) = name.strip_prefix("contact.").and_then(|rest| rest.split_once('.')) else {
        return;
    };
    let Some(at) = at.parse::<usize>().ok().filter(|at| *at < CONTACT_ROWS_MAX) else {
        return;
    };
    while contacts.len() <= at {
        contacts.push(ContactRow::default());
    }
    let row = &mut contacts[at];
    match (part, side) {
        ("name", _) => row.name = value,
        ("relation", _) => row.relation = value,
        ("phone", Side::Now) => row.phone = value,
        ("phone", Side::Was) => row.was = value,
        _ => {}
    }
}

/// What is to be changed; nothing where nothing differs. `present` holds the numbers that are to be kept.
pub(super) fn changes(asked: &Asked, present: &Record) -> Result<Vec<Change>, Vec<EditFault>> {
    let (mut set, mut faults) = (Fields::new(), Vec::new());
    for field in PLAIN_FIELDS {
        let (was, now) = (asked.was.plain.get(field), asked.now.plain.get(field));
        let Some(now) = now.filter(|now| Some(*now) != was) else {
            continue;
        };
        match value(field, now) {
            Some(value) => {
                set.insert(field.to_owned(), value);
            }
            None => faults.push(EditFault::Field(field)),
        }
    }
    match phone(&asked.now) {
        Ok(None) => {}
        Ok(Some(value)) => {
            set.insert("phone".to_owned(), value);
        }
        Err(fault) => faults.push(fault),
    }
    match contacts(asked, present) {
        Ok(None) => {}
        Ok(Some(value)) => {
            set.insert("contacts".to_owned(), value);
        }
        Err(fault) => faults.push(fault),
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(all(present.id, set, &asked.was.care, &asked.now.care))
}

fn all(record: RecordId, set: Fields, was: &BTreeSet<String>, now: &BTreeSet<String>) -> Vec<Change> {
    let kind = Kind::Resident;
    let tags = |from: &BTreeSet<String>, without: &BTreeSet<String>| -> Vec<Value> {
        from.difference(without).map(Value::text).collect()
    };
    let field = "care".to_owned();
    let (added, removed) = (tags(now, was), tags(was, now));
    let set = (!set.is_empty()).then(|| Change::Set {
        kind: kind.clone(),
        record,
        fields: set,
    });
    let add = (!added.is_empty()).then(|| Change::Add {
        kind: kind.clone(),
        record,
        field: field.clone(),
        elements: added,
    });
    let remove = (!removed.is_empty()).then(|| Change::Remove {
        kind: kind.clone(),
        record,
        field: field.clone(),
        elements: removed,
    });
    [set, add, remove].into_iter().flatten().collect()
}

/// The field's value, if it may be that; cleared where nothing stands there.
fn value(field: &str, text: &str) -> Option<Value> {
    let value = match field {
        "living_alone" => Value::Bool(text == "yes"),
        _ if text.is_empty() => Value::Null,
        "age" | "household" => Value::Int(number(text)?),
        "medical" => Value::Map(fields([("what", text.into())])),
        _ => text.into(),
    };
    admitted(field, value)
}

fn admitted(field: &str, value: Value) -> Option<Value> {
    let known = schema::spec(&Kind::Resident).and_then(|spec| spec.field(field))?;
    known.admits(&value).then_some(value)
}

/// An input method may write its own digits.
fn number(text: &str) -> Option<i64> {
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        c => c,
    };
    text.chars().map(plain).collect::<String>().parse().ok()
}

/// A new number, none, or whatever it is.
fn phone(now: &EditForm) -> Result<Option<Value>, EditFault> {
    let value = match (now.phone.as_str(), now.drop_phone) {
        ("", false) => return Ok(None),
        ("", true) => Value::Null,
        (number, _) if number.chars().any(|c| c.is_ascii_digit()) => number.into(),
        _ => return Err(EditFault::Field("phone")),
    };
    admitted("phone", value).map(Some).ok_or(EditFault::Field("phone"))
}

/// The whole list where anything in it differs: numbers that were left are those of `present`, if they are the ones that
/// the person saw.
fn contacts(asked: &Asked, present: &Record) -> Result<Option<Value>, EditFault> {
    let (was, now) = (&asked.was.contacts, &asked.now.contacts);
    let is_same = |(at, row): (usize, &ContactRow)| {
        let before = was.get(at).cloned().unwrap_or_default();
        row.phone.is_empty() && (&row.name, &row.relation) == (&before.name, &before.relation)
    };
    if now.iter().enumerate().all(is_same) && now.len() >= was.len() {
        return Ok(None);
    }
    let stored = present.get("contacts").as_list().unwrap_or_default();
    let mut list = Vec::new();
    for (at, row) in now.iter().enumerate() {
        if row.name.is_empty() && row.phone.is_empty() {
            continue;
        }
        if [&row.name, &row.relation, &row.phone]
            .iter()
            .any(|text| text.chars().count() > NAME_CHARS)
        {
            return Err(EditFault::Field("contacts"));
        }
        // What a later version added to a contact stays with it.
        let before = stored.get(at).and_then(Value::as_map).cloned().unwrap_or_default();
        list.push(Value::Map(contact(row, before)?));
    }
    let value = if list.is_empty() {
        Value::Null
    } else {
        Value::List(list)
    };
    admitted("contacts", value)
        .map(Some)
        .ok_or(EditFault::Field("contacts"))
}

fn contact(row: &ContactRow, mut before: BTreeMap<String, Value>) -> Result<Fields, EditFault> {
    let number = before.get("phone").and_then(Value::as_text).map(str::to_owned);
    let seen = number.as_deref().map(masked).unwrap_or_default();
    let phone = if !row.phone.is_empty() {
        Some(row.phone.clone())
    } else if seen == row.was {
        number
    } else {
        return Err(EditFault::ContactsMoved);
    };
    let relation = (!row.relation.is_empty()).then(|| row.relation.clone());
    for (name, value) in [
        ("name", Some(row.name.clone())),
        ("relation", relation),
        ("phone", phone),
    ] {
        match value {
            Some(value) => before.insert(name.to_owned(), value.into()),
            None => before.remove(name),
        };
    }
    Ok(before)
}

#[cfg(test)]
mod tests;
