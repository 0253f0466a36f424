//! [`Keep`]: each method is one transaction, told in a module of its own; then the files are wiped.

use async_trait::async_trait;
use shared::{id::RecordId, time::UnixMs};

use super::{SqliteStore, erase, load};
use crate::{Erased, Keep, StoreError, Viewer};

#[async_trait]
impl Keep for SqliteStore {
    async fn erase(&self, viewer: &Viewer, resident: RecordId, now: UnixMs) -> Result<Option<Erased>, StoreError> {
        let viewer = viewer.clone();
        let erased = self
            .writer
            .write(move |at, heads| erase::erase(at, &viewer, resident, heads, now))
            .await?;
        if erased.is_some()
            && let Err(error) = self.writer.wipe().await
        {
            tracing::warn!(%error, "somebody was erased; their traces in the files will be wiped later");
        }
        Ok(erased)
    }

    async fn erased(&self, viewer: &Viewer) -> Result<Vec<RecordId>, StoreError> {
        let site = viewer.site;
        self.readers
            .read(move |at| erase::residents(at, load::existing_site(at, site)?.no))
            .await
    }
}
