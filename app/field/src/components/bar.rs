//! The bar on top of every screen: back in its one corner, what this is, and the other corner.

use leptos::prelude::*;

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
    let lines = move || {
        let small = small.get();
        small.iter().map(|line| said("SMALL", "", line)).collect::<Vec<_>>()
    };
    view! {
        <header class="bar" class:undo=move || is_undo.get()>
            {back}
            <h1 tabindex="-1">
                <span class="line">{move || title.get()}</span>
                {lines}
            </h1>
            {corner}
        </header>
    }
}
