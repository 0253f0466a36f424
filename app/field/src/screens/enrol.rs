//! 扫码上岗: the code comes with the link, or is typed on big keys. Every way it can fail says what to do.

use leptos::{ev, prelude::*};
use ui::{Glyph, Icon};

use super::notice::Message;
use crate::{
    components::{Bar, Frame, Tap},
    state::{EnrolFault, Fault, Setting, Stage, Window, use_phone},
    words::{Notice, Words, use_words},
};

mod code;

use code::Code;

/// What this screen asks for.
#[derive(Clone, PartialEq)]
enum Step {
    Keypad {
        fault: Option<EnrolFault>,
        is_evicted: bool,
    },
    Enrolling,
    /// No network: the code typed stays, to be sent again.
    Offline,
    NoStorage(Notice),
    /// An iPhone's tab: to be installed first, unless that can't be.
    Install,
}

#[component]
pub(super) fn Enrol() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let code = RwSignal::new(Code::default());
    let window = phone.window();
    // Who says so enrols in a tab all the same.
    let may_stay = RwSignal::new(false);
    let step = Memo::new(move |_| match (phone.stage(), phone.enrol_fault()) {
        // The code is not sent from a window that would lose what it is for.
        (Stage::NotEnrolled | Stage::Evicted, _) if matches!(window, Window::InApp { .. }) => {
            Step::NoStorage(wrong_window(words, window))
        }
        (Stage::NotEnrolled | Stage::Evicted, None) if window == Window::IosTab && !may_stay.get() => Step::Install,
        (Stage::Enrolling, _) => Step::Enrolling,
        (Stage::NoStorage(fault), _) | (_, Some(EnrolFault::Storage(fault))) => {
            Step::NoStorage((words.no_storage)(fault))
        }
        // No room is said as such: there is something to be done about it.
        (Stage::CannotOpen(Fault::Full), _) => Step::NoStorage((words.no_storage)(Fault::Full)),
        (Stage::CannotOpen(_), _) => Step::NoStorage(words.cannot_open),
        (_, Some(EnrolFault::Outage)) => Step::Offline,
        (stage, fault) => Step::Keypad {
            fault,
            is_evicted: stage == Stage::Evicted,
        },
    });
    // The link of a card enrols by itself: at once, and when another card is scanned while this is open.
    let follow = move || {
        // A phone that is somebody's works in this window already.
        let may_try = untrack(|| match phone.stage() {
            Stage::Ready => true,
            Stage::NotEnrolled | Stage::Evicted => window == Window::Fine || may_stay.get(),
            _ => false,
        });
        if let Some(linked) = phone.linked_code().filter(|_| may_try) {
            phone.enrol(&linked);
        }
    };
    if untrack(|| phone.enrol_fault().is_none()) {
        follow();
    }
    let scanned = window_event_listener(ev::hashchange, move |_| follow());
    let stay = Callback::new(move |()| {
        may_stay.set(true);
        follow();
    });
    on_cleanup(move || scanned.remove());
    move || match step.get() {
        Step::Keypad { fault, is_evicted } => view! { <Keypad code fault is_evicted /> }.into_any(),
        Step::Enrolling => view! {
            <Frame bar=view! { <Bar title=words.app /> }.into_any() body="fill" is_bare=true>
                <Message glyph=Glyph::Cloud notice=Notice { title: words.enrolling, todo: words.motto } />
            </Frame>
        }
        .into_any(),
        Step::Offline => view! { <Stopped notice=words.no_network code /> }.into_any(),
        Step::NoStorage(notice) => view! { <Stopped notice code /> }.into_any(),
        Step::Install => view! { <Install stay /> }.into_any(),
    }
}

fn wrong_window(words: &Words, window: Window) -> Notice {
    if window == (Window::InApp { is_ios: true }) {
        words.in_app_ios
    } else {
        words.in_app
    }
}

/// The installed app begins with nothing: its worker types the digits.
#[component]
fn Install(stay: Callback<()>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let digits = phone.linked_code().map(|code| {
        let code = Code::read(&code).grouped();
        view! { <p class="note ok"><Icon glyph=Glyph::Phone /> <span>{(words.your_code)(&code)}</span></p> }
    });
    let foot = view! {
        <div class="tiles">
            <Tap class="tile wide" on_tap=stay>{words.enrol_here}</Tap>
        </div>
    }
    .into_any();
    let bar = view! { <Bar title=words.app corner=view! { <LanguageKey /> }.into_any() /> }.into_any();
    view! {
        <Frame bar foot body="fill" is_bare=true>
            <Message glyph=Glyph::House notice=words.install_first tone="ok" />
            {digits}
        </Frame>
    }
}

