//! `/desk/live` in a browser: whichever tab holds the lock opens the stream and tells the others. Browsers allow six
//! connections to a server over HTTP/1.1, so six open tabs with a stream each would leave none for anything else.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
    str::FromStr,
    time::Duration,
};

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::set_timeout;
use shared::protocol::LiveEvent;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

const URL: &str = "/desk/live";
/// Of the lock and of the channel.
const NAME: &str = "dabai-desk-live";
/// What a tab says when it starts.
const HELLO: &str = "hello";
/// After an answer that ends the stream for good: a browser tries again by itself only after a broken connection.
const REOPEN_AFTER: Duration = Duration::from_secs(5);

/// What the stream says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    Open,
    /// The connection broke; the browser is trying again.
    Lost,
    /// The server refused; tried again later.
    Closed,
    /// The site's head.
    Head(u64),
}

/// As it goes from tab to tab.
impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Lost => f.write_str("lost"),
            Self::Closed => f.write_str("closed"),
            Self::Head(seq) => seq.fmt(f),
        }
    }
}

impl FromStr for News {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "open" => Ok(Self::Open),
            "lost" => Ok(Self::Lost),
            "closed" => Ok(Self::Closed),
            seq => seq.parse().map(Self::Head),
        }
    }
}

/// Milliseconds of a clock that never jumps.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a page does not stay open for 300,000 years"
)]
pub(super) fn clock_ms() -> i64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0, |clock| clock.now() as i64)
}

/// Follows the stream until dropped.
pub(super) struct Follower {
    tab: Rc<Tab>,
    /// Kept, since the browser calls them.
    _told: Closure<dyn FnMut(MessageEvent)>,
    _granted: Closure<dyn FnMut(JsValue) -> Promise>,
}

struct Tab {
    tell: Box<dyn Fn(News)>,
    channel: Option<BroadcastChannel>,
    source: RefCell<Option<Source>>,
    /// Gives the lock back.
    release: RefCell<Option<Function>>,
    is_gone: Cell<bool>,
    /// The last head this tab's stream said, for tabs that start later.
    head: Cell<Option<u64>>,
}

/// An open stream with what it calls.
struct Source {
    stream: EventSource,
    _opened: Closure<dyn FnMut()>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

impl Follower {
    pub(super) fn new(tell: impl Fn(News) + 'static) -> Self {
        let tab = Rc::new(Tab {
            tell: Box::new(tell),
            channel: BroadcastChannel::new(NAME).ok(),
            source: RefCell::new(None),
            release: RefCell::new(None),
            is_gone: Cell::new(false),
            head: Cell::new(None),
        });
        let told = {
            let tab = Rc::downgrade(&tab);
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                let text = message.data().as_string().unwrap_or_default();
                let Some(tab) = tab.upgrade() else { return };
                if text == HELLO {
                    tab.repeat();
                } else if let Ok(news) = text.parse() {
                    (tab.tell)(news);
                }
            })
        };
        if let Some(channel) = &tab.channel {
            channel.set_onmessage(Some(told.as_ref().unchecked_ref()));
            // What was said while this page was on its way is said again.
            drop(channel.post_message(&JsValue::from_str(HELLO)));
        }
        let granted = {
            let tab = Rc::downgrade(&tab);
            Closure::<dyn FnMut(JsValue) -> Promise>::new(move |_lock: JsValue| hold(&tab))
        };
        // Without locks (an address without HTTPS) every tab opens its own.
        if tab.channel.is_none() || !ask_for_lock(&granted) {
            open(&tab);
        }
        Self {
            tab,
            _told: told,
            _granted: granted,
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.tab.is_gone.set(true);
        self.tab.source.replace(None);
        if let Some(channel) = &self.tab.channel {
            channel.set_onmessage(None);
            channel.close();
        }
        if let Some(release) = self.tab.release.take() {
            // It only resolves a promise.
            drop(release.call0(&JsValue::NULL));
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stream.set_onopen(None);
        self.stream.set_onmessage(None);
        self.stream.set_onerror(None);
        self.stream.close();
    }
}

impl Tab {
    /// To this page and to the other tabs.
    fn spread(&self, news: News) {
        if let News::Head(seq) = news {
            self.head.set(Some(seq));
        }
        (self.tell)(news);
        if let Some(channel) = &self.channel {
            // A message that can't be sent is made good by the next heartbeat.
            drop(channel.post_message(&JsValue::from_str(&news.to_string())));
        }
    }
}

impl Tab {
    /// The head once more, if this tab is the one that hears it.
    fn repeat(&self) {
        if let (Some(channel), Some(seq), true) = (&self.channel, self.head.get(), self.source.borrow().is_some()) {
            drop(channel.post_message(&JsValue::from_str(&News::Head(seq).to_string())));
        }
    }
}

/// `navigator.locks.request(NAME, granted)`; false where there are no locks.
fn ask_for_lock(granted: &Closure<dyn FnMut(JsValue) -> Promise>) -> bool {
    let request = || {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
        request.call2(&locks, &NAME.into(), granted.as_ref()).ok()
    };
    request().is_some()
}

/// This tab has the lock: opens the stream, and keeps the lock until it is released or the tab is closed.
fn hold(tab: &Weak<Tab>) -> Promise {
    let Some(tab) = tab.upgrade().filter(|tab| !tab.is_gone.get()) else {
        return Promise::resolve(&JsValue::UNDEFINED);
    };
    open(&tab);
    Promise::new(&mut |resolve, _| {
        tab.release.replace(Some(resolve));
    })
}

fn open(tab: &Rc<Tab>) {
    let Ok(stream) = EventSource::new(URL) else { return };
    let weak = Rc::downgrade(tab);
    let opened = {
        let tab = weak.clone();
        Closure::<dyn FnMut()>::new(move || {
            if let Some(tab) = tab.upgrade() {
                tab.spread(News::Open);
            }
        })
    };
    let heard = {
        let tab = weak.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            if let (Some(tab), Ok(event)) = (tab.upgrade(), serde_json::from_str::<LiveEvent>(&text)) {
                tab.spread(News::Head(event.seq));
            }
        })
    };
    let failed = {
        let (tab, stream) = (weak, stream.clone());
        Closure::<dyn FnMut()>::new(move || {
            let Some(tab) = tab.upgrade() else { return };
            if stream.ready_state() == EventSource::CLOSED {
                tab.spread(News::Closed);
                reopen_later(&tab);
            } else {
                tab.spread(News::Lost);
            }
        })
    };
    stream.set_onopen(Some(opened.as_ref().unchecked_ref()));
    stream.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    stream.set_onerror(Some(failed.as_ref().unchecked_ref()));
    tab.source.replace(Some(Source {
        stream,
        _opened: opened,
        _heard: heard,
        _failed: failed,
    }));
}

fn reopen_later(tab: &Rc<Tab>) {
    let tab = Rc::downgrade(tab);
    let reopen = move || {
        if let Some(tab) = tab.upgrade().filter(|tab| !tab.is_gone.get()) {
            open(&tab);
        }
    };
    set_timeout(reopen, REOPEN_AFTER);
}
