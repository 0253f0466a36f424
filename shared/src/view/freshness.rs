//! Freshness as safety: when somebody was last confirmed, how, and whether that is too long ago.

use crate::{
    domain::{How, Resident, Visit},
    id::RecordId,
    time::UnixMs,
};

/// The last time a person was met or spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    pub at: UnixMs,
    pub how: How,
    pub by: RecordId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Nothing is asked of this person beyond the daily round.
    Routine,
    /// On the priority list, and seen in time.
    Fresh,
    /// On the priority list, and not confirmed for longer than the cadence. Never confirmed counts.
    Overdue,
}

/// The newest confirmation of one person among these visits.
pub fn last_confirmed<'a>(resident: RecordId, visits: impl IntoIterator<Item = &'a Visit>) -> Option<Confirmed> {
    let confirming = visits.into_iter().filter(|visit| !visit.withdrawn).filter_map(|visit| {
        let person = visit
            .persons
            .iter()
            .find(|person| person.resident == resident && person.how.confirms())?;
        Some(Confirmed {
            at: visit.at,
            how: person.how,
            by: visit.by,
        })
    });
    confirming.max_by_key(|confirmed| confirmed.at)
}

pub fn freshness(resident: &Resident, confirmed: Option<Confirmed>, now: UnixMs) -> Freshness {
    let Some(priority) = &resident.priority else {
        return Freshness::Routine;
    };
    match confirmed {
        Some(confirmed) if now.since(confirmed.at) <= priority.cadence_ms => Freshness::Fresh,
        _ => Freshness::Overdue,
    }
}
