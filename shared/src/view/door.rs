//! Where a door stands today.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{Door, Outcome, Resident, Visit, Whereabouts},
    id::RecordId,
    time::UnixMs,
};

/// In the order in which they show: a door is the first of these that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorStatus {
    /// 就医
    Medical,
    /// 无应答: the last knock today was not answered.
    NoAnswer,
    /// ★ 未访: a priority resident has not been met or spoken to today.
    Priority,
    NotDone,
    Done,
    /// 空户: nothing is due.
    Vacant,
}

impl DoorStatus {
    pub const ALL: [Self; 6] = [
        Self::Medical,
        Self::NoAnswer,
        Self::Priority,
        Self::NotDone,
        Self::Done,
        Self::Vacant,
    ];

    /// Whether it counts among the doors still to do.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Vacant)
    }
}

/// A door with what happened at it today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorDay {
    pub status: DoorStatus,
    /// Residents who are to be seen here: those at home.
    pub at_home: usize,
    /// When it was last visited today.
    pub visited: Option<UnixMs>,
}

/// `visits` are this door's visits of the site day; withdrawn ones are skipped.
pub fn door_day(door: &Door, residents: &[&Resident], visits: &[&Visit]) -> DoorDay {
    let visits: Vec<&Visit> = visits.iter().copied().filter(|visit| !visit.withdrawn).collect();
    let last = visits.iter().max_by_key(|visit| (visit.at, visit.id));
    let best = |resident: RecordId| {
        let persons = visits.iter().flat_map(|visit| &visit.persons);
        let said = persons.filter(|person| person.resident == resident);
        said.map(|person| person.how).max()
    };
    let at_home: Vec<&Resident> = residents
        .iter()
        .copied()
        .filter(|r| r.whereabouts == Whereabouts::Home)
        .collect();
    let seen = |resident: &&Resident| match best(resident.id) {
        Some(how) => resident.priority.is_none() || how.confirms(),
        None => false,
    };
    let answered = visits.iter().any(|visit| visit.outcome == Outcome::Answered);
    let status = if residents.iter().any(|resident| resident.medical.is_some()) {
        DoorStatus::Medical
    } else if last.is_some_and(|visit| visit.outcome == Outcome::NoAnswer) {
        DoorStatus::NoAnswer
    } else if at_home
        .iter()
        .any(|resident| resident.priority.is_some() && !seen(resident))
    {
        DoorStatus::Priority
    } else if door.vacant {
        DoorStatus::Vacant
    } else if at_home.iter().all(seen) && (answered || !residents.is_empty()) {
        DoorStatus::Done
    } else {
        DoorStatus::NotDone
    };
    DoorDay {
        status,
        at_home: at_home.len(),
        visited: last.map(|visit| visit.at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::How;
    use crate::domain::{Person, Priority};

    fn id(byte: u8) -> RecordId {
        RecordId::made(UnixMs(1), [byte; 10])
    }

    fn door() -> Door {
        Door {
            id: id(1),
            building: id(2),
            unit: None,
            floor: Some(1),
            room: "101".into(),
            walk: 0,
            vacant: false,
            note: None,
            key_holder: None,
        }
    }

    fn resident(byte: u8) -> Resident {
        let record = crate::record::Record {
            kind: crate::kind::Kind::Resident,
            id: id(byte),
            seq: 1,
            fields: Default::default(),
        };
        Resident::from(&record)
    }

    fn priority(byte: u8) -> Resident {
        let list = Priority {
            reason: None,
            cadence_ms: 1,
            owner: None,
        };
        Resident {
            priority: Some(list),
            ..resident(byte)
        }
    }

    fn visit(at: i64, persons: &[(u8, How)]) -> Visit {
        let persons: Vec<Person> = persons
            .iter()
            .map(|(r, how)| Person {
                resident: id(*r),
                how: *how,
            })
            .collect();
        let outcome = if persons.is_empty() {
            Outcome::NoAnswer
        } else {
            Outcome::Answered
        };
        Visit {
            id: id(at as u8),
            door: id(1),
            outcome,
            persons,
            note: None,
            by: id(9),
            at: UnixMs(at),
            withdrawn: false,
        }
    }

    fn status(residents: &[Resident], visits: &[Visit]) -> DoorStatus {
        let (residents, visits): (Vec<_>, Vec<_>) = (residents.iter().collect(), visits.iter().collect());
        door_day(&door(), &residents, &visits).status
    }

    #[test]
    fn done_means_everybody_at_home() {
        let (a, b) = (resident(10), resident(11));
        let both = [a.clone(), b.clone()];
        assert_eq!(status(&both, &[]), DoorStatus::NotDone);
        assert_eq!(status(&both, &[visit(1, &[(10, How::Met)])]), DoorStatus::NotDone);
        let two = [visit(1, &[(10, How::Met)]), visit(2, &[(11, How::Reported)])];
        assert_eq!(status(&both, &two), DoorStatus::Done);
        let out = Resident {
            whereabouts: Whereabouts::Out,
            ..b
        };
        assert_eq!(status(&[a, out], &two[..1]), DoorStatus::Done);
    }

    #[test]
    fn a_priority_resident_must_be_met_or_spoken_to() {
        let grandmother = [priority(10)];
        assert_eq!(
            status(&grandmother, &[visit(1, &[(10, How::Reported)])]),
            DoorStatus::Priority
        );
        assert_eq!(status(&grandmother, &[visit(1, &[(10, How::Spoke)])]), DoorStatus::Done);
    }

    #[test]
    fn the_last_knock_decides_about_no_answer() {
        let someone = [resident(10)];
        let answered = visit(2, &[(10, How::Met)]);
        assert_eq!(status(&someone, &[visit(1, &[]), answered.clone()]), DoorStatus::Done);
        assert_eq!(
            status(&someone, &[answered.clone(), visit(3, &[])]),
            DoorStatus::NoAnswer
        );
        let taken_back = Visit {
            withdrawn: true,
            ..visit(3, &[])
        };
        assert_eq!(status(&someone, &[answered, taken_back]), DoorStatus::Done);
    }

    #[test]
    fn medical_comes_before_everything_and_vacant_is_not_due() {
        let ill = Resident {
            medical: Some("透析".into()),
            ..resident(10)
        };
        assert_eq!(status(&[ill], &[visit(1, &[(10, How::Met)])]), DoorStatus::Medical);
        let empty = Door { vacant: true, ..door() };
        assert_eq!(door_day(&empty, &[], &[]).status, DoorStatus::Vacant);
        assert!(!DoorStatus::Vacant.is_open() && DoorStatus::NoAnswer.is_open() && DoorStatus::Medical.is_open());
    }

    #[test]
    fn a_door_without_known_residents_is_due_until_somebody_answers() {
        assert_eq!(status(&[], &[]), DoorStatus::NotDone);
        let answered = Visit {
            outcome: Outcome::Answered,
            ..visit(1, &[])
        };
        assert_eq!(status(&[], &[answered]), DoorStatus::Done);
    }
}
