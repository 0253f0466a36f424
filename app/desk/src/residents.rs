//! Residents: everybody of the site, found by room, name, initials and what is to be known about them.
//! [`ResidentsView`] is all that is sent to the browser; phone numbers are masked before they get there.

#[cfg(feature = "ssr")]
mod about;
#[cfg(feature = "ssr")]
mod build;
mod filter;
#[cfg(feature = "ssr")]
mod initials;
mod load;
#[cfg(feature = "ssr")]
pub(crate) mod masked;
mod page;
mod row;
#[cfg(feature = "ssr")]
pub(crate) mod search;
pub(crate) mod text;
mod tools;

use serde::{Deserialize, Serialize};
use shared::{
    domain::{How, Whereabouts},
    id::RecordId,
};

#[cfg(feature = "ssr")]
pub(crate) use about::{answer_text, buildings, flag_text, is_overdue, last_seen, person};
#[cfg(feature = "ssr")]
pub(crate) use build::Roster;
pub use filter::{Filter, Group, Order};
pub(crate) use filter::{at_address, encoded};
pub(crate) use page::ResidentsPage;

/// The page at one moment. All clock times are the site's wall clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResidentsView {
    pub(crate) site: String,
    /// The site's head when this was read.
    pub(crate) seq: u64,
    /// `14:11`
    pub(crate) updated: String,
    /// There is nobody at all.
    pub(crate) is_empty: bool,
    pub(crate) counts: Counts,
    /// Those the filter lets through.
    pub(crate) found: usize,
    /// The first of them.
    pub(crate) rows: Vec<ResidentRow>,
    pub(crate) buildings: Vec<Named>,
    /// Words that stand under 管控类型 at this site.
    pub(crate) controls: Vec<String>,
}

/// Something to choose, by id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) id: RecordId,
    pub(crate) name: String,
}

/// How many each group has of those whom the rest of the filter lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) all: usize,
    pub(crate) priority: usize,
    pub(crate) overdue: usize,
    pub(crate) alone: usize,
    pub(crate) flagged: usize,
    pub(crate) medical: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ResidentRow {
    pub(crate) id: RecordId,
    /// `3-2-1203`; empty where the door isn't known.
    pub(crate) address: String,
    pub(crate) name: String,
    pub(crate) person: Person,
    /// Masked.
    pub(crate) phone: Option<String>,
    /// Care tags, as they are stored.
    pub(crate) care: Vec<String>,
    pub(crate) control: Option<String>,
    pub(crate) whereabouts: Whereabouts,
    pub(crate) listed: Option<Listed>,
    /// An open medical need, in words where there are any.
    pub(crate) medical: Option<String>,
    /// Answers of today that somebody has to follow up, in both languages.
    pub(crate) flags: Vec<FlagText>,
    pub(crate) seen: Option<LastSeen>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) female: Option<bool>,
    pub(crate) age: Option<i64>,
    pub(crate) alone: bool,
}

/// On the priority list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) reason: Option<String>,
    /// At home, and not seen for longer than the cadence.
    pub(crate) overdue: bool,
}

/// What is to be followed up: the item and its answer, as the template says them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct FlagText {
    pub(crate) zh: String,
    pub(crate) en: String,
}

/// When somebody was last met or spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct LastSeen {
    pub(crate) minutes: i64,
    pub(crate) how: How,
    /// Empty where it isn't known.
    pub(crate) by: String,
}
