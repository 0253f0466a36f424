//! The page itself: what is looked for stands in the address, the list follows the site.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{Glyph, Icon};

use super::{Filter, Group, PeopleView, PersonRow, load::load_people, row::row, text};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
    shown::{Face, Shown, derived, fault_notice, follow, lost_notice},
    words::{Words, fill},
};

const HERE: &str = "/desk/people";
const MAKE: &str = "/desk/people/cards";
const UNUSED: &str = "/desk/people/unused";
const RESCUE: &str = "/desk/rescue";

#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    let words = use_words();
    // Another filter is another page, loaded anew: it works without a script, and this one never changes.
    let query = use_query_map().get_untracked();
    let filter = Filter::of(
        query.get_str("state").unwrap_or_default(),
        query.get_str("name").unwrap_or_default(),
    );
    let done = text::done(words, query.get_str("done").unwrap_or_default());
    let export = filter.export_address();
    let live = Live::new();
    let wanted = StoredValue::new(filter.clone());
    let answer = Resource::new(
        move || live.round(),
        move |round| async move {
            let answer = load_people(wanted.get_value()).await;
            live.settled(round);
            answer
        },
    );
    let no_script = format!("<p class=\"said\">{}</p>", words.no_script);
    let done = done.map(|said| {
        view! {
            <p class="said ok" role="status">
                <Icon glyph=Glyph::Check />
                {said}
            </p>
        }
    });
    view! {
        <Title text=format!("{} · {}", words.people.title, words.product) />
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            <header class="head">
                <h1>{words.people.title}</h1>
                <p class="deeds">
                    <a class="button" href=MAKE rel="external">
                        {words.people.make_cards}
                    </a>
                    <a class="button plain" href=UNUSED rel="external">
                        {words.people.unused_cards}
                    </a>
                    <a class="button plain" href=RESCUE rel="external">
                        {words.people.rescue}
                    </a>
                    <a class="button plain" href=export rel="external">
                        {words.visits.export}
                    </a>
                </p>
            </header>
            {done}
            <Transition fallback=move || view! { <p class="notice" role="status">{words.loading}</p> }>
                <Answer answer live filter=filter.clone() />
            </Transition>
        </main>
    }
}

#[component]
fn Answer(answer: Resource<Result<PeopleView, Fault>>, live: Live, filter: Filter) -> impl IntoView {
    let words = use_words();
    let shown = follow(answer);
    let face = derived(move || shown.with(Shown::face));
    let seq = move || shown.try_with_untracked(|shown| shown.view.as_ref().map_or(0, |view| view.seq));
    Effect::new(move |_| live.follow(move || seq().unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => fault_notice(words, words.people.title, HERE.to_owned(), fault).into_any(),
        Face::Board => board(words, shown, live, filter.clone()).into_any(),
    }
}

fn board(words: &'static Words, shown: Signal<Shown<PeopleView>>, live: Live, filter: Filter) -> impl IntoView {
    let view = Memo::new(move |_| shown.with(|shown| shown.view.clone()).unwrap_or_default());
    let is_lost = Memo::new(move |_| live.line() == Line::Lost || shown.with(|shown| shown.fault.is_some()));
    let summary = move || {
        view.with(|view| {
            let updated = fill(words.updated, &[("time", &view.updated)]);
            let live = (live.line() == Line::Open).then_some(words.live);
            [Some(view.site.clone()), Some(updated), live.map(str::to_owned)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        })
    };
    view! {
        <div role="status">{move || lost_notice(words, is_lost.get(), &view.with(|view| view.updated.clone()))}</div>
        <section class="panel" aria-labelledby="people">
            <h2>
                <span id="people">{text::group(words, filter.group)}</span>
                <small>{summary}</small>
            </h2>
            {tools(words, view, &filter)}
            {list(words, view, filter.is_open())}
        </section>
    }
}

/// Groups with their counts, and a name to look for.
fn tools(words: &'static Words, view: Memo<PeopleView>, filter: &Filter) -> impl IntoView + use<> {
    let groups = std::iter::once(None).chain(Group::ALL.map(Some));
    let chosen = filter.group;
    let links = groups.map(|group| {
        let href = group.map_or_else(|| HERE.to_owned(), |group| format!("{HERE}?state={}", group.as_str()));
        let count = move || view.with(|view| text::count(view.counts, group)).to_string();
        view! {
            <a href=href rel="external" aria-current=(group == chosen).then_some("true")>
                {text::group(words, group)}
                " "
                <b>{count}</b>
            </a>
        }
    });
    let state = filter.group.map(|group| {
        view! { <input type="hidden" name="state" value=group.as_str() /> }
    });
    view! {
        <div class="tools">
            <nav class="chips" aria-label=words.people.states>
                {links.collect_view()}
            </nav>
            <form method="get" action=HERE role="search">
                {state}
                <input
                    type="search"
                    name="name"
                    value=filter.name.clone()
                    aria-label=words.people.find_name
                    placeholder=words.people.find_name
                    autocomplete="off"
                />
                <button type="submit">{words.people.find}</button>
            </form>
        </div>
    }
}

/// `is_open`: nothing is filtered out, so that an empty list means that there is nobody.
fn list(words: &'static Words, view: Memo<PeopleView>, is_open: bool) -> impl IntoView {
    let is_empty = Memo::new(move |_| view.with(|view| view.rows.is_empty()));
    let left_out = move || {
        let left_out = view.with(|view| view.left_out);
        (left_out > 0).then(|| view! { <p class="soft">{fill(words.people.left_out, &[("n", &left_out)])}</p> })
    };
    view! {
        <Show when=move || !is_empty.get() fallback=move || nobody(words, is_open)>
            <table class="people" aria-labelledby="people">
                <thead>
                    <tr>
                        <th scope="col">{words.people.name}</th>
                        <th scope="col">{words.people.role}</th>
                        <th scope="col">{words.people.state}</th>
                        <th scope="col">{words.people.phone}</th>
                        <th scope="col">{words.last_heard}</th>
                        <th scope="col">{words.unsent_at_last_contact}</th>
                        <th scope="col">{words.people.until}</th>
                        <th scope="col">{words.people.deeds}</th>
                    </tr>
                </thead>
                <tbody>
                    // A row is drawn anew when anything in it has changed, and stays as it is otherwise.
                    <For
                        each=move || view.with(|view| view.rows.clone())
                        key=PersonRow::clone
                        children=move |person| row(words, &person)
                    />
                </tbody>
            </table>
        </Show>
        {left_out}
    }
}

fn nobody(words: &'static Words, is_open: bool) -> impl IntoView {
    let (said, hint) = if is_open {
        (words.people.nobody, words.people.nobody_hint.into_any())
    } else {
        let all = view! { <a href=HERE rel="external">{words.people.show_all}</a> };
        (words.people.no_match, all.into_any())
    };
    view! {
        <div class="empty">
            <p>{said}</p>
            <p>{hint}</p>
        </div>
    }
}
