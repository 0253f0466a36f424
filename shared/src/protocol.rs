//! The messages of `/api/v1`, JSON over HTTP. Golden files in `tests/golden` hold every one of them to its form.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    accept::Judged,
    digest::KindDigest,
    id::{AccountId, DeviceId, EpochId, OpId, RecordId, SiteId},
    json::{self, Reader},
    kind::Kind,
    op::Op,
    outcome::{Code, Outcome},
    read::{FromValue, read_by_value, read_fields, take, words},
    role::{Rights, Role, Scope},
    time::{DAY_MS, DayRule, HOUR_MS, SiteDay, UnixMs},
    value::Fields,
};

/// Operations in one push.
pub const PUSH_OPS_MAX: usize = 200;
/// One push, bytes of JSON.
pub const PUSH_BYTES_MAX: usize = 256 * 1_024;
/// Rows in one page of a pull, where the phone does not ask for fewer.
pub const PULL_ROWS_MAX: u32 = 5_000;
/// A heartbeat on the live stream at least this often.
pub const LIVE_HEARTBEAT_MS: u64 = 20_000;
/// How long the same code and key give the same device again.
pub const ENROL_REPEAT_MS: i64 = 60 * 60 * 1_000;
/// How long a phone may show what it has without having heard the server, where nobody has said.
pub const LEASE_MS: i64 = 72 * HOUR_MS;
/// What may be said: an hour to thirty days.
pub const LEASE_MS_RANGE: std::ops::RangeInclusive<i64> = HOUR_MS..=30 * DAY_MS;
/// Facts older than this many site days stay at the desk.
pub const HORIZON_DAYS: i64 = 14;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// Eight digits from the card.
    pub code: String,
    /// Random, made by the phone: a repeat whose answer was lost finds the same device.
    pub key: String,
    pub device_name: String,
    pub client_now: UnixMs,
    /// Tools that keep no cookies ask for a bearer token.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bearer: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolResponse {
    pub device: DeviceId,
    pub worker: Worker,
    pub role: Role,
    pub sites: Vec<SiteInfo>,
    pub scope: Scope,
    pub expires: Option<UnixMs>,
    pub server_now: UnixMs,
    pub limits: Limits,
    /// The server's public key for sealed operations, as in `rules`; none until it has one.
    pub envelope_key: Option<String>,
    /// None from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// What a site asks of its phones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Whether a PIN is asked for at shift start; else whoever has the phone unlocked has the app.
    pub pin: bool,
    /// How long a phone may show what it has without having heard the server.
    pub lease_ms: i64,
    /// `<key id>.<the uncompressed point, base64url>`; none: nothing is sealed.
    pub envelope_key: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    pub account: AccountId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteInfo {
    pub id: SiteId,
    pub name: String,
    pub day: DayRule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub push_ops: usize,
    pub push_bytes: usize,
    pub op_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            push_ops: PUSH_OPS_MAX,
            push_bytes: PUSH_BYTES_MAX,
            op_bytes: crate::op::OP_BYTES_MAX,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewRequest {
    pub device: DeviceId,
    pub key: String,
    pub client_now: UnixMs,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushRequest {
    pub device: DeviceId,
    pub client_now: UnixMs,
    pub ops: Vec<Op>,
    /// Operations that stay on the phone after this call, for the desk to see how far behind it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent: Option<u64>,
}

/// The server's reading of a push: every operation by itself.
#[derive(Debug, Deserialize)]
pub struct RawPush {
    pub device: DeviceId,
    pub client_now: UnixMs,
    pub ops: Vec<Box<RawValue>>,
    #[serde(default)]
    pub unsent: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PushResponse {
    pub epoch: EpochId,
    pub last_n: u64,
    /// The device's last number in the oldest backup that is kept; without backups, `last_n`.
    pub safe_n: u64,
    pub server_now: UnixMs,
    pub results: Vec<OpResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpResult {
    pub n: u64,
    pub id: OpId,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

words! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Status {
        Applied = "applied",
        Superseded = "superseded",
        Rejected = "rejected",
        Held = "held"
    }
}

impl Status {
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Held)
    }
}

impl From<Judged> for OpResult {
    fn from(judged: Judged) -> Self {
        let seq = judged.outcome.seq();
        let (status, code, field, fields) = match judged.outcome {
            Outcome::Applied { .. } => (Status::Applied, None, None, Vec::new()),
            Outcome::Erased => (Status::Applied, Some(Code::Erased), None, Vec::new()),
            Outcome::Superseded { fields, .. } => (Status::Superseded, None, None, fields),
            Outcome::Rejected { code, field } => (Status::Rejected, Some(code), field, Vec::new()),
            Outcome::Held { code, .. } => (Status::Held, Some(code), None, Vec::new()),
        };
        Self {
            n: judged.n,
            id: judged.id,
            status,
            seq,
            code,
            field,
            fields,
        }
    }
}

/// How far a phone has read. `seq` is the last one examined, `top` the highest head of any snapshot it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub epoch: EpochId,
    pub scope_gen: u64,
    pub seq: u64,
    pub top: u64,
}

impl Cursor {
    /// Before the first page.
    pub const START: Self = Self {
        epoch: EpochId::NIL,
        scope_gen: 0,
        seq: 0,
        top: 0,
    };

    pub fn is_start(&self) -> bool {
        self.seq == 0 && self.epoch == EpochId::NIL
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    pub device: DeviceId,
    pub site: SiteId,
    pub cursor: Cursor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Operations that stay on the phone after this call, for the desk to see how far behind it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent: Option<u64>,
    /// At the end of this pull the phone wants to know whether it has the right rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub check: bool,
    /// Kinds of which the phone has found that it had not; told once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Kind>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullResponse {
    pub rows: Vec<RowMessage>,
    pub cursor: Cursor,
    pub more: bool,
    pub last_n: u64,
    pub safe_n: u64,
    pub server_now: UnixMs,
    /// Facts of days before this one are not sent; phones drop them.
    pub horizon_day: SiteDay,
    /// What a phone has that has everything up to the cursor, facts of days before the horizon aside: every kind the server
    /// knows. On a last page, where the phone has asked and the server had time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Vec<KindDigest>>,
    /// What the device may see and do, to a pull from 0: whoever begins there has no cursor that would be refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// On the last page; none from an older server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
}

/// A row on its way down: its fields, or that it was deleted, or that it is not this phone's any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowMessage {
    pub kind: Kind,
    pub id: RecordId,
    pub seq: u64,
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

impl PullResponse {
    /// Rows come by the thousand, so they are read without a `Value` between.
    pub fn from_json(json: &[u8]) -> Option<Self> {
        let (mut rows, mut said) = (None, Fields::new());
        json::whole(json, |reader| {
            reader.fields(&mut |name, reader| {
                if name != "rows" {
                    said.insert(name.into_owned(), reader.value()?);
                    return Some(());
                }
                let rows = rows.insert(Vec::new());
                reader.items(&mut |reader| {
                    rows.push(RowMessage::read(reader)?);
                    Some(())
                })
            })
        })?;
        Some(Self {
            rows: rows?,
            cursor: take(&mut said, "cursor")?,
            more: take(&mut said, "more")?,
            last_n: take(&mut said, "last_n")?,
            safe_n: take(&mut said, "safe_n")?,
            server_now: take(&mut said, "server_now")?,
            horizon_day: take(&mut said, "horizon_day")?,
            check: take(&mut said, "check")?,
            rights: take(&mut said, "rights")?,
            rules: take(&mut said, "rules")?,
        })
    }
}

impl RowMessage {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let (mut kind, mut id, mut seq) = (None, None, None);
        let (mut fields, mut deleted, mut gone) = (Fields::new(), false, false);
        reader.fields(&mut |name, reader| {
            match &*name {
                "kind" => kind = Some(Kind::from(&*reader.text()?)),
                "id" => id = Some(reader.text()?.parse().ok()?),
                "seq" => seq = Some(u64::from_value(reader.value()?)?),
                "fields" => fields = Fields::from_value(reader.value()?)?,
                "deleted" => deleted = bool::from_value(reader.value()?)?,
                "gone" => gone = bool::from_value(reader.value()?)?,
                _ => drop(reader.value()?),
            }
            Some(())
        })?;
        Some(Self {
            kind: kind?,
            id: id?,
            seq: seq?,
            fields,
            deleted,
            gone,
        })
    }

    /// Whoever it was about was erased: nothing final about them is kept here either.
    pub fn is_erased(&self) -> bool {
        self.deleted && self.fields.contains_key(crate::erase::ERASED)
    }

    pub const fn is_live(&self) -> bool {
        !self.deleted && !self.gone
    }
}

/// "This site is at `seq`." No personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LiveEvent {
    pub site: SiteId,
    pub seq: u64,
}

