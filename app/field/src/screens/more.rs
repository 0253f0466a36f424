//! ⋯

use leptos::prelude::*;
use ui::{Glyph, Icon};

use crate::{
    components::{Bar, Frame, Tap},
    state::{Screen, use_phone},
    words::use_words,
};

#[component]
pub(super) fn More() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let back = Callback::new(move |()| phone.back());
    let go = move |screen: Screen| Callback::new(move |()| phone.go(screen.clone()));
    let strip = Memo::new(move |_| phone.strip());
    let outbox_class = Signal::derive(move || {
        let tone = if strip.get().attention > 0 { " warn" } else { "" };
        format!("tile{tone}")
    });
    let unsent = move || {
        let strip = strip.get();
        if strip.attention > 0 {
            (words.attention)(strip.attention)
        } else {
            (words.count)(strip.waiting)
        }
    };
    view! {
        <Frame bar=view! { <Bar title=words.more back /> }.into_any()>
            <div class="tiles menu">
                <Tap class=outbox_class on_tap=go(Screen::Outbox)>
                    <Icon glyph=Glyph::Cloud />
                    {words.outbox}
                    <small>{unsent}</small>
                </Tap>
                <Tap class="tile" on_tap=go(Screen::Me)>
                    <Icon glyph=Glyph::Person />
                    {words.me}
                    <small class="line">{move || phone.worker()}</small>
                </Tap>
                <Tap class="tile" on_tap=go(Screen::Places { building: None })>
                    <Icon glyph=Glyph::Building />
                    {words.change_place}
                </Tap>
                <Tap class="tile" on_tap=go(Screen::Wipe)>
                    <Icon glyph=Glyph::Lock />
                    {words.wipe}
                    <small>{words.wipe_time}</small>
                </Tap>
            </div>
        </Frame>
    }
}
