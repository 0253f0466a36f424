//! Digits on big keys under what is asked for: a code, a PIN.

use leptos::prelude::*;

use super::act::{Act, perform};
use crate::{
    components::{Keypad, Letters, Tap},
    state::{Setting, use_phone},
    words::use_words,
};

/// `notice`: below the title; `slots`: what was typed so far; `corner`: left of the zero.
pub(super) fn typing(
    title: &'static str,
    notice: Signal<(&'static str, String)>,
    slots: AnyView,
    press: Callback<Option<char>>,
    corner: AnyView,
) -> AnyView {
    let (phone, words) = (use_phone(), use_words());
    let notice = move || {
        let (tone, said) = notice.get();
        view! { <p class=tone role="alert">{said}</p> }
    };
    let language = perform(Act::Set(Setting::Language(untrack(|| phone.language()).other())));
    view! {
        <div class="phone enrol">
            <header class="ask">
                <div>
                    <h1>{title}</h1>
                    {notice}
                </div>
                <Tap class="key" on_tap=language>{words.other_language_short}</Tap>
            </header>
            {slots}
            <Keypad letters=Letters::Hidden press corner />
        </div>
    }
    .into_any()
}
