//! What a server asks of a store. Small on purpose; every method is one transaction.

use std::path::Path;

use async_trait::async_trait;
use shared::{
    digest::KindDigest,
    id::{AccountId, CardId, DeviceId, EpochId, OpId, RecordId, SiteId},
    op::{Draft, Incoming},
    protocol::{Cursor, LiveEvent, OpResult, RowMessage, Rules, SiteInfo, Worker},
    record::Record,
    role::{Rights, Role, Scope},
    time::{DayRule, SiteDay, UnixMs},
};
use tokio::sync::broadcast;

use crate::{
    BuildingPage, CardRefusal, ConflictNo, ConflictTrouble, Credential, EnrolRefusal, Export, Keep, LoginChange,
    LoginLine, LoginRefusal, PullRefusal, PushError, ResidentPage, RosterNote, RosterPage, StoreError, TrailAsk,
    TrailPage, TriedAgain, TroubleCounts, TroublesAsk, TroublesPage, Viewer, VisitsAsk, VisitsPage,
};

#[derive(Clone, Debug)]
pub struct NewSite {
    pub id: SiteId,
    pub name: String,
    pub day: DayRule,
    /// Made up, to look around in: it can be removed.
    pub demo: bool,
}

#[derive(Clone, Debug)]
pub struct NewAccount {
    pub id: AccountId,
    pub site: SiteId,
    pub name: String,
    pub role: Role,
    /// Sign-in name and argon2id hash (PHC string); workers have none, they have phones.
    pub login: Option<(String, String)>,
}

/// A card with an enrolment code: single use, for one worker.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Eight digits. The store keeps a keyed hash only.
    pub code: String,
    pub account: AccountId,
    pub scope: Scope,
    pub valid_until: UnixMs,
    /// When the enrolment itself ends; none for no end.
    pub expires: Option<UnixMs>,
}

/// Whom a card is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardFor {
    /// The worker of that name, whose account is made where there is none.
    Worker(String),
    /// Whoever that card was for, which is voided; with its scope.
    InPlaceOf(CardId),
}

/// A card about to be made.
#[derive(Clone, Debug)]
pub struct NewCard {
    pub holder: CardFor,
    /// Eight digits. The store keeps a keyed hash only.
    pub code: String,
    pub valid_until: UnixMs,
    /// When the enrolment itself ends; none for no end.
    pub expires: Option<UnixMs>,
}

/// A card that no phone has used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    pub card: CardId,
    pub worker: String,
    pub role: Role,
    pub made: UnixMs,
    pub valid_until: UnixMs,
    pub expires: Option<UnixMs>,
    pub voided: Option<UnixMs>,
}

#[derive(Clone, Debug)]
pub struct Enrolled {
    pub device: DeviceId,
    /// The bearer token the phone's cookie carries.
    pub token: String,
    pub worker: Worker,
    pub role: Role,
    pub site: SiteInfo,
    pub scope: Scope,
    pub expires: Option<UnixMs>,
    pub rules: Rules,
}

/// What somebody wants changed of what a site asks of its phones; what is none stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RulesChange {
    pub pin: Option<bool>,
    /// Within [`LEASE_MS_RANGE`](shared::protocol::LEASE_MS_RANGE).
    pub lease_ms: Option<i64>,
}

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