/// The body of every answer that is not a success. A status without it did not come from us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorBody {
    pub code: ErrorCode,
    /// In the caller's language, for a person.
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_n: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// With `scope_changed`: what the device has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
}

words! {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ErrorCode {
        Malformed = "malformed",
        SignInAgain = "sign_in_again",
        DeviceRevoked = "device_revoked",
        Forbidden = "forbidden",
        NotFound = "not_found",
        CodeUnknown = "code_unknown",
        CodeSpent = "code_spent",
        CodeExpired = "code_expired",
        TooManyTries = "too_many_tries",
        Gap = "gap",
        DeviceFork = "device_fork",
        EpochChanged = "epoch_changed",
        CursorTooOld = "cursor_too_old",
        ScopeChanged = "scope_changed",
        TooLarge = "too_large",
        WrongType = "wrong_type",
        TooOld = "too_old",
        Busy = "busy",
        Internal = "internal";
        or else:
        /// A code of a newer server.
        Unknown = "unknown"
    }
}

read_fields! {
    Rules { pin, lease_ms, envelope_key }
    Worker { account, name }
    SiteInfo { id, name, day }
    PushResponse { epoch, last_n, safe_n, server_now, results }
    OpResult { n, id, status, seq, code, field; or default: fields }
    Cursor { epoch, scope_gen, seq, top }
    LiveEvent { site, seq }
    ErrorBody { code, message, last_n, retry_after_s; or default: rights }
}

read_by_value! { Rules, PushResponse, LiveEvent, ErrorBody }
