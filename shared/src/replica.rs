//! The phone's side of the protocol as a state machine without IO: events in, effects out. The browser shell, the load
//! generator and the simulation run this same code.
//!
//! What a person sees is rows the server confirmed with their own unfinished operations plainly applied on top.
//! One request is under way at a time; whoever executes effects answers each with the event named at it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    digest::KindDigest,
    id::{AccountId, DeviceId, IdMap, OpId, RecordId, SiteId},
    kind::Kind,
    numbered::Numbered,
    op::{Change, Draft, Seen},
    packed::{Look, Packed},
    protocol::Cursor,
    read::read_fields,
    record::Record,
    role::Rights,
    time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, SiteDay, UnixMs},
};

mod check;
mod event;
mod loss;
mod outbox;
mod overlay;
mod place;
mod rows;
mod sync;

use loss::Loss;

pub use event::{Effect, Event, Failure};
pub use outbox::{Queued, Settled, Standing};
pub use rows::{Rows, Said};

/// First wait after a failure; doubled each time, with jitter.
pub const RETRY_FIRST_MS: i64 = SECOND_MS;
pub const RETRY_MOST_MS: i64 = MINUTE_MS;
/// A held operation is asked about again this often at most.
pub const HELD_ASK_MS: i64 = HOUR_MS;
/// Operations one phone may hold that the server has not taken; the screens say so long before.
pub const OUTBOX_MAX: usize = 20_000;
/// The server is asked this often whether the rows here are the right ones, at most; beside that at the end of every pull from 0.
pub const CHECK_EVERY_MS: i64 = DAY_MS;
/// Operations that are settled and kept until a backup has them, at most: those of some shifts. The oldest go first.
pub const KEPT_MAX: usize = 1_000;

/// Who this phone is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub device: DeviceId,
    pub account: AccountId,
    pub site: SiteId,
}

/// How far the stored rows have come; stored with every page, in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    pub cursor: Cursor,
    /// Every row was here once: the list may be used.
    pub complete: bool,
    /// A pull from 0 over rows that are here already. Cut off, it begins again: what it had delivered is not remembered.
    pub refreshing: bool,
    /// Server clock minus phone clock when last heard, milliseconds.
    pub offset_ms: i64,
    /// When the server last answered, by the phone's clock.
    pub heard: Option<UnixMs>,
    /// When the rows were last held against the server's, by the phone's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<UnixMs>,
    /// What this phone was given since it was enrolled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
}

read_fields! {
    Place { cursor, complete, refreshing, offset_ms, heard; or default: checked, rights }
}

impl Place {
    pub const START: Self = Self {
        cursor: Cursor::START,
        complete: false,
        refreshing: false,
        offset_ms: 0,
        heard: None,
        checked: None,
        rights: None,
    };
}

/// What the shell read from disk.
#[derive(Clone, Debug)]
pub struct Disk {
    pub place: Place,
    pub rows: Rows,
    pub outbox: Numbered<Queued>,
}

/// How the conversation with the server stands, for the strip and the outbox screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Working,
    /// The last try failed: no network, or nobody there.
    Away,
    /// The server is there and refuses this phone until somebody signs it in again.
    SignInAgain,
    Revoked,
    /// This version is too old to read; it still sends.
    TooOld,
}

/// Numbers for the strip, the outbox and the doffing check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub made: u64,
    pub waiting: u64,
    pub held: u64,
    pub settled: u64,
    pub attention: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Busy {
    Idle,
    Pushing,
    /// `sent`: the cursor asked from. `stored`: the one the disk had then.
    Pulling {
        sent: Cursor,
        stored: Cursor,
    },
    Storing,
}

/// A page of a pull on its way to the disk.
#[derive(Debug)]
struct Page {
    rows: Vec<Said>,
    cursor: Cursor,
    more: bool,
    horizon_day: SiteDay,
    check: Option<Vec<KindDigest>>,
}

