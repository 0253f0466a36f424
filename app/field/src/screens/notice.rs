//! A message that fills the body: a picture, what is, what to do.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use crate::words::Notice;

#[component]
pub(super) fn Message(
    #[prop(into)] glyph: Signal<Glyph>,
    #[prop(into)] notice: Signal<Notice>,
    /// `ok`, `warn` or `alarm`.
    #[prop(optional)]
    tone: &'static str,
) -> impl IntoView {
    view! {
        <section class=format!("message {tone}")>
            {move || view! { <Icon glyph=glyph.get() /> }}
            <h2>{move || notice.get().title}</h2>
            <p>{move || notice.get().todo}</p>
        </section>
    }
}