#[derive(Clone, Debug)]
pub struct SessionAccount {
    pub account: AccountId,
    pub password_hash: String,
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

#[derive(Clone, Debug, PartialEq)]
pub struct PhoneLine {
    pub device: DeviceId,
    pub worker: String,
    pub role: Role,
    pub device_name: String,
    pub heard: Option<UnixMs>,
    /// Unsent operations at last contact, as the phone said.
    pub unsent: Option<u64>,
    pub last_n: u64,
    pub expires: Option<UnixMs>,
    pub revoked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneRights {
    pub worker: String,
    pub device_name: String,
    pub rights: Rights,
    /// Rises with every change of them.
    pub generation: u64,
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

/// What the desk's list of people is read by.
#[derive(Clone, Copy, Debug)]
pub struct PeopleAsk {
    /// Cards that were voided or lapsed before are left out.
    pub ended_since: UnixMs,
    /// The newest so many cards.
    pub cards: u32,
}

/// Who has a card or a phone, read in one transaction at `seq`.
#[derive(Clone, Debug, PartialEq)]
pub struct PeoplePage {
    pub site: SiteInfo,
    pub seq: u64,
    /// Newest first. A used card is the phone that used it.
    pub cards: Vec<CardLine>,
    pub phones: Vec<PhoneLine>,
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

/// Who there is, and who lets whom in: sites, accounts, sign-ins, cards, phones.
#[async_trait]
pub trait People: Send + Sync + 'static {
    async fn add_site(&self, site: NewSite, now: UnixMs) -> Result<(), StoreError>;
    /// Removes the viewer's site with everything in it, if it was made up to look around in. For administrators only.
    async fn remove_demo(&self, viewer: &Viewer) -> Result<(), StoreError>;
    async fn sites(&self) -> Result<Vec<SiteInfo>, StoreError>;
    /// What the viewer's site asks of its phones.
    async fn rules(&self, viewer: &Viewer) -> Result<Rules, StoreError>;
    /// Whoever follows the site is told: its head rises. For administrators only.
    async fn change_rules(&self, viewer: &Viewer, change: RulesChange, now: UnixMs) -> Result<Rules, StoreError>;
    async fn add_account(&self, account: NewAccount, now: UnixMs) -> Result<(), StoreError>;
    /// Replaces a password and ends the account's sign-ins.
    async fn set_password(&self, login: &str, password_hash: &str) -> Result<(), StoreError>;
    async fn account_of_login(&self, login: &str) -> Result<Option<SessionAccount>, StoreError>;
    /// The sign-in name of an account, and its password's hash.
    async fn login_of(&self, account: AccountId) -> Result<Option<(String, String)>, StoreError>;
    /// Who signs in at the desk of the viewer's site, those who do no more last. For administrators only.
    async fn logins(&self, viewer: &Viewer) -> Result<Vec<LoginLine>, LoginRefusal>;
    /// Who may sign in, as what, with which password. For administrators only, who take nothing
    /// from themselves; a password is everybody's own to change.
    async fn change_login(&self, viewer: &Viewer, change: LoginChange, now: UnixMs) -> Result<(), LoginRefusal>;
    /// Opens a desk sign-in under a random token, of which only a hash is kept.
    async fn open_session(&self, account: AccountId, token: &str, until: UnixMs) -> Result<(), StoreError>;
    async fn close_session(&self, token: &str) -> Result<(), StoreError>;
    /// None where the credential is not good (any more). A revoked or expired device is still somebody: it may send.
    async fn viewer(&self, credential: Credential<'_>, now: UnixMs) -> Result<Option<Viewer>, StoreError>;

    async fn add_code(&self, viewer: &Viewer, code: NewCode, now: UnixMs) -> Result<(), StoreError>;
    /// All of these cards or none; answers their holders' names in the same order. A worker whose card still waits to be
    /// used gets no second one, and a card that was used can't be replaced. For the desk only.
    async fn make_cards(&self, viewer: &Viewer, cards: Vec<NewCard>, now: UnixMs) -> Result<Vec<String>, CardRefusal>;
    /// Takes cards out of use; answers which. Those that were used stay what they are. For the desk only.
    async fn void_cards(&self, viewer: &Viewer, cards: &[CardId], now: UnixMs) -> Result<Vec<CardId>, StoreError>;
    /// The same code and key give the same device for an hour.
    async fn enrol(&self, code: &str, key: &str, device_name: &str, now: UnixMs) -> Result<Enrolled, EnrolRefusal>;
    /// A new identity with the standing of the old one; the same `key` gives the same one again.
    async fn renew(&self, viewer: &Viewer, key: &str, now: UnixMs) -> Result<Enrolled, StoreError>;

    /// What a phone may see and do; none where there is no such phone, or it was signed off. For the desk only.
    async fn phone_rights(&self, viewer: &Viewer, device: DeviceId) -> Result<Option<PhoneRights>, StoreError>;
    /// Gives a phone, and every device renewed from it or that it was renewed from, another scope, role or end. Its next pull hears
    /// of it; what it made before is judged by what it had then. For the desk only, which gives nobody more than it has.
    /// `shown`: the generation that whoever changes it had before them; where it is another by now, nothing is changed.
    async fn change_rights(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        shown: u64,
        rights: Rights,
        now: UnixMs,
    ) -> Result<(), StoreError>;
    /// Takes a device's rights away, and those of every device renewed from it or that it was renewed from. It may
    /// still send, and what it sends is held. Whoever follows the site is told: its head rises to a number that no row
    /// has. For the desk only.
    async fn revoke(&self, viewer: &Viewer, device: DeviceId, now: UnixMs) -> Result<(), StoreError>;
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
