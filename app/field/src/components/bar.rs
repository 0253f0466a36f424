//! The bar on top of every screen: back in its one corner, what this is, and the other corner.

use leptos::{html, prelude::*};

use super::said;

#[component]
pub(crate) fn Bar(
    title: Signal<String>,
    /// Lines under the title.
    small: Signal<Vec<String>>,
    /// Something was just saved: the bar says so in the title's place.
    #[prop(optional)]
    is_undo: Signal<bool>,
    back: AnyView,
    corner: AnyView,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    // A screen reader starts every screen at its name.
    heading.on_load(|heading| {
        let _ = heading.focus();
    });
    let lines = move || {
        let small = small.get();
        small.iter().map(|line| said("SMALL", "", line)).collect::<Vec<_>>()
    };
    view! {
        <header class="bar" class:undo=move || is_undo.get()>
            {back}
            <h1 tabindex="-1" node_ref=heading>
                <span class="line">{move || title.get()}</span>
                {lines}
            </h1>
            {corner}
        </header>
    }
}
