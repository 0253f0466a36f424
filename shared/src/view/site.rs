//! A whole site for one day, built from records and kept up to date record by record: who lives where, what happened
//! there, who is overdue. [`line`] makes the list of doors of it, [`checklist`] what is asked at one.

use std::cmp::Reverse;

use super::{
    door::{DoorDay, door_day},
    freshness::{Confirmed, Freshness, freshness, last_confirmed},
    lazy::Lazy,
};
use crate::{
    domain::resident::SAME_AS,
    domain::{Building, Door, Resident, Site, Template, Tick, Visit, Whereabouts},
    id::{IdMap, RecordId},
    kind::Kind,
    order::{self, ordered},
    packed::Look,
    record::Record,
    time::{DayRule, SiteDay, UnixMs},
};

pub mod checklist;
pub mod line;

pub use checklist::{Checklist, Flag};
pub use line::{DoorCounts, DoorLine, next_door, pages};

/// Doors that are walked together: a unit of a building, or a building without units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    pub building: RecordId,
    pub unit: Option<String>,
}

/// An index over one site's records.
#[derive(Debug, Default)]
pub struct SiteView {
    rule: DayRule,
    site: String,
    buildings: IdMap<Building>,
    doors: IdMap<Door>,
    residents: IdMap<Resident>,
    visits: IdMap<Lazy<Visit>>,
    ticks: IdMap<Lazy<Tick>>,
    templates: IdMap<Template>,
    names: IdMap<String>,
    /// Aliases of people, each with whom it is and its door.
    same: Vec<(RecordId, RecordId, RecordId)>,
    /// In the order of their ids.
    at_door: IdMap<Vec<RecordId>>,
    /// By door, in the order in which they were made.
    visits_at: IdMap<Vec<(UnixMs, RecordId)>>,
    /// By subject, with the mark of their period.
    ticks_about: IdMap<Vec<(u64, RecordId)>>,
    /// Their doors, in the order of their ids.
    stretches: Vec<(Stretch, Vec<RecordId>)>,
    /// What happened before this is still to come.
    since: Option<UnixMs>,
}

