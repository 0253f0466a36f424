//! The page itself: what is looked for stands in the address, the list follows the site.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{Filter, ResidentRow, ResidentsView, filter::HERE, load::load_residents, row::row, text, tools::tools};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
    shown::{Face, Shown, derived, fault_notice, follow, lost_notice},
    words::{Words, fill},
};

#[component]
pub(crate) fn ResidentsPage() -> impl IntoView {
    let words = use_words();
    // Another filter is another page, loaded anew: it works without a script, and this one never changes.
    let query = use_query_map().get_untracked();
    let filter = Filter::of(|name| query.get_str(name));
    let live = Live::new();
    let export = filter.export_address();
    let wanted = StoredValue::new(filter.clone());
    let answer = Resource::new(
        move || live.round(),
        move |round| async move {
            let answer = load_residents(wanted.get_value()).await;
            live.settled(round);
            answer
        },
    );
    let no_script = format!("<p class=\"said\">{}</p>", words.no_script);
    view! {
        <Title text=format!("{} · {}", words.residents.title, words.product) />
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            <header class="head">
                <h1>{words.residents.title}</h1>
                <p class="deeds">
                    <a class="button plain" href="/desk/same" rel="external">
                        {words.residents.twice}
                    </a>
                    <a class="button plain" href=export rel="external">
                        {words.visits.export}
                    </a>
                </p>
            </header>
            <Transition fallback=move || view! { <p class="notice" role="status">{words.loading}</p> }>
                <Answer answer live filter=filter.clone() />
            </Transition>
        </main>
    }
}

#[component]
fn Answer(answer: Resource<Result<ResidentsView, Fault>>, live: Live, filter: Filter) -> impl IntoView {
    let words = use_words();
    let shown = follow(answer);
    let face = derived(move || shown.with(Shown::face));
    let seq = move || shown.try_with_untracked(|shown| shown.view.as_ref().map_or(0, |view| view.seq));
    Effect::new(move |_| live.follow(move || seq().unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => fault_notice(words, words.residents.title, HERE.to_owned(), fault).into_any(),
        Face::Board => board(words, shown, live, filter.clone()).into_any(),
    }
}

fn board(words: &'static Words, shown: Signal<Shown<ResidentsView>>, live: Live, filter: Filter) -> impl IntoView {
    let view = Memo::new(move |_| shown.with(|shown| shown.view.clone()).unwrap_or_default());
    let is_lost = Memo::new(move |_| live.line() == Line::Lost || shown.with(|shown| shown.fault.is_some()));
    let summary = move || {
        view.with(|view| {
            let updated = fill(words.updated, &[("time", &view.updated)]);
            let live = (live.line() == Line::Open).then_some(words.live);
            let found = fill(words.persons, &[("n", &view.found)]);
            [
                Some(found),
                Some(view.site.clone()),
                Some(updated),
                live.map(str::to_owned),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
        })
    };
    let heading = {
        let filter = filter.clone();
        move || view.with(|view| text::heading(words, &filter, view))
    };
    view! {
        <div role="status">{move || lost_notice(words, is_lost.get(), &view.with(|view| view.updated.clone()))}</div>
        <section class="panel" aria-labelledby="residents">
            <h2>
                <span id="residents">{heading}</span>
                <small>{summary}</small>
            </h2>
            {tools(words, view, &filter)}
            {list(words, view, filter.is_open())}
        </section>
    }
}

/// `is_open`: nothing is filtered out, so that an empty list means that there is nobody.
fn list(words: &'static Words, view: Memo<ResidentsView>, is_open: bool) -> impl IntoView {
    let own = &words.residents;
    let is_empty = Memo::new(move |_| view.with(|view| view.rows.is_empty()));
    let too_many = move || {
        let (found, shown) = view.with(|view| (view.found, view.rows.len()));
        let said = fill(own.too_many, &[("n", &found), ("max", &shown)]);
        (found > shown).then(|| view! { <p class="said many">{said}</p> })
    };
    view! {
        {too_many}
        <Show when=move || !is_empty.get() fallback=move || nobody(words, view, is_open)>
            <table class="residents" aria-labelledby="residents">
                <thead>
                    <tr>
                        <th scope="col">{words.address}</th>
                        <th scope="col">{own.name}</th>
                        <th scope="col">{own.sex_age}</th>
                        <th scope="col">{own.condition}</th>
                        <th scope="col">{own.control}</th>
                        <th scope="col">{own.phone}</th>
                        <th scope="col">{own.seen}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || view.with(|view| view.rows.clone())
                        key=|row| (row.id, row.address.clone(), row.name.clone())
                        children=move |resident| {
                            let now = followed(view, &resident);
                            row(words, &resident, now)
                        }
                    />
                </tbody>
            </table>
        </Show>
    }
}

/// The row as it is in the newest answer.
fn followed(view: Memo<ResidentsView>, resident: &ResidentRow) -> Memo<ResidentRow> {
    let first = resident.clone();
    Memo::new(move |_| {
        let newest = view.with(|view| view.rows.iter().find(|row| row.id == first.id).cloned());
        newest.unwrap_or_else(|| first.clone())
    })
}

fn nobody(words: &'static Words, view: Memo<ResidentsView>, is_open: bool) -> impl IntoView {
    let is_site_empty = is_open || view.with(|view| view.is_empty);
    let (said, hint) = if is_site_empty {
        (words.residents.nobody, words.no_roster.into_any())
    } else {
        let all = view! { <a href=HERE rel="external">{words.residents.show_all}</a> };
        (words.residents.no_match, all.into_any())
    };
    view! {
        <div class="empty">
            <p>{said}</p>
            <p>{hint}</p>
        </div>
    }
}
