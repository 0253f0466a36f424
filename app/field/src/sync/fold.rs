//! Folds a long log into chunks while nothing else happens: a start reads chunks faster than many small pages.

use std::rc::Rc;

use shared::id::RecordId;

use super::{driver::Driver, lane::Job};
use crate::{
    browser::{
        cipher::Sealed,
        clock::{self, Timer},
        spawn,
    },
    disk::{CHUNK_ROWS, Disk, Fault, LOG_ENTRIES_MAX},
};

/// No page for so long: nobody is in the middle of something.
const QUIET_MS: i64 = 3_000;
/// So long a log is folded without waiting for quiet.
const LOG_ENTRIES_URGENT: usize = 20 * LOG_ENTRIES_MAX;

impl Driver {
    /// To be called after every page.
    pub(super) fn fold_soon(self: &Rc<Self>) {
        let entries = self.entries.get();
        if entries <= LOG_ENTRIES_MAX {
            return;
        }
        let urgent = entries > LOG_ENTRIES_URGENT && self.fold_wait.borrow().is_some();
        if urgent {
            return;
        }
        let driver = Rc::downgrade(self);
        let timer = Timer::after(QUIET_MS, move || {
            let Some(driver) = driver.upgrade() else { return };
            spawn(async move {
                driver.fold_wait.replace(None);
                // A failure leaves the log as it is.
                let _ = driver.fold().await;
            });
        });
        self.fold_wait.replace(Some(timer));
    }

    async fn fold(self: &Rc<Self>) -> Result<(), Fault> {
        let place = self.with(|replica| *replica.place());
        if place.refreshing || !self.leads.get() {
            return Ok(());
        }
        let last = self.last.get();
        let chunks = self.snapshot(&self.disk).await?;
        self.enqueue(Job::Fold {
            at: place.cursor,
            last,
            chunks,
        });
        Ok(())
    }

    /// Every confirmed row, sealed for `disk`. A page that comes meanwhile moves the cursor, and `fold` notices.
    pub(super) async fn snapshot(&self, disk: &Disk) -> Result<Vec<Sealed>, Fault> {
        let ids: Vec<RecordId> = self.with(|replica| replica.confirmed().map(|record| record.id).collect());
        let mut chunks = Vec::with_capacity(ids.len() / CHUNK_ROWS + 1);
        for ids in ids.chunks(CHUNK_ROWS) {
            let plain = self.with(|replica| {
                let records: Vec<_> = ids.iter().filter_map(|id| replica.confirmed_row(*id)).collect();
                Disk::chunk(&records)
            })?;
            chunks.push(disk.seal_chunk(plain).await?);
            // A tap between two chunks is not kept waiting.
            clock::pause(0).await;
        }
        Ok(chunks)
    }
}
