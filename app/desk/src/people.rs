//! People and phones: who has a card that waits, whose phone is on duty, what it had not sent when it was last heard.
//! [`PeopleView`] is all that is sent to the browser. What is done to a card or phone is done on pages of `crate::cards`.

#[cfg(feature = "ssr")]
mod build;
mod filter;
mod load;
mod page;
mod row;
mod text;

use serde::{Deserialize, Serialize};
use shared::{
    id::{CardId, DeviceId},
    role::Role,
};

use crate::now::Date;

#[cfg(feature = "ssr")]
pub(crate) use build::{moment as build_moment, phone_state, state_of};
pub(crate) use filter::{Filter, Group};
pub(crate) use page::PeoplePage;
pub(crate) use text::moment;
#[cfg(feature = "ssr")]
pub(crate) use text::state as state_text;

/// The page at one moment. All clock times are the site's wall clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PeopleView {
    pub(crate) site: String,
    /// The site's head when this was read.
    pub(crate) seq: u64,
    /// `14:11`
    pub(crate) updated: String,
    pub(crate) counts: Counts,
    /// Those the filter lets through.
    pub(crate) rows: Vec<PersonRow>,
    /// Let through, but too many to show.
    pub(crate) left_out: usize,
}

/// Cards and phones of each group, whatever the filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) all: usize,
    pub(crate) unused: usize,
    pub(crate) on_duty: usize,
    pub(crate) expired: usize,
    pub(crate) ended: usize,
}

/// A card that nobody used, or a phone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct PersonRow {
    pub(crate) key: RowKey,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) state: State,
    /// What the phone calls itself; empty for a card.
    pub(crate) model: String,
    /// Minutes since the phone was heard.
    pub(crate) heard_min: Option<i64>,
    /// On duty, and not heard for too long.
    pub(crate) quiet: bool,
    /// At last contact.
    pub(crate) unsent: Option<u64>,
    /// Until when the card can be used, or the phone is on duty.
    pub(crate) until: Option<Moment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum RowKey {
    Card(CardId),
    Phone(DeviceId),
}

/// In the order in which they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum State {
    /// 未用: a card.
    Unused,
    /// 已上岗: a phone.
    OnDuty,
    /// 过期: a card that was not used in time.
    Lapsed,
    /// 已到期: a phone whose time is over.
    Over,
    /// 已停用: a phone.
    Stopped,
    /// 已作废: a card.
    Voided,
}

/// A time at the site, to the minute.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Moment {
    pub(crate) date: Date,
    /// `14:11`
    pub(crate) time: String,
}

impl PersonRow {
    /// Its time is over and it holds records: somebody must find that phone.
    pub(crate) const fn is_alarming(&self) -> bool {
        matches!(self.state, State::Over | State::Stopped) && matches!(self.unsent, Some(1..))
    }
}
