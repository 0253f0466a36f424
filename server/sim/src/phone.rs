//! A phone of a simulation: one disk, one or two tabs that run the real replica over it, a clock of its own. It may be
//! killed between any two things it does to its disk.

use std::collections::{BTreeMap, VecDeque};

use model::{Deed, Done, Maker, Request, Storage};
use shared::{
    id::OpId,
    numbered::Numbered,
    op::{Change, Draft, Op},
    protocol::{Cursor, PushRequest},
    replica::{Disk, Effect, Event, Failure, Identity, Queued, Replica, Said, Standing},
    role::{Role, Scope},
    time::UnixMs,
};

use crate::{bug::Bug, dice::Dice};

/// The tabs of a phone on which somebody has opened a second one.
const TABS_MAX: usize = 2;

pub(crate) struct Phone {
    pub(crate) me: Identity,
    /// What it was enrolled with.
    pub(crate) enrolled: (Role, Scope),
    pub(crate) storage: Storage,
    pub(crate) tabs: Vec<Tab>,
    /// The tab that talks to the server.
    pub(crate) lead: usize,
    pub(crate) clock_off_ms: i64,
    maker: Maker,
    /// Things it still does to its disk before it is killed.
    dies_in: Option<usize>,
    /// Its identity can't go on.
    pub(crate) renews: bool,
    /// Nobody has it any more; it may turn up again.
    pub(crate) is_lost: bool,
    /// What was stored here and may not be let go of yet.
    pub(crate) open: BTreeMap<u64, OpId>,
    /// What was stored here and whose row has not come yet, as far as the server knows.
    pub(crate) unseen: BTreeMap<u64, Draft>,
    /// The cursor last seen, to see it rise.
    pub(crate) cursor: Cursor,
    bug: Option<Bug>,
}

pub(crate) struct Tab {
    pub(crate) replica: Replica,
    wire: Option<Request>,
    /// Its answer, on the way back.
    answer: Option<Event>,
    /// Another tab wrote since this one looked.
    is_behind: bool,
}

impl Tab {
    fn open(me: &Identity, disk: &Disk) -> Self {
        Self {
            replica: Replica::new(me.clone(), disk.clone(), 1),
            wire: None,
            answer: None,
            is_behind: false,
        }
    }
}

impl Phone {
    /// `n` tells its ids apart from those of all others.
    pub(crate) fn new(me: Identity, enrolled: (Role, Scope), n: usize, clock_off_ms: i64, bug: Option<Bug>) -> Self {
        let mut who = [0; 10];
        who[6..].copy_from_slice(&(n as u32 + 1).to_be_bytes());
        let storage = Storage::default();
        let tab = Tab::open(&me, &storage.disk);
        let mut phone = Self {
            me,
            enrolled,
            storage,
            tabs: vec![tab],
            lead: 0,
            clock_off_ms,
            maker: Maker::new(who),
            dies_in: None,
            renews: false,
            is_lost: false,
            open: BTreeMap::new(),
            unseen: BTreeMap::new(),
            cursor: Cursor::START,
            bug,
        };
        phone.start(UnixMs(0));
        phone
    }

    /// The same profile on another machine, as number `n`.
    pub(crate) fn copied(&self, n: usize, now: UnixMs) -> Self {
        let mut copy = Self::new(self.me.clone(), self.enrolled.clone(), n, self.clock_off_ms, self.bug);
        copy.storage = self.storage.clone();
        copy.open = self.open.clone();
        copy.unseen = self.unseen.clone();
        copy.start(now);
        copy
    }

    /// The tab in front.
    pub(crate) fn replica(&self) -> &Replica {
        &self.tabs[self.lead].replica
    }

    pub(crate) fn replicas(&self) -> impl Iterator<Item = &Replica> {
        self.tabs.iter().map(|tab| &tab.replica)
    }

    pub(crate) fn all_agree(&self) -> bool {
        self.tabs.iter().all(|tab| !tab.is_behind)
    }

    fn time(&self, now: UnixMs) -> UnixMs {
        now.plus(self.clock_off_ms)
    }

    /// Opens what the disk has, in one tab.
    pub(crate) fn start(&mut self, now: UnixMs) {
        self.dies_in = None;
        self.tabs = vec![Tab::open(&self.me, &self.storage.disk)];
        self.lead = 0;
        self.cursor = self.storage.disk.place.cursor;
        self.event(0, now, Event::Lead(true));
    }

    /// It will be killed after so many things it does to its disk.
    pub(crate) const fn die_in(&mut self, effects: usize) {
        self.dies_in = Some(effects);
    }

