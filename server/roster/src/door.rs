//! The doors behind a roster's rows, in the order somebody walks them: from the top floor down.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::roster::Roster;

/// One door and who is behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    pub building: String,
    pub unit: Option<String>,
    pub room: String,
    pub floor: Option<i64>,
    /// Place in its building's walk, from 0: unit by unit, top floor first, rooms ascending.
    pub walk: u32,
    /// Places in [`Roster::rows`], in the file's order; empty for a door the file names as empty.
    pub residents: Vec<usize>,
}

/// Every door once, in walking order: building, unit, floor from the top (unknown floors last), room.
pub fn doors(roster: &Roster) -> Vec<Door> {
    /// Building, unit, room.
    type Place<'a> = (&'a str, Option<&'a str>, &'a str);
    let mut all: BTreeMap<Place<'_>, (Option<i64>, Vec<usize>)> = BTreeMap::new();
    for (at, row) in roster.rows.iter().enumerate() {
        let door = all.entry((&row.building, row.unit.as_deref(), &row.room)).or_default();
        door.0 = door.0.or(row.floor);
        door.1.push(at);
    }
    for empty in &roster.empty_doors {
        let door = all
            .entry((&empty.building, empty.unit.as_deref(), &empty.room))
            .or_default();
        door.0 = door.0.or(empty.floor);
    }
    let mut doors: Vec<Door> = all
        .into_iter()
        .map(|((building, unit, room), (floor, residents))| Door {
            building: building.to_owned(),
            unit: unit.map(str::to_owned),
            room: room.to_owned(),
            floor,
            walk: 0,
            residents,
        })
        .collect();
    doors.sort_by(walking_order);
    let mut walk = 0;
    for at in 0..doors.len() {
        walk = if at > 0 && doors[at].building == doors[at - 1].building {
            walk + 1
        } else {
            0
        };
        doors[at].walk = walk;
    }
    doors
}

fn walking_order(one: &Door, other: &Door) -> Ordering {
    natural(&one.building, &other.building)
        .then_with(|| match (&one.unit, &other.unit) {
            (Some(one), Some(other)) => natural(one, other),
            (one, other) => one.is_some().cmp(&other.is_some()),
        })
        // `None` is below every floor, so it comes last when reversed.
        .then_with(|| Reverse(one.floor).cmp(&Reverse(other.floor)))
        .then_with(|| natural(&one.room, &other.room))
}

/// Numbers by size, the rest by letter: 2 before 10, A2 before A10.
fn natural(one: &str, other: &str) -> Ordering {
    pieces(one).cmp(&pieces(other)).then_with(|| one.cmp(other))
}

/// Stretches of digits as numbers, before stretches of letters.
fn pieces(text: &str) -> Vec<(bool, u64, String)> {
    let mut all: Vec<(bool, u64, String)> = Vec::new();
    for c in text.chars() {
        match (c.to_digit(10), all.last_mut()) {
            (Some(digit), Some((false, number, _))) => {
                *number = number.saturating_mul(10).saturating_add(u64::from(digit));
            }
            (Some(digit), _) => all.push((false, u64::from(digit), String::new())),
            (None, Some((true, _, letters))) => letters.push(c),
            (None, _) => all.push((true, 0, c.to_string())),
        }
    }
    all
}
