//! The list of doors of a stretch in walking order: status, counts, pages, the next door.

use super::{SiteView, Stretch};
use crate::{
    domain::{Door, Outcome, Visit},
    id::RecordId,
    order::ordered,
    time::{MINUTE_MS, UnixMs},
    view::{
        DoorStatus, Freshness,
        door::{DoorDay, door_day},
    },
};

/// Somebody who recorded at a door this recently is probably still near it.
pub const NEARBY_MS: i64 = 30 * MINUTE_MS;

/// A door in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorLine {
    pub door: RecordId,
    pub room: String,
    pub floor: Option<i64>,
    pub status: DoorStatus,
    /// A priority resident lives here.
    pub priority: bool,
    /// One of them has not been confirmed for longer than their cadence. Not where that can't be told yet.
    pub overdue: bool,
    /// An answer of today's checklist asks for somebody to follow up.
    pub flagged: bool,
    /// The door opened today, and nobody was confirmed.
    pub walked: bool,
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

impl SiteView {
    /// The doors of a stretch in walking order.
    pub fn doors_of(&self, stretch: &Stretch) -> Vec<&Door> {
        let here = self.stretches.iter().filter(|(known, _)| known == stretch);
        let ids = here.flat_map(|(_, doors)| doors);
        let doors: Vec<&Door> = ids.filter_map(|id| self.doors.get(id)).collect();
        ordered(&doors, &|a, b| (a.walk, &a.room, a.id).cmp(&(b.walk, &b.room, b.id)))
    }

    /// The same with how each stands today.
    pub fn lines(&self, stretch: &Stretch, now: UnixMs) -> Vec<DoorLine> {
        let doors = self.doors_of(stretch).into_iter();
        doors.map(|door| self.line(door, now)).collect()
    }

    pub fn line(&self, door: &Door, now: UnixMs) -> DoorLine {
        let (residents, today) = (self.residents_at(door.id), self.visits_on(door.id, now));
        let DoorDay {
            status,
            at_home,
            visited,
        } = door_day(door, &residents, &today);
        DoorLine {
            door: door.id,
            room: door.room.clone(),
            floor: door.floor,
            status,
            priority: residents.iter().any(|resident| resident.priority.is_some()),
            overdue: status == DoorStatus::Priority
                && !self.is_partial()
                && residents.iter().any(|r| self.freshness(r, now) == Freshness::Overdue),
            flagged: !self.flags(door.id, now).is_empty(),
            walked: status == DoorStatus::NotDone && is_walked(&today),
            at_home,
            visited,
        }
    }

    /// A door's visits of the site day that count, newest first.
    pub fn visits_on(&self, door: RecordId, now: UnixMs) -> Vec<&Visit> {
        let today = self.day_of(now);
        let mut visits = self.visits_since(door, self.rule.start(today));
        visits.retain(|visit| !visit.withdrawn && self.day_of(visit.at) == today);
        visits
    }

    /// Who else recorded at one of these doors within [`NEARBY_MS`], the latest, and when.
    pub fn nearby(&self, doors: &[DoorLine], me: RecordId, now: UnixMs) -> Option<(RecordId, UnixMs)> {
        let recent = |visit: &&Visit| visit.by != me && (0..NEARBY_MS).contains(&now.since(visit.at));
        let visits = doors
            .iter()
            .filter(|line| line.visited.is_some())
            .flat_map(|line| self.visits_on(line.door, now));
        let last = visits.filter(recent).max_by_key(|visit| (visit.at, visit.id))?;
        Some((last.by, last.at))
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

/// The door opened, and nobody was confirmed.
fn is_walked(today: &[&Visit]) -> bool {
    let mut opened = today
        .iter()
        .filter(|visit| visit.outcome == Outcome::Answered)
        .peekable();
    opened.peek().is_some() && opened.all(|visit| visit.persons.is_empty())
}

/// The next door still to be knocked at: onward from `after`, then once around; doors that were walked past with the
/// whole floor come after all others. Doors where nobody answered and those with a medical need wait for somebody to
/// decide; they are not offered by themselves.
pub fn next_door(lines: &[DoorLine], after: Option<RecordId>) -> Option<&DoorLine> {
    let start = after
        .and_then(|door| lines.iter().position(|line| line.door == door))
        .map_or(0, |at| at + 1);
    let around = lines[start..].iter().chain(&lines[..start]);
    let open = around.filter(|line| matches!(line.status, DoorStatus::Priority | DoorStatus::NotDone));
    let (fresh, walked): (Vec<&DoorLine>, Vec<&DoorLine>) = open.partition(|line| !line.walked);
    fresh.into_iter().chain(walked).next()
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
            overdue: false,
            flagged: false,
            walked: false,
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

    #[test]
    fn a_door_walked_past_comes_after_all_others() {
        let mut lines = [
            line(1, 1, DoorStatus::NotDone),
            line(2, 1, DoorStatus::NotDone),
            line(3, 1, DoorStatus::NotDone),
        ];
        lines[1].walked = true;
        let next = |after: usize| next_door(&lines, Some(lines[after].door)).map(|line| line.room.as_str());
        assert_eq!(next(0), Some("3"));
        lines[0].status = DoorStatus::Done;
        lines[2].status = DoorStatus::Done;
        assert_eq!(
            next_door(&lines, Some(lines[0].door)).map(|line| line.room.as_str()),
            Some("2")
        );
    }
}
