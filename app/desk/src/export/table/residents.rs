//! The file of residents.

use shared::{
    domain::Resident,
    id::RecordId,
    record::Record,
    time::{DayRule, UnixMs},
    view::SiteView,
};
use store::RosterPage;
use ui::Lang;

use super::{Cell, Table, when_any};
use crate::{
    export::Numbers,
    residents::{Filter, Roster, masked::masked},
    words::{export, words},
};

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
