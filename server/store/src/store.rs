//! What a server asks of a store. Small on purpose; every method is one transaction.

use std::path::Path;

use async_trait::async_trait;
use shared::{
    digest::KindDigest,
    id::{DeviceId, EpochId, OpId, RecordId},
    op::{Draft, Incoming},
    protocol::{Cursor, LiveEvent, OpResult, RowMessage, Rules, SiteInfo},
    record::Record,
    role::Rights,
    time::{SiteDay, UnixMs},
};
use tokio::sync::broadcast;

use crate::{
    BuildingPage, ConflictNo, ConflictTrouble, Export, Keep, People, PeopleAsk, PeoplePage, PhoneLine, PullRefusal,
    PushError, ResidentPage, RosterNote, RosterPage, StoreError, TrailAsk, TrailPage, TriedAgain, TroubleCounts,
    TroublesAsk, TroublesPage, Viewer, VisitsAsk, VisitsPage,
};

#[derive(Debug)]
pub struct PushAsk {
    pub ops: Vec<Incoming>,
    /// Phone clock minus server clock, milliseconds.
    pub skew_ms: i64,
    pub now: UnixMs,
}

/// What is in a rescue file.
#[derive(Debug)]
pub struct RescueAsk {
    pub device: DeviceId,
    pub ops: Vec<Incoming>,
    pub now: UnixMs,
}

/// What came of a rescue file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    /// Applied, or lost in part to a concurrent edit.
    pub applied: usize,
    /// The phone, or a file, had brought them before.
    pub known: usize,
    pub held: usize,
    /// They break a rule.
    pub rejected: usize,
    /// Left out: what is in them is not what is written on them, or no operation.
    pub unreadable: usize,
}

#[derive(Clone, Debug)]
pub struct Pushed {
    pub epoch: EpochId,
    pub last_n: u64,
    pub safe_n: u64,
    pub results: Vec<OpResult>,
}

#[derive(Clone, Copy, Debug)]
pub struct PullAsk {
    pub cursor: Cursor,
    pub limit: u32,
    /// With digests of what the device has at the end, if this is it.
    pub check: bool,
    pub now: UnixMs,
}

#[derive(Clone, Debug)]
pub struct Pulled {
    pub rows: Vec<RowMessage>,
    pub cursor: Cursor,
    pub more: bool,
    pub last_n: u64,
    pub safe_n: u64,
    pub horizon_day: SiteDay,
    /// None where nobody has asked, where there is more, or where others' are being computed just now.
    pub check: Option<Vec<KindDigest>>,
    /// To a pull from 0.
    pub rights: Option<Rights>,
    /// On the last page.
    pub rules: Option<Rules>,
}

/// One line of what is coming in at the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitLine {
    pub visit: Record,
    pub door: Option<Record>,
    pub building: Option<Record>,
    /// The residents named in the visit.
    pub residents: Vec<Record>,
    pub by: String,
    /// When the server stored it.
    pub stored: UnixMs,
}

/// Everything the desk's first page shows, read in one transaction at `seq`.
#[derive(Clone, Debug, PartialEq)]
pub struct NowPage {
    pub site: SiteInfo,
    pub seq: u64,
    pub visits: Vec<VisitLine>,
    pub phones: Vec<PhoneLine>,
    /// Templates, and doors, buildings and residents with their visits and ticks of the day: what the shared views count over. Of those
    /// in priority care whom none of these visits confirms, also the last visit that did.
    pub day: Vec<Record>,
    /// What waits for somebody to decide.
    pub troubles: TroubleCounts,
}

/// A backup that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupLine {
    pub name: String,
    pub at: UnixMs,
}

/// What becomes of what the journal has since a backup that is put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Done again.
    Replayed,
    /// Left, in a folder beside the new journal.
    Left,
}

/// What was done again from the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub lines: u64,
    /// One line each for what could not be done again, in words.
    pub failed: Vec<String>,
}

/// What `dabai check` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    pub rows: u64,
    pub ops: u64,
    /// One line per fault, in words; empty when all is well.
    pub faults: Vec<String>,
}

