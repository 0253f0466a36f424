//! What the desk's pages about residents, doors and buildings are read as: each in one transaction, at `seq`.

use shared::{
    id::{OpId, RecordId},
    op::{Change, Seen},
    protocol::SiteInfo,
    record::Record,
    time::UnixMs,
    value::Value,
};

/// Everybody of a site, to be looked through.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterPage {
    pub site: SiteInfo,
    pub seq: u64,
    /// Buildings, doors, residents, templates, accounts, and the ticks of the day. When somebody was last seen is asked for by
    /// [`Store::last_seen`](crate::Store::last_seen), for those who are shown.
    pub records: Vec<Record>,
}

/// One building with what happened in it today.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildingPage {
    pub site: SiteInfo,
    pub seq: u64,
    /// All of the site's.
    pub buildings: Vec<Record>,
    /// The one that was asked for, or the first; none where the site has none, or not the one asked for.
    pub chosen: Option<RecordId>,
    /// Its doors and residents with their visits and ticks of the day, the templates and accounts, and for everybody the
    /// last visit that confirms them.
    pub records: Vec<Record>,
}

/// One resident, everything about them.
#[derive(Clone, Debug, PartialEq)]
pub struct ResidentPage {
    pub site: SiteInfo,
    pub seq: u64,
    /// What an edit says that it has seen who goes by this page.
    pub seen: Seen,
    pub resident: Record,
    /// Their door and its building, everybody behind that door, its newest visits, the ticks of the day, the templates
    /// and accounts, and the last visit that confirms each of them.
    pub records: Vec<Record>,
    /// There are older visits than those.
    pub more_visits: bool,
    /// Newest first.
    pub edits: Vec<Edit>,
    /// Newest first.
    pub conflicts: Vec<ConflictLine>,
}

/// An operation about a record that was applied, or lost in part.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    pub op: OpId,
    pub change: Change,
    /// The account.
    pub by: RecordId,
    /// Corrected time.
    pub at: UnixMs,
    pub stored: UnixMs,
    /// Fields that lost to a concurrent edit.
    pub superseded: Vec<String>,
}

/// A value that lost to a concurrent edit.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictLine {
    pub no: ConflictNo,
    pub field: String,
    pub lost: Value,
    pub kept: Value,
    /// The operation during which it was found: the loser, or the one that took another one's place.
    pub op: OpId,
    pub found: UnixMs,
    pub settled: Option<UnixMs>,
}

/// A conflict, as the store counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConflictNo(pub i64);
