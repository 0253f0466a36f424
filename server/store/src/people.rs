//! Who there is, and who lets whom in: sites, accounts, sign-ins, cards, phones.

use async_trait::async_trait;
use shared::{
    id::{AccountId, CardId, DeviceId, SiteId},
    protocol::{Rules, SiteInfo, Worker},
    role::{Rights, Role, Scope},
    time::{DayRule, UnixMs},
};

use crate::{CardRefusal, Credential, EnrolRefusal, LoginChange, LoginLine, LoginRefusal, StoreError, Viewer};

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

#[derive(Clone, Debug)]
pub struct SessionAccount {
    pub account: AccountId,
    pub password_hash: String,
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
