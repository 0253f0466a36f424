//! Now: who is in danger, who is still to be visited, what is coming in, which phones are silent.
//! [`NowView`] is what the page shows and all that is sent to the browser: no record, no field that isn't on the screen.

#[cfg(feature = "ssr")]
pub(crate) mod build;
mod card;
mod feed;
mod load;
mod page;
mod phone;
pub(crate) mod text;

use serde::{Deserialize, Serialize};
use shared::id::{DeviceId, RecordId};

use crate::residents::FlagText;

pub(crate) use feed::taken_back;
pub(crate) use page::NowPage;

/// Visits on the page; the newest.
pub(crate) const FEED_ROWS_MAX: usize = 50;

/// The page at one moment. All clock times are the site's wall clock, all ages are counted from the same moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NowView {
    pub(crate) site: String,
    /// The site's head when this was read.
    pub(crate) seq: u64,
    pub(crate) date: Date,
    /// `14:11`
    pub(crate) updated: String,
    pub(crate) cards: Cards,
    pub(crate) feed: Feed,
    pub(crate) phones: Phones,
    pub(crate) troubles: Troubles,
}

/// What waits for somebody to decide, of each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Troubles {
    pub(crate) conflicts: u64,
    pub(crate) rejected: u64,
    pub(crate) held: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Date {
    /// 1–12
    pub(crate) month: u8,
    /// 1–31
    pub(crate) day: u8,
    /// 0 is Monday.
    pub(crate) weekday: u8,
}

/// The day's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cards {
    pub(crate) due: usize,
    pub(crate) open: usize,
    pub(crate) medical: Card<Medical>,
    pub(crate) no_answer: Card<Waiting>,
    pub(crate) overdue: Card<Overdue>,
    pub(crate) flagged: Card<Flagged>,
    pub(crate) priority: usize,
}

/// A figure and the first few behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card<T> {
    pub(crate) count: usize,
    pub(crate) lines: Vec<T>,
}

impl<T> Default for Card<T> {
    fn default() -> Self {
        Self {
            count: 0,
            lines: Vec::new(),
        }
    }
}

/// A door with a medical need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Medical {
    pub(crate) address: String,
    pub(crate) name: String,
    /// In words; empty where there are none.
    pub(crate) need: String,
}

/// A door where nobody answers, since so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) address: String,
    pub(crate) minutes: i64,
}

/// Somebody in priority care who was not seen in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Overdue {
    pub(crate) address: String,
    pub(crate) name: String,
    /// Since somebody saw them; none: never seen.
    pub(crate) minutes: Option<i64>,
}

/// A door with answers of today that somebody has to follow up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flagged {
    pub(crate) address: String,
    pub(crate) flags: Vec<FlagText>,
}

/// What is coming in, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Feed {
    pub(crate) rows: Vec<VisitRow>,
    /// There are more than are shown.
    pub(crate) more: bool,
    /// One of the rows at least is of today.
    pub(crate) today: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct VisitRow {
    pub(crate) id: RecordId,
    pub(crate) day: Day,
    /// `14:11`
    pub(crate) time: String,
    /// Empty where the door isn't known.
    pub(crate) address: String,
    pub(crate) who: Who,
    pub(crate) what: What,
    pub(crate) by: String,
    pub(crate) standing: Standing,
    /// When it was stored, where that was long after the visit.
    pub(crate) late: Option<String>,
}

/// Of a visit, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Day {
    Today,
    Yesterday,
    Other(Date),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Who {
    One(String),
    Many(usize),
    /// Nobody is known to live there.
    Nobody,
}

/// What a visit found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum What {
    NoAnswer,
    /// Persons by how they were confirmed; all zero where only the door was answered.
    Answered {
        met: usize,
        spoke: usize,
        reported: usize,
    },
    /// Everybody at home was met.
    AllFine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Standing {
    Stands,
    /// 已撤销
    Voided,
    /// 已改正: a later record took its place.
    Amended,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Phones {
    pub(crate) rows: Vec<PhoneRow>,
    pub(crate) count: usize,
    pub(crate) quiet: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct PhoneRow {
    pub(crate) device: DeviceId,
    pub(crate) worker: String,
    pub(crate) state: PhoneState,
    /// At last contact.
    pub(crate) unsent: Option<u64>,
}

/// In the order in which they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum PhoneState {
    /// Signed off or expired, with records that were not sent: somebody must find that phone.
    Ended {
        minutes: Option<i64>,
    },
    /// Not heard for too long.
    Quiet {
        minutes: i64,
    },
    Heard {
        minutes: i64,
    },
    Never,
}

impl PhoneState {
    pub(crate) const fn is_alarming(self) -> bool {
        matches!(self, Self::Ended { .. } | Self::Quiet { .. })
    }
}
