//! What was done with the site's data and by whom, as administrators read it.

use shared::{protocol::SiteInfo, time::UnixMs};

/// A file about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// `visits.csv`
    pub file: String,
    /// Lines in it.
    pub rows: u64,
    /// What somebody said it is for.
    pub purpose: String,
}

/// A roster that was imported, or the last import that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterNote {
    pub is_undone: bool,
    pub doors: usize,
    pub residents: usize,
}

/// What one looks for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    SignedIn,
    Exported,
    /// Numbers that are masked by default were shown.
    Revealed,
    /// Whatever else is noted: accounts, cards, phones.
    Changed,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct TrailAsk {
    /// None: all.
    pub deed: Option<Deed>,
    /// Lines before this one.
    pub before: Option<u64>,
    /// Lines at most.
    pub lines: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailLine {
    /// Rises with every line.
    pub no: u64,
    pub at: UnixMs,
    /// Empty where it was done at the machine itself.
    pub by: String,
    pub deed: Deed,
    /// As it was noted, in English: `card voided`.
    pub what: String,
    /// The name of whom it was about, where that is known.
    pub about: String,
    pub note: String,
}

/// Newest first, read in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailPage {
    pub site: SiteInfo,
    pub lines: Vec<TrailLine>,
    /// Where earlier lines begin, if there are any.
    pub earlier: Option<u64>,
}
