//! A page of the list: which doors, and what the title says of them. Pure.

use shared::{
    id::RecordId,
    view::{
        DoorLine, SiteView,
        site::{next_door, pages},
    },
};

use crate::words::Words;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) doors: Vec<DoorLine>,
    /// Under the title: the floors of this page, and what is left of the whole unit.
    pub(super) small: Vec<String>,
    /// Counted from 0, within `pages`.
    pub(super) page: usize,
    pub(super) pages: usize,
}

pub(super) fn list(words: &Words, lines: &[DoorLine], most: usize, page: usize) -> List {
    let pages = pages(lines, most);
    let page = page.min(pages.len().saturating_sub(1));
    let doors = pages.get(page).map_or_else(Vec::new, |doors| doors.to_vec());
    let left = match SiteView::counts(lines).open {
        0 if lines.is_empty() => None,
        0 => Some(words.all_walked.to_owned()),
        left => Some((words.doors_left)(left as u64)),
    };
    let small = match (floors(words, &doors), left) {
        // Short enough for one line under the title.
        (Some((floor, 1)), Some(left)) if words.is_dense => vec![format!("{floor} · {left}")],
        (floors, left) => floors.map(|(floors, _)| floors).into_iter().chain(left).collect(),
    };
    List {
        doors,
        small,
        page,
        pages: pages.len(),
    }
}

/// The page a door is on; the first for a door that isn't here.
pub(super) fn page_of(lines: &[DoorLine], most: usize, door: Option<RecordId>) -> usize {
    let holds = |page: &&[DoorLine]| page.iter().any(|line| Some(line.door) == door);
    pages(lines, most).iter().position(holds).unwrap_or(0)
}

/// The door to go to: onward from the newest save, and back to it where that was taken back.
pub(super) fn next(lines: &[DoorLine], last: Option<RecordId>) -> Option<&DoorLine> {
    let taken_back = lines
        .iter()
        .find(|line| Some(line.door) == last && line.visited.is_none() && line.status.is_open());
    taken_back.or_else(|| next_door(lines, last))
}

/// The floors of these doors, and how many they are.
fn floors(words: &Words, doors: &[DoorLine]) -> Option<(String, usize)> {
    let (first, last) = (doors.first()?.floor?, doors.last()?.floor?);
    if first == last {
        Some(((words.floor)(first), 1))
    } else {
        Some(((words.floors)(first, last), 2))
    }
}

#[cfg(test)]
mod tests {
    use shared::{time::UnixMs, view::DoorStatus};

    use super::*;
    use crate::{state::Lang, words};

    /// 34 floors of four doors, from the top; the doors of the top floor are done.
    fn tower() -> Vec<DoorLine> {
        let line = |floor: u8, at: u8| DoorLine {
            door: RecordId::made(UnixMs(1), [floor * 4 + at; 10]),
            room: format!("{floor}0{}", at + 1),
            floor: Some(floor.into()),
            status: if floor == 34 {
                DoorStatus::Done
            } else {
                DoorStatus::NotDone
            },
            priority: false,
            overdue: false,
            flagged: false,
            walked: false,
            at_home: 2,
            visited: None,
        };
        (1..=34)
            .rev()
            .flat_map(|floor| (0..4).map(move |at| line(floor, at)))
            .collect()
    }

    #[test]
    fn a_tower_is_paged_by_whole_floors_and_says_what_is_left_of_all() {
        let (words, lines) = (words::of(Lang::Zh), tower());
        let first = list(words, &lines, 12, 0);
        assert_eq!((first.doors.len(), first.pages, first.page), (12, 12, 0));
        assert_eq!(first.small, ["34–32层", "还有 132 户"]);
        let last = list(words, &lines, 12, 99);
        assert_eq!((last.doors.len(), last.page), (4, 11));
        assert_eq!(last.small, ["1层 · 还有 132 户"]);
    }

    #[test]
    fn a_door_leads_to_its_page() {
        let lines = tower();
        assert_eq!(page_of(&lines, 12, Some(lines[0].door)), 0);
        assert_eq!(page_of(&lines, 12, Some(lines[13].door)), 1);
        assert_eq!(page_of(&lines, 8, Some(lines[135].door)), 16);
        assert_eq!(page_of(&lines, 12, None), 0);
    }

    #[test]
    fn after_a_save_comes_the_following_door_and_after_undo_the_same_one() {
        let mut lines = tower();
        lines[4].status = DoorStatus::Done;
        lines[4].visited = Some(UnixMs(5));
        assert_eq!(next(&lines, Some(lines[4].door)).unwrap().room, "3302");
        lines[4].visited = None;
        lines[4].status = DoorStatus::NotDone;
        assert_eq!(next(&lines, Some(lines[4].door)).unwrap().room, "3301");
    }

    #[test]
    fn an_empty_building_and_a_single_door_are_lists_too() {
        let words = words::of(Lang::Zh);
        assert_eq!(list(words, &[], 12, 3), List::default());
        let mut one = tower().remove(0);
        one.floor = None;
        let one = list(words, &[one], 12, 0);
        assert_eq!((one.doors.len(), one.pages), (1, 1));
        assert_eq!(one.small, ["都走完了"]);
    }
}
