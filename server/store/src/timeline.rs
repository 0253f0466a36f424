//! What the desk's list of visits asks for, and what it gets.

use shared::{
    domain::Outcome,
    id::{AccountId, RecordId},
    protocol::SiteInfo,
    record::Record,
    time::UnixMs,
};

use crate::VisitLine;

/// Where a page of the timeline goes on: at visits made before this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Before {
    pub at: UnixMs,
    pub visit: RecordId,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attention {
    #[default]
    Any,
    /// Nobody at the desk has seen it yet.
    Unseen,
}

/// Which visits. None: whatever it is.
#[derive(Clone, Copy, Debug)]
pub struct VisitsAsk {
    /// Made at or after.
    pub from: Option<UnixMs>,
    /// Made before.
    pub until: Option<UnixMs>,
    pub building: Option<RecordId>,
    pub worker: Option<AccountId>,
    pub outcome: Option<Outcome>,
    pub attention: Attention,
    pub before: Option<Before>,
    /// Lines at most.
    pub lines: u32,
    /// Visits looked at, at most: a filter that lets nobody through must not read years.
    pub looked_at: u32,
}

/// Who saw a visit at the desk, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    pub by: String,
    pub at: UnixMs,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SeenLine {
    pub line: VisitLine,
    pub seen: Option<Sight>,
}

/// Visits newest first by the time they were made, read in one transaction at `seq`.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitsPage {
    pub site: SiteInfo,
    pub seq: u64,
    pub lines: Vec<SeenLine>,
    /// The doors of these visits with everybody who lives there.
    pub places: Vec<Record>,
    /// Every building of the site.
    pub buildings: Vec<Record>,
    /// Everybody who may have made a visit.
    pub workers: Vec<(AccountId, String)>,
    /// Where earlier ones begin, if there may be any.
    pub earlier: Option<Before>,
}
