//! The quiet strip: what is on this phone only, and when the server was last heard.

use shared::{
    replica::{Link, Replica},
    time::{DayRule, LocalTime},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    /// Operations the server has not answered.
    pub(crate) waiting: u64,
    /// Operations the server keeps and can't apply yet.
    pub(crate) held: u64,
    /// Rejected, and nobody has looked at them.
    pub(crate) attention: u64,
    /// Last contact on the site's wall clock; displays as `14:02`.
    pub(crate) heard: Option<LocalTime>,
    pub(crate) link: Link,
}

impl Strip {
    pub(crate) const EMPTY: Self = Self {
        waiting: 0,
        held: 0,
        attention: 0,
        heard: None,
        link: Link::Away,
    };

    pub(super) fn of(replica: &Replica, rule: DayRule) -> Self {
        let tally = replica.tally();
        let heard = replica.place().heard.map(|at| rule.local(at));
        Self {
            waiting: tally.waiting,
            held: tally.held,
            attention: tally.attention,
            heard,
            link: replica.link(),
        }
    }
}
