//! Nine big keys, zero, and one to take the last digit back; a real keyboard types too.

use leptos::{ev, prelude::*};
use ui::{Glyph, Icon};

use super::{Tap, element, said};
use crate::words::use_words;

const KEYS: [char; 10] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
const LETTERS: [&str; 10] = ["", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", ""];

/// What the keys stand for beside digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    Shown,
    Hidden,
}

#[component]
pub(crate) fn Keypad(
    letters: Letters,
    /// A digit, or none: the last one is to go.
    press: Callback<Option<char>>,
    /// Left of the zero.
    corner: AnyView,
) -> impl IntoView {
    let words = use_words();
    let keyboard = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        if key == "Backspace" {
            press.run(None);
        } else if let Some(digit) = KEYS.iter().find(|digit| key.strip_prefix(**digit) == Some("")) {
            press.run(Some(*digit));
        }
    });
    on_cleanup(move || keyboard.remove());
    let key = |digit: Option<char>, label: Option<String>, inner: AnyView| {
        let on_tap = Callback::new(move |()| press.run(digit));
        view! { <Tap class="digit" label on_tap>{inner}</Tap> }.into_any()
    };
    let keys = KEYS.iter().zip(LETTERS).map(|(digit, letters_of)| {
        let small = (letters == Letters::Shown).then(|| said("SMALL", "", letters_of));
        key(Some(*digit), None, view! { {digit.to_string()} " " {small} }.into_any())
    });
    let mut keys: Vec<AnyView> = keys.collect();
    keys.insert(KEYS.len() - 1, corner);
    let delete = view! { <Icon glyph=Glyph::Delete /> }.into_any();
    keys.push(key(None, Some(words.delete.to_owned()), delete));
    element("MAIN", "keypad", keys)
}
