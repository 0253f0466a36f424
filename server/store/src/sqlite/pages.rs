//! [`Pages`]: each method is one transaction, told in a module of its own.

use std::sync::Arc;

use async_trait::async_trait;
use shared::{
    id::{OpId, RecordId},
    kind::Kind,
    protocol::Status,
    record::Record,
    time::UnixMs,
};

use super::{
    SqliteStore,
    again::{self, Asked},
    building, card, conflict, look, resident, roster, timeline, trail, trouble,
};
use crate::{
    BuildingPage, ConflictNo, ConflictTrouble, Export, NowPage, Pages, PeopleAsk, PeoplePage, PushError, ResidentPage,
    RosterNote, RosterPage, StoreError, TrailAsk, TrailPage, TriedAgain, TroublesAsk, TroublesPage, Viewer, VisitsAsk,
    VisitsPage,
};

#[async_trait]
impl Pages for SqliteStore {
    async fn records(&self, viewer: &Viewer, kinds: &[Kind]) -> Result<Vec<Record>, StoreError> {
        let (viewer, kinds) = (viewer.clone(), kinds.to_vec());
        self.readers.read(move |at| look::records(at, &viewer, &kinds)).await
    }

    async fn deleted(&self, viewer: &Viewer, kinds: &[Kind]) -> Result<Vec<RecordId>, StoreError> {
        let (viewer, kinds) = (viewer.clone(), kinds.to_vec());
        self.readers.read(move |at| look::deleted(at, &viewer, &kinds)).await
    }

