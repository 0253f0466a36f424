//! The lock: a PIN on the big keys, at the start of a shift and where one is chosen; and what a locked phone can do without.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{
    act::{Act, perform},
    outbox::unsent,
    page::{Ctx, Layout, Message, Page, Tile},
    typing::typing,
};
use crate::{
    components::{Tap, said},
    state::{LockPage, PIN_DIGITS, PinState, Reason, Stage, use_phone},
    words::{Notice, use_words},
};

/// What a locked phone can do without a PIN.
pub(super) fn lock(ctx: &Ctx<'_>, at: LockPage) -> Page {
    let (words, phone) = (ctx.words, ctx.phone);
    let is_lease = phone.stage() == Stage::Locked(Reason::Lease);
    let code = Tile::new(Glyph::People, words.enter_code, Act::Locked(LockPage::Code));
    let page = Page {
        layout: Layout::Message,
        is_bare: true,
        ..Page::default()
    };
    if at == LockPage::Forgotten {
        return Page {
            title: words.forgotten_pin.to_owned(),
            back: Some(Act::Locked(LockPage::Waiting)),
            message: Some(Message::new("warn", Glyph::Lock, words.forgotten_todo)),
            tiles: vec![code.tone("wide")],
            ..page
        };
    }
    let posted = phone.lock().posted;
    let advice = if posted.is_stuck {
        words.open_to_send
    } else if posted.is_away {
        words.walk_to_signal
    } else {
        words.is_sending
    };
    let (message, last) = if is_lease {
        (
            Message::new("warn", Glyph::Lock, words.silent_too_long),
            code.tone("wide"),
        )
    } else {
        let forgotten = Some(Act::Locked(LockPage::Forgotten));
        // What is not counted is not said to be sent.
        let uncounted = || {
            let title = words.is_locked;
            Message::new("warn", Glyph::Lock, Notice { title, todo: advice })
        };
        (
            posted
                .waiting
                .map_or_else(uncounted, |waiting| unsent(words, waiting, advice)),
            Tile::said("wide", words.forgotten_pin, forgotten),
        )
    };
    Page {
        title: words.is_locked.to_owned(),
        small: posted.waiting.map(words.unsent).into_iter().collect(),
        back: (!is_lease).then_some(Act::Locked(LockPage::Keypad)),
        message: Some(message),
        tiles: vec![
            Tile::new(Glyph::Cloud, words.send_now, Act::SendNow).tone("primary"),
            Tile::new(Glyph::Card, words.rescue, Act::Rescue),
            last,
        ],
        ..page
    }
}

/// A PIN that is asked for; or, on a phone that is open, one that is chosen: twice the same.
#[component]
pub(super) fn Pin() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let is_new = untrack(|| phone.stage() == Stage::Ready);
    let typed = RwSignal::new(String::new());
    // Empty: this is the first of two.
    let first = RwSignal::new(String::new());
    let press = Callback::new(move |digit: Option<char>| {
        if !untrack(|| phone.lock().pin).takes_digits() {
            return;
        }
        let Some(digit) = digit else {
            return typed.update(|typed| _ = typed.pop());
        };
        typed.update(|typed| typed.push(digit));
        if typed.with_untracked(String::len) < PIN_DIGITS {
            return;
        }
        let pin = std::mem::take(&mut *typed.write());
        if !is_new {
            return phone.try_pin(pin);
        }
        let before = std::mem::take(&mut *first.write());
        if before.is_empty() {
            first.set(pin);
        } else if before == pin {
            phone.choose_pin(pin);
        } else {
            phone.differ();
        }
    });
    let notice = Signal::derive(move || match phone.lock().pin {
        PinState::Checking => ("", words.checking_pin.to_owned()),
        PinState::Waits(seconds) => ("warn", (words.pin_waits)(u64::from(seconds))),
        _ if first.with(|first| !first.is_empty()) => ("", words.pin_again.to_owned()),
        PinState::Wrong => ("warn", words.wrong_pin.to_owned()),
        PinState::Differ => ("warn", words.pins_differ.to_owned()),
        PinState::Failed => ("warn", words.cannot_open.todo.to_owned()),
        PinState::Asked if is_new => ("", words.pin_is_for.to_owned()),
        PinState::Asked => match phone.lock().posted.waiting {
            None | Some(0) => ("", words.once_a_shift.to_owned()),
            Some(waiting) => ("", (words.unsent)(waiting)),
        },
    });
    let slots = move || {
        let count = typed.with(String::len);
        let slot = |at: usize| {
            let (class, sign) = if at < count { ("filled", "•") } else { ("", "") };
            said("I", class, sign)
        };
        let label = (words.code_so_far)(&if count == 0 { String::new() } else { count.to_string() });
        let slots: Vec<AnyView> = (0..PIN_DIGITS).map(slot).collect();
        view! { <p class="code" role="status" aria-label=label>{slots}</p> }
    };
    let corner = if is_new {
        said("SPAN", "", "")
    } else {
        let (label, on_tap) = (Some(words.more.to_owned()), perform(Act::Locked(LockPage::Waiting)));
        view! { <Tap class="digit" label on_tap><Icon glyph=Glyph::More /></Tap> }.into_any()
    };
    let title = if is_new { words.choose_pin } else { words.enter_pin };
    typing(title, notice, slots.into_any(), press, corner)
}
