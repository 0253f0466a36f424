//! The replica with hands: every effect goes out from here, every event comes in here.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, VecDeque},
    rc::Rc,
};

use shared::{
    id::{OpId, RecordId},
    op::{Change, Draft},
    protocol::{Cursor, LiveEvent, PullRequest, PullResponse, PushRequest},
    read::from_json,
    replica::{Effect, Event, Failure, Link, Replica},
    role::Scope,
    time::UnixMs,
};

use super::{
    call,
    lane::{Job, Lane},
    note::Note,
};
use crate::{
    browser::{
        channel::Channel,
        clock::{self, Timer},
        http,
        live::Live,
        lock::Held,
        page, spawn,
    },
    disk::{Caught, Disk, Enrolment, Fault, Registry},
};

/// What the driver tells whoever shows things.
#[derive(Debug)]
pub(crate) enum News {
    /// These records look different.
    Shown(BTreeSet<RecordId>),
    /// A tap is durably stored.
    Stored { group: u64 },
    /// A tap could not be stored: nothing of it counts.
    StoreFailed { group: u64, fault: Fault },
    /// Counts, contact or link may have changed.
    Standing,
    /// What happened before today has been read, too; or what stands in the way.
    Whole(Result<(), Fault>),
}

/// Shared by every task of this tab.
pub(crate) struct Driver {
    pub(super) replica: RefCell<Replica>,
    pub(super) registry: Registry,
    pub(super) disk: Disk,
    pub(super) enrolment: Enrolment,
    pub(super) lane: Lane,
    /// Number of the last log entry this tab knows of.
    pub(super) last: Cell<u64>,
    /// Log entries since the last fold.
    pub(super) entries: Cell<usize>,
    /// The disk keeps apart what is needed first.
    pub(super) is_apart: Cell<bool>,
    /// What happened before today is being read: this tab neither asks nor listens.
    is_reading: Cell<bool>,
    pub(super) held: RefCell<Option<Held>>,
    pub(super) leads: Cell<bool>,
    /// Another tab said that it leads and is in front.
    pub(super) answered: Cell<bool>,
    pub(super) live: RefCell<Option<Live>>,
    pub(super) live_retry: RefCell<Option<Timer>>,
    pub(super) fold_wait: RefCell<Option<Timer>>,
    pub(super) steal_wait: RefCell<Option<Timer>>,
    pub(super) tend_wait: RefCell<Option<Timer>>,
    /// The end of this phone's time that the present shift knows of.
    pub(super) expired_at: Cell<Option<UnixMs>>,
    /// The new identity is for a PIN, to be chosen as it starts.
    pub(super) moves_under_a_pin: Cell<bool>,
    /// A new identity is being fetched: nothing is sent under the old one, requests wait here.
    pub(super) renewing: Cell<bool>,
    pub(super) parked: RefCell<VecDeque<Request>>,
    /// The page after the one that is being taken in, and the cursor it was asked from.
    pub(super) ahead: RefCell<Option<(Cursor, http::Call)>>,
    /// At least one request of this tab has come to an end.
    asked: Cell<bool>,
    channel: RefCell<Option<Channel>>,
    wake: RefCell<Option<Timer>>,
    tell: Box<dyn Fn(News)>,
}

/// What was tapped is drawn before it is sent: fetching would keep the page from drawing.
const DRAWN_MS: i32 = 50;

/// A request of the replica.
pub(super) enum Request {
    Push(PushRequest),
    Pull(PullRequest),
}

impl Driver {
    /// Begins to work on what was read from the disk. `tell` must not call back into the driver.
    pub(crate) fn start(
        registry: Registry,
        disk: Disk,
        enrolment: Enrolment,
        caught: Caught,
        tell: impl Fn(News) + 'static,
    ) -> Rc<Self> {
        Self::begin(registry, disk, enrolment, caught, Box::new(tell), |_| {})
    }

    /// As `start`, of a worker before: it sends only.
    pub(super) fn start_former(
        registry: Registry,
        disk: Disk,
        enrolment: Enrolment,
        caught: Caught,
        tell: impl Fn(News) + 'static,
    ) -> Rc<Self> {
        Self::begin(registry, disk, enrolment, caught, Box::new(tell), Replica::only_send)
    }

