//! The row that turns pages: ▲ and ▼ in their fixed corners, and what belongs between them.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{Tap, element, said};
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
        None => said("SPAN", "", ""),
    };
    let count = || {
        let count = (pages > 1).then(|| {
            let seen = format!("{}/{pages}", at + 1);
            let seen = view! { <span aria-hidden="true">{seen}</span> }.into_any();
            let heard = said("SPAN", "unseen", &(words.page)(at + 1, pages));
            element("P", "count", vec![seen, heard])
        });
        element("DIV", "", count.into_iter().collect())
    };
    let before = turn(at.checked_sub(1), words.page_before, Glyph::Up);
    let after = turn(Some(at + 1).filter(|to| *to < pages), words.page_after, Glyph::Down);
    element("NAV", "turn", vec![before, middle.unwrap_or_else(count), after])
}
