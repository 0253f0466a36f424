//! Folds a long log while nothing else happens: a start reads few large pieces faster than many small pages, and what it
//! needs first faster than everything.

use std::rc::Rc;

use shared::{domain::Site, id::RecordId, packed::Packed, replica::Replica, view::Recent};

use super::{driver::Driver, lane::Job};
use crate::{
    browser::{
        cipher::Sealed,
        clock::{self, Timer},
        spawn,
    },
    disk::{CHUNK_ROWS, Disk, Fault, Folded, LOG_ENTRIES_MAX},
};

/// No page for so long: nobody is in the middle of something.
const QUIET_MS: i64 = 3_000;
/// From so many rows on it is worth while to keep apart what is needed first.
const APART_ROWS: usize = 4 * CHUNK_ROWS;
/// So long a log is folded without waiting for quiet.
const LOG_ENTRIES_URGENT: usize = 20 * LOG_ENTRIES_MAX;

impl Driver {
    /// To be called after every page.
    pub(super) fn fold_soon(self: &Rc<Self>) {
        let entries = self.entries.get();
        let is_large = self.with(|replica| replica.place().complete && replica.confirmed_count() >= APART_ROWS);
        if entries <= LOG_ENTRIES_MAX && (self.is_apart.get() || !is_large) {
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
        let place = self.with(|replica| replica.place().clone());
        if place.refreshing || !self.leads.get() {
            return Ok(());
        }
        let last = self.last.get();
        let recent = self.with(|replica| self.recent(replica));
        let (first, before) = self.with(|replica| {
            let (first, before): (Vec<_>, Vec<_>) = replica.confirmed().partition(|row| recent.holds(row));
            let ids = |rows: Vec<&Packed>| rows.into_iter().map(|row| row.id).collect::<Vec<RecordId>>();
            (ids(first), ids(before))
        });
        let folded = Folded {
            since: recent.start,
            recent: self.sealed(&self.disk, &first).await?,
            before: self.sealed(&self.disk, &before).await?,
        };
        self.enqueue(Job::Fold {
            at: place.cursor,
            last,
            folded,
        });
        Ok(())
    }

    fn recent(&self, replica: &Replica) -> Recent {
        let site = replica.confirmed_row(self.enrolment.me.site.into());
        let rule = site.map_or(self.enrolment.site.day, |row| Site::from(&row.unpack()).day);
        Recent::of(rule, rule.day(replica.server_time(clock::now())))
    }

    /// Every confirmed row, sealed for `disk`. A page that comes meanwhile moves the cursor, and `fold` notices.
    pub(super) async fn snapshot(&self, disk: &Disk) -> Result<Vec<Sealed>, Fault> {
        let ids: Vec<RecordId> = self.with(|replica| replica.confirmed().map(|record| record.id).collect());
        self.sealed(disk, &ids).await
    }

    async fn sealed(&self, disk: &Disk, ids: &[RecordId]) -> Result<Vec<Sealed>, Fault> {
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
