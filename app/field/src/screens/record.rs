//! One record the server will not take: why, and whether to keep it or let it go.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{
    notice::Message,
    records::{what, why},
};
use crate::{
    components::{Bar, Frame, Tap},
    state::use_phone,
    words::use_words,
};

/// `n`: the first outbox number of the tap.
#[component]
pub(super) fn Record(n: u64) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let line = Memo::new(move |_| phone.outbox().into_iter().find(|line| line.numbers.first() == Some(&n)));
    let back = Callback::new(move |()| phone.back());
    let discard = Callback::new(move |()| {
        if let Some(line) = line.get_untracked() {
            phone.discard(&line.numbers);
        }
        phone.back();
    });
    let heading = Signal::derive(move || {
        line.with(|line| line.iter().filter_map(|line| line.address.clone()).collect::<String>())
    });
    let small = Signal::derive(move || {
        line.with(|line| {
            line.iter()
                .flat_map(|line| [what(words, line).to_owned(), line.at.to_string()])
                .collect::<Vec<_>>()
        })
    });
    let body = move || {
        let Some(line) = line.get() else {
            return view! { <Message glyph=Glyph::Check notice=words.all_sent tone="ok" /> }.into_any();
        };
        view! {
            <section class="message warn">
                <Icon glyph=Glyph::Alert />
                <h2>{why(words, line.standing)}</h2>
                <p>{words.discard_question}</p>
            </section>
            <div class="tiles apart">
                <Tap class="tile" on_tap=back>
                    <Icon glyph=Glyph::Check />
                    {words.keep}
                </Tap>
                <Tap class="tile alarm" on_tap=discard>
                    <Icon glyph=Glyph::Delete />
                    {words.discard}
                </Tap>
            </div>
        }
        .into_any()
    };
    view! { <Frame bar=view! { <Bar title=heading small back /> }.into_any() body="door-body">{body}</Frame> }
}