/// One phone's copy of its part of a site.
#[derive(Debug)]
pub struct Replica {
    me: Identity,
    place: Place,
    rows: Rows,
    /// Records that own operations change, as they are shown; none where one deletes it.
    shown: IdMap<Option<Record>>,
    outbox: Numbered<Queued>,
    /// Groups on their way to the disk, in the order of their taps.
    storing: Vec<(u64, Vec<Draft>)>,
    groups: u64,
    /// The outbox by the records it touches; numbers rise.
    by_record: IdMap<Vec<u64>>,
    settled: u64,
    safe_n: u64,
    lead: bool,
    busy: Busy,
    link: Link,
    sent: Vec<u64>,
    batch: usize,
    page: Option<Page>,
    delivered: BTreeSet<RecordId>,
    /// The cursor on disk while a pull from 0 has not stored its first page.
    stored_before_refresh: Option<Cursor>,
    /// The place another tab stored while a page of this one was on its way to the disk.
    place_elsewhere: Option<Place>,
    /// The horizon up to which old facts have been dropped.
    horizon: Option<SiteDay>,
    want_pull: bool,
    /// Somebody wants to know whether the rows here are the right ones.
    want_check: bool,
    /// Kinds of which they were not, until the server has heard of it.
    differs: Vec<Kind>,
    /// Everything is pulled again since they were not.
    mends: bool,
    /// What new rights took away, until the disk has let go of it.
    loss: Option<Loss>,
    /// Somebody else works on this phone now: what was recorded here still goes up, and nothing comes down.
    sends_only: bool,
    /// The last request was a push: a wanted pull has its turn, however much there is to send.
    pull_next: bool,
    /// The number the server misses, while the disk is looked at for it.
    missing: Option<u64>,
    failures: u32,
    not_before: UnixMs,
    jitter: u64,
}

impl Replica {
    /// `jitter` is any random number: it spreads retries of many phones.
    pub fn new(me: Identity, disk: Disk, jitter: u64) -> Self {
        let mut replica = Self {
            me,
            place: disk.place,
            rows: disk.rows,
            shown: IdMap::default(),
            outbox: Numbered::default(),
            storing: Vec::new(),
            groups: 0,
            by_record: IdMap::default(),
            settled: 0,
            safe_n: 0,
            lead: false,
            busy: Busy::Idle,
            link: Link::Away,
            sent: Vec::new(),
            batch: crate::protocol::PUSH_OPS_MAX,
            page: None,
            delivered: BTreeSet::new(),
            stored_before_refresh: None,
            place_elsewhere: None,
            horizon: None,
            want_pull: true,
            want_check: false,
            differs: Vec::new(),
            mends: false,
            loss: None,
            sends_only: false,
            pull_next: false,
            missing: None,
            failures: 0,
            not_before: UnixMs(0),
            jitter: jitter | 1,
        };
        if replica.place.refreshing {
            replica.stored_before_refresh = Some(replica.place.cursor);
            replica.place.cursor = Cursor::START;
        }
        replica.take_outbox(disk.outbox);
        replica
    }

    /// From now on this copy is what a worker before has left: it sends, and asks for no rows.
    pub fn only_send(&mut self) {
        self.sends_only = true;
    }

    pub const fn sends_only(&self) -> bool {
        self.sends_only
    }

    /// Whether anything here still wants the server or a person.
    pub fn is_finished(&self) -> bool {
        let tally = self.tally();
        (tally.waiting, tally.held, tally.attention) == (0, 0, 0)
    }

