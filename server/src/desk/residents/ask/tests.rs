//! Forms as they are sent, and the changes they ask for.

use super::*;

fn id() -> RecordId {
    RecordId::made(shared::time::UnixMs(1), [1; 10])
}

fn contact(name: &str, phone: &str) -> Value {
    Value::Map(fields([
        ("name", name.into()),
        ("phone", phone.into()),
        ("of_later", 1.into()),
    ]))
}

fn record() -> Record {
    Record {
        kind: Kind::Resident,
        id: id(),
        seq: 7,
        fields: fields([
            ("name", "张桂芝".into()),
            ("age", 86.into()),
            ("phone", "13812341234".into()),
            ("note", "听不清\n敲久一点".into()),
            ("care", vec!["hearing", "alone"].into()),
            ("medical", Value::Map(fields([("what", "透析".into())]))),
            (
                "contacts",
                Value::List(vec![contact("王芳", "13900001111"), contact("王明", "13900002222")]),
            ),
        ]),
    }
}

/// The form of the record as a browser sends it back, untouched but for these.
fn sent(changed: &[(&str, &str)], without: &[&str]) -> Pairs {
    let form = EditForm::of(&record());
    let mut pairs: Pairs = vec![("seen".to_owned(), "x 7".to_owned())];
    for (name, value) in &form.plain {
        pairs.push((format!("was.{name}"), value.clone()));
        // Browsers send line ends of their own.
        pairs.push(((*name).to_owned(), value.replace('\n', "\r\n")));
    }
    for tag in &form.care {
        pairs.push(("was.care".to_owned(), tag.clone()));
        pairs.push(("care".to_owned(), tag.clone()));
    }
    for at in 0..=form.contacts.len() {
        if let Some(contact) = form.contacts.get(at) {
            pairs.push((format!("was.contact.{at}.name"), contact.name.clone()));
            pairs.push((format!("was.contact.{at}.relation"), contact.relation.clone()));
            pairs.push((format!("was.contact.{at}.phone"), contact.was.clone()));
        }
        let name = form
            .contacts
            .get(at)
            .map(|contact| contact.name.clone())
            .unwrap_or_default();
        pairs.push((format!("contact.{at}.name"), name));
        pairs.push((format!("contact.{at}.relation"), String::new()));
        pairs.push((format!("contact.{at}.phone"), String::new()));
    }
    pairs.push(("phone".to_owned(), String::new()));
    pairs.retain(|(name, value)| !without.contains(&format!("{name}={value}").as_str()));
    for (name, value) in changed {
        pairs.retain(|(known, _)| known != name || *name == "care");
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

fn asked(changed: &[(&str, &str)], without: &[&str]) -> Result<Vec<Change>, Vec<EditFault>> {
    changes(&Asked::of(sent(changed, without)), &record())
}

fn set_of(changes: &[Change]) -> Fields {
    let [Change::Set { fields, .. }] = changes else {
        panic!("one set: {changes:?}")
    };
    fields.clone()
}

#[test]
fn a_form_that_was_not_touched_asks_for_nothing() {
    assert_eq!(asked(&[], &[]), Ok(Vec::new()));
}

#[test]
fn only_what_differs_is_an_edit_though_somebody_changed_the_rest_meanwhile() {
    let mut now = record();
    now.fields.insert("note".to_owned(), "别人刚写的".into());
    let changes = changes(&Asked::of(sent(&[("age", "８７")], &[])), &now).unwrap();
    assert_eq!(set_of(&changes), fields([("age", 87.into())]));
}

#[test]
fn what_was_emptied_is_cleared() {
    let changes = asked(&[("note", " "), ("age", ""), ("medical", "")], &[]).unwrap();
    let none = [("note", Value::Null), ("age", Value::Null), ("medical", Value::Null)];
    assert_eq!(set_of(&changes), fields(none));
    let changes = asked(&[("drop_phone", "yes")], &[]).unwrap();
    assert_eq!(set_of(&changes), fields([("phone", Value::Null)]));
}

#[test]
fn tags_are_added_and_removed_one_by_one() {
    let changes = asked(&[("care", "diabetes")], &["care=alone"]).unwrap();
    let tags = |field: &str, elements: Vec<Value>, added: bool| {
        let (kind, record, field) = (Kind::Resident, id(), field.to_owned());
        if added {
            Change::Add {
                kind,
                record,
                field,
                elements,
            }
        } else {
            Change::Remove {
                kind,
                record,
                field,
                elements,
            }
        }
    };
    let wanted = [
        tags("care", vec!["diabetes".into()], true),
        tags("care", vec!["alone".into()], false),
    ];
    assert_eq!(changes, wanted);
}

#[test]
fn every_bad_field_is_named_and_nothing_is_asked_for() {
    let long = "很".repeat(NAME_CHARS + 1);
    let faults = asked(
        &[("name", ""), ("age", "131"), ("control", &long), ("phone", "没有")],
        &[],
    )
    .unwrap_err();
    let bad = ["name", "age", "control", "phone"].map(EditFault::Field);
    assert_eq!(faults, bad);
    for age in ["-1", "八十", "1e9", "99999999999999999999"] {
        assert_eq!(asked(&[("age", age)], &[]), Err(vec![EditFault::Field("age")]), "{age}");
    }
    assert_eq!(asked(&[("sex", "x")], &[]), Err(vec![EditFault::Field("sex")]));
    assert_eq!(
        asked(&[("whereabouts", "moon")], &[]),
        Err(vec![EditFault::Field("whereabouts")])
    );
}

#[test]
fn a_contacts_number_is_kept_where_it_was_left_and_what_a_later_version_wrote_stays() {
    let changes = asked(
        &[("contact.0.relation", "女儿"), ("contact.1.phone", "13900003333")],
        &[],
    )
    .unwrap();
    let set = set_of(&changes);
    let list = set.get("contacts").and_then(Value::as_list).unwrap();
    let text = |at: usize, name: &str| list[at].as_map().and_then(|map| map.get(name)).cloned();
    assert_eq!(text(0, "phone"), Some("13900001111".into()));
    assert_eq!(
        (text(0, "relation"), text(0, "of_later")),
        (Some("女儿".into()), Some(1.into()))
    );
    assert_eq!(text(1, "phone"), Some("13900003333".into()));
}

#[test]
fn a_contact_is_added_and_removed() {
    let changes = asked(
        &[
            ("contact.0.name", ""),
            ("contact.2.name", "李梅"),
            ("contact.2.phone", "110"),
        ],
        &[],
    )
    .unwrap();
    let set = set_of(&changes);
    let list = set.get("contacts").and_then(Value::as_list).unwrap();
    let names: Vec<_> = list
        .iter()
        .filter_map(|item| item.as_map()?.get("name")?.as_text())
        .collect();
    assert_eq!(names, ["王明", "李梅"]);
    let gone = asked(&[("contact.0.name", ""), ("contact.1.name", "")], &[]).unwrap();
    assert_eq!(set_of(&gone), fields([("contacts", Value::Null)]));
}

#[test]
fn a_number_that_is_not_the_one_that_was_seen_is_not_kept() {
    let mut now = record();
    now.fields
        .insert("contacts".to_owned(), Value::List(vec![contact("别人", "13700009999")]));
    let asked = Asked::of(sent(&[("contact.0.relation", "女儿")], &[]));
    assert_eq!(changes(&asked, &now), Err(vec![EditFault::ContactsMoved]));
}

#[test]
fn what_no_form_of_ours_has_is_passed_over() {
    let odd = [
        ("contact.99.name", "x"),
        ("contact.x.name", "x"),
        ("contact.0", "x"),
        ("priority", "x"),
        ("door", "x"),
        ("was.was.name", "x"),
    ];
    assert_eq!(asked(&odd, &[]), Ok(Vec::new()));
}