/// Something stands in the way; the code is still good.
#[component]
fn Stopped(notice: Notice, code: RwSignal<Code>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let again = Callback::new(move |()| {
        let is_offline = untrack(|| phone.enrol_fault() == Some(EnrolFault::Outage));
        match code
            .with_untracked(Code::whole)
            .or_else(|| phone.linked_code())
            .filter(|_| is_offline)
        {
            Some(code) => phone.enrol(&code),
            None => phone.reload(),
        }
    });
    let foot = view! {
        <div class="tiles">
            <Tap class="tile wide" on_tap=again>
                <Icon glyph=Glyph::Undo />
                {words.try_again}
            </Tap>
        </div>
    }
    .into_any();
    // Whoever has this phone goes on with it.
    let is_next = untrack(|| phone.stage()) == Stage::Ready;
    let back = Callback::new(move |()| phone.back());
    let corner = view! { <LanguageKey /> }.into_any();
    let bar = if is_next {
        view! { <Bar title=words.app back corner /> }.into_any()
    } else {
        view! { <Bar title=words.app corner /> }.into_any()
    };
    view! {
        <Frame bar foot body="fill" is_bare=true>
            <Message glyph=Glyph::Alert notice tone="warn" />
        </Frame>
    }
}

#[component]
fn LanguageKey() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let switch = Callback::new(move |()| {
        phone.set(Setting::Language(untrack(|| phone.language()).other()));
    });
    view! { <Tap class="key" on_tap=switch>{words.other_language_short}</Tap> }
}

/// Ten digits and one to take the last one back. The eighth digit sends.
#[component]
fn Keypad(code: RwSignal<Code>, fault: Option<EnrolFault>, is_evicted: bool) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let is_next = untrack(|| phone.stage()) == Stage::Ready;
    let back = Callback::new(move |()| phone.back());
    // What was refused is shown until another digit replaces it.
    let is_fresh = RwSignal::new(true);
    let press = move |digit: char| {
        is_fresh.set(false);
        code.update(|code| code.push(digit));
        if let Some(whole) = code.with_untracked(Code::whole) {
            phone.enrol(&whole);
        }
    };
    let delete = move || {
        is_fresh.set(false);
        code.update(Code::pop);
    };
    let keyboard = window_event_listener(ev::keydown, move |event| match event.key().as_str() {
        "Backspace" => delete(),
        key => {
            if let Some(digit) = key
                .chars()
                .next()
                .filter(|digit| key.len() == 1 && digit.is_ascii_digit())
            {
                press(digit);
            }
        }
    });
    on_cleanup(move || keyboard.remove());
    let said = move || match (fault, is_evicted) {
        (Some(fault), _) if is_fresh.get() => (true, (words.enrol_fault)(fault)),
        (_, true) => (true, format!("{} {}", words.evicted.title, words.evicted.todo)),
        _ if !phone.online() => (true, words.offline_keypad.to_owned()),
        _ if is_next => (false, (words.next_worker_notice)(phone.strip().waiting)),
        _ => (false, words.where_code.to_owned()),
    };
    let key = move |digit: char| {
        view! {
            <Tap class="digit" on_tap=Callback::new(move |()| press(digit))>{digit.to_string()}</Tap>
        }
    };
    view! {
        <div class="phone enrol">
            <header class="ask">
                <div>
                    <h1>{words.enter_code}</h1>
                    <p class:warn=move || said().0 role="alert">{move || said().1}</p>
                </div>
                <LanguageKey />
            </header>
            <p class="code" role="status" aria-label=move || code.with(|code| (words.code_so_far)(&code.grouped()))>
                {move || code.with(|code| code.slots()).into_iter().map(|slot| view! { <i class=slot.class>{slot.digit}</i> }).collect_view()}
            </p>
            <main class="keypad">
                {('1'..='9').map(key).collect_view()}
                {if is_next {
                    view! { <Tap class="digit" label=words.back on_tap=back><Icon glyph=Glyph::Back /></Tap> }.into_any()
                } else {
                    view! { <span></span> }.into_any()
                }}
                {key('0')}
                <Tap class="digit" label=words.delete on_tap=Callback::new(move |()| delete())>
                    <Icon glyph=Glyph::Delete />
                </Tap>
            </main>
        </div>
    }
}
