//! One person twice: who may be whom, two records side by side, and what was merged. No script.

use std::collections::{BTreeMap, BTreeSet};

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    domain::{Building, Door, Resident, resident::SAME_AS},
    id::RecordId,
    kind::Kind,
    op::Seen,
    record::Record,
    value::Value,
};

use crate::{
    document::Office,
    resident::{Said, field_text, said_text},
    resident_form::seen_text,
    residents::{person, text::sex_age},
    words::{Words, same, same::SameWords, words},
};

pub const PATH: &str = "/desk/same";
/// Pairs that are listed; whoever has seen to these sees the next.
const PAIRS_MAX: usize = 100;
/// More people with one number, or of one name at one door, are a family or a mistake of the list.
const ALIKE_MAX: usize = 6;
/// What is compared, in this order.
const FIELDS: [&str; 12] = [
    "name",
    "sex",
    "age",
    "phone",
    "contacts",
    "living_alone",
    "whereabouts",
    "control",
    "care",
    "priority",
    "medical",
    "note",
];

/// Why two may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    DoorAndName,
    Phone,
}

impl Likeness {
    pub(crate) const fn said(self, own: &SameWords) -> &'static str {
        match self {
            Self::DoorAndName => own.door_and_name,
            Self::Phone => own.phone,
        }
    }
}

/// Everybody of a site, with their doors and buildings.
#[derive(Clone, Debug)]
pub struct Everybody {
    pub records: Vec<Record>,
    pub seen: Seen,
}

impl Everybody {
    pub(crate) fn find(&self, id: RecordId) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    fn residents(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| record.kind == Kind::Resident)
    }

    /// Records that stand for somebody.
    fn roots(&self) -> impl Iterator<Item = &Record> {
        self.residents().filter(|record| record.reference(SAME_AS).is_none())
    }

    fn address(&self, resident: &Record) -> String {
        let Some(door) = resident.parent().and_then(|door| self.find(door)) else {
            return String::new();
        };
        let building = door
            .parent()
            .and_then(|building| self.find(building))
            .map(Building::from);
        Door::from(door).address(&building.map(|building| building.name).unwrap_or_default())
    }

    /// `3-2-1203 王芳`
    pub(crate) fn called(&self, resident: &Record) -> String {
        let name = resident.text("name").unwrap_or_default();
        format!("{} {name}", self.address(resident)).trim().to_owned()
    }

    /// Who may be whom, each pair once, those that are likelier first.
    pub fn pairs(&self) -> Vec<(RecordId, RecordId, Likeness)> {
        let mut alike: BTreeMap<(Likeness, String), BTreeSet<RecordId>> = BTreeMap::new();
        for resident in self.roots() {
            let name = resident.text("name").unwrap_or_default().trim();
            if let Some(door) = resident.parent().filter(|_| !name.is_empty()) {
                let key = (Likeness::DoorAndName, format!("{door} {name}"));
                alike.entry(key).or_default().insert(resident.id);
            }
            let phone: String = resident
                .text("phone")
                .unwrap_or_default()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            if !phone.is_empty() {
                alike.entry((Likeness::Phone, phone)).or_default().insert(resident.id);
            }
        }
        let mut pairs: BTreeMap<(RecordId, RecordId), Likeness> = BTreeMap::new();
        for ((likeness, _), people) in alike {
            if people.len() > ALIKE_MAX {
                continue;
            }
            let people: Vec<RecordId> = people.into_iter().collect();
            for (at, one) in people.iter().enumerate() {
                for other in &people[at + 1..] {
                    pairs.entry((*one, *other)).or_insert(likeness);
                }
            }
        }
        let mut pairs: Vec<_> = pairs
            .into_iter()
            .map(|((one, other), likeness)| (one, other, likeness))
            .collect();
        pairs.sort_by_key(|(one, other, likeness)| (*likeness, *one, *other));
        pairs
    }

    /// Aliases, each with whom it is.
    pub(crate) fn aliases(&self) -> Vec<(&Record, &Record)> {
        let alias = |record| Some((record, self.find(Record::reference(record, SAME_AS)?)?));
        self.residents().filter_map(alias).collect()
    }
}

