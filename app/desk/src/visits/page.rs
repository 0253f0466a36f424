//! The page itself: what is looked for stands in the address, the list follows the site.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{Glyph, Icon};

use super::{Filter, SeenRow, VisitsView, load::load_visits, row::row, text, tools::tools};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
    shown::{Face, Shown, derived, fault_notice, follow, lost_notice},
    words::{Words, fill},
};

const HERE: &str = "/desk/visits";
const MARK: &str = "/desk/visits/seen";

#[component]
pub(crate) fn VisitsPage() -> impl IntoView {
    let words = use_words();
    // Another filter is another page, loaded anew: it works without a script, and this one never changes.
    let query = use_query_map().get_untracked();
    let filter = Filter::of(|name| query.get_str(name).unwrap_or_default().to_owned());
    let done = text::done(words, query.get_str("done").unwrap_or_default());
    let export = filter.export_address();
    let live = Live::new();
    let wanted = StoredValue::new(filter.clone());
    let answer = Resource::new(
        move || live.round(),
        move |round| async move {
            let answer = load_visits(wanted.get_value()).await;
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
        <Title text=format!("{} · {}", words.visits.title, words.product) />
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            <header class="head">
                <h1>{words.visits.title}</h1>
                <p class="deeds">
                    <a class="button plain" href="/desk/left" rel="external">
                        {words.visits.left}
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
fn Answer(answer: Resource<Result<VisitsView, Fault>>, live: Live, filter: Filter) -> impl IntoView {
    let words = use_words();
    let shown = follow(answer);
    let face = derived(move || shown.with(Shown::face));
    let seq = move || shown.try_with_untracked(|shown| shown.view.as_ref().map_or(0, |view| view.seq));
    Effect::new(move |_| live.follow(move || seq().unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => fault_notice(words, words.visits.title, HERE.to_owned(), fault).into_any(),
        Face::Board => board(words, shown, live, filter.clone()).into_any(),
    }
}

fn board(words: &'static Words, shown: Signal<Shown<VisitsView>>, live: Live, filter: Filter) -> impl IntoView {
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
    let tools = view.with_untracked(|view| tools(words, view, &filter));
    view! {
        <div role="status">{move || lost_notice(words, is_lost.get(), &view.with(|view| view.updated.clone()))}</div>
        <section class="panel" aria-labelledby="visits">
            <h2>
                <span id="visits">{words.visits.newest_first}</span>
                <small class="printed">{summary}</small>
            </h2>
            {tools}
            {list(words, view, filter)}
        </section>
    }
}

fn list(words: &'static Words, view: Memo<VisitsView>, filter: Filter) -> impl IntoView {
    let is_empty = Memo::new(move |_| view.with(|view| view.rows.is_empty()));
    let is_open = filter.is_open() && filter.before.is_none();
    let hidden = filter.pairs().into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let hidden = hidden.collect_view();
    let unseen = Memo::new(move |_| view.with(|view| view.rows.iter().filter(|row| row.seen.is_none()).count()));
    let mark_all = move || {
        let count = unseen.get();
        (count > 0).then(|| {
            view! {
                <button type="submit" name="all" value="1">
                    <Icon glyph=Glyph::Eye />
                    {fill(words.visits.mark_all, &[("n", &count)])}
                </button>
            }
        })
    };
    let onward = onward(words, view, filter);
    view! {
        <form method="post" action=MARK>
            {hidden}
            <p class="deeds">{mark_all}</p>
            <Show when=move || !is_empty.get() fallback=move || nothing(words, view, is_open)>
                <table class="feed visits" aria-labelledby="visits">
                    <thead>
                        <tr>
                            <th scope="col">{words.time}</th>
                            <th scope="col">{words.address}</th>
                            <th scope="col">{words.who}</th>
                            <th scope="col">{words.what}</th>
                            <th scope="col">{words.by}</th>
                            <th scope="col">{words.stored}</th>
                            <th scope="col">{words.visits.seen}</th>
                        </tr>
                    </thead>
                    <tbody>
                        // A row is drawn anew when anything in it has changed, and stays as it is otherwise.
                        <For
                            each=move || view.with(|view| view.rows.clone())
                            key=SeenRow::clone
                            children=move |seen| row(words, &seen)
                        />
                    </tbody>
                </table>
            </Show>
        </form>
        {onward}
    }
}

/// To the newest and to earlier ones.
fn onward(words: &'static Words, view: Memo<VisitsView>, filter: Filter) -> impl IntoView {
    let newest = filter.before.is_some().then(|| {
        let first = Filter {
            before: None,
            ..filter.clone()
        };
        view! {
            <a class="button plain" href=first.address() rel="external">
                {words.visits.to_newest}
            </a>
        }
    });
    let earlier = move || {
        let place = view.with(|view| view.earlier.clone());
        place.map(|place| {
            let here = Filter {
                before: None,
                ..filter.clone()
            };
            view! {
                <a class="button plain" href=here.address_with(&[("before", place)]) rel="external">
                    {words.visits.to_earlier}
                </a>
            }
        })
    };
    view! { <p class="deeds onward">{newest} {earlier}</p> }
}

fn nothing(words: &'static Words, view: Memo<VisitsView>, is_open: bool) -> impl IntoView {
    let own = &words.visits;
    let has_more = view.with_untracked(|view| view.earlier.is_some());
    let (said, hint) = match (is_open, has_more) {
        (true, _) => (words.no_visits, words.no_visits_hint.into_any()),
        (false, true) => (own.none_yet, own.none_yet_hint.into_any()),
        (false, false) => {
            let all = view! { <a href=HERE rel="external">{own.show_all}</a> };
            (own.no_match, all.into_any())
        }
    };
    view! {
        <div class="empty">
            <p>{said}</p>
            <p>{hint}</p>
        </div>
    }
}
