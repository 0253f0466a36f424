//! How long data lives: persons who are erased.

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

/// What is taken away for good.
#[async_trait]
pub trait Keep: Send + Sync + 'static {
    /// Erases a resident: the record, what hangs from it, their part in visits, the texts of operations about them and values that
    /// lost. Their id stays, so that what comes of them later is not taken. The files are wiped when it returns, as
    /// far as this process may: the journal's are the server's. None where there is nobody (any more). For administrators only.
    async fn erase(&self, viewer: &Viewer, resident: RecordId, now: UnixMs) -> Result<Option<Erased>, StoreError>;
    /// The ids of everybody who was erased.
    async fn erased(&self, viewer: &Viewer) -> Result<Vec<RecordId>, StoreError>;
}
