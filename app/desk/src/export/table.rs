//! What stands in the files: one heading, one line a thing, in the words of the page. Pure.

use shared::{
    domain::{Resident, Visit},
    id::RecordId,
    record::Record,
    time::{DayRule, UnixMs},
    view::SiteView,
};
use store::{NowPage, PeoplePage, RosterPage, SeenLine, TrailLine, TrailPage, VisitsPage};
use ui::Lang;

use super::{Filters, Numbers, ROWS_MAX};
use crate::{
    app::role_name,
    left::{Left, Only, status},
    now::{self, Standing},
    people::state_of,
    residents::{Filter, Roster, masked::masked},
    words::{Words, audit, export, fill, words},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
    Empty,
}

/// A sheet: its name, what stands over the columns, and the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub title: &'static str,
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// `2022-11-14 14:02`: sorts as it reads.
fn when(rule: DayRule, at: UnixMs) -> Cell {
    let local = rule.local(at);
    Cell::Text(format!("{} {local}", local.date))
}

fn when_any(rule: DayRule, at: Option<UnixMs>) -> Cell {
    at.map_or(Cell::Empty, |at| when(rule, at))
}

/// The heading; the lines come page by page with [`Table::add_visits`], so that no more than one page is held as records.
pub fn visits_table(lang: Lang) -> Table {
    let (words, own) = (words(lang), export::words(lang));
    let head = [
        words.time,
        words.address,
        words.who,
        words.what,
        own.withdrawn,
        own.note,
        words.by,
        own.stored,
        own.seen,
        own.seen_by,
    ];
    Table {
        title: words.visits.title,
        head: head.to_vec(),
        rows: Vec::new(),
    }
}

impl Table {
    pub fn add_visits(&mut self, lang: Lang, page: &VisitsPage, now: UnixMs) {
        let site = SiteView::new(page.site.day, page.places.iter().chain(&page.buildings));
        let lines = page.lines.iter();
        self.rows
            .extend(lines.map(|seen| visit(words(lang), &site, page.site.day, seen, now)));
    }
}

fn visit(words: &Words, site: &SiteView, rule: DayRule, seen: &SeenLine, now: UnixMs) -> Vec<Cell> {
    let row = now::build::visit(site, rule, &seen.line, now);
    let visit = Visit::from(&seen.line.visit);
    let standing = match row.standing {
        Standing::Stands => "",
        Standing::Voided => words.voided,
        Standing::Amended => words.amended,
    };
    vec![
        when(rule, visit.at),
        row.address.into(),
        names(words, seen, &visit)
            .unwrap_or_else(|| now::text::who(words, &row.who))
            .into(),
        now::text::what(words, row.what).into(),
        standing.into(),
        visit.note.unwrap_or_default().into(),
        row.by.into(),
        when(rule, seen.line.stored),
        when_any(rule, seen.seen.as_ref().map(|sight| sight.at)),
        seen.seen
            .as_ref()
            .map(|sight| sight.by.clone())
            .unwrap_or_default()
            .into(),
    ]
}

/// Those the visit names.
fn names(words: &Words, seen: &SeenLine, visit: &Visit) -> Option<String> {
    let named = visit.persons.iter().filter_map(|person| {
        let mut known = seen.line.residents.iter();
        known.find(|record| record.id == person.resident)?.text("name")
    });
    let names: Vec<&str> = named.collect();
    (!names.is_empty()).then(|| names.join(words.residents.comma))
}

pub fn people_table(lang: Lang, page: &PeoplePage, filters: &Filters, now: UnixMs) -> Table {
    let wanted = &filters.people;
    let (words, own) = (words(lang), export::words(lang));
    let rule = page.site.day;
    let cards = page.cards.iter();
    let cards = cards.filter(|card| wanted.lets_through(state_of(card, now), &card.worker));
    let cards = cards.map(|card| {
        vec![
            card.worker.as_str().into(),
            role_name(words, card.role).into(),
            crate::people::state_text(words, state_of(card, now)).into(),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            when(rule, card.valid_until),
        ]
    });
    let phones = page.phones.iter();
    let phones = phones.filter(|phone| wanted.lets_through(crate::people::phone_state(phone, now), &phone.worker));
    let phones = phones.map(|phone| {
        let state = crate::people::phone_state(phone, now);
        vec![
            phone.worker.as_str().into(),
            role_name(words, phone.role).into(),
            crate::people::state_text(words, state).into(),
            phone.device_name.as_str().into(),
            when_any(rule, phone.heard),
            phone
                .unsent
                .and_then(|n| i64::try_from(n).ok())
                .map_or(Cell::Empty, Cell::Number),
            when_any(rule, phone.expires),
        ]
    });
    let own_people = &words.people;
    let head = [
        own_people.name,
        own_people.role,
        own_people.state,
        own_people.phone,
        words.last_heard,
        own.unsent,
        own_people.until,
    ];
    Table {
        title: own_people.title,
        head: head.to_vec(),
        rows: phones.chain(cards).collect(),
    }
}

