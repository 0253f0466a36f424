//! What every screen has: the bar with back in its one corner, the body, the foot, the strip.

use leptos::{html, prelude::*};
use ui::{Glyph, Icon};

use super::{Strip, Tap};
use crate::words::use_words;

/// The bar: back, what this is, and one corner.
#[component]
pub(crate) fn Bar(
    #[prop(into)] title: Signal<String>,
    /// Lines under the title.
    #[prop(optional, into)]
    small: Signal<Vec<String>>,
    #[prop(optional, into)] back: Option<Callback<()>>,
    #[prop(optional)] corner: Option<AnyView>,
    /// Something was just saved: the bar says so in the title's place.
    #[prop(optional, into)]
    is_undo: Signal<bool>,
) -> impl IntoView {
    let words = use_words();
    let heading = NodeRef::<html::H1>::new();
    // A screen reader starts every screen at its name.
    heading.on_load(|heading| {
        let _ = heading.focus();
    });
    let back = match back {
        Some(back) => view! {
            <Tap class="key" label=words.back on_tap=back>
                <Icon glyph=Glyph::Back />
            </Tap>
        }
        .into_any(),
        None => view! { <span></span> }.into_any(),
    };
    view! {
        <header class="bar" class:undo=move || is_undo.get()>
            {back}
            <h1 tabindex="-1" node_ref=heading>
                <span class="line">{move || title.get()}</span>
                {move || small.get().into_iter().map(|line| view! { <small>{line}</small> }).collect_view()}
            </h1>
            {corner.unwrap_or_else(|| view! { <span></span> }.into_any())}
        </header>
    }
}

/// A whole screen. `foot` stays in reach of the thumb, above the strip.
#[component]
pub(crate) fn Frame(
    /// Usually a [`Bar`].
    bar: AnyView,
    #[prop(optional)] foot: Option<AnyView>,
    /// Further classes of the body.
    #[prop(optional)]
    body: &'static str,
    /// Before anybody is enrolled there is nothing to send.
    #[prop(optional)]
    is_bare: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="phone">
            {bar}
            <main class=format!("body {body}")>{children()}</main>
            <div class="foot">{foot} {(!is_bare).then(|| view! { <Strip /> })}</div>
        </div>
    }
}
