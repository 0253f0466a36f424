//! [`GridView`] from what a store read. Pure: the moment is an argument. How a door stands is told by the view that the
//! phone goes by, too.

use std::cmp::Reverse;

use shared::{
    domain::{Resident, Whereabouts},
    id::RecordId,
    time::{DAY_MS, MINUTE_MS, UnixMs},
    view::{DoorLine, DoorStatus, SiteView, Stretch},
};
use store::BuildingPage;

use super::{Answer, Cell, Filter, FloorView, GridView, Question, Seen, UnitView};
use crate::{
    now::build::minutes,
    residents::{buildings, is_overdue},
};

const DAY_MIN: i64 = DAY_MS / MINUTE_MS;

impl GridView {
    pub(crate) fn new(page: &BuildingPage, filter: Filter, now: UnixMs) -> Self {
        let rule = page.site.day;
        let site = SiteView::new(rule, page.buildings.iter().chain(&page.records));
        let buildings = buildings(&site);
        let building = buildings.iter().find(|named| Some(named.id) == page.chosen).cloned();
        let stretches = page.chosen.map(|building| site.stretches(building)).unwrap_or_default();
        let units: Vec<UnitView> = stretches
            .iter()
            .map(|stretch| unit(&site, stretch, filter.question, now))
            .collect();
        let cells = || {
            units
                .iter()
                .flat_map(|unit| &unit.floors)
                .flat_map(|floor| &floor.cells)
        };
        let count = |answer| (answer, cells().filter(|cell| cell.answer == answer).count());
        let counts = answers(filter.question).into_iter().map(count);
        Self {
            site: page.site.name.clone(),
            seq: page.seq,
            updated: rule.local(now).to_string(),
            building,
            doors: cells().count(),
            persons: site.residents().count(),
            counts: counts.filter(|(_, count)| *count > 0).collect(),
            flagged: cells().filter(|cell| cell.flagged).count(),
            units,
            buildings,
        }
    }
}

fn answers(question: Question) -> Vec<Answer> {
    match question {
        Question::Today => DoorStatus::ALL.map(Answer::Today).to_vec(),
        Question::Seen => Seen::ALL.map(Answer::Seen).to_vec(),
    }
}

fn unit(site: &SiteView, stretch: &Stretch, question: Question, now: UnixMs) -> UnitView {
    let mut lines = site.lines(stretch, now);
    // From the top down as a house stands there, on each floor as one counts; no floor known comes last.
    lines.sort_by_cached_key(|line| {
        let floor = line.floor.map_or((true, Reverse(0)), |floor| (false, Reverse(floor)));
        (floor, line.room.len(), line.room.clone(), line.door)
    });
    let floors = lines.chunk_by(|a, b| a.floor == b.floor);
    let floors: Vec<FloorView> = floors
        .map(|lines| FloorView {
            floor: lines.first().and_then(|line| line.floor),
            cells: lines.iter().map(|line| cell(site, line, question, now)).collect(),
        })
        .collect();
    UnitView {
        name: stretch.unit.clone(),
        width: floors.iter().map(|floor| floor.cells.len()).max().unwrap_or(0),
        floors,
    }
}

fn cell(site: &SiteView, line: &DoorLine, question: Question, now: UnixMs) -> Cell {
    let (answer, minutes) = match question {
        Question::Today => (Answer::Today(line.status), None),
        Question::Seen => {
            let (seen, minutes) = seen(site, line.door, now);
            (Answer::Seen(seen), minutes)
        }
    };
    Cell {
        door: line.door,
        room: line.room.clone(),
        address: site.door(line.door).map(|door| site.address(door)).unwrap_or_default(),
        answer,
        minutes,
        listed: line.priority,
        flagged: line.flagged,
    }
}

/// Of those at home, whoever was not seen for longest; one in priority care who waits too long before all others.
fn seen(site: &SiteView, door: RecordId, now: UnixMs) -> (Seen, Option<i64>) {
    let residents = site.residents_at(door).into_iter();
    let at_home = residents.filter(|resident| resident.whereabouts == Whereabouts::Home);
    let of = |resident: &Resident| {
        let confirmed = site.confirmed(resident);
        let minutes = confirmed.map(|confirmed| minutes(confirmed.at, now));
        let seen = match minutes {
            _ if is_overdue(resident, confirmed, now) => Seen::Overdue,
            None => Seen::Never,
            Some(minutes) if minutes < DAY_MIN => Seen::Fresh,
            Some(minutes) if minutes < 2 * DAY_MIN => Seen::OneDay,
            Some(_) => Seen::TwoDays,
        };
        (seen, minutes)
    };
    let worst = at_home
        .map(of)
        .min_by_key(|(seen, minutes)| (*seen, Reverse(minutes.unwrap_or(i64::MAX))));
    worst.unwrap_or((Seen::Nobody, None))
}

/// When the one at this door was seen who, of those at home, was not seen for longest: none where nobody is to be seen, and
/// in it none where somebody was never seen.
pub(crate) fn longest_unseen(site: &SiteView, door: RecordId) -> Option<Option<UnixMs>> {
    let residents = site.residents_at(door).into_iter();
    let at_home = residents.filter(|resident| resident.whereabouts == Whereabouts::Home);
    at_home
        .map(|resident| site.confirmed(resident).map(|confirmed| confirmed.at))
        .min()
}

#[cfg(test)]
mod tests;