pub fn left_table(lang: Lang, page: &NowPage, only: Only, now: UnixMs) -> Table {
    let (words, own) = (words(lang), export::words(lang));
    let left = Left::new(page, now);
    let rows = left.buildings.iter().flat_map(|building| {
        building
            .doors
            .iter()
            .filter(|door| only.lets_through(door))
            .map(|door| {
                vec![
                    building.name.as_str().into(),
                    door.address.as_str().into(),
                    door.who.join("、").into(),
                    if door.priority { own.priority } else { "" }.into(),
                    status(words, door.status).into(),
                ]
            })
    });
    Table {
        title: crate::words::left::words(lang).title,
        head: vec![words.visits.building, words.address, words.who, own.priority, own.note],
        rows: rows.collect(),
    }
}

/// Residents about to be told of: first whom, then with the visits that confirm them.
pub struct Residents<'a> {
    roster: Roster<'a>,
    rule: DayRule,
}

impl<'a> Residents<'a> {
    pub fn new(page: &'a RosterPage, now: UnixMs) -> Self {
        Self {
            roster: Roster::new(page, now),
            rule: page.site.day,
        }
    }

    pub fn everybody(&self) -> Vec<RecordId> {
        self.roster.everybody()
    }

    /// `seen`: the last visit that confirms each.
    pub fn table(mut self, lang: Lang, seen: &[Record], filter: &Filter, numbers: Numbers) -> Table {
        let (words, own) = (words(lang), export::words(lang));
        let (site, residents) = self.roster.all(seen, filter);
        Table {
            title: own.residents,
            head: vec![
                words.visits.building,
                words.address,
                words.people.name,
                own.age,
                own.priority,
                own.confirmed,
                own.phone,
            ],
            rows: residents
                .into_iter()
                .map(|one| resident(own, site, self.rule, one, numbers))
                .collect(),
        }
    }
}

fn resident(
    own: &export::ExportWords,
    site: &SiteView,
    rule: DayRule,
    resident: &Resident,
    numbers: Numbers,
) -> Vec<Cell> {
    let phone = resident.phone.as_deref().filter(|phone| !phone.is_empty());
    let door = site.door(resident.door);
    let building = door.and_then(|door| site.building(door.building));
    vec![
        building.map_or(Cell::Empty, |building| building.name.as_str().into()),
        door.map_or(Cell::Empty, |door| site.address(door).into()),
        resident.name.as_str().into(),
        resident.age.map_or(Cell::Empty, Cell::Number),
        if resident.priority.is_some() { own.yes } else { "" }.into(),
        when_any(rule, site.confirmed(resident).map(|confirmed| confirmed.at)),
        phone.map_or(Cell::Empty, |phone| match numbers {
            Numbers::Full => phone.into(),
            Numbers::Masked => masked(phone).into(),
        }),
    ]
}

/// The heading; the lines come page by page with [`Table::add_trail`].
pub fn audit_table(lang: Lang) -> Table {
    let (words, own) = (words(lang), audit::words(lang));
    Table {
        title: own.title,
        head: vec![words.time, own.who, own.what, own.about, own.purpose],
        rows: Vec::new(),
    }
}

impl Table {
    pub fn add_trail(&mut self, lang: Lang, page: &TrailPage) {
        let own = audit::words(lang);
        let row = |line: &TrailLine| {
            let by = if line.by.is_empty() { own.machine } else { &line.by };
            vec![
                when(page.site.day, line.at),
                by.into(),
                own.deed(&line.what).into(),
                line.about.as_str().into(),
                line.note.as_str().into(),
            ]
        };
        self.rows.extend(page.lines.iter().map(row));
    }
}

/// How many lines a table has, in words.
pub(super) fn too_many(own: &export::ExportWords) -> String {
    fill(own.too_many, &[("max", &ROWS_MAX)])
}
