//! Whether the rows here are the right ones: held against what the server says of its own. What differs is told, and
//! everything is pulled afresh, once. An alarm and not a routine: nothing known makes rows differ.

use super::{CHECK_EVERY_MS, Replica, place::is_fact_before};
use crate::{
    digest::KindDigest,
    kind::Kind,
    order,
    time::{SiteDay, UnixMs},
};

impl Replica {
    /// Whether the next pull asks for the server's digests.
    pub(super) fn asks_check(&self, now: UnixMs) -> bool {
        let is_due = |at: UnixMs| now.since(at) >= CHECK_EVERY_MS || now < at;
        self.want_check || self.place.refreshing || self.place.checked.is_none_or(is_due)
    }

    /// `check` is of the rows as they have to be here now.
    pub(super) fn hold_against(&mut self, check: &[KindDigest], horizon: SiteDay) {
        self.want_check = false;
        let start = self.start_of(horizon).unwrap_or(UnixMs(i64::MIN));
        // Of a kind that this version does not know it can't tell what belongs to the days before the horizon.
        let known = check.iter().filter(|theirs| Kind::KNOWN.contains(&theirs.kind));
        let differing = known.filter(|theirs| self.digest(&theirs.kind, start) != **theirs);
        self.differs = differing.map(|theirs| theirs.kind.clone()).collect();
        // Once: what differs after that, too, is nothing that another pull would mend.
        self.mends = !self.differs.is_empty() && !self.mends;
        if self.mends {
            self.start_over();
        } else {
            self.place.checked = self.place.heard;
        }
        self.want_pull |= !self.differs.is_empty();
    }

    fn digest(&self, kind: &Kind, start: UnixMs) -> KindDigest {
        let mine = self
            .rows
            .iter()
            .filter(|row| row.kind == *kind && !is_fact_before(row, start));
        // A set and not a sorted list: it is compiled in already.
        let ids = order::set(mine.map(|row| row.id));
        let mut rows = ids.iter().filter_map(|id| Some((*id, self.rows.get(*id)?.seq)));
        KindDigest::of(kind.clone(), &mut rows)
    }
}