    pub(crate) fn open_tab(&mut self, now: UnixMs) {
        if self.tabs.len() < TABS_MAX {
            self.tabs.push(Tab::open(&self.me, &self.storage.disk));
            self.event(self.tabs.len() - 1, now, Event::Lead(false));
        }
    }

    /// The other tab talks from now on. What the first has asked may still be answered.
    pub(crate) fn change_lead(&mut self, now: UnixMs) {
        let (old, new) = (self.lead, (self.lead + 1) % self.tabs.len());
        if old != new {
            self.lead = new;
            self.event(old, now, Event::Lead(false));
            self.catch_up(now);
            self.event(self.lead, now, Event::Lead(true));
        }
    }

    /// Every tab hears what the others wrote.
    pub(crate) fn catch_up(&mut self, now: UnixMs) {
        for t in 0..self.tabs.len() {
            if let Some(tab) = self.tabs.get_mut(t).filter(|tab| tab.is_behind) {
                tab.is_behind = false;
                let event = self.elsewhere(t);
                self.event(t, now, event);
            }
        }
    }

    /// What the disk has, for a tab that may have less or more.
    fn elsewhere(&self, t: usize) -> Event {
        let disk = &self.storage.disk;
        let mut rows: Vec<Said> = disk.rows.iter().cloned().map(Said::Here).collect();
        let gone = self.tabs[t]
            .replica
            .confirmed()
            .filter(|row| disk.rows.get(row.id).is_none());
        rows.extend(gone.map(|row| Said::Gone {
            id: row.id,
            seq: u64::MAX,
        }));
        Event::Elsewhere {
            place: disk.place.clone(),
            rows,
            outbox: disk.outbox.clone(),
        }
    }

    /// Somebody does something in one of the tabs; the changes it made.
    pub(crate) fn deed(&mut self, now: UnixMs, deed: &Deed, dice: &mut Dice) -> Vec<Change> {
        let t = dice.below(self.tabs.len());
        let at = self.time(now);
        let replica = &self.tabs[t].replica;
        let changes = deed.changes(replica, &mut self.maker, now, at);
        let drafts: Vec<Draft> = changes
            .iter()
            .map(|change| replica.draft(self.maker.op(now), at, change.clone()))
            .collect();
        if !drafts.is_empty() {
            self.event(t, now, Event::Act { drafts });
        }
        changes
    }

    /// To the tab that talks.
    pub(crate) fn tell(&mut self, now: UnixMs, event: Event) {
        self.event(self.lead, now, event);
    }

    /// A person has read why something was rejected.
    pub(crate) fn discard_rejected(&mut self, now: UnixMs) {
        let outbox = self.replica().outbox();
        let rejected = outbox
            .iter()
            .find(|(_, queued)| queued.needs_attention())
            .map(|(n, _)| n);
        if let Some(n) = rejected {
            self.tell(now, Event::Discard { n });
        }
    }

    /// What the tab that talks has asked and nobody has answered yet.
    pub(crate) fn request(&self) -> Option<&Request> {
        self.tabs[self.lead]
            .wire
            .as_ref()
            .filter(|_| self.tabs[self.lead].answer.is_none())
    }

    /// The answer is under way.
    pub(crate) fn answer(&mut self, event: Event) {
        self.tabs[self.lead].answer = Some(event);
    }

    /// Every answer under way arrives.
    pub(crate) fn arrive(&mut self, now: UnixMs) {
        for t in 0..self.tabs.len() {
            let Some(tab) = self.tabs.get_mut(t) else { return };
            if let Some(answer) = tab.answer.take() {
                tab.wire = None;
                self.clear_if_told(&answer);
                self.event(t, now, answer);
            }
        }
    }

    /// The answer under way, or the question, is lost.
    pub(crate) fn lose(&mut self, now: UnixMs) {
        let tab = &mut self.tabs[self.lead];
        tab.answer = None;
        let lost = match tab.wire.take() {
            Some(Request::Push(_)) => Event::PushDone(Err(Failure::Outage)),
            Some(Request::Pull(_)) => Event::PullDone(Err(Failure::Outage)),
            None => return,
        };
        self.tell(now, lost);
    }

    fn clear_if_told(&mut self, answer: &Event) {
        let Event::PullDone(Err(Failure::Refused { status: 403, .. })) = answer else {
            return;
        };
        if self.bug == Some(Bug::OutboxDropped) {
            self.storage.disk.outbox = Numbered::default();
        }
    }

