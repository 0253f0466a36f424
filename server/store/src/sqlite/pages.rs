//! [`Pages`]: each method is one transaction, told in a module of its own.

use async_trait::async_trait;
use shared::{id::RecordId, kind::Kind, record::Record, time::UnixMs};

use super::{SqliteStore, building, card, conflict, look, resident, roster, timeline, trail};
use crate::{
    BuildingPage, ConflictNo, Export, NowPage, Pages, PeopleAsk, PeoplePage, ResidentPage, RosterPage, StoreError,
    TrailAsk, TrailPage, Viewer, VisitsAsk, VisitsPage,
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

    async fn settle(
        &self,
        viewer: &Viewer,
        record: RecordId,
        conflict: ConflictNo,
        now: UnixMs,
    ) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| conflict::settle(at, &viewer, record, conflict, now).map(|head| heads.extend(head)))
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

    async fn trail_page(&self, viewer: &Viewer, ask: TrailAsk) -> Result<TrailPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| trail::page(at, &viewer, ask)).await
    }

    async fn people_page(&self, viewer: &Viewer, ask: PeopleAsk) -> Result<PeoplePage, StoreError> {
        let (viewer, heard) = (viewer.clone(), self.heard.unwritten());
        self.readers.read(move |at| card::page(at, &viewer, ask, &heard)).await
    }
}
