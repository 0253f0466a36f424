//! What is coming in, newest first.

use leptos::prelude::*;

use super::{FEED_ROWS_MAX, NowView, Standing, VisitRow, What, text};
use crate::{
    live::{Line, Live},
    words::{Words, fill},
};

pub(super) fn feed(words: &'static Words, view: Memo<NowView>, live: Live) -> AnyView {
    let feed = Memo::new(move |_| view.with(|view| view.feed.clone()));
    let is_empty = Memo::new(move |_| feed.with(|feed| feed.rows.is_empty()));
    let updating = move || (live.line() == Line::Open).then_some(words.live);
    let older_only = move || {
        let older = feed.with(|feed| !feed.today && !feed.rows.is_empty());
        older.then(|| view! { <p class="soft">{words.no_visits_today}</p> })
    };
    let more = move || {
        let more = feed.with(|feed| feed.more);
        more.then(|| view! { <p class="soft">{fill(words.newest_only, &[("n", &FEED_ROWS_MAX)])}</p> })
    };
    view! {
        <section class="panel" aria-labelledby="coming-in">
            <h2>
                <span id="coming-in">{words.coming_in}</span>
                <small>{updating}</small>
            </h2>
            {older_only}
            <Show
                when=move || !is_empty.get()
                fallback=move || {
                    view! {
                        <div class="empty">
                            <p>{words.no_visits}</p>
                            <p>{words.no_visits_hint}</p>
                        </div>
                    }
                }
            >
                <table class="feed" aria-labelledby="coming-in">
                    <thead>
                        <tr>
                            <th scope="col">{words.time}</th>
                            <th scope="col">{words.address}</th>
                            <th scope="col">{words.who}</th>
                            <th scope="col">{words.what}</th>
                            <th scope="col">{words.by}</th>
                            <th scope="col">{words.receipt}</th>
                        </tr>
                    </thead>
                    <tbody>
                        // A row is drawn anew when anything in it has changed, and stays as it is otherwise.
                        <For
                            each=move || feed.with(|feed| feed.rows.clone())
                            key=VisitRow::clone
                            children=move |visit| row(words, &visit)
                        />
                    </tbody>
                </table>
            </Show>
            {more}
            <p class="onward">
                <a href="/desk/visits" rel="external">{words.visits.title}</a>
            </p>
        </section>
    }
    .into_any()
}

fn row(words: &'static Words, visit: &VisitRow) -> impl IntoView + use<> {
    let found = text::what(words, visit.what);
    let (class, found) = match visit.standing {
        Standing::Stands if visit.what == What::NoAnswer => ("alarm", view! { <b>{found}</b> }.into_any()),
        Standing::Stands => ("", found.into_any()),
        Standing::Voided => ("void", taken_back(found, words.voided).into_any()),
        Standing::Amended => ("void", taken_back(found, words.amended).into_any()),
    };
    let address = if visit.address.is_empty() {
        words.unknown_address.to_owned()
    } else {
        visit.address.clone()
    };
    view! {
        <tr class=class data-visit=visit.id.to_string()>
            <td class="number">{text::when(words, visit)}</td>
            <td class="number">
                <b>{address}</b>
            </td>
            <td>{text::who(words, &visit.who)}</td>
            <td>{found}</td>
            <td>{visit.by.clone()}</td>
            <td class="receipt">{text::receipt(words, visit.late.as_deref())}</td>
        </tr>
    }
}

/// Struck through, with the word for it: a line alone may be missed, and is not read aloud.
pub(crate) fn taken_back(found: String, word: &'static str) -> impl IntoView {
    view! {
        <s>{found}</s>
        " "
        <b>{word}</b>
    }
}
