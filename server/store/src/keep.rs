//! How long data lives: persons who are erased, and what has been kept long enough.

use async_trait::async_trait;
use shared::{id::RecordId, time::UnixMs};

use crate::{StoreError, Viewer};

/// What went with a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Their part in so many visits.
    pub visits: usize,
    /// Answers of checklists and whatever else was about them.
    pub ticks: usize,
    /// Operations of which the text was removed.
    pub ops: usize,
}

/// So long everybody hears of a deletion. A phone that was away for longer begins anew.
pub const TOMBSTONE_DAYS: i64 = 180;
/// How long anything may be kept: longer than phones keep visits, by far.
pub const KEPT_DAYS: std::ops::RangeInclusive<i64> = 30..=36_500;

/// How many days a site keeps things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Visits, marks on them, and answers that are asked for anew each day.
    pub visits_days: i64,
    /// Notes of people's deeds.
    pub audit_days: i64,
    /// Conflicts, from when somebody settled them.
    pub conflicts_days: i64,
}

impl Default for Keeping {
    /// As the columns are made.
    fn default() -> Self {
        Self {
            visits_days: 180,
            audit_days: 730,
            conflicts_days: 365,
        }
    }
}

/// What has been kept long enough, or went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outdated {
    pub ticks: u64,
    pub visits: u64,
    /// That something was deleted.
    pub deletions: u64,
    /// Notes of people's deeds.
    pub deeds: u64,
    pub conflicts: u64,
}

impl Outdated {
    pub const fn sum(self) -> u64 {
        self.ticks + self.visits + self.deletions + self.deeds + self.conflicts
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            ticks: self.ticks + other.ticks,
            visits: self.visits + other.visits,
            deletions: self.deletions + other.deletions,
            deeds: self.deeds + other.deeds,
            conflicts: self.conflicts + other.conflicts,
        }
    }
}

/// What is taken away for good.
#[async_trait]
pub trait Keep: Send + Sync + 'static {
    /// Erases a resident: the record, what hangs from it, their part in visits, the texts of operations about them and values that
    /// lost. Their id stays, so that what comes of them later is not taken. The files are wiped when it returns, as
    /// far as this process may: the journal's are the server's. None where there is nobody (any more). For administrators only.
    async fn erase(&self, viewer: &Viewer, resident: RecordId, now: UnixMs) -> Result<Option<Erased>, StoreError>;
    /// How long the viewer's site keeps things.
    async fn keeping(&self, viewer: &Viewer) -> Result<Keeping, StoreError>;
    /// For administrators only, within [`KEPT_DAYS`].
    async fn set_keeping(&self, viewer: &Viewer, keeping: Keeping, now: UnixMs) -> Result<(), StoreError>;
    /// What would go now. For administrators only.
    async fn outdated(&self, viewer: &Viewer, now: UnixMs) -> Result<Outdated, StoreError>;
    /// Lets go of some of it, in one short transaction; nothing is left where it answers nothing. For administrators only.
    async fn let_go(&self, viewer: &Viewer, now: UnixMs) -> Result<Outdated, StoreError>;
    /// The ids of everybody who was erased.
    async fn erased(&self, viewer: &Viewer) -> Result<Vec<RecordId>, StoreError>;
}
