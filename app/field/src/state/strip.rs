//! The quiet strip: what is on this phone only, and when the server was last heard.

use shared::{
    replica::{Link, Queued, Replica, Standing},
    time::{DayRule, LocalTime, UnixMs},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strip {
    /// Taps the server has not answered.
    pub(crate) waiting: u64,
    /// Taps the server keeps and can't apply yet.
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

    /// With what a worker before has left on this phone.
    pub(super) const fn with(self, former: &Self) -> Self {
        Self {
            waiting: self.waiting + former.waiting,
            held: self.held + former.held,
            attention: self.attention + former.attention,
            ..self
        }
    }

    pub(super) fn of(replica: &Replica, rule: DayRule) -> Self {
        let waiting = taps(replica, |queued| queued.standing == Standing::Waiting);
        // On its way to the disk: one tap at a time.
        let queued = replica
            .outbox()
            .values()
            .filter(|queued| queued.standing == Standing::Waiting)
            .count() as u64;
        let is_storing = replica.tally().waiting > queued;
        let heard = replica.place().heard.map(|at| rule.local(at));
        Self {
            waiting: waiting + u64::from(is_storing),
            held: taps(replica, |queued| matches!(queued.standing, Standing::Held { .. })),
            attention: taps(replica, Queued::needs_attention),
            heard,
            link: replica.link(),
        }
    }
}

/// How many taps these operations are: those of one tap carry the same millisecond and follow each other.
fn taps(replica: &Replica, test: impl Fn(&Queued) -> bool) -> u64 {
    let mut times: Vec<UnixMs> = replica
        .outbox()
        .values()
        .filter(|q| test(q))
        .map(|q| q.draft.at)
        .collect();
    times.dedup();
    times.len() as u64
}