    fn begin(
        registry: Registry,
        disk: Disk,
        enrolment: Enrolment,
        caught: Caught,
        tell: Box<dyn Fn(News)>,
        prepare: fn(&mut Replica),
    ) -> Rc<Self> {
        let (last, entries, earlier) = (caught.last, caught.entries, caught.earlier.clone());
        let jitter = u64::from_le_bytes(clock::random());
        let mut replica = Replica::new(enrolment.me.clone(), caught.into_disk(), jitter);
        prepare(&mut replica);
        let driver = Rc::new(Self {
            replica: RefCell::new(replica),
            registry,
            disk,
            enrolment,
            lane: Lane::default(),
            last: Cell::new(last),
            entries: Cell::new(entries),
            is_apart: Cell::new(earlier.is_some()),
            is_reading: Cell::new(earlier.is_some()),
            held: RefCell::default(),
            leads: Cell::new(false),
            answered: Cell::new(false),
            live: RefCell::default(),
            live_retry: RefCell::default(),
            fold_wait: RefCell::default(),
            steal_wait: RefCell::default(),
            tend_wait: RefCell::default(),
            expired_at: Cell::default(),
            moves_under_a_pin: Cell::default(),
            renewing: Cell::new(false),
            parked: RefCell::default(),
            ahead: RefCell::default(),
            asked: Cell::new(false),
            channel: RefCell::default(),
            wake: RefCell::default(),
            tell,
        });
        driver.expired_at.set(driver.expires());
        let hear = Rc::downgrade(&driver);
        let channel = Channel::open(&driver.name(), move |text| {
            if let (Some(driver), Some(note)) = (hear.upgrade(), Note::read(&text)) {
                driver.hear(note);
            }
        });
        driver.channel.replace(channel);
        match earlier {
            Some(earlier) => {
                let driver = driver.clone();
                spawn(async move {
                    let read = driver.read_earlier(earlier).await;
                    let is_whole = read.is_ok();
                    driver.tell(News::Whole(read));
                    // From here on what other tabs wrote meanwhile is read, and the server is asked: never over half of the rows.
                    if is_whole {
                        driver.is_reading.set(false);
                        driver.watch();
                    }
                });
            }
            None => driver.watch(),
        }
        driver
    }

    /// The name of this identity's lock and channel.
    pub(super) fn name(&self) -> String {
        format!("dabai-{}", self.enrolment.me.device)
    }

    pub(crate) fn enrolment(&self) -> &Enrolment {
        &self.enrolment
    }

    /// The buildings this phone is for, as the server said last.
    pub(crate) fn scope(&self) -> Scope {
        let given = self.with(|replica| replica.place().rights.clone());
        given.map_or_else(|| self.enrolment.scope.clone(), |rights| rights.scope)
    }

    /// When this phone's time ends, as the server said last.
    pub(crate) fn expires(&self) -> Option<UnixMs> {
        let given = self.with(|replica| replica.place().rights.as_ref().map(|rights| rights.expires));
        given.unwrap_or(self.enrolment.expires)
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(&Replica) -> R) -> R {
        read(&self.replica.borrow())
    }

    /// Whether the last request failed. Before the first, nothing did.
    pub(crate) fn is_stalled(&self) -> bool {
        self.asked.get() && self.with(Replica::link) != Link::Working
    }

    /// Records what a person did, as one. Tells the group's number, under which `Stored` or `StoreFailed` will come.
    pub(crate) fn act(self: &Rc<Self>, changes: Vec<Change>) -> Option<u64> {
        self.act_after(changes, None)
    }

    /// As `act`; where `after` can't be stored, this isn't either.
    pub(crate) fn act_after(self: &Rc<Self>, changes: Vec<Change>, after: Option<u64>) -> Option<u64> {
        let now = clock::now();
        let drafts: Vec<Draft> = {
            let replica = self.replica.borrow();
            let draft = |change| replica.draft(OpId::made(now, clock::random()), now, change);
            changes.into_iter().map(draft).collect()
        };
        let effects = self.replica.borrow_mut().handle(now, Event::Act { drafts });
        let group = effects.iter().find_map(|effect| match effect {
            Effect::Store { group, .. } => Some(*group),
            _ => None,
        });
        if let (Some(group), Some(after)) = (group, after) {
            self.lane.bind(group, after);
        }
        self.execute(effects);
        group
    }

    pub(crate) fn handle(self: &Rc<Self>, event: Event) {
        let effects = self.replica.borrow_mut().handle(clock::now(), event);
        self.execute(effects);
        self.follow_end();
    }

