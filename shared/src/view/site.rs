//! A whole site for one day: doors in walking order with their status, built from records and kept up to date record by
//! record. Pages, floors and "next door" follow from it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    door::{DoorDay, DoorStatus, door_day},
    freshness::{Confirmed, Freshness, freshness, last_confirmed},
    lazy::Lazy,
};
use crate::{
    domain::{Building, Door, Resident, Site, Template, Tick, Visit, Whereabouts},
    id::{IdMap, RecordId},
    kind::Kind,
    packed::Look,
    record::Record,
    time::{DayRule, SiteDay, UnixMs},
};

/// Doors that are walked together: a unit of a building, or a building without units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    pub building: RecordId,
    pub unit: Option<String>,
}

/// A door in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorLine {
    pub door: RecordId,
    pub room: String,
    pub floor: Option<i64>,
    pub status: DoorStatus,
    /// A priority resident lives here.
    pub priority: bool,
    pub at_home: usize,
    pub visited: Option<UnixMs>,
}

/// Counts over doors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorCounts {
    /// Every door that isn't 空户.
    pub due: usize,
    /// 还有 N 户: due and not done, 无应答 and 就医 included.
    pub open: usize,
    pub medical: usize,
    pub no_answer: usize,
}

/// An index over one site's records.
#[derive(Debug, Default)]
pub struct SiteView {
    rule: DayRule,
    site: String,
    buildings: BTreeMap<RecordId, Building>,
    doors: IdMap<Door>,
    residents: IdMap<Resident>,
    visits: IdMap<Lazy<Visit>>,
    ticks: IdMap<Lazy<Tick>>,
    templates: BTreeMap<RecordId, Template>,
    names: HashMap<RecordId, String>,
    at_door: IdMap<BTreeSet<RecordId>>,
    /// By door, in the order in which they were made.
    visits_at: IdMap<BTreeSet<(UnixMs, RecordId)>>,
    stretches: BTreeMap<Stretch, BTreeSet<RecordId>>,
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
                self.visits_at.entry(door).or_default().insert((at, id));
                self.visits.insert(id, look.into());
            }
            Kind::Tick => {
                self.ticks.insert(id, look.into());
            }
            _ => self.insert_entity(&look.record()),
        }
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
                self.stretches.entry(stretch_of(&door)).or_default().insert(id);
                self.doors.insert(id, door);
            }
            Kind::Resident => {
                let resident = Resident::from(record);
                self.at_door.entry(resident.door).or_default().insert(id);
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

    fn remove(&mut self, id: RecordId) {
        if let Some(door) = self.doors.remove(&id) {
            let stretch = stretch_of(&door);
            if let Some(doors) = self.stretches.get_mut(&stretch) {
                doors.remove(&id);
                if doors.is_empty() {
                    self.stretches.remove(&stretch);
                }
            }
        } else if let Some(resident) = self.residents.remove(&id) {
            self.at_door.entry(resident.door).or_default().remove(&id);
        } else if let Some(visit) = self.visits.remove(&id) {
            let visit = visit.read();
            self.visits_at.entry(visit.door).or_default().remove(&(visit.at, id));
        } else if self.ticks.remove(&id).is_none() && self.buildings.remove(&id).is_none() {
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
        let mut buildings: Vec<&Building> = self.buildings.values().collect();
        buildings.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        buildings
    }

    pub fn building(&self, id: RecordId) -> Option<&Building> {
        self.buildings.get(&id)
    }

    /// The units of a building; one without a name where it has none.
    pub fn stretches(&self, building: RecordId) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = self
            .stretches
            .keys()
            .filter(|stretch| stretch.building == building)
            .cloned()
            .collect();
        found.sort_by_key(|stretch| {
            let unit = stretch.unit.clone().unwrap_or_default();
            (unit.parse::<i64>().unwrap_or(i64::MAX), unit)
        });
        found
    }

    pub fn door(&self, id: RecordId) -> Option<&Door> {
        self.doors.get(&id)
    }

    pub fn resident(&self, id: RecordId) -> Option<&Resident> {
        self.residents.get(&id)
    }

    pub fn template(&self, key: &str) -> Option<&Template> {
        self.templates
            .values()
            .filter(|template| template.key == key)
            .max_by_key(|template| template.version)
    }

    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.templates.values()
    }

    pub fn tick(&self, id: RecordId) -> Option<&Tick> {
        self.ticks.get(&id).map(Lazy::read)
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
        let mut residents: Vec<&Resident> = ids.filter_map(|id| self.residents.get(id)).collect();
        residents.sort_by_key(|r| (r.priority.is_none(), std::cmp::Reverse(r.age.unwrap_or(0)), r.id));
        residents
    }

    /// A door's visits, newest first, withdrawn ones too.
    pub fn visits_at(&self, door: RecordId) -> Vec<&Visit> {
        self.visits_since(door, UnixMs(i64::MIN))
    }

    /// As `visits_at`, those made at `start` or later.
    fn visits_since(&self, door: RecordId, start: UnixMs) -> Vec<&Visit> {
        let made = self.visits_at.get(&door).into_iter();
        let newest_first = made.flat_map(|made| made.range((start, RecordId::NIL)..).rev());
        newest_first
            .filter_map(|(_, id)| self.visits.get(id))
            .map(Lazy::read)
            .collect()
    }

    pub fn day_of(&self, at: UnixMs) -> SiteDay {
        self.rule.day(at)
    }

    pub fn door_day(&self, door: &Door, now: UnixMs) -> DoorDay {
        let today = self.rule.day(now);
        let residents: Vec<Resident> = self.residents_at(door.id).into_iter().cloned().collect();
        let visits = self
            .visits_since(door.id, self.rule.start(today))
            .into_iter()
            .filter(|visit| self.rule.day(visit.at) == today)
            .cloned();
        door_day(door, &residents, &visits.collect::<Vec<_>>())
    }

    pub fn confirmed(&self, resident: &Resident) -> Option<Confirmed> {
        last_confirmed(resident.id, self.visits_at(resident.door))
    }

    pub fn freshness(&self, resident: &Resident, now: UnixMs) -> Freshness {
        freshness(resident, self.confirmed(resident), now)
    }

    /// Priority residents at home who are overdue, the longest first.
    pub fn overdue(&self, now: UnixMs) -> Vec<(&Resident, Option<Confirmed>)> {
        let at_home = self
            .residents
            .values()
            .filter(|resident| resident.whereabouts == Whereabouts::Home);
        let listed = at_home.filter(|resident| resident.priority.is_some());
        let with_time = listed.map(|resident| (resident, self.confirmed(resident)));
        let mut overdue: Vec<_> = with_time
            .filter(|(resident, c)| freshness(resident, *c, now) == Freshness::Overdue)
            .collect();
        overdue.sort_by_key(|(resident, confirmed)| (confirmed.map_or(0, |confirmed| confirmed.at.0), resident.id));
        overdue
    }

    /// The doors of a stretch in walking order.
    pub fn lines(&self, stretch: &Stretch, now: UnixMs) -> Vec<DoorLine> {
        let ids = self.stretches.get(stretch).into_iter().flatten();
        let mut doors: Vec<&Door> = ids.filter_map(|id| self.doors.get(id)).collect();
        doors.sort_by(|a, b| (a.walk, &a.room, a.id).cmp(&(b.walk, &b.room, b.id)));
        doors.into_iter().map(|door| self.line(door, now)).collect()
    }

    pub fn line(&self, door: &Door, now: UnixMs) -> DoorLine {
        let DoorDay {
            status,
            at_home,
            visited,
        } = self.door_day(door, now);
        let priority = self
            .residents_at(door.id)
            .iter()
            .any(|resident| resident.priority.is_some());
        DoorLine {
            door: door.id,
            room: door.room.clone(),
            floor: door.floor,
            status,
            priority,
            at_home,
            visited,
        }
    }

    /// Counts over these lines.
    pub fn counts<'a>(lines: impl IntoIterator<Item = &'a DoorLine>) -> DoorCounts {
        let mut counts = DoorCounts::default();
        for line in lines {
            counts.due += usize::from(line.status != DoorStatus::Vacant);
            counts.open += usize::from(line.status.is_open());
            counts.medical += usize::from(line.status == DoorStatus::Medical);
            counts.no_answer += usize::from(line.status == DoorStatus::NoAnswer);
        }
        counts
    }
}

