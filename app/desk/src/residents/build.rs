//! [`ResidentsView`] from what a store read. Pure: the moment is an argument. What is flagged and who is overdue is told
//! by the views that the phone goes by, too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use shared::{
    domain::{Building, Door, Resident},
    id::RecordId,
    record::Record,
    time::UnixMs,
    view::{SiteView, site::Flag},
};
use store::RosterPage;

use super::{
    Counts, Filter, Group, Listed, Order, ResidentRow, ResidentsView,
    about::{buildings, flag_text, is_overdue, last_seen, person},
    masked::masked,
    search::{Fit, Search},
};

/// Rows on the page; of more nobody finds anything.
pub(super) const ROWS_MAX: usize = 200;
/// Words under 管控类型 to choose from; a roster full of typing errors has hundreds.
const CONTROLS_MAX: usize = 20;

/// Everybody of a site with what one looks for them by.
pub(crate) struct Roster<'a> {
    page: &'a RosterPage,
    site: SiteView,
    now: UnixMs,
    /// Where each door stands in the list.
    places: HashMap<RecordId, usize>,
}

/// Somebody whom the filter lets through, but for its group.
struct Match<'a> {
    resident: &'a Resident,
    flags: Vec<Flag<'a>>,
}

impl<'a> Roster<'a> {
    pub(crate) fn new(page: &'a RosterPage, now: UnixMs) -> Self {
        let site = SiteView::new(page.site.day, &page.records);
        let mut places = HashMap::new();
        for building in site.buildings() {
            for stretch in site.stretches(building.id) {
                let mut doors = site.doors_of(&stretch);
                doors.sort_by(|a, b| by_room(a).cmp(&by_room(b)));
                for door in doors {
                    places.insert(door.id, places.len());
                }
            }
        }
        Self {
            page,
            site,
            now,
            places,
        }
    }

    /// Of whom one has to know when they were last seen: those on the list, and those who are shown.
    pub(super) fn to_look_up(&self, filter: &Filter) -> Vec<RecordId> {
        let listed = self.site.residents().filter(|resident| resident.priority.is_some());
        let mut wanted: BTreeSet<RecordId> = listed.map(|resident| resident.id).collect();
        // Whoever is overdue is on the list.
        if filter.group != Some(Group::Overdue) {
            let shown = self.shown(self.matches(filter), filter).into_iter();
            wanted.extend(shown.take(ROWS_MAX).map(|shown| shown.resident.id));
        }
        wanted.into_iter().collect()
    }

    /// `seen`: the visits that confirm those who were to be looked up.
    pub(super) fn view(mut self, seen: &[Record], filter: &Filter) -> ResidentsView {
        for visit in seen {
            self.site.put(visit.id, Some(visit.into()));
        }
        let matches = self.matches(filter);
        let counts = self.counts(&matches);
        let shown = self.shown(matches, filter);
        let rule = self.page.site.day;
        ResidentsView {
            site: self.page.site.name.clone(),
            seq: self.page.seq,
            updated: rule.local(self.now).to_string(),
            is_empty: self.site.residents().next().is_none(),
            counts,
            found: shown.len(),
            rows: shown.iter().take(ROWS_MAX).map(|shown| self.row(shown)).collect(),
            buildings: buildings(&self.site),
            controls: self.controls(),
        }
    }

    /// Everybody of whom a file tells.
    pub(crate) fn everybody(&self) -> Vec<RecordId> {
        self.site.residents().map(|resident| resident.id).collect()
    }

    /// All whom the filter lets through, in order, in the site they live in. `seen`: the visits that confirm them.
    pub(crate) fn all(&mut self, seen: &[Record], filter: &Filter) -> (&SiteView, Vec<&Resident>) {
        for visit in seen {
            self.site.put(visit.id, Some(visit.into()));
        }
        let this = &*self;
        let shown = this.shown(this.matches(filter), filter).into_iter();
        (&this.site, shown.map(|found| found.resident).collect())
    }

