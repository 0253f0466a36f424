//! Something the person has to be told at once: a tap that was not stored.

use leptos::prelude::*;
use ui::Glyph;

use super::notice::Message;
use crate::{
    components::{Bar, Frame, Tap},
    state::{self, use_phone},
    words::{Notice, use_words},
};

#[component]
pub(super) fn Alarms() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let notice = Memo::new(move |_| match phone.alarm() {
        Some(state::Alarm::OutboxFull) => words.outbox_full,
        Some(state::Alarm::NotSaved(fault)) => Notice {
            title: words.not_saved,
            todo: (words.not_saved_todo)(fault),
        },
        None => Notice { title: "", todo: "" },
    });
    let dismiss = Callback::new(move |()| phone.dismiss_alarm());
    let bar = view! { <Bar title=words.app /> }.into_any();
    let foot = view! {
        <div class="tiles">
            <Tap class="tile wide" on_tap=dismiss>{words.understood}</Tap>
        </div>
    }
    .into_any();
    view! {
        <Frame bar foot body="fill">
            <Message glyph=Glyph::Alert notice tone="alarm" />
        </Frame>
    }
}
