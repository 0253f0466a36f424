//! The phones: whom we have heard, whom not, and what they had not sent yet.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{NowView, PhoneRow, text};
use crate::words::{Words, fill};

pub(super) fn phones(words: &'static Words, view: Memo<NowView>) -> AnyView {
    let phones = Memo::new(move |_| view.with(|view| view.phones.clone()));
    let is_empty = Memo::new(move |_| phones.with(|phones| phones.count == 0));
    let summary = move || {
        phones.with(|phones| match (phones.count, phones.quiet) {
            (0, _) => String::new(),
            (count, 0) => fill(words.phones_count, &[("n", &count)]),
            (count, quiet) => {
                let count = fill(words.phones_count, &[("n", &count)]);
                format!("{count} · {}", fill(words.quiet_count, &[("n", &quiet)]))
            }
        })
    };
    // Until a phone has said so, the column would be a row of dashes.
    let class = move || {
        let is_said = phones.with(|phones| phones.rows.iter().any(|row| row.unsent.is_some()));
        if is_said { "phones" } else { "phones unsaid" }
    };
    let more = move || {
        let left_out = phones.with(|phones| phones.count - phones.rows.len());
        (left_out > 0).then(|| view! { <p class="soft">{fill(words.more_phones, &[("n", &left_out)])}</p> })
    };
    view! {
        <section class="panel" aria-labelledby="phones">
            <h2>
                <span id="phones">{words.phones}</span>
                <small>{summary}</small>
            </h2>
            <Show
                when=move || !is_empty.get()
                fallback=move || {
                    view! {
                        <div class="empty">
                            <p>{words.no_phones}</p>
                            <p>{words.no_phones_hint}</p>
                            <p>
                                <a class="button" href="/desk/people/cards" rel="external">
                                    {words.people.make_cards}
                                </a>
                            </p>
                        </div>
                    }
                }
            >
                <table class=class aria-labelledby="phones">
                    <thead>
                        <tr>
                            <th scope="col">{words.by}</th>
                            <th scope="col">{words.last_heard}</th>
                            <th scope="col">{words.unsent_at_last_contact}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || phones.with(|phones| phones.rows.clone())
                            key=PhoneRow::clone
                            children=move |phone| row(words, &phone)
                        />
                    </tbody>
                </table>
            </Show>
            {more}
            <p class="onward">
                <a href="/desk/people" rel="external">{words.people.title}</a>
            </p>
        </section>
    }
    .into_any()
}

fn row(words: &'static Words, phone: &PhoneRow) -> impl IntoView + use<> {
    let trouble = text::trouble(words, phone.state).map(|trouble| {
        view! {
            <span class="trouble">
                <Icon glyph=Glyph::Offline />
                {trouble}
            </span>
        }
    });
    view! {
        <tr class=if phone.state.is_alarming() { "alarm" } else { "" }>
            <td>
                <b>{phone.worker.clone()}</b>
                {trouble}
            </td>
            <td class="number">{text::heard(words, phone.state)}</td>
            <td class="number">{text::unsent(words, phone.unsent)}</td>
        </tr>
    }
}
