//! The row that turns pages: ▲ and ▼ in their fixed corners, and what belongs between them.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::Tap;
use crate::words::use_words;

/// At the first and the last page the corner stays empty, and nothing else moves.
#[component]
pub(crate) fn Turn(
    /// Counted from 0.
    #[prop(into)]
    page: Signal<usize>,
    #[prop(into)] pages: Signal<usize>,
    on_page: Callback<usize>,
    #[prop(optional)] middle: Option<AnyView>,
) -> impl IntoView {
    let words = use_words();
    let has_before = Memo::new(move |_| page.get() > 0);
    let has_after = Memo::new(move |_| page.get() + 1 < pages.get());
    let before = Callback::new(move |()| on_page.run(page.get_untracked().saturating_sub(1)));
    let after = Callback::new(move |()| on_page.run(page.get_untracked() + 1));
    let turn = move |shown: bool, label: &'static str, glyph: Glyph, on_tap: Callback<()>| {
        if shown {
            view! {
                <Tap class="key solid" label=label on_tap=on_tap>
                    <Icon glyph=glyph />
                </Tap>
            }
            .into_any()
        } else {
            view! { <span></span> }.into_any()
        }
    };
    let count = move || {
        let pages = pages.get();
        let at = page.get() + 1;
        (pages > 1).then(|| {
            view! {
                <p class="count">
                    <span aria-hidden="true">{format!("{at}/{pages}")}</span>
                    <span class="unseen">{(words.page)(at, pages)}</span>
                </p>
            }
        })
    };
    view! {
        <nav class="turn">
            {move || turn(has_before.get(), words.page_before, Glyph::Up, before)}
            {middle.unwrap_or_else(|| view! { <div>{count}</div> }.into_any())}
            {move || turn(has_after.get(), words.page_after, Glyph::Down, after)}
        </nav>
    }
}
