//! Who counts as seen at a door before 一切正常 is tapped: everyone at home, but for whom a finger has changed. Pure,
//! but for the cell that keeps it while its door is open.

use leptos::prelude::*;
use shared::{
    domain::{How, Person, Resident, Whereabouts},
    id::RecordId,
};

use crate::state::{Answer, Seen};

/// Names tapped at one door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    door: Option<RecordId>,
    flipped: Vec<(RecordId, bool)>,
}

impl Choice {
    pub(super) fn counts(&self, resident: &Resident) -> bool {
        let is_home = resident.whereabouts == Whereabouts::Home;
        let tapped = self.flipped.iter().find(|(id, _)| *id == resident.id);
        tapped.map_or(is_home, |(_, counts)| *counts)
    }

    /// A tap on a name at a door: out, or in again. Another door begins afresh.
    pub(super) fn flip(&mut self, door: RecordId, resident: &Resident) {
        self.keep_only(door);
        let counts = self.counts(resident);
        self.flipped.retain(|(id, _)| *id != resident.id);
        self.flipped.push((resident.id, !counts));
    }

    pub(super) fn keep_only(&mut self, door: RecordId) {
        if self.door != Some(door) {
            *self = Self {
                door: Some(door),
                flipped: Vec::new(),
            };
        }
    }
}

/// The one choice there is at a time, for the screens of its door.
#[derive(Clone, Copy, Default)]
pub(super) struct Choices(RwSignal<Choice>);

impl Choices {
    /// Tracked.
    pub(super) fn of(self, door: RecordId) -> Choice {
        let mut choice = self.0.get();
        choice.keep_only(door);
        choice
    }

    pub(super) fn flip(self, door: RecordId, resident: &Resident) {
        self.0.update(|choice| choice.flip(door, resident));
    }

    pub(super) fn forget(self) {
        // Most often there is nothing to forget, and nothing is to be drawn for it.
        if self.0.with_untracked(|choice| choice.door.is_some()) {
            self.0.set(Choice::default());
        }
    }
}

/// What 一切正常 comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// These were seen; the daily checklist is fine.
    AllFine(Vec<Person>),
    /// A priority resident was not seen: only the visit is recorded.
    Partly(Vec<Person>),
    /// People live here and nobody was seen: there is nothing to record.
    Nobody,
}

/// Who was seen, after every priority resident was asked about. One without an answer is never taken for seen.
pub(super) fn outcome(residents: &[&Resident], choice: &Choice, answers: &[Answer]) -> Outcome {
    let mut persons = Vec::new();
    let mut missed = false;
    for resident in residents.iter().filter(|resident| choice.counts(resident)) {
        let answer = answers
            .iter()
            .find(|answer| answer.resident == resident.id)
            .map(|answer| answer.seen);
        let how = match answer {
            // Who came to be a priority resident since the questions began was never asked about.
            None if resident.priority.is_some() => None,
            None | Some(Seen::Met) => Some(How::Met),
            Some(Seen::Spoke) => Some(How::Spoke),
            Some(Seen::Missed) => None,
        };
        let Some(how) = how else {
            missed = true;
            continue;
        };
        persons.push(Person {
            resident: resident.id,
            how,
        });
    }
    match (persons.is_empty(), missed) {
        (true, _) if !residents.is_empty() => Outcome::Nobody,
        (_, true) => Outcome::Partly(persons),
        (_, false) => Outcome::AllFine(persons),
    }
}

/// Priority residents who are not left out: each is asked about on a page of their own.
pub(super) fn asked(residents: &[&Resident], choice: &Choice) -> Vec<RecordId> {
    let asked = residents
        .iter()
        .filter(|resident| resident.priority.is_some() && choice.counts(resident));
    asked.map(|resident| resident.id).collect()
}

/// The one to ask about next; none once everybody has an answer. The list lives: a place in it means nobody for long.
pub(super) fn next_asked(asked: &[RecordId], answers: &[Answer]) -> Option<RecordId> {
    let is_open = |id: &RecordId| answers.iter().all(|answer| answer.resident != *id);
    asked.iter().copied().find(is_open)
}

