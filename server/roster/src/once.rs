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
    drop_listed_doors(roster);
}

/// Somebody lives there, or it was named as empty before.
fn drop_listed_doors(roster: &mut Roster) {
    let mut listed: BTreeSet<(String, Option<String>, String)> = roster
        .rows
        .iter()
        .map(|row| (row.building.clone(), row.unit.clone(), row.room.clone()))
        .collect();
    let notes = &mut roster.notes;
    roster.empty_doors.retain(|door| {
        let is_first = listed.insert((door.building.clone(), door.unit.clone(), door.room.clone()));
        if !is_first {
            notes.push(note(door.line, &door.sheet, Code::EmptyDoorListed, &door.room));
        }
        is_first
    });
}

fn note(line: usize, sheet: &Option<String>, code: Code, value: &str) -> Note {
    let value = cut(value, MAX_NOTE_CHARS).to_owned();
    Note {
        line,
        sheet: sheet.clone(),
        column: None,
        severity: code.severity(),
        code,
        value,
    }
}

fn join(first: &mut Row, again: Row, notes: &mut Vec<Note>) {
    let first_line = first.line;
    let mut say = |code: Code, value: &str| notes.push(note(again.line, &again.sheet, code, value));
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
