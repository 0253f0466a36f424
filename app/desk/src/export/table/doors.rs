//! The files of doors: what is left to do today, and every door as the building grid has it.

use shared::{
    id::RecordId,
    time::UnixMs,
    view::{DoorLine, SiteView},
};
use store::{BuildingPage, NowPage};
use ui::Lang;

use super::{Cell, Table, when_any};
use crate::{
    grid,
    left::{Left, Only, status},
    words::{export, words},
};

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

/// The heading; the lines come building by building with [`Table::add_doors`].
pub fn doors_table(lang: Lang) -> Table {
    let (words, own) = (words(lang), export::words(lang));
    let (today, seen) = (words.grid.ask_today, words.grid.ask_seen);
    Table {
        title: own.doors,
        head: vec![
            words.visits.building,
            words.address,
            words.who,
            own.priority,
            today,
            words.grid.flagged,
            seen,
        ],
        rows: Vec::new(),
    }
}

/// Every building, in the order of the site.
pub fn buildings(page: &BuildingPage) -> Vec<RecordId> {
    let site = SiteView::new(page.site.day, &page.buildings);
    site.buildings().into_iter().map(|building| building.id).collect()
}

impl Table {
    /// The doors of the building a page has, as they are walked. Last seen is who was not seen for longest.
    pub fn add_doors(&mut self, lang: Lang, page: &BuildingPage, now: UnixMs) {
        let (words, own) = (words(lang), export::words(lang));
        let Some(building) = page.chosen else { return };
        let site = SiteView::new(page.site.day, page.buildings.iter().chain(&page.records));
        let name = site.building(building).map(|building| building.name.clone());
        let name = name.unwrap_or_default();
        let stretches = site.stretches(building).into_iter();
        let lines = stretches.flat_map(|stretch| site.lines(&stretch, now));
        let yes = |is: bool| Cell::from(if is { own.yes } else { "" });
        let row = |line: DoorLine| {
            let door = site.door(line.door)?;
            let who = site.residents_at(line.door);
            let names: Vec<&str> = who.iter().map(|resident| resident.name.as_str()).collect();
            let seen = grid::longest_unseen(&site, line.door);
            Some(vec![
                name.as_str().into(),
                site.address(door).into(),
                names.join(words.residents.comma).into(),
                yes(line.priority),
                grid::status_text(words, line.status).into(),
                yes(line.flagged),
                match seen {
                    None => Cell::Empty,
                    Some(None) => words.grid.never.into(),
                    Some(at) => when_any(page.site.day, at),
                },
            ])
        };
        self.rows.extend(lines.filter_map(row));
    }
}
