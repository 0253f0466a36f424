//! What is on this phone only, what is to be done about it, and whether the suit may come off.

use leptos::prelude::*;
use shared::replica::Link;
use ui::{Glyph, Icon};

use super::notice::Message;
use crate::{
    components::{Bar, Frame, Tap},
    state::{self, Screen, use_phone},
    words::{Words, use_words},
};

/// What to do about what waits.
fn advice(words: &Words, strip: state::Strip) -> &'static str {
    match strip.link {
        Link::Working => words.is_sending,
        Link::Away => words.walk_to_signal,
        Link::SignInAgain => words.sign_in_again,
        Link::Revoked => words.revoked,
        Link::TooOld => words.too_old,
    }
}

#[component]
pub(super) fn Outbox() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let strip = Memo::new(move |_| phone.strip());
    let is_empty = Memo::new(move |_| strip.get().waiting == 0);
    let taps = Memo::new(move |_| {
        let lines = phone.outbox();
        let rejected = lines
            .iter()
            .filter(|line| matches!(line.standing, state::LineStanding::Rejected(_)))
            .count();
        (lines.len() - rejected, rejected)
    });
    let back = Callback::new(move |()| phone.back());
    let send = Callback::new(move |()| phone.send_now());
    let site = Memo::new(move |_| phone.with_site(|site, _| site.site_name().to_owned()));
    let small = Signal::derive(move || {
        [site.get(), phone.worker()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
    });
    let said = move || {
        if is_empty.get() {
            return view! { <Message glyph=Glyph::Check notice=words.all_sent tone="ok" /> }.into_any();
        }
        view! {
            <section class="message warn">
                <p class="big" style:--chars=move || strip.get().waiting.to_string().len().to_string()>
                    {move || strip.get().waiting}
                </p>
                <h2>{words.only_here}</h2>
                <p>{move || advice(words, strip.get())}</p>
            </section>
        }
        .into_any()
    };
    let held = move || {
        let held = strip.get().held;
        (held > 0).then(|| view! { <p class="note"><Icon glyph=Glyph::Clock /> <span>{(words.held)(held)}</span></p> })
    };
    let has_waiting = Memo::new(move |_| taps.get().0 > 0);
    let has_rejected = Memo::new(move |_| taps.get().1 > 0);
    let see_class = Signal::derive(move || if has_rejected.get() { "tile" } else { "tile wide" }.to_owned());
    let see = move |attention: bool| Callback::new(move |()| phone.go(Screen::Records { attention }));
    view! {
        <Frame bar=view! { <Bar title=words.before_doffing small back /> }.into_any() body="door-body">
            <div class="fill">{said} {held}</div>
            <div class="tiles">
                {move || {
                    (!is_empty.get())
                        .then(|| {
                            view! {
                                <Tap class="tile primary wide" on_tap=send>
                                    <Icon glyph=Glyph::Cloud />
                                    {words.send_now}
                                </Tap>
                            }
                        })
                }}
                {move || {
                    has_waiting
                        .get()
                        .then(|| {
                            view! {
                                <Tap class=see_class on_tap=see(false)>
                                    {move || (words.see_them)(taps.get().0 as u64)}
                                </Tap>
                            }
                        })
                }}
                {move || {
                    has_rejected
                        .get()
                        .then(|| {
                            view! {
                                <Tap class="tile warn" on_tap=see(true)>
                                    <Icon glyph=Glyph::Alert />
                                    {move || (words.attention)(taps.get().1 as u64)}
                                </Tap>
                            }
                        })
                }}
            </div>
        </Frame>
    }
}
