//! Who this phone is enrolled for, and what a person sets for themselves.

use leptos::prelude::*;
use shared::time::LocalTime;
use ui::{Glyph, Icon};

use crate::{
    components::{Bar, Frame, Tap},
    state::{Sound, Theme, use_phone},
    words::use_words,
};

#[component]
pub(super) fn Me() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let back = Callback::new(move |()| phone.back());
    let site = Memo::new(move |_| phone.with_site(|site, _| site.site_name().to_owned()));
    let small = Signal::derive(move || vec![site.get()]);
    let kept = move || {
        let said = phone
            .kept()
            .map(|kept| if kept { words.is_kept } else { words.is_not_kept });
        said.unwrap_or_default().to_owned()
    };
    let theme = move || phone.theme();
    let sound = move || phone.sound();
    let switch_theme = Callback::new(move |()| {
        phone.set_theme(untrack(theme).other());
    });
    let switch_sound = Callback::new(move |()| {
        phone.set_sound(if untrack(sound) == Sound::On {
            Sound::Off
        } else {
            Sound::On
        });
    });
    let until = move |at: LocalTime| {
        let (_, month, day) = at.date.civil();
        format!("{} {at}", (words.date)(month, day))
    };
    let switch_language = Callback::new(move |()| {
        phone.set_language(untrack(|| phone.language()).other());
    });
    view! {
        <Frame bar=view! { <Bar title=words.me small back /> }.into_any() body="door-body">
            <dl class="facts">
                <Fact name=words.worker value=Signal::derive(move || phone.worker()) />
                <Fact name=words.until value=Signal::derive(move || phone.expires().map(until).unwrap_or_default()) />
                <Fact name=words.storage value=Signal::derive(kept) />
                <Fact name=words.version value=env!("CARGO_PKG_VERSION").to_owned() />
            </dl>
            <div class="tiles">
                <Tap class="tile" on_tap=switch_theme>
                    <Icon glyph=Glyph::Sun />
                    {words.theme}
                    <small>{move || if theme() == Theme::Black { words.black } else { words.white }}</small>
                </Tap>
                <Tap class="tile" on_tap=switch_sound>
                    {move || {
                        let glyph = if sound() == Sound::On { Glyph::Sound } else { Glyph::Quiet };
                        view! { <Icon glyph /> }
                    }}
                    {words.sound}
                    <small>{move || if sound() == Sound::On { words.on } else { words.off }}</small>
                </Tap>
                <Tap class="tile wide" on_tap=switch_language>
                    <Icon glyph=Glyph::Globe />
                    <span>{words.other_language} <small>{words.this_language}</small></span>
                </Tap>
            </div>
        </Frame>
    }
}

#[component]
fn Fact(name: &'static str, #[prop(into)] value: Signal<String>) -> impl IntoView {
    let is_known = Memo::new(move |_| !value.get().is_empty());
    move || {
        is_known.get().then(|| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd class="line">{move || value.get()}</dd>
                </div>
            }
        })
    }
}