    /// A person asks to send now: by whichever tab leads.
    pub(crate) fn send_now(self: &Rc<Self>) {
        self.handle(Event::Nudge);
        self.refresh_live();
        self.say(Note::Wrote);
    }

    fn execute(self: &Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Store { group, drafts } => self.enqueue(Job::Store { group, drafts }),
                Effect::StorePage {
                    before,
                    place,
                    rows,
                    drop,
                    forget,
                } => {
                    self.enqueue(Job::Page {
                        before,
                        place,
                        rows,
                        drop,
                        forget,
                    });
                }
                Effect::StoreOutbox { entries, forget } => {
                    if !entries.is_empty() || !forget.is_empty() {
                        self.enqueue(Job::Rewrite { entries, forget });
                    }
                }
                Effect::Push(request) => self.request(Request::Push(request)),
                Effect::Pull(request) => self.request(Request::Pull(request)),
                Effect::Wake { at } => self.wake_at(at),
                Effect::Show(ids) => self.tell(News::Shown(ids)),
                Effect::CatchUp => self.enqueue(Job::CatchUp),
                Effect::Renew => self.renew(),
            }
        }
        self.tell(News::Standing);
    }

    pub(super) fn tell(&self, news: News) {
        (self.tell)(news);
    }

    pub(super) fn say(&self, note: Note) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(note.as_str());
        }
    }

    fn wake_at(self: &Rc<Self>, at: UnixMs) {
        let driver = Rc::downgrade(self);
        let timer = Timer::after(at.since(clock::now()), move || {
            if let Some(driver) = driver.upgrade() {
                driver.handle(Event::Timer);
            }
        });
        self.wake.replace(Some(timer));
    }

    fn request(self: &Rc<Self>, request: Request) {
        if self.renewing.get() {
            self.parked.borrow_mut().push_back(request);
            return;
        }
        let driver = self.clone();
        spawn(async move {
            // An answer that is not what was asked for came from somebody else.
            let event = match request {
                Request::Push(push) => {
                    clock::pause(DRAWN_MS).await;
                    let body = call::ask(call::PUSH, &push).await;
                    Event::PushDone(body.and_then(|body| from_json(&body).ok_or(Failure::Outage)))
                }
                Request::Pull(pull) => Event::PullDone(driver.pull(&pull).await),
            };
            driver.asked.set(true);
            driver.handle(event);
            driver.refresh_live();
        });
    }

    /// One page. The page behind it is asked for at once: it comes while this one is stored and shown.
    async fn pull(self: &Rc<Self>, ask: &PullRequest) -> Result<PullResponse, Failure> {
        let ahead = self.ahead.take().filter(|(cursor, _)| *cursor == ask.cursor);
        let call = match ahead {
            Some((_, call)) => call,
            None => call::begin(call::PULL, ask)?,
        };
        let mut page = PullResponse::from_json(&call::body(call).await?).ok_or(Failure::Outage)?;
        self.hear_rules(page.rules.take());
        if page.more {
            let cursor = page.cursor;
            let behind = PullRequest {
                cursor,
                differs: Vec::new(),
                ..ask.clone()
            };
            let call = call::begin(call::PULL, &behind).ok();
            self.ahead.replace(call.map(|call| (cursor, call)));
        }
        Ok(page)
    }

    /// Answers what was parked as if nobody had been there: it is tried again later.
    pub(super) fn unpark(self: &Rc<Self>) {
        let parked = std::mem::take(&mut *self.parked.borrow_mut());
        for request in parked {
            self.handle(match request {
                Request::Push(_) => Event::PushDone(Err(Failure::Outage)),
                Request::Pull(_) => Event::PullDone(Err(Failure::Outage)),
            });
        }
    }

    /// The live stream said something.
    pub(super) fn live_said(self: &Rc<Self>, text: &str) {
        if let Some(LiveEvent { seq, site }) = from_json(text.as_bytes())
            && site == self.enrolment.me.site
        {
            self.handle(Event::Live { seq });
        }
    }

    fn hear(self: &Rc<Self>, note: Note) {
        match note {
            Note::Moved => page::reload(),
            _ if self.is_reading.get() => {}
            Note::Wrote => self.enqueue(Job::CatchUp),
            Note::Front => self.make_way(),
            Note::Here => self.answered.set(true),
            Note::Back => self.step_forward(),
        }
    }
}