    /// Everybody whom the filter lets through, but for its group; an exact room leaves all others out.
    fn matches(&self, filter: &Filter) -> Vec<Match<'_>> {
        let search = Search::new(&filter.q);
        let fits: HashMap<RecordId, Fit> = if search.is_empty() {
            HashMap::new()
        } else {
            let doors = self.doors().into_iter();
            doors
                .map(|(door, building)| (door.id, search.door(door, &building.name)))
                .collect()
        };
        let mut found: Vec<(Fit, &Resident)> = Vec::new();
        for resident in self
            .site
            .residents()
            .filter(|resident| self.lets_through(resident, filter))
        {
            let fit = if search.is_empty() {
                Fit::Part
            } else {
                let door = fits.get(&resident.door).copied().unwrap_or(Fit::Not);
                door.max(search.name(&resident.name))
            };
            found.push((fit, resident));
        }
        let best = found.iter().map(|(fit, _)| *fit).max().unwrap_or(Fit::Not);
        let least = best.max(Fit::Part);
        let fitting = found.into_iter().filter(|(fit, _)| *fit >= least);
        let mut flags: BTreeMap<RecordId, Vec<Flag<'_>>> = BTreeMap::new();
        fitting
            .map(|(_, resident)| {
                let at_door = flags
                    .entry(resident.door)
                    .or_insert_with(|| self.site.flags(resident.door, self.now));
                let about = |flag: &&Flag<'_>| [resident.door, resident.id].contains(&flag.tick.subject);
                Match {
                    resident,
                    flags: at_door.iter().filter(about).copied().collect(),
                }
            })
            .collect()
    }

    fn doors(&self) -> Vec<(&Door, &Building)> {
        let mut doors = Vec::new();
        for building in self.site.buildings() {
            for stretch in self.site.stretches(building.id) {
                doors.extend(self.site.doors_of(&stretch).into_iter().map(|door| (door, building)));
            }
        }
        doors
    }

    fn lets_through(&self, resident: &Resident, filter: &Filter) -> bool {
        let building = || self.site.door(resident.door).map(|door| door.building);
        let control = || resident.control.as_deref().unwrap_or_default() == filter.control;
        (filter.building.is_none() || building() == filter.building)
            && filter.whereabouts.is_none_or(|wanted| wanted == resident.whereabouts)
            && (filter.control.is_empty() || control())
    }

    /// Those of the group, in order.
    fn shown<'b>(&self, matches: Vec<Match<'b>>, filter: &Filter) -> Vec<Match<'b>> {
        let mut shown = matches;
        if let Some(group) = filter.group {
            shown.retain(|found| self.is_in(group, found));
        }
        let place = |resident: &Resident| {
            let age = std::cmp::Reverse(resident.age.unwrap_or(-1));
            let door = self.places.get(&resident.door).copied().unwrap_or(usize::MAX);
            (door, resident.priority.is_none(), age, resident.id)
        };
        match (filter.group, filter.order) {
            // Whoever was not seen for longest waits for somebody.
            (Some(Group::Overdue), Order::Door) => {
                shown.sort_by_cached_key(|found| (self.seen_at(found.resident), place(found.resident)));
            }
            (_, Order::Door) => shown.sort_by_cached_key(|found| place(found.resident)),
            (_, Order::Age) => shown.sort_by_cached_key(|found| {
                let place = place(found.resident);
                (place.2, place)
            }),
        }
        shown
    }

    fn seen_at(&self, resident: &Resident) -> i64 {
        self.site
            .confirmed(resident)
            .map_or(i64::MIN, |confirmed| confirmed.at.0)
    }

    fn is_in(&self, group: Group, found: &Match<'_>) -> bool {
        let resident = found.resident;
        match group {
            Group::Priority => resident.priority.is_some(),
            Group::Overdue => is_overdue(resident, self.site.confirmed(resident), self.now),
            Group::Alone => resident.living_alone,
            Group::Flagged => !found.flags.is_empty(),
            Group::Medical => resident.medical.is_some(),
        }
    }

    fn counts(&self, matches: &[Match<'_>]) -> Counts {
        let of = |group| matches.iter().filter(|found| self.is_in(group, found)).count();
        Counts {
            all: matches.len(),
            priority: of(Group::Priority),
            overdue: of(Group::Overdue),
            alone: of(Group::Alone),
            flagged: of(Group::Flagged),
            medical: of(Group::Medical),
        }
    }

    fn row(&self, found: &Match<'_>) -> ResidentRow {
        let resident = found.resident;
        let confirmed = self.site.confirmed(resident);
        let door = self.site.door(resident.door);
        ResidentRow {
            id: resident.id,
            address: door.map(|door| self.site.address(door)).unwrap_or_default(),
            name: resident.name.clone(),
            person: person(resident),
            phone: resident.phone.as_deref().map(masked),
            care: resident.care.clone(),
            control: resident.control.clone(),
            whereabouts: resident.whereabouts,
            listed: resident.priority.as_ref().map(|priority| Listed {
                reason: priority.reason.clone(),
                overdue: is_overdue(resident, confirmed, self.now),
            }),
            medical: resident.medical.clone(),
            flags: found.flags.iter().map(flag_text).collect(),
            seen: confirmed.map(|confirmed| last_seen(&self.site, confirmed, self.now)),
        }
    }

    /// The most frequent first.
    fn controls(&self) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for control in self.site.residents().filter_map(|resident| resident.control.as_deref()) {
            *counts.entry(control).or_default() += 1;
        }
        let mut words: Vec<(&str, usize)> = counts.into_iter().collect();
        words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        words
            .into_iter()
            .take(CONTROLS_MAX)
            .map(|(word, _)| word.to_owned())
            .collect()
    }
}

/// Floor by floor from the ground up, and as one counts on each.
fn by_room(door: &Door) -> (i64, usize, &str, RecordId) {
    (door.floor.unwrap_or(i64::MAX), door.room.len(), &door.room, door.id)
}

#[cfg(test)]
mod tests;