/// Who may be whom, and who is. `done`: what was done, as it stands in the address.
pub fn same_page(office: &Office, all: &Everybody, done: &str) -> Response {
    let own = same::words(office.lang);
    office.answer(StatusCode::OK, own.title, PATH, || {
        let said = own
            .said(done)
            .map(|said| view! { <p class="said ok" role="status">{said}</p> });
        view! {
            <header class="head">
                <h1>{own.title}</h1>
                <p>{own.lead}</p>
                <p class="deeds">
                    <a class="button plain" href="/desk/export?what=same">
                        {words(office.lang).visits.export}
                    </a>
                </p>
            </header>
            {said}
            <section class="panel" aria-labelledby="pairs">
                <h2 id="pairs">{own.likely}</h2>
                {pairs(words(office.lang), own, all)}
            </section>
            <section class="panel" aria-labelledby="merged">
                <h2 id="merged">{own.merged}</h2>
                {aliases(own, all)}
            </section>
        }
    })
}

fn pairs(words: &'static Words, own: &'static SameWords, all: &Everybody) -> AnyView {
    let rows: Vec<_> = all
        .pairs()
        .into_iter()
        .take(PAIRS_MAX)
        .filter_map(|(one, other, likeness)| Some((all.find(one)?, all.find(other)?, likeness)))
        .map(|(one, other, likeness)| {
            let href = format!("{PATH}?one={}&other={}", one.id, other.id);
            let label = format!("{}: {}", own.compare, all.called(one));
            let who = |record| view! { <td>{all.called(record)} <small>{hints(words, record)}</small></td> };
            view! {
                <tr>
                    {who(one)}
                    {who(other)}
                    <td>{likeness.said(own)}</td>
                    <td>
                        <a href=href aria-label=label>
                            {own.compare}
                        </a>
                    </td>
                </tr>
            }
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="empty">{own.nobody}</p> }.into_any();
    }
    view! {
        <table class="same" aria-labelledby="pairs">
            <thead>
                <tr>
                    <th scope="col">{own.one}</th>
                    <th scope="col">{own.other}</th>
                    <th scope="col">{own.why}</th>
                    <th scope="col">
                        <span class="unseen">{own.compare}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What tells two of one name apart at a glance: `女 86 岁 · 138****1234`
fn hints(words: &Words, resident: &Record) -> String {
    let who = sex_age(words, person(&Resident::from(resident)));
    let phone = match resident.get("phone") {
        Value::Null => String::new(),
        number => said_text(words, &Said::of("phone", number)),
    };
    let known = [who, phone].into_iter().filter(|text| !text.is_empty());
    known.collect::<Vec<_>>().join(" · ")
}

fn aliases(own: &'static SameWords, all: &Everybody) -> AnyView {
    let rows: Vec<_> = all
        .aliases()
        .into_iter()
        .map(|(alias, root)| {
            let label = format!("{}: {}", own.apart, all.called(alias));
            view! {
                <tr>
                    <td>{all.called(alias)}</td>
                    <td>
                        <a href=format!("/desk/residents/{}", root.id)>{all.called(root)}</a>
                    </td>
                    <td>
                        <form method="post" action=PATH>
                            <input type="hidden" name="seen" value=seen_text(all.seen) />
                            <input type="hidden" name="alias" value=alias.id.to_string() />
                            <button type="submit" name="act" value="apart" class="small" aria-label=label>
                                {own.apart}
                            </button>
                        </form>
                    </td>
                </tr>
            }
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="empty">{own.none_merged}</p> }.into_any();
    }
    view! {
        <table class="same" aria-labelledby="merged">
            <thead>
                <tr>
                    <th scope="col">{own.alias}</th>
                    <th scope="col">{own.root}</th>
                    <th scope="col">
                        <span class="unseen">{own.apart}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Two records side by side: which stays, is to be chosen. None where one of them is nobody.
pub fn compare_page(office: &Office, all: &Everybody, one: RecordId, other: RecordId) -> Option<Response> {
    let is_known = |id: RecordId| all.roots().find(|record| record.id == id);
    let (one, other) = (is_known(one)?, is_known(other).filter(|other| other.id != one)?);
    let own = same::words(office.lang);
    Some(office.answer(StatusCode::OK, own.compare_title, PATH, || {
        let words = words(office.lang);
        let is_known = |field: &&str| !(one.get(field).is_null() && other.get(field).is_null());
        let rows = FIELDS.into_iter().filter(is_known).map(|field| {
            let (a, b) = (value(words, one, field), value(words, other, field));
            // What only one of them knows contradicts nothing.
            let differs = a != b && !one.get(field).is_null() && !other.get(field).is_null();
            view! {
                <tr class=differs.then_some("differs")>
                    <th scope="row">
                        {field_text(words, field).to_owned()}
                        {differs.then(|| view! { <small>{own.differs}</small> })}
                    </th>
                    <td>{a}</td>
                    <td>{b}</td>
                </tr>
            }
        });
        let rows: Vec<_> = rows.collect();
        let keep = |root: &Record, alias: &Record, said: &'static str, described: &'static str| {
            view! {
                <td>
                    <form method="post" action=PATH>
                        <input type="hidden" name="seen" value=seen_text(all.seen) />
                        <input type="hidden" name="alias" value=alias.id.to_string() />
                        <input type="hidden" name="root" value=root.id.to_string() />
                        <button type="submit" name="act" value="merge" class="primary" aria-describedby=described>
                            {said}
                        </button>
                    </form>
                </td>
            }
        };
        view! {
            <header class="head">
                <h1>{own.compare_title}</h1>
            </header>
            <section class="panel entry question">
                <table class="compare">
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col" id="left">
                                {all.called(one)}
                            </th>
                            <th scope="col" id="right">
                                {all.called(other)}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr>
                            <td></td>
                            {keep(one, other, own.keep_left, "left")}
                            {keep(other, one, own.keep_right, "right")}
                        </tr>
                    </tfoot>
                </table>
                <ul>{own.points.map(|point| view! { <li>{point}</li> }).collect_view()}</ul>
                <p class="deeds">
                    <a class="button plain" href=PATH>
                        {own.leave}
                    </a>
                </p>
            </section>
        }
    }))
}

fn value(words: &Words, record: &Record, field: &str) -> String {
    said_text(words, &Said::of(field, record.get(field)))
}

#[cfg(test)]
mod tests {
    use shared::{
        id::EpochId,
        time::UnixMs,
        value::{Fields, fields},
    };

    use super::*;

    fn id(byte: u8) -> RecordId {
        RecordId::made(UnixMs(1), [byte; 10])
    }

    fn resident(byte: u8, door: u8, name: &str, more: Fields) -> Record {
        let mut fields = fields([("door", id(door).into()), ("name", name.into())]);
        fields.extend(more);
        let kind = Kind::Resident;
        Record {
            kind,
            id: id(byte),
            seq: 1,
            fields,
        }
    }

    #[test]
    fn who_has_one_door_and_name_or_one_number_may_be_one_person() {
        let phone = |number: &str| fields([("phone", number.into())]);
        let records = vec![
            resident(1, 90, "王芳", phone("138 0000 1111")),
            resident(2, 90, "王芳", Fields::new()),
            resident(3, 91, "王方", phone("13800001111")),
            resident(4, 91, "李梅", Fields::new()),
            resident(5, 90, "王芳", fields([(SAME_AS, id(1).into())])),
        ];
        let seen = Seen {
            epoch: EpochId::NIL,
            seq: 1,
        };
        let all = Everybody { records, seen };
        assert_eq!(
            all.pairs(),
            [(id(1), id(2), Likeness::DoorAndName), (id(1), id(3), Likeness::Phone)]
        );
        assert_eq!(all.aliases().len(), 1);
    }
}
