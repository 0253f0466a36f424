//! What waits for a coordinator: values that lost, and what phones sent that was rejected or is held.

use shared::{
    id::{OpId, RecordId},
    kind::Kind,
    op::{Change, Seen},
    outcome::{Code, Outcome},
    protocol::SiteInfo,
    record::Record,
    time::UnixMs,
    value::Value,
};

use crate::ConflictNo;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TroubleList {
    /// Values that lost to a concurrent edit.
    #[default]
    Conflicts,
    /// What phones sent that breaks a rule.
    Rejected,
    /// What phones sent that could not be applied yet.
    Held,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TroubleStage {
    /// Nobody has decided.
    #[default]
    Open,
    /// Somebody has.
    Settled,
}

/// Where a list goes on: at what came, or was settled, before this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TroubleBefore {
    pub at: UnixMs,
    /// Tells those of one millisecond apart.
    pub no: i64,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct TroublesAsk {
    pub list: TroubleList,
    pub stage: TroubleStage,
    pub before: Option<TroubleBefore>,
    /// Lines at most.
    pub lines: u32,
}

/// Open ones of each list, counted up to [`TroubleCounts::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TroubleCounts {
    pub conflicts: u64,
    pub rejected: u64,
    pub held: u64,
}

impl TroubleCounts {
    /// Nobody counts further: there are too many.
    pub const MOST: u64 = 1_000;

    pub const fn of(self, list: TroubleList) -> u64 {
        match list {
            TroubleList::Conflicts => self.conflicts,
            TroubleList::Rejected => self.rejected,
            TroubleList::Held => self.held,
        }
    }
}

/// One list, newest first, read in one transaction at `seq`.
#[derive(Clone, Debug, PartialEq)]
pub struct TroublesPage {
    pub site: SiteInfo,
    pub seq: u64,
    pub open: TroubleCounts,
    pub lines: TroubleLines,
    /// What the lines are about and what that hangs from, with all templates. Deleted ones are not among them.
    pub records: Vec<Record>,
    /// Where earlier ones begin, if there are any.
    pub earlier: Option<TroubleBefore>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TroubleLines {
    Conflicts(Vec<ConflictTrouble>),
    /// Rejected or held.
    Sent(Vec<SentTrouble>),
}

/// Who made something, on what, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// Empty where it was done at the machine itself.
    pub name: String,
    /// What their phone calls itself; none at the desk.
    pub phone: Option<String>,
    /// Corrected time.
    pub at: UnixMs,
}

/// Who has settled something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub by: String,
    pub at: UnixMs,
}

/// A value that lost, beside the one that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictTrouble {
    pub no: ConflictNo,
    pub kind: Kind,
    pub record: RecordId,
    pub field: String,
    pub lost: Value,
    /// None where it was found before anybody kept note of it.
    pub lost_by: Option<Maker>,
    /// As it stands now.
    pub now: Value,
    pub now_by: Option<Maker>,
    pub found: UnixMs,
    /// What an edit says that it has seen who goes by this.
    pub seen: Seen,
    pub settled: Option<Settlement>,
}

/// What a phone sent, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SentTrouble {
    pub op: OpId,
    pub by: Maker,
    /// Phone clock minus server clock when it was sent, milliseconds.
    pub skew_ms: i64,
    pub stored: UnixMs,
    /// When the phone was last in contact.
    pub heard: Option<UnixMs>,
    pub outcome: Outcome,
    /// None where this version can't read it.
    pub change: Option<Change>,
    pub settled: Option<Settlement>,
}

/// Why an operation waits for what may come, or come to be mended: trying again may help. What waits for any other reason
/// would be judged as before.
pub const TRIED_AGAIN: [Code; 5] = [
    Code::UnknownChange,
    Code::Orphan,
    Code::Failed,
    Code::Forbidden,
    Code::Sealed,
];

/// Why an operation waits for a coordinator to take it or not: its maker's rights had ended.
pub const TAKEN_OR_REFUSED: [Code; 2] = [Code::Revoked, Code::Expired];

/// What came of trying again, or of taking what came too late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TriedAgain {
    pub applied: usize,
    pub rejected: usize,
    pub held: usize,
}
