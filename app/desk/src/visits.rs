//! Visits: the timeline of what was recorded at doors, with the receipt of each: stored by the server, seen by the desk.
//! [`VisitsView`] is all that is sent to the browser. What is done to them is a form that works without a script.

#[cfg(feature = "ssr")]
mod build;
mod filter;
mod load;
mod page;
mod row;
mod text;
mod tools;

use serde::{Deserialize, Serialize};

use crate::{now::VisitRow, people::Moment};

#[cfg(feature = "ssr")]
pub use build::ask;
pub use filter::Filter;
pub(crate) use page::VisitsPage;

/// Visits on a page.
#[cfg(feature = "ssr")]
pub const PAGE_ROWS: usize = 50;

/// One page of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VisitsView {
    pub(crate) site: String,
    /// The site's head when this was read.
    pub(crate) seq: u64,
    /// `14:11`
    pub(crate) updated: String,
    /// Names of buildings by their id, in their order.
    pub(crate) buildings: Vec<(String, String)>,
    /// Names of people by their account.
    pub(crate) workers: Vec<(String, String)>,
    pub(crate) rows: Vec<SeenRow>,
    /// Where the earlier ones begin, as it stands in the address.
    pub(crate) earlier: Option<String>,
}

/// A visit and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct SeenRow {
    pub(crate) visit: VisitRow,
    pub(crate) stored: Moment,
    /// Stored on another day than the visit was made.
    pub(crate) stored_later: bool,
    pub(crate) seen: Option<Sight>,
}

/// Who saw it at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Sight {
    /// Empty where nobody knows.
    pub(crate) by: String,
    pub(crate) at: Moment,
    /// Seen on another day than the visit was made.
    pub(crate) later: bool,
}