impl SiteView {
    pub fn new<'a>(rule: DayRule, records: impl IntoIterator<Item: Into<Look<'a>>>) -> Self {
        let mut view = Self {
            rule,
            ..Self::default()
        };
        let looks: Vec<Look<'_>> = records.into_iter().map(Into::into).collect();
        let count = |kind: Kind| looks.iter().filter(|look| *look.kind() == kind).count();
        view.visits.reserve(count(Kind::Visit));
        view.ticks.reserve(count(Kind::Tick));
        for look in looks {
            view.insert(look);
        }
        view
    }

    /// What happened before `since` is not here yet: until it all is, nobody is judged by when they were last seen.
    pub const fn await_before(&mut self, since: UnixMs) {
        self.since = Some(since);
    }

    /// Nothing is to come any more.
    pub const fn complete(&mut self) {
        self.since = None;
    }

    pub const fn is_partial(&self) -> bool {
        self.since.is_some()
    }

    /// Whether all of the day of `now` is here: the list of doors can be made.
    pub fn knows_today(&self, now: UnixMs) -> bool {
        self.since
            .is_none_or(|since| since <= self.rule.start(self.day_of(now)))
    }

    /// Takes one record as it looks now; none where it is gone.
    pub fn put(&mut self, id: RecordId, record: Option<Look<'_>>) {
        self.remove(id);
        if let Some(record) = record {
            self.insert(record);
        }
    }

    fn insert(&mut self, look: Look<'_>) {
        let id = look.id();
        match look.kind() {
            Kind::Visit => {
                let door = look.reference("door").unwrap_or(RecordId::NIL);
                let at = UnixMs(look.int("at").unwrap_or(0));
                order::put(self.visits_at.or_default(door), (at, id));
                self.visits.insert(id, look.into());
            }
            Kind::Tick => {
                let subject = look.reference("subject").unwrap_or(RecordId::NIL);
                let mark = checklist::mark(look.text("period").unwrap_or_default());
                self.ticks_about.or_default(subject).push((mark, id));
                self.ticks.insert(id, look.into());
            }
            Kind::Resident if look.reference(SAME_AS).is_some() => {
                let id_of = |field| look.reference(field).unwrap_or(RecordId::NIL);
                self.same.push((id, id_of(SAME_AS), id_of("door")));
                self.visits.values_mut().for_each(Lazy::forget);
            }
            _ => self.insert_entity(&look.record()),
        }
    }

    /// The record that stands for a person.
    pub fn root(&self, id: RecordId) -> RecordId {
        let mut root = id;
        // The server lets nobody be their own alias; this ends all the same.
        for _ in &self.same {
            match self.same.iter().find(|(alias, ..)| *alias == root) {
                Some((_, same, _)) => root = *same,
                None => break,
            }
        }
        root
    }

    /// A person's aliases, with their doors.
    fn aliases(&self, id: RecordId) -> impl Iterator<Item = (RecordId, RecordId)> {
        let aliases = self.same.iter().map(|(alias, _, door)| (*alias, *door));
        aliases.filter(move |(alias, _)| self.root(*alias) == id)
    }

    /// A visit names whoever a person is known as.
    fn read<'a>(&'a self, visit: &'a Lazy<Visit>) -> &'a Visit {
        visit.read(&|visit| {
            for person in &mut visit.persons {
                person.resident = self.root(person.resident);
            }
        })
    }

    fn insert_entity(&mut self, record: &Record) {
        let id = record.id;
        match &record.kind {
            Kind::Site => {
                let site = Site::from(record);
                self.rule = site.day;
                self.site = site.name;
            }
            Kind::Building => {
                self.buildings.insert(id, record.into());
            }
            Kind::Door => {
                let door = Door::from(record);
                self.walk(stretch_of(&door), id);
                self.doors.insert(id, door);
            }
            Kind::Resident => {
                let resident = Resident::from(record);
                order::put(self.at_door.or_default(resident.door), id);
                self.residents.insert(id, resident);
            }
            Kind::Template => {
                self.templates.insert(id, record.into());
            }
            Kind::Account => {
                self.names
                    .insert(id, record.text("name").unwrap_or_default().to_owned());
            }
            Kind::Visit | Kind::Tick | Kind::Other(_) => {}
        }
    }

    /// Puts a door into its stretch.
    fn walk(&mut self, stretch: Stretch, door: RecordId) {
        match self.stretches.iter_mut().find(|(known, _)| *known == stretch) {
            Some((_, doors)) => order::put(doors, door),
            None => self.stretches.push((stretch, vec![door])),
        }
    }

    fn remove(&mut self, id: RecordId) {
        if let Some(door) = self.doors.remove(&id) {
            let stretch = stretch_of(&door);
            for (_, doors) in self.stretches.iter_mut().filter(|(known, _)| *known == stretch) {
                order::take(doors, &id);
            }
            self.stretches.retain(|(_, doors)| !doors.is_empty());
        } else if let Some(resident) = self.residents.remove(&id) {
            order::take(self.at_door.or_default(resident.door), &id);
        } else if let Some(visit) = self.visits.remove(&id) {
            let visit = visit.read(&|_| ());
            order::take(self.visits_at.or_default(visit.door), &(visit.at, id));
        } else if let Some(tick) = self.ticks.remove(&id) {
            let about = self.ticks_about.or_default(tick.read(&|_| ()).subject);
            about.retain(|(_, tick)| *tick != id);
        } else if let Some(at) = self.same.iter().position(|(alias, ..)| *alias == id) {
            self.same.remove(at);
            self.visits.values_mut().for_each(Lazy::forget);
        } else if self.buildings.remove(&id).is_none() {
            self.templates.remove(&id);
            self.names.remove(&id);
        }
    }

    pub const fn rule(&self) -> DayRule {
        self.rule
    }

    pub fn site_name(&self) -> &str {
        &self.site
    }

    /// Buildings in their order.
    pub fn buildings(&self) -> Vec<&Building> {
        let buildings: Vec<&Building> = self.buildings.values().collect();
        ordered(&buildings, &|a, b| {
            (a.order, &a.name, a.id).cmp(&(b.order, &b.name, b.id))
        })
    }

    pub fn building(&self, id: RecordId) -> Option<&Building> {
        self.buildings.get(&id)
    }

    /// The units of a building; one without a name where it has none.
    pub fn stretches(&self, building: RecordId) -> Vec<Stretch> {
        let here = |stretch: &&Stretch| stretch.building == building;
        let found: Vec<&Stretch> = self.stretches.iter().map(|(stretch, _)| stretch).filter(here).collect();
        let place = |stretch: &Stretch| {
            let unit = stretch.unit.clone().unwrap_or_default();
            (unit.parse::<i64>().unwrap_or(i64::MAX), unit)
        };
        let found = ordered(&found, &|a, b| place(a).cmp(&place(b)));
        found.into_iter().cloned().collect()
    }

    pub fn door(&self, id: RecordId) -> Option<&Door> {
        self.doors.get(&id)
    }

    pub fn resident(&self, id: RecordId) -> Option<&Resident> {
        self.residents.get(&id)
    }

    /// Everybody of the site, in no order.
    pub fn residents(&self) -> impl Iterator<Item = &Resident> {
        self.residents.values()
    }

    pub fn visit(&self, id: RecordId) -> Option<&Visit> {
        self.visits.get(&id).map(|visit| self.read(visit))
    }

    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.templates.values()
    }

    pub fn tick(&self, id: RecordId) -> Option<&Tick> {
        self.ticks.get(&id).map(|tick| tick.read(&|_| ()))
    }

    /// The name of a worker or coordinator.
    pub fn name_of(&self, account: RecordId) -> Option<&str> {
        self.names.get(&account).map(String::as_str)
    }

    /// `3-2-1203`
    pub fn address(&self, door: &Door) -> String {
        let building = self
            .buildings
            .get(&door.building)
            .map_or("", |building| building.name.as_str());
        door.address(building)
    }

    /// Who lives at a door: priority residents first, then the oldest.
    pub fn residents_at(&self, door: RecordId) -> Vec<&Resident> {
        let ids = self.at_door.get(&door).into_iter().flatten();
        let residents: Vec<&Resident> = ids.filter_map(|id| self.residents.get(id)).collect();
        let place = |r: &Resident| (r.priority.is_none(), Reverse(r.age.unwrap_or(0)), r.id);
        ordered(&residents, &|a, b| place(a).cmp(&place(b)))
    }

    /// A door's visits, newest first, withdrawn ones too.
    pub fn visits_at(&self, door: RecordId) -> Vec<&Visit> {
        self.visits_since(door, UnixMs(i64::MIN))
    }

    /// As `visits_at`, those made at `start` or later.
    fn visits_since(&self, door: RecordId, start: UnixMs) -> Vec<&Visit> {
        self.newest(door, start).collect()
    }

    /// A door's visits since, newest first. Each is read when it is come to.
    fn newest(&self, door: RecordId, start: UnixMs) -> impl Iterator<Item = &Visit> {
        let made = self.visits_at.get(&door).map_or(&[][..], Vec::as_slice);
        let since = made.iter().rev().take_while(move |(at, _)| *at >= start);
        let visits = since.filter_map(|(_, id)| self.visits.get(id));
        visits.map(|visit| self.read(visit))
    }

    pub fn day_of(&self, at: UnixMs) -> SiteDay {
        self.rule.day(at)
    }

    pub fn door_day(&self, door: &Door, now: UnixMs) -> DoorDay {
        door_day(door, &self.residents_at(door.id), &self.visits_on(door.id, now))
    }

    pub fn confirmed(&self, resident: &Resident) -> Option<Confirmed> {
        let at = |door| {
            let mut newest = self.newest(door, UnixMs(i64::MIN));
            newest.find_map(|visit| last_confirmed(resident.id, [visit]))
        };
        let elsewhere = self.aliases(resident.id).map(|(_, door)| door);
        let elsewhere = elsewhere.filter(|door| *door != resident.door).filter_map(at);
        at(resident.door)
            .into_iter()
            .chain(elsewhere)
            .max_by_key(|confirmed| confirmed.at)
    }

    pub fn freshness(&self, resident: &Resident, now: UnixMs) -> Freshness {
        freshness(resident, self.confirmed(resident), now)
    }

    /// Priority residents at home who are overdue, the longest first. Nobody, where that can't be told yet.
    pub fn overdue(&self, now: UnixMs) -> Vec<(&Resident, Option<Confirmed>)> {
        if self.is_partial() {
            return Vec::new();
        }
        let at_home = self
            .residents
            .values()
            .filter(|resident| resident.whereabouts == Whereabouts::Home);
        let listed = at_home.filter(|resident| resident.priority.is_some());
        let with_time = listed.map(|resident| (resident, self.confirmed(resident)));
        let overdue: Vec<_> = with_time
            .filter(|(resident, c)| freshness(resident, *c, now) == Freshness::Overdue)
            .collect();
        let place =
            |(resident, confirmed): &(&Resident, Option<Confirmed>)| (confirmed.map_or(0, |c| c.at.0), resident.id);
        ordered(&overdue, &|a, b| place(a).cmp(&place(b)))
    }
}

/// Where a door is walked.
pub fn stretch_of(door: &Door) -> Stretch {
    Stretch {
        building: door.building,
        unit: door.unit.clone(),
    }
}
