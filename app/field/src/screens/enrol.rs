//! 扫码上岗: the code comes with the link, or is typed on big keys. Every way it can fail says what to do.

use leptos::{ev, prelude::*};
use ui::{Glyph, Icon};

use super::{
    act::{Act, perform},
    memory::{Memory, use_memory},
    page::{Drawn, Layout, Line, Message, Page, Tile},
    typing::typing,
};
use crate::{
    components::{Tap, said},
    state::{EnrolFault, Fault, LockPage, Phone, Setting, Stage, Window, use_phone},
    words::{Notice, Words, use_words},
};

mod code;

pub(super) use code::Code;

/// What this screen asks for.
#[derive(Clone, PartialEq)]
enum Step {
    Keypad {
        fault: Option<EnrolFault>,
        is_evicted: bool,
    },
    Enrolling,
    /// Something stands in the way; the code is still good, and stays typed.
    Stopped(Notice),
    /// An iPhone's tab: to be installed first, unless that can't be.
    Install,
}

/// Tracked.
fn step(phone: &Phone, words: &Words, may_stay: bool) -> Step {
    let window = phone.window();
    match (phone.stage(), phone.enrol_fault()) {
        // The code is not sent from a window that would lose what it is for.
        (Stage::NotEnrolled | Stage::Evicted, _) if matches!(window, Window::InApp { .. }) => {
            Step::Stopped(if window == (Window::InApp { is_ios: true }) {
                words.in_app_ios
            } else {
                words.in_app
            })
        }
        (Stage::NotEnrolled | Stage::Evicted, None) if window == Window::IosTab && !may_stay => Step::Install,
        (Stage::Enrolling, _) => Step::Enrolling,
        (Stage::NoStorage(fault), _) | (_, Some(EnrolFault::Storage(fault))) => {
            Step::Stopped((words.no_storage)(fault))
        }
        // No room is said as such: there is something to be done about it.
        (Stage::CannotOpen(Fault::Full), _) => Step::Stopped((words.no_storage)(Fault::Full)),
        (Stage::CannotOpen(_), _) => Step::Stopped(words.cannot_open),
        (_, Some(EnrolFault::Outage)) => Step::Stopped(words.no_network),
        (stage, fault) => Step::Keypad {
            fault,
            is_evicted: stage == Stage::Evicted,
        },
    }
}

/// The link of a card enrols by itself: at once, and when another card is scanned while this is open.
pub(super) fn follow(phone: &Phone, memory: Memory) {
    untrack(|| {
        // A phone that is somebody's works in this window already.
        let may_try = match phone.stage() {
            Stage::Ready | Stage::Locked(_) => true,
            Stage::NotEnrolled | Stage::Evicted => phone.window() == Window::Fine || memory.may_stay.get(),
            _ => false,
        };
        if let Some(linked) = phone.linked_code().filter(|_| may_try) {
            phone.enrol(&linked);
        }
    });
}

#[component]
pub(super) fn Enrol() -> impl IntoView {
    let (phone, words, memory) = (use_phone(), use_words(), use_memory());
    memory.code.set(Code::default());
    memory.may_stay.set(false);
    let step = Memo::new(move |_| step(&phone, words, memory.may_stay.get()));
    if untrack(|| phone.enrol_fault().is_none()) {
        follow(&phone, memory);
    }
    let scanned = window_event_listener(ev::hashchange, move |_| follow(&phone, memory));
    on_cleanup(move || scanned.remove());
    move || match step.get() {
        Step::Keypad { fault, is_evicted } => view! { <Typing fault is_evicted /> }.into_any(),
        step => {
            let page = Memo::new(move |_| page(&phone, words, &step));
            let (at, on_page) = (RwSignal::new(0), Callback::new(|_| ()));
            view! { <Drawn page at on_page /> }.into_any()
        }
    }
}

/// What is no keypad.
fn page(phone: &Phone, words: &Words, step: &Step) -> Page {
    let (layout, message, tile) = match step {
        Step::Stopped(notice) => (
            Layout::Message,
            Message::new("warn", Glyph::Alert, *notice),
            Some(Tile::new(Glyph::Undo, words.try_again, Act::TryAgain)),
        ),
        Step::Install => (
            Layout::Message,
            Message::new("ok", Glyph::House, words.install_first),
            Some(Tile::said("", words.enrol_here, Some(Act::Stay))),
        ),
        Step::Enrolling | Step::Keypad { .. } => {
            let notice = Notice {
                title: words.enrolling,
                todo: words.motto,
            };
            (Layout::Whole, Message::new("", Glyph::Cloud, notice), None)
        }
    };
    let is_next = phone.stage() == Stage::Ready;
    // The installed app begins with nothing: its worker types the digits.
    let digits = phone.linked_code().filter(|_| *step == Step::Install).map(|code| Line {
        tone: "ok",
        glyph: Glyph::Phone,
        text: (words.your_code)(&Code::read(&code).grouped()),
    });
    Page {
        layout,
        title: words.app.to_owned(),
        is_bare: true,
        // Whoever has this phone goes on with it.
        back: is_next.then_some(Act::Back),
        corner: tile.as_ref().map(|_| other_language(phone, words)),
        notes: digits.into_iter().collect(),
        message: Some(message),
        tiles: tile.map(|tile| tile.tone("wide")).into_iter().collect(),
        ..Page::default()
    }
}

fn other_language(phone: &Phone, words: &Words) -> Tile {
    let other = Act::Set(Setting::Language(phone.language().other()));
    Tile::said("", words.other_language_short, Some(other))
}

/// Ten digits and one to take the last one back. The eighth digit sends.
#[component]
fn Typing(fault: Option<EnrolFault>, is_evicted: bool) -> impl IntoView {
    let (phone, words, code) = (use_phone(), use_words(), use_memory().code);
    let is_next = untrack(|| phone.stage()) == Stage::Ready;
    // What was refused is shown until another digit replaces it.
    let is_fresh = RwSignal::new(true);
    let press = Callback::new(move |digit: Option<char>| {
        is_fresh.set(false);
        let Some(digit) = digit else {
            return code.update(Code::pop);
        };
        code.update(|code| code.push(digit));
        if let Some(whole) = code.with_untracked(Code::whole) {
            phone.enrol(&whole);
        }
    });
    let notice = Signal::derive(move || match (fault, is_evicted) {
        (Some(fault), _) if is_fresh.get() => ("warn", (words.enrol_fault)(fault)),
        (_, true) => ("warn", words.evicted.to_owned()),
        _ if !phone.online() => ("warn", words.offline_keypad.to_owned()),
        _ if is_next => ("", (words.next_worker_notice)(phone.strip().waiting)),
        _ => ("", words.where_code.to_owned()),
    });
    let slots = move || {
        let slots = code.with(Code::slots).into_iter();
        let slots = slots.map(|slot| said("I", slot.class, &slot.digit));
        let label = code.with(|code| (words.code_so_far)(&code.grouped()));
        view! { <p class="code" role="status" aria-label=label>{slots.collect::<Vec<_>>()}</p> }
    };
    let leave = match untrack(|| phone.stage()) {
        Stage::Ready => Some(Act::Back),
        Stage::Locked(_) => Some(Act::Locked(LockPage::Waiting)),
        _ => None,
    };
    let corner = match leave {
        Some(leave) => {
            let (label, on_tap) = (Some(words.back.to_owned()), perform(leave));
            view! { <Tap class="digit" label on_tap><Icon glyph=Glyph::Back /></Tap> }.into_any()
        }
        None => said("SPAN", "", ""),
    };
    typing(words.enter_code, notice, slots.into_any(), press, corner)
}