/// What the desk looks at, and what it notes about looking.
#[async_trait]
pub trait Pages: Send + Sync + 'static {
    /// Records by kind, live ones only, within the viewer's scope and as the role may read them.
    async fn records(&self, viewer: &Viewer, kinds: &[shared::kind::Kind]) -> Result<Vec<Record>, StoreError>;
    /// Which records of these kinds were deleted, within the viewer's scope; one that was never stored is not among them.
    async fn deleted(&self, viewer: &Viewer, kinds: &[shared::kind::Kind]) -> Result<Vec<RecordId>, StoreError>;
    async fn record(&self, viewer: &Viewer, id: RecordId) -> Result<Option<Record>, StoreError>;
    /// The desk's first page: the newest `visits` lines and the day's records.
    async fn now_page(&self, viewer: &Viewer, visits: u32, now: UnixMs) -> Result<NowPage, StoreError>;

    /// Everybody of the site, for the desk's list.
    async fn roster_page(&self, viewer: &Viewer, now: UnixMs) -> Result<RosterPage, StoreError>;
    /// Of each of these residents the last visit to their door that confirms them, where there is one.
    async fn last_seen(&self, viewer: &Viewer, residents: &[RecordId]) -> Result<Vec<Record>, StoreError>;
    /// Which of these records have a visit or a tick about them. For the desk only.
    async fn recorded(&self, viewer: &Viewer, records: &[RecordId]) -> Result<Vec<RecordId>, StoreError>;
    /// One building of the site, the first in order where none is named.
    async fn building_page(
        &self,
        viewer: &Viewer,
        building: Option<RecordId>,
        now: UnixMs,
    ) -> Result<BuildingPage, StoreError>;
    /// One resident with their history. For the desk only; none where there is no such resident.
    async fn resident_page(
        &self,
        viewer: &Viewer,
        resident: RecordId,
        now: UnixMs,
    ) -> Result<Option<ResidentPage>, StoreError>;
    /// The resident, whose numbers are about to be shown in full, which is noted. For the desk only.
    async fn reveal(&self, viewer: &Viewer, resident: RecordId, now: UnixMs) -> Result<Option<Record>, StoreError>;
    /// What waits for a coordinator, or did. For the desk only.
    async fn troubles_page(&self, viewer: &Viewer, ask: TroublesAsk) -> Result<TroublesPage, StoreError>;
    /// One conflict of the site, if there is one of this number. For the desk only.
    async fn conflict(&self, viewer: &Viewer, conflict: ConflictNo) -> Result<Option<ConflictTrouble>, StoreError>;
    /// Somebody has decided about these conflicts; deciding again changes nothing. How many were open. For the desk only.
    async fn settle(&self, viewer: &Viewer, conflicts: &[ConflictNo], now: UnixMs) -> Result<usize, StoreError>;
    /// Somebody has seen to these operations, which were rejected or are held, and stay so; their phones are told nothing.
    /// How many were open. For the desk only.
    async fn settle_sent(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<usize, StoreError>;
    /// Has operations judged once more that are held for one of [`TRIED_AGAIN`](crate::TRIED_AGAIN); others are left alone.
    /// For the desk only.
    async fn try_again(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<TriedAgain, StoreError>;
    /// Takes operations that are held for one of [`TAKEN_OR_REFUSED`](crate::TAKEN_OR_REFUSED): they are judged by the rights
    /// their makers had, and marked late. For the desk only.
    async fn take_late(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<TriedAgain, StoreError>;
    /// Leaves such operations out for good; their phones hear it. How many there were. For the desk only.
    async fn refuse_late(&self, viewer: &Viewer, ops: &[OpId], now: UnixMs) -> Result<usize, StoreError>;
    /// Visits by the time they were made, newest first. For the desk only.
    async fn visits_page(&self, viewer: &Viewer, ask: VisitsAsk) -> Result<VisitsPage, StoreError>;

    /// Notes that somebody takes a file along, before it leaves. For the desk only.
    async fn note_export(&self, viewer: &Viewer, export: Export, now: UnixMs) -> Result<(), StoreError>;
    /// Notes that a roster was imported or taken back. For the desk only.
    async fn note_roster(&self, viewer: &Viewer, roster: RosterNote, now: UnixMs) -> Result<(), StoreError>;
    /// What was noted of people's deeds. For administrators only.
    async fn trail_page(&self, viewer: &Viewer, ask: TrailAsk) -> Result<TrailPage, StoreError>;

    /// Cards and phones of the site. For the desk only.
    async fn people_page(&self, viewer: &Viewer, ask: PeopleAsk) -> Result<PeoplePage, StoreError>;
}

/// A whole store: beside [`People`], [`Pages`] and [`Keep`], what phones and desk send and get.
#[async_trait]
pub trait Store: People + Pages + Keep {
    /// Durable when it returns.
    async fn push(&self, viewer: &Viewer, ask: PushAsk) -> Result<Pushed, PushError>;
    /// Has operations judged that are held in envelopes, as far as there are keys to them now; how many were opened.
    async fn open_held(&self, now: UnixMs) -> Result<usize, StoreError>;
    /// Operations that a phone of the viewer's site has put into a file: judged as that phone's, once whoever brings them how often.
    /// What makes no sense is left out, so that it is in nobody's way. For the desk only.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the site has no such phone.
    async fn rescue(&self, viewer: &Viewer, ask: RescueAsk) -> Result<Rescued, StoreError>;
    /// Operations made by the server for its viewer (desk, commands): numbered here.
    async fn submit(&self, viewer: &Viewer, drafts: Vec<Draft>, now: UnixMs) -> Result<Pushed, PushError>;
    async fn pull(&self, viewer: &Viewer, ask: PullAsk) -> Result<Pulled, PullRefusal>;
    /// The site's head.
    async fn head(&self, viewer: &Viewer) -> Result<u64, StoreError>;
    /// What was committed, by this process or another one on the same database. Sent after COMMIT only.
    fn live(&self) -> broadcast::Receiver<LiveEvent>;
    /// Notes that a device was in contact, with what it said is still unsent. Not durable at once.
    fn heard(&self, device: DeviceId, unsent: Option<u64>, now: UnixMs);

    /// Whether the database can be written.
    async fn ready(&self) -> Result<(), StoreError>;
    async fn check(&self) -> Result<Check, StoreError>;
    /// Copies everything into the folder `to`, which is made, while others go on; looks whether the copy is sound, and keeps note
    /// of it under `name`: from then on phones hold what the oldest backup does not have.
    async fn backup(&self, to: &Path, name: &str, now: UnixMs) -> Result<(), StoreError>;
    /// Writes that are done and that the journal lacks, since it can't be written just now.
    fn unjournalled(&self) -> u64;
    /// The backups that are kept, the oldest first.
    async fn backups(&self) -> Result<Vec<BackupLine>, StoreError>;
    /// This backup is not kept any more.
    async fn forget_backup(&self, name: &str) -> Result<(), StoreError>;
    /// Finishes what was taken on and lets go of the files; whatever is asked later finds the store closed.
    async fn close(&self) -> Result<(), StoreError>;
}