fn stretch_of(door: &Door) -> Stretch {
    Stretch {
        building: door.building,
        unit: door.unit.clone(),
    }
}

/// The next door still to be knocked at: onward from `after`, then once around. Doors where nobody answered and those
/// with a medical need wait for somebody to decide; they are not offered by themselves.
pub fn next_door(lines: &[DoorLine], after: Option<RecordId>) -> Option<&DoorLine> {
    let start = after
        .and_then(|door| lines.iter().position(|line| line.door == door))
        .map_or(0, |at| at + 1);
    let around = lines[start..].iter().chain(&lines[..start]);
    let mut open = around.filter(|line| matches!(line.status, DoorStatus::Priority | DoorStatus::NotDone));
    open.next()
}

/// Pages of whole floors with at most `most` doors; a longer floor is split.
pub fn pages(lines: &[DoorLine], most: usize) -> Vec<&[DoorLine]> {
    let most = most.max(1);
    let mut pages = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for floor in lines.chunk_by(|a, b| a.floor == b.floor) {
        if end > start && end - start + floor.len() > most {
            pages.push(&lines[start..end]);
            start = end;
        }
        end += floor.len();
        while end - start > most {
            pages.push(&lines[start..start + most]);
            start += most;
        }
    }
    if end > start {
        pages.push(&lines[start..end]);
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(n: u8, floor: i64, status: DoorStatus) -> DoorLine {
        let door = RecordId::made(UnixMs(1), [n; 10]);
        DoorLine {
            door,
            room: n.to_string(),
            floor: Some(floor),
            status,
            priority: false,
            at_home: 1,
            visited: None,
        }
    }

    #[test]
    fn a_page_holds_whole_floors_and_splits_a_longer_one() {
        let sizes = |per_floor: &[usize], most| {
            let mut lines = Vec::new();
            for (floor, doors) in per_floor.iter().enumerate() {
                lines.extend((0..*doors).map(|_| line(0, floor as i64, DoorStatus::NotDone)));
            }
            pages(&lines, most).iter().map(|page| page.len()).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[4, 4, 4, 4], 12), [12, 4]);
        assert_eq!(sizes(&[5, 5, 5], 12), [10, 5]);
        assert_eq!(sizes(&[30], 12), [12, 12, 6]);
        assert_eq!(sizes(&[3, 20, 2], 12), [3, 12, 10]);
        assert_eq!(sizes(&[], 12), Vec::<usize>::new());
    }

    #[test]
    fn the_next_door_goes_once_around_and_skips_what_waits_for_a_decision() {
        let lines = [
            line(1, 2, DoorStatus::NotDone),
            line(2, 2, DoorStatus::Done),
            line(3, 1, DoorStatus::NoAnswer),
            line(4, 1, DoorStatus::Priority),
        ];
        let next = |after: usize| next_door(&lines, Some(lines[after].door)).map(|line| line.room.as_str());
        assert_eq!(next(0), Some("4"));
        assert_eq!(next(3), Some("1"));
        assert_eq!(next_door(&lines[1..3], None), None);
    }
}
