//! How far the rows have come: pages taken in, refreshes, what another tab stored, what grows too old to keep.

use std::collections::BTreeSet;

use super::{Busy, Effect, Place, Queued, Replica, Said};
use crate::{
    domain::Site,
    id::RecordId,
    numbered::Numbered,
    order,
    packed::Packed,
    protocol::Cursor,
    schema::{self, Shape},
    time::{SiteDay, UnixMs},
};

impl Replica {
    /// The cursor as the disk has it: a refresh starts from 0 in memory only.
    pub(super) fn stored_cursor(&self) -> Cursor {
        self.stored_before_refresh.unwrap_or(self.place.cursor)
    }

    /// What a refresh has not delivered is not this phone's any more.
    fn undelivered(&self, last: &[Said]) -> Vec<RecordId> {
        if !self.place.refreshing {
            return Vec::new();
        }
        let here = order::set(last.iter().filter(|said| said.is_here()).map(Said::id));
        let rows = self.rows.iter().map(|row| row.id);
        rows.filter(|id| !self.delivered.contains(id) && !here.contains(id))
            .collect()
    }

    /// What the last page of a pull takes away: what a refresh did not deliver, and facts that have grown too old.
    pub(super) fn dropped(&self, last: &[Said], horizon: SiteDay) -> Vec<RecordId> {
        let mut dropped = self.undelivered(last);
        if self.horizon != Some(horizon) {
            dropped.extend(self.beyond(horizon));
        }
        dropped
    }

    /// Facts of days before the site's horizon stay at the desk, except those an own operation still names.
    fn beyond(&self, horizon: SiteDay) -> Vec<RecordId> {
        let Some(start) = self.start_of(horizon) else {
            return Vec::new();
        };
        let rows = self.rows.iter().filter(|row| is_fact_before(row, start));
        let ids = rows.map(|row| row.id);
        ids.filter(|id| !self.by_record.contains_key(id)).collect()
    }

    /// When a day begins at this site; none before its own row has come.
    pub(super) fn start_of(&self, day: SiteDay) -> Option<UnixMs> {
        let site = self.rows.get(self.me.site.into())?;
        Some(Site::from(&site.unpack()).day.start(day))
    }

    pub(super) fn page_stored(&mut self) -> Vec<Effect> {
        self.busy = Busy::Idle;
        self.place_elsewhere = None;
        let Some(page) = self.page.take() else {
            self.has_let_go();
            return Vec::new();
        };
        let mut touched: BTreeSet<RecordId> = BTreeSet::new();
        if !page.more {
            for id in self.dropped(&page.rows, page.horizon_day) {
                self.rows.remove(id);
                touched.insert(id);
            }
            self.horizon = Some(page.horizon_day);
        }
        for row in page.rows {
            // What is said to be gone is dropped at the end: what is here of it may be of another life, with a higher number.
            if self.place.refreshing && row.is_here() {
                self.delivered.insert(row.id());
            }
            touched.insert(self.confirm(row));
        }
        self.place.cursor = page.cursor;
        self.stored_before_refresh = None;
        if !page.more {
            self.place.complete = true;
            self.place.refreshing = false;
            self.delivered.clear();
        }
        self.want_pull |= page.more;
        self.pass(&mut touched);
        if let Some(check) = page.check {
            self.hold_against(&check, page.horizon_day);
        }
        self.refresh(&touched);
        let forget = self.prune();
        let mut effects = vec![Effect::Show(touched)];
        if !forget.is_empty() {
            effects.push(Effect::StoreOutbox {
                entries: Vec::new(),
                forget,
            });
        }
        effects
    }

    pub(super) fn page_refused(&mut self, now: UnixMs) -> Vec<Effect> {
        self.busy = Busy::Idle;
        self.page = None;
        self.want_pull = true;
        if let Some(place) = self.place_elsewhere.take() {
            self.adopt(place);
        }
        self.lose(&mut BTreeSet::new());
        self.wait(now, None);
        Vec::new()
    }

    pub(super) fn elsewhere(&mut self, place: Place, rows: Vec<Said>, outbox: Numbered<Queued>) -> Vec<Effect> {
        let mut touched = order::set(rows.into_iter().map(|row| self.confirm(row)));
        if self.busy == Busy::Storing {
            // Ours is being compared with it on the disk right now; if ours is refused, this one holds.
            self.place_elsewhere = Some(place);
        } else {
            self.adopt(place);
        }
        touched.extend(self.take_outbox(outbox));
        self.lose(&mut touched);
        self.pass(&mut touched);
        self.refresh(&touched);
        vec![Effect::Show(touched)]
    }

    pub(super) fn earlier(&mut self, mut rows: Vec<Said>) -> Vec<Effect> {
        rows.retain(|row| self.rows.get(row.id()).is_none());
        let touched = order::set(rows.into_iter().map(|row| self.confirm(row)));
        self.refresh(&touched);
        vec![Effect::Show(touched)]
    }

    /// Takes the place another tab has stored. What that tab's refresh has delivered is not known here, so an unfinished
    /// one begins again; what this tab delivered itself counts on only where the disk still stands as this tab left it.
    fn adopt(&mut self, place: Place) {
        self.is_lost_elsewhere(&place);
        if place.cursor == self.stored_cursor() {
            return;
        }
        self.place = place;
        self.delivered.clear();
        self.stored_before_refresh = None;
        if self.place.refreshing {
            self.stored_before_refresh = Some(self.place.cursor);
            self.place.cursor = Cursor::START;
        }
    }
}

pub(super) fn is_fact_before(row: &Packed, start: UnixMs) -> bool {
    let is_fact = schema::spec(&row.kind).is_some_and(|spec| spec.shape == Shape::Fact);
    is_fact && row.int("at").is_some_and(|at| UnixMs(at) < start)
}