#[cfg(test)]
mod tests {
    use shared::{
        kind::Kind,
        record::Record,
        time::UnixMs,
        value::{Value, fields},
    };

    use super::*;

    fn id(byte: u8) -> RecordId {
        RecordId::made(UnixMs(1), [byte; 10])
    }

    fn resident(byte: u8, whereabouts: &str, is_priority: bool) -> Resident {
        let priority = if is_priority {
            Value::Map(fields([]))
        } else {
            Value::Null
        };
        let fields = fields([("whereabouts", whereabouts.into()), ("priority", priority)]);
        Resident::from(&Record {
            kind: Kind::Resident,
            id: id(byte),
            seq: 1,
            fields,
        })
    }

    fn met(byte: u8) -> Person {
        Person {
            resident: id(byte),
            how: How::Met,
        }
    }

    #[test]
    fn all_fine_means_everyone_at_home() {
        let (a, b, away) = (
            resident(1, "home", false),
            resident(2, "home", false),
            resident(3, "out", false),
        );
        let all = [&a, &b, &away];
        assert_eq!(
            outcome(&all, &Choice::default(), &[]),
            Outcome::AllFine(vec![met(1), met(2)])
        );
        assert_eq!(outcome(&[], &Choice::default(), &[]), Outcome::AllFine(Vec::new()));
    }

    #[test]
    fn a_tap_on_a_name_leaves_out_and_takes_in() {
        let (a, away) = (resident(1, "home", false), resident(3, "out", false));
        let mut choice = Choice::default();
        choice.flip(id(9), &a);
        choice.flip(id(9), &away);
        assert_eq!(outcome(&[&a, &away], &choice, &[]), Outcome::AllFine(vec![met(3)]));
        choice.flip(id(9), &a);
        assert!(choice.counts(&a));
        choice.flip(id(9), &a);
        choice.flip(id(9), &away);
        assert_eq!(outcome(&[&a, &away], &choice, &[]), Outcome::Nobody);
        choice.keep_only(id(8));
        assert!(choice.counts(&a), "another door begins afresh");
    }

    #[test]
    fn a_priority_resident_counts_as_was_answered() {
        let (a, b) = (resident(1, "home", true), resident(2, "home", false));
        let all = [&a, &b];
        assert_eq!(asked(&all, &Choice::default()), [id(1)]);
        let said = |seen| [Answer { resident: id(1), seen }];
        let spoke = Person {
            resident: id(1),
            how: How::Spoke,
        };
        assert_eq!(
            outcome(&all, &Choice::default(), &said(Seen::Spoke)),
            Outcome::AllFine(vec![spoke, met(2)])
        );
        assert_eq!(
            outcome(&all, &Choice::default(), &said(Seen::Missed)),
            Outcome::Partly(vec![met(2)])
        );
        assert_eq!(outcome(&[&a], &Choice::default(), &said(Seen::Missed)), Outcome::Nobody);
    }

    #[test]
    fn a_priority_resident_nobody_asked_about_is_not_seen() {
        let (a, b, c) = (
            resident(1, "home", true),
            resident(2, "home", true),
            resident(3, "home", false),
        );
        let said = |byte| Answer {
            resident: id(byte),
            seen: Seen::Met,
        };
        assert_eq!(
            outcome(&[&a, &b, &c], &Choice::default(), &[said(2)]),
            Outcome::Partly(vec![met(2), met(3)])
        );
        assert_eq!(outcome(&[&a], &Choice::default(), &[]), Outcome::Nobody);
        // Somebody came in above the one who was answered for, and somebody answered for has left.
        let list = asked(&[&a, &b, &c], &Choice::default());
        assert_eq!(next_asked(&list, &[said(2), said(9)]), Some(id(1)));
        assert_eq!(next_asked(&list, &[said(2), said(1)]), None);
    }
}