    async fn record(&self, viewer: &Viewer, id: RecordId) -> Result<Option<Record>, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| look::record(at, &viewer, id)).await
    }

    async fn now_page(&self, viewer: &Viewer, visits: u32, now: UnixMs) -> Result<NowPage, StoreError> {
        let (viewer, heard) = (viewer.clone(), self.heard.unwritten());
        self.readers
            .read(move |at| look::now_page(at, &viewer, visits, &heard, now))
            .await
    }

    async fn roster_page(&self, viewer: &Viewer, now: UnixMs) -> Result<RosterPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| roster::page(at, &viewer, now)).await
    }

    async fn last_seen(&self, viewer: &Viewer, residents: &[RecordId]) -> Result<Vec<Record>, StoreError> {
        let (viewer, residents) = (viewer.clone(), residents.to_vec());
        self.readers
            .read(move |at| roster::last_seen(at, &viewer, &residents))
            .await
    }

    async fn recorded(&self, viewer: &Viewer, records: &[RecordId]) -> Result<Vec<RecordId>, StoreError> {
        let (viewer, records) = (viewer.clone(), records.to_vec());
        self.readers
            .read(move |at| roster::recorded(at, &viewer, &records))
            .await
    }

    async fn building_page(
        &self,
        viewer: &Viewer,
        building: Option<RecordId>,
        now: UnixMs,
    ) -> Result<BuildingPage, StoreError> {
        let viewer = viewer.clone();
        self.readers
            .read(move |at| building::page(at, &viewer, building, now))
            .await
    }

    async fn resident_page(
        &self,
        viewer: &Viewer,
        resident: RecordId,
        now: UnixMs,
    ) -> Result<Option<ResidentPage>, StoreError> {
        let viewer = viewer.clone();
        self.readers
            .read(move |at| resident::page(at, &viewer, resident, now))
            .await
    }

    async fn reveal(&self, viewer: &Viewer, resident: RecordId, now: UnixMs) -> Result<Option<Record>, StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| resident::reveal(at, &viewer, resident, now))
            .await
    }

    async fn troubles_page(&self, viewer: &Viewer, ask: TroublesAsk) -> Result<TroublesPage, StoreError> {
        let (viewer, heard) = (viewer.clone(), self.heard.unwritten());
        self.readers
            .read(move |at| trouble::page(at, &viewer, ask, &heard))
            .await
    }

    async fn conflict(&self, viewer: &Viewer, conflict: ConflictNo) -> Result<Option<ConflictTrouble>, StoreError> {
        let viewer = viewer.clone();
        self.readers
            .read(move |at| trouble::conflict(at, &viewer, conflict))
            .await
    }

    async fn settle(&self, viewer: &Viewer, conflicts: &[ConflictNo], now: UnixMs) -> Result<usize, StoreError> {
        let (viewer, conflicts) = (viewer.clone(), conflicts.to_vec());
        self.writer
            .write(move |at, heads| {
                let (count, head) = conflict::settle(at, &viewer, &conflicts, now)?;
                heads.extend(head);
                Ok(count)
            })
            .await
    }

    async fn settle_sent(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<usize, StoreError> {
        let (viewer, ops) = (viewer.clone(), ops.to_vec());
        self.writer
            .write(move |at, heads| {
                let (count, head) = trouble::settle(at, &viewer, &ops, now)?;
                heads.extend(head);
                Ok(count)
            })
            .await
    }

    async fn try_again(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<TriedAgain, StoreError> {
        self.judge_again(viewer, ops, Asked::Again, now).await
    }

    async fn take_late(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<TriedAgain, StoreError> {
        self.judge_again(viewer, ops, Asked::Taken, now).await
    }

    async fn refuse_late(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<usize, StoreError> {
        let (viewer, ops) = (viewer.clone(), ops.to_vec());
        self.writer
            .write(move |at, heads| {
                let (count, head) = again::refuse(at, &viewer, &ops, now)?;
                heads.extend(head);
                Ok(count)
            })
            .await
    }

    async fn visits_page(&self, viewer: &Viewer, ask: VisitsAsk) -> Result<VisitsPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| timeline::page(at, &viewer, ask)).await
    }

    async fn note_export(&self, viewer: &Viewer, export: Export, now: UnixMs) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| trail::note_export(at, &viewer, &export, now))
            .await
    }

    async fn note_roster(&self, viewer: &Viewer, roster: RosterNote, now: UnixMs) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| trail::note_roster(at, &viewer, roster, now))
            .await
    }

    async fn trail_page(&self, viewer: &Viewer, ask: TrailAsk) -> Result<TrailPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| trail::page(at, &viewer, ask)).await
    }

    async fn people_page(&self, viewer: &Viewer, ask: PeopleAsk) -> Result<PeoplePage, StoreError> {
        let (viewer, heard) = (viewer.clone(), self.heard.unwritten());
        self.readers.read(move |at| card::page(at, &viewer, ask, &heard)).await
    }
}

impl SqliteStore {
    async fn judge_again(
        &self,
        viewer: &Viewer,
        ops: &[OpId],
        asked: Asked,
        now: UnixMs,
    ) -> Result<TriedAgain, StoreError> {
        let (asker, ops, keyring) = (viewer.clone(), ops.to_vec(), Arc::clone(&self.keyring));
        let pushes = self
            .readers
            .read(move |at| again::asked(at, &asker, &keyring, &ops, asked, now))
            .await?;
        let mut came_to = TriedAgain::default();
        for push in pushes {
            // The way a phone's push goes, so that what fails alone is held alone.
            let pushed = self.writer.push(push).await.map_err(|error| match error {
                PushError::Store(error) => error,
                PushError::Refused(refusal) => StoreError::Fault(refusal.to_string()),
            })?;
            for result in &pushed.results {
                match result.status {
                    Status::Applied | Status::Superseded => came_to.applied += 1,
                    Status::Rejected => came_to.rejected += 1,
                    Status::Held => came_to.held += 1,
                }
            }
            let (viewer, tried) = (viewer.clone(), pushed.results);
            self.writer
                .write(move |at, heads| again::note(at, &viewer, &tried, asked, now).map(|head| heads.extend(head)))
                .await?;
        }
        Ok(came_to)
    }
}
