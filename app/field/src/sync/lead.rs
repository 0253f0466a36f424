//! Which tab talks to the server, and when: a lock held for the life of the tab, handed on when another comes to the
//! front. Were two to lead for a moment, nothing would be lost: pages compare the cursor, operations have ids.

use std::rc::Rc;

use shared::replica::{Event, Link};

use super::{call, driver::Driver, lane::Job, note::Note};
use crate::browser::{
    clock::Timer,
    live::{Live, News},
    lock::{self, Held, How},
    page, spawn, wake,
};

/// How long a leader in the background may take to make way. It may be asleep for good.
const STEAL_AFTER_MS: i64 = 2_000;
/// Something else than our server answered the live stream: it is tried again after this long.
const LIVE_RETRY_MS: i64 = 30_000;

impl Driver {
    /// Starts everything that goes on for the life of the tab.
    pub(super) fn watch(self: &Rc<Self>) {
        let driver = self.clone();
        spawn(async move { driver.queue_up().await });
        let driver = self.clone();
        page::on_network(move |up| {
            if up {
                driver.handle(Event::Nudge);
            }
            driver.refresh_live();
        });
        let driver = self.clone();
        page::on_visible(move |visible| driver.seen(visible));
        self.tend();
        if page::is_visible() {
            self.seen(true);
        }
    }

    fn seen(self: &Rc<Self>, visible: bool) {
        if visible {
            spawn(wake::stay_awake());
            self.handle(Event::Nudge);
            if !self.leads.get() {
                // Notes may have been missed while the browser kept this tab asleep.
                self.enqueue(Job::CatchUp);
                self.ask_to_lead();
            }
        } else if self.leads.get() {
            self.say(Note::Back);
        }
        self.refresh_live();
    }

    async fn queue_up(self: Rc<Self>) {
        loop {
            match lock::acquire(&self.name(), How::Wait).await {
                Ok(held) => self.lead(held).await,
                Err(lock::NoLocks) => {
                    // Every tab leads: wasteful, but right.
                    self.leads.set(true);
                    self.enqueue(Job::Lead);
                    return;
                }
            }
        }
    }

    async fn lead(self: &Rc<Self>, held: Held) {
        let ended = held.ended();
        self.held.replace(Some(held));
        self.leads.set(true);
        self.enqueue(Job::Lead);
        ended.await;
        self.leads.set(false);
        self.held.replace(None);
        self.handle(Event::Lead(false));
        self.refresh_live();
    }

    fn ask_to_lead(self: &Rc<Self>) {
        self.answered.set(false);
        self.say(Note::Front);
        let driver = Rc::downgrade(self);
        let timer = Timer::after(STEAL_AFTER_MS, move || {
            let Some(driver) = driver.upgrade() else { return };
            if driver.leads.get() || driver.answered.get() || !page::is_visible() {
                return;
            }
            spawn(async move {
                if let Ok(held) = lock::acquire(&driver.name(), How::Steal).await {
                    driver.lead(held).await;
                }
            });
        });
        self.steal_wait.replace(Some(timer));
    }

    /// The tab that leads has gone to the back.
    pub(super) fn step_forward(self: &Rc<Self>) {
        if page::is_visible() && !self.leads.get() {
            self.ask_to_lead();
        }
    }

    /// Another tab came to the front.
    pub(super) fn make_way(&self) {
        if !self.leads.get() {
            return;
        }
        if page::is_visible() {
            self.say(Note::Here);
        } else {
            self.held.replace(None);
        }
    }

    /// Opens or closes the live stream, as it should be now: only where somebody looks and there is a network.
    pub(super) fn refresh_live(self: &Rc<Self>) {
        let reads = matches!(self.with(|replica| replica.link()), Link::Working | Link::Away);
        let reads = reads && !self.with(shared::replica::Replica::sends_only);
        let wanted = self.leads.get() && reads && page::is_visible() && page::is_online() && !self.renewing.get();
        if !wanted {
            self.live.replace(None);
            self.live_retry.replace(None);
        } else if self.live.borrow().is_none() && self.live_retry.borrow().is_none() {
            let me = &self.enrolment.me;
            let url = format!("{}?device={}&site={}", call::LIVE, me.device, me.site);
            let driver = Rc::downgrade(self);
            let live = Live::open(&url, move |news| {
                if let Some(driver) = driver.upgrade() {
                    driver.live_news(news);
                }
            });
            self.live.replace(live);
        }
    }

    fn live_news(self: &Rc<Self>, news: News) {
        match news {
            // Where the last call failed, this is the first sign that somebody is there again.
            News::Open if self.with(|replica| replica.link()) != Link::Working => self.handle(Event::Nudge),
            News::Open => {}
            News::Said(text) => self.live_said(&text),
            News::Lost => {
                let driver = Rc::downgrade(self);
                let retry = Timer::after(LIVE_RETRY_MS, move || {
                    if let Some(driver) = driver.upgrade() {
                        driver.live_retry.replace(None);
                        driver.refresh_live();
                    }
                });
                self.live_retry.replace(Some(retry));
                // Not from inside its own callback.
                let driver = self.clone();
                spawn(async move {
                    driver.live.replace(None);
                });
            }
        }
    }
}
