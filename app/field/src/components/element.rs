//! Plain elements: a name, a class and what stands inside. Each name that `view!` writes is a type of its own, and every
//! type the same code once more; all of these are one.

use leptos::{html, prelude::*};

/// `name` in capitals, as documents tell it: what is drawn again under the name it has stays, anything else is replaced.
pub(crate) fn element(name: &'static str, class: &str, inside: Vec<AnyView>) -> AnyView {
    html::custom(name).class(class.to_owned()).child(inside).into_any()
}

/// An element with words alone.
pub(crate) fn said(name: &'static str, class: &str, words: &str) -> AnyView {
    html::custom(name)
        .class(class.to_owned())
        .child(words.to_owned())
        .into_any()
}
