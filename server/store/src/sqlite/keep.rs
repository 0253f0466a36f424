//! [`Keep`]: each method is one transaction, told in a module of its own; then the files are wiped.

use async_trait::async_trait;
use shared::{id::RecordId, time::UnixMs};

use super::{SqliteStore, erase, load, retain};
use crate::{Erased, Keep, Keeping, Outdated, StoreError, Viewer};

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

    async fn keeping(&self, viewer: &Viewer) -> Result<Keeping, StoreError> {
        let site = viewer.site;
        self.readers
            .read(move |at| retain::keeping(at, load::existing_site(at, site)?.no))
            .await
    }

    async fn set_keeping(&self, viewer: &Viewer, keeping: Keeping, now: UnixMs) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| retain::set(at, &viewer, keeping, now))
            .await
    }

    async fn outdated(&self, viewer: &Viewer, now: UnixMs) -> Result<Outdated, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| retain::outdated(at, &viewer, now)).await
    }

    async fn let_go(&self, viewer: &Viewer, now: UnixMs) -> Result<Outdated, StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| retain::let_go(at, &viewer, heads, now))
            .await
    }

    async fn erased(&self, viewer: &Viewer) -> Result<Vec<RecordId>, StoreError> {
        let site = viewer.site;
        self.readers
            .read(move |at| erase::residents(at, load::existing_site(at, site)?.no))
            .await
    }
}
