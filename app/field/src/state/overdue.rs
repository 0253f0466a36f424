//! The alarm for priority residents whose time has run out: once for each, while the phone is in somebody's hand.

use leptos::prelude::*;
use shared::{domain::Resident, id::RecordId, order};

use super::phone::Phone;
use crate::browser::signal::Tone;

impl Phone {
    /// Those overdue whom this worker can reach or answers for: of the building that is being walked, or their own.
    /// The longest first. Tracked.
    pub(crate) fn overdue(&self) -> Vec<RecordId> {
        let building = self.stretch().map(|stretch| stretch.building);
        let worker = self.worker();
        self.with_site(|site, now| {
            let is_near = |resident: &Resident| {
                let door = site.door(resident.door);
                let owner = resident
                    .priority
                    .as_ref()
                    .and_then(|priority| priority.owner.as_deref());
                door.map(|door| door.building) == building || owner == Some(worker.as_str())
            };
            let overdue = site.overdue(now).into_iter().map(|(resident, _)| resident);
            overdue
                .filter(|resident| is_near(resident))
                .map(|resident| resident.id)
                .collect()
        })
    }

    /// Sounds when somebody has become overdue since the last look.
    pub(super) fn watch_overdue(self) {
        let core = self.core();
        if core.driver().is_none() || core.site.borrow().is_partial() {
            return;
        }
        let overdue = order::set(untrack(|| self.overdue()));
        let before = core.overdue.replace(Some(overdue.clone()));
        if before.is_some_and(|before| !overdue.is_subset(&before)) {
            self.give(Tone::Overdue);
        }
    }
}
