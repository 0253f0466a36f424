//! The row that turns pages: ▲ and ▼ in their fixed corners, and what belongs between them.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::Tap;
use crate::words::use_words;

/// At the first and the last page the corner stays empty, and nothing else moves.
#[component]
pub(crate) fn Turn(
    /// Counted from 0.
    at: usize,
    pages: usize,
    on_page: Callback<usize>,
    /// In the place of the count.
    middle: Option<AnyView>,
) -> impl IntoView {
    let words = use_words();
    let turn = |to: Option<usize>, label: &'static str, glyph: Glyph| match to {
        Some(to) => {
            let label = Some(label.to_owned());
            let on_tap = Callback::new(move |()| on_page.run(to));
            view! { <Tap class="key solid" label on_tap><Icon glyph /></Tap> }.into_any()
        }
        None => view! { <span></span> }.into_any(),
    };
    let count = || {
        let count = (pages > 1).then(|| {
            let (seen, heard) = (format!("{}/{pages}", at + 1), (words.page)(at + 1, pages));
            view! {
                <p class="count">
                    <span aria-hidden="true">{seen}</span>
                    <span class="unseen">{heard}</span>
                </p>
            }
            .into_any()
        });
        view! { <div>{count}</div> }.into_any()
    };
    view! {
        <nav class="turn">
            {turn(at.checked_sub(1), words.page_before, Glyph::Up)} {middle.unwrap_or_else(count)}
            {turn(Some(at + 1).filter(|to| *to < pages), words.page_after, Glyph::Down)}
        </nav>
    }
}
