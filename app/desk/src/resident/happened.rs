//! What happened at the door: today with its checklist, and before.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{ResidentView, TickView, VisitView, text};
use crate::{
    now::{self, Date, Standing},
    residents,
    words::{Words, fill},
};

pub(super) fn today(words: &'static Words, view: Memo<ResidentView>) -> impl IntoView {
    let own = &words.resident;
    let visits = Memo::new(move |_| view.with(|view| view.visits_today.clone()));
    let ticks = Memo::new(move |_| view.with(|view| view.checklist.clone()));
    let day = view.with_untracked(|view| view.today);
    let heading = move || view.with(|view| now::text::month_day(words, view.today));
    let is_ticked = Memo::new(move |_| ticks.with(|ticks| ticks.iter().any(|tick| tick.answer.is_some())));
    view! {
        <section class="panel" aria-labelledby="today">
            <h2>
                <span id="today">{own.today}</span>
                <small>{heading}</small>
            </h2>
            {visit_list(words, visits, day, own.no_visit_today)}
            <h3 id="checklist">{own.checklist}</h3>
            <Show
                when=move || is_ticked.get()
                fallback=move || view! { <p class="soft">{own.nothing_ticked}</p> }
            >
                <table class="ticks-today" aria-labelledby="checklist">
                    <tbody>
                        <For
                            each=move || ticks.get()
                            key=TickView::clone
                            children=move |tick| one_tick(words, day, &tick)
                        />
                    </tbody>
                </table>
            </Show>
        </section>
    }
}

fn one_tick(words: &'static Words, today: Date, tick: &TickView) -> impl IntoView + use<> {
    let own = &words.resident;
    let item = residents::text::flag(words, &tick.item).to_owned();
    let Some(answer) = &tick.answer else {
        return view! {
            <tr class="past">
                <th scope="row">{item}</th>
                <td>{own.not_answered}</td>
                <td></td>
            </tr>
        }
        .into_any();
    };
    let flagged = answer.flagged.then(|| {
        view! {
            <span class="mark warn">
                <Icon glyph=Glyph::Alert />
                {own.flagged}
            </span>
        }
    });
    view! {
        <tr class=if answer.flagged { "warn" } else { "" }>
            <th scope="row">{item}</th>
            <td>
                <b>{text::said(words, &answer.said)}</b>
                {flagged}
            </td>
            <td class="receipt">{format!("{} {}", answer.by, text::when(words, today, &answer.at))}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn before(words: &'static Words, view: Memo<ResidentView>) -> impl IntoView {
    let own = &words.resident;
    let visits = Memo::new(move |_| view.with(|view| view.visits_before.clone()));
    let day = view.with_untracked(|view| view.today);
    let more = move || {
        view.with(|view| view.more_visits)
            .then(|| view! { <p class="soft">{own.older_visits}</p> })
    };
    view! {
        <section class="panel" aria-labelledby="before">
            <h2>
                <span id="before">{own.earlier_visits}</span>
            </h2>
            {visit_list(words, visits, day, own.no_earlier)}
            {more}
        </section>
    }
}

fn visit_list(words: &'static Words, visits: Memo<Vec<VisitView>>, today: Date, none: &'static str) -> impl IntoView {
    let is_any = Memo::new(move |_| visits.with(|visits| !visits.is_empty()));
    view! {
        <Show when=move || is_any.get() fallback=move || view! { <p class="soft">{none}</p> }>
            <table class="visits">
                <thead>
                    <tr>
                        <th scope="col">{words.time}</th>
                        <th scope="col">{words.what}</th>
                        <th scope="col">{words.by}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || visits.get()
                        key=VisitView::clone
                        children=move |visit| one_visit(words, today, &visit)
                    />
                </tbody>
            </table>
        </Show>
    }
}

fn one_visit(words: &'static Words, today: Date, visit: &VisitView) -> impl IntoView + use<> {
    let found = text::found(words, visit);
    let whole = now::text::what(words, visit.what);
    // Of a household of several, what was found of the others says something, too.
    let (found, rest) = if whole.starts_with(found) {
        (whole, None)
    } else {
        let rest = fill(words.resident.whole_household, &[("what", &whole)]);
        (found.to_owned(), Some(view! { <span class="soft">{rest}</span> }))
    };
    let note = visit.note.clone().map(|note| view! { <p class="note">{note}</p> });
    let said = match text::standing(words, visit.standing) {
        Some(word) => view! {
            <s>{found}</s>
            " "
            <b>{word}</b>
        }
        .into_any(),
        None => view! { <b>{found}</b>
        " "
        {rest} }
        .into_any(),
    };
    view! {
        <tr class=if visit.standing == Standing::Stands { "" } else { "void" }>
            <td class="number">{text::when(words, today, &visit.at)}</td>
            <td>{said} {note}</td>
            <td>{visit.by.clone()}</td>
        </tr>
    }
}
