//! The screens, one module each. They read and act through `state::Phone` alone.

use leptos::prelude::*;

/// The screen the phone is at.
#[component]
pub(crate) fn Screens() -> impl IntoView {
    view! { <main></main> }
}