    pub fn handle(&mut self, now: UnixMs, event: Event) -> Vec<Effect> {
        let mut effects = match event {
            Event::Act { drafts } => self.act(drafts),
            Event::Stored { group, numbers } => self.stored(group, &numbers),
            Event::StoreFailed { group } => self.store_failed(group),
            Event::PushDone(answer) => self.push_done(now, answer),
            Event::PullDone(answer) => self.pull_done(now, answer),
            Event::PageStored => self.page_stored(),
            Event::PageRefused => self.page_refused(now),
            Event::Elsewhere { place, rows, outbox } => self.elsewhere(place, rows, outbox),
            Event::Earlier { rows } => self.earlier(rows),
            Event::Lead(lead) => {
                self.lead = lead;
                Vec::new()
            }
            Event::Nudge => {
                self.want_pull = true;
                self.failures = 0;
                self.not_before = now;
                // Whoever refused this phone is asked once more.
                if self.link != Link::Working {
                    self.link = Link::Away;
                }
                Vec::new()
            }
            Event::Live { seq } => {
                self.want_pull |= seq > self.place.cursor.seq;
                Vec::new()
            }
            Event::Check => {
                (self.want_check, self.want_pull) = (true, true);
                Vec::new()
            }
            Event::Timer => Vec::new(),
            Event::Discard { n } => self.discard(n),
        };
        self.go_on(now, &mut effects);
        effects
    }

    pub const fn me(&self) -> &Identity {
        &self.me
    }

    pub const fn place(&self) -> &Place {
        &self.place
    }

    pub const fn link(&self) -> Link {
        self.link
    }

    /// A record as its person sees it.
    pub fn get(&self, id: RecordId) -> Option<Look<'_>> {
        match self.shown.get(&id) {
            Some(shown) => shown.as_ref().map(Look::Plain),
            None => self.rows.get(id).map(Look::Packed),
        }
    }

    /// Every record as its person sees it, in no order.
    pub fn records(&self) -> impl Iterator<Item = Look<'_>> {
        let confirmed = self.rows.iter().filter(|row| !self.shown.contains_key(&row.id));
        let shown = self.shown.values().flatten();
        confirmed.map(Look::Packed).chain(shown.map(Look::Plain))
    }

    /// The rows the server confirmed, without own operations; in no order.
    pub fn confirmed(&self) -> impl Iterator<Item = &Packed> {
        self.rows.iter()
    }

    /// How many rows the server confirmed.
    pub fn confirmed_count(&self) -> usize {
        self.rows.len()
    }

    /// One row as the server confirmed it.
    pub fn confirmed_row(&self, id: RecordId) -> Option<&Packed> {
        self.rows.get(id)
    }

    /// Everything in the outbox, rejected operations included, by number.
    pub const fn outbox(&self) -> &Numbered<Queued> {
        &self.outbox
    }

    /// An operation with what its maker was looking at. `now` is the phone's time.
    pub fn draft(&self, id: OpId, now: UnixMs, change: Change) -> Draft {
        let shown_seq = change
            .target()
            .and_then(|(_, record)| self.rows.get(record))
            .map_or(0, |record| record.seq);
        let seq = if matches!(change, Change::Delete { .. }) {
            self.place.cursor.seq
        } else {
            shown_seq
        };
        let seen = Seen {
            epoch: self.place.cursor.epoch,
            seq,
        };
        Draft {
            id,
            site: self.me.site,
            at: now,
            seen,
            change,
        }
    }

    /// The server's time, as far as this phone knows.
    pub const fn server_time(&self, now: UnixMs) -> UnixMs {
        now.plus(self.place.offset_ms)
    }

    fn touched_by(change: &Change) -> Vec<RecordId> {
        let mut touched: Vec<RecordId> = change.target().map(|(_, record)| record).into_iter().collect();
        if let Change::Amend { amends, .. } = change {
            touched.push(*amends);
        }
        touched
    }

    /// Takes a delivered row into the confirmed ones.
    fn confirm(&mut self, said: Said) -> RecordId {
        let id = said.id();
        let is_stale = match &said {
            Said::Here(_) => false,
            Said::Gone { seq, .. } => self.rows.get(id).is_some_and(|known| known.seq > *seq),
        };
        if !is_stale {
            self.rows.take(said);
        }
        id
    }
}
