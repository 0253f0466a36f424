//! One person once. The same building, unit, room and name are the same person, unless both lines have a phone and the
//! phones differ. Namesakes behind different doors stay two.

use std::collections::{BTreeMap, BTreeSet};

use crate::limit::MAX_NOTE_CHARS;
use crate::note::{Code, Note};
use crate::roster::Roster;
use crate::row::Row;
use crate::text::cut;

/// Later lines of a person add what the first left empty; where both speak, the first is kept and the office told.
pub(crate) fn merge(roster: &mut Roster) {
    type Key = (String, Option<String>, String, String);
    let mut known: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut once: Vec<Row> = Vec::with_capacity(roster.rows.len());
    for row in roster.rows.drain(..) {
        let key = (
            row.building.clone(),
            row.unit.clone(),
            row.room.clone(),
            row.name.clone(),
        );
        let namesakes = known.entry(key).or_default();
        let same = namesakes
            .iter()
            .copied()
            .find(|&at| match (&once[at].phone, &row.phone) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            });
        match same {
            Some(at) => join(&mut once[at], row, &mut roster.notes),
            None => {
                namesakes.push(once.len());
                once.push(row);
            }
        }
    }
    roster.rows = once;
    let occupied: BTreeSet<_> = roster
        .rows
        .iter()
        .map(|row| (&row.building, &row.unit, &row.room))
        .collect();
    let mut listed = BTreeSet::new();
    roster.empty_doors.retain(|door| {
        let key = (door.building.clone(), door.unit.clone(), door.room.clone());
        !occupied.contains(&(&door.building, &door.unit, &door.room)) && listed.insert(key)
    });
}

fn join(first: &mut Row, again: Row, notes: &mut Vec<Note>) {
    let first_line = first.line;
    let mut say = |code: Code, value: &str| {
        notes.push(Note {
            line: again.line,
            sheet: again.sheet.clone(),
            column: None,
            severity: code.severity(),
            code,
            value: cut(value, MAX_NOTE_CHARS).to_owned(),
        });
    };
    say(Code::Duplicate { first_line }, &again.name);
    let differs = Code::DuplicateDiffers { first_line };
    if keep_first(&mut first.age, again.age) {
        say(differs, &again.age.map(|age| age.to_string()).unwrap_or_default());
    }
    if keep_first(&mut first.control, again.control.clone()) {
        say(differs, again.control.as_deref().unwrap_or_default());
    }
    if keep_first(&mut first.condition_text, again.condition_text.clone()) {
        say(differs, again.condition_text.as_deref().unwrap_or_default());
    }
    if keep_first(&mut first.living_alone, again.living_alone) {
        say(differs, if again.living_alone == Some(true) { "√" } else { "×" });
    }
    keep_first(&mut first.sex, again.sex);
    keep_first(&mut first.floor, again.floor);
    keep_first(&mut first.phone, again.phone);
    keep_first(&mut first.household_size, again.household_size);
    // A tag too many is a question at the door; one too few is somebody overlooked.
    first.care_tags.extend(again.care_tags);
    for contact in again.contacts {
        if !first.contacts.contains(&contact) {
            first.contacts.push(contact);
        }
    }
}

/// Fills an empty field; says whether the two disagreed.
fn keep_first<T: PartialEq>(first: &mut Option<T>, again: Option<T>) -> bool {
    match (&first, again) {
        (None, Some(value)) => {
            *first = Some(value);
            false
        }
        (Some(one), Some(other)) => *one != other,
        (_, None) => false,
    }
}
