//! 擦屏: nothing answers to touch for ten seconds, so that the bag can be wiped.

use std::time::Duration;

use leptos::prelude::*;
use ui::{Glyph, Icon};

use crate::{state::use_phone, words::use_words};

const WIPE_S: u32 = 10;

#[component]
pub(super) fn Wipe() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let left_s = RwSignal::new(WIPE_S);
    let tick = move || {
        left_s.update(|left_s| *left_s = left_s.saturating_sub(1));
        if left_s.get_untracked() == 0 {
            phone.back();
        }
    };
    if let Ok(clock) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || clock.clear());
    }
    view! {
        <div class="phone wiping">
            <main class="body fill">
                <section class="message">
                    <Icon glyph=Glyph::Lock />
                    <h1>{words.wiping}</h1>
                    <p class="big">{move || left_s.get()}</p>
                    <p>{words.wipe_until}</p>
                </section>
            </main>
        </div>
    }
}