    fn event(&mut self, t: usize, now: UnixMs, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let time = self.time(now);
            for effect in self.tabs[t].replica.handle(time, event) {
                if self.is_killed(&effect) {
                    self.start(now);
                    return;
                }
                self.execute(t, effect, &mut events);
            }
        }
    }

    fn is_killed(&mut self, effect: &Effect) -> bool {
        let is_about_disk = matches!(
            effect,
            Effect::Store { .. } | Effect::StorePage { .. } | Effect::StoreOutbox { .. }
        );
        let Some(left) = self.dies_in.as_mut().filter(|_| is_about_disk) else {
            return false;
        };
        if *left > 0 {
            *left -= 1;
            return false;
        }
        if let (Some(Bug::CursorBeforeRows), Effect::StorePage { place, .. }) = (self.bug, effect) {
            self.storage.disk.place = place.clone();
        }
        true
    }

    fn execute(&mut self, t: usize, effect: Effect, events: &mut VecDeque<Event>) {
        match self.storage.execute(effect) {
            Done::Stored(event) => {
                if let Some(Event::Stored { numbers, .. }) = &event {
                    let stored = |n: &u64| Some((*n, self.storage.disk.outbox.get(*n)?.draft.clone()));
                    self.unseen.extend(numbers.iter().filter_map(stored));
                    self.open
                        .extend(numbers.iter().filter_map(stored).map(|(n, draft)| (n, draft.id)));
                }
                if matches!(event, Some(Event::PageRefused)) {
                    events.push_back(self.elsewhere(t));
                }
                for (other, tab) in self.tabs.iter_mut().enumerate() {
                    tab.is_behind |= other != t;
                }
                events.extend(event);
            }
            Done::Not(Effect::Push(request)) => self.tabs[t].wire = Some(Request::Push(request)),
            Done::Not(Effect::Pull(request)) => self.tabs[t].wire = Some(Request::Pull(request)),
            Done::Not(Effect::CatchUp) => events.push_back(self.elsewhere(t)),
            Done::Not(Effect::Renew) => self.renews = true,
            Done::Not(_) => {}
        }
    }

    /// Everything it holds moves to a new identity, under new numbers and the same operation ids.
    pub(crate) fn move_to(&mut self, me: Identity, now: UnixMs) {
        let mut storage = Storage::default();
        storage.disk.rows = self.storage.disk.rows.clone();
        storage.disk.place = self.storage.disk.place.clone();
        for queued in self.storage.disk.outbox.values() {
            storage.add(queued.clone());
        }
        self.open = storage
            .disk
            .outbox
            .iter()
            .map(|(n, queued)| (n, queued.draft.id))
            .collect();
        let drafts = storage.disk.outbox.iter().map(|(n, queued)| (n, queued.draft.clone()));
        let unseen: Vec<OpId> = self.unseen.values().map(|draft| draft.id).collect();
        self.unseen = drafts.filter(|(_, draft)| unseen.contains(&draft.id)).collect();
        self.me = me;
        self.storage = storage;
        self.renews = false;
        self.start(now);
    }

    /// The browser has thrown everything away; the phone is enrolled anew.
    pub(crate) fn evict(&mut self, me: Identity, enrolled: (Role, Scope), now: UnixMs) {
        (self.me, self.enrolled) = (me, enrolled);
        self.storage = Storage::default();
        self.open.clear();
        self.unseen.clear();
        self.renews = false;
        self.start(now);
    }

    /// What goes up, or into a file, without anybody opening the phone: what the server has not answered for good.
    pub(crate) fn unsettled(&self) -> Vec<Op> {
        self.sent(|_, queued| !matches!(queued.standing, Standing::Settled(_)))
    }

    /// The server came back from a backup and knows nothing above `last_n`.
    pub(crate) fn above(&self, last_n: u64) -> Vec<Op> {
        self.sent(|n, _| n > last_n)
    }

    fn sent(&self, is_due: impl Fn(u64, &Queued) -> bool) -> Vec<Op> {
        let due = self.storage.disk.outbox.iter().filter(|(n, queued)| is_due(*n, queued));
        let op = |(n, queued): (u64, &Queued)| Op {
            was: queued.was.clone().map(Box::new),
            ..queued.draft.clone().numbered(n)
        };
        due.map(op).collect()
    }

    /// A push of these, by its own clock.
    pub(crate) fn push_of(&self, ops: Vec<Op>, now: UnixMs) -> PushRequest {
        PushRequest {
            device: self.me.device,
            client_now: self.time(now),
            ops,
            unsent: None,
        }
    }

    /// The last push it sent, to be sent again much later.
    pub(crate) fn push_under_way(&self) -> Option<PushRequest> {
        match self.request() {
            Some(Request::Push(request)) => Some(request.clone()),
            _ => None,
        }
    }
}
