//! The page itself: one resident, followed as the site goes on.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::id::RecordId;
use ui::{Glyph, Icon};

use super::{ResidentView, details::details, happened, load::load_resident, panel, text};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
    residents,
    shown::{Face, Shown, derived, fault_notice, follow, lost_notice},
    words::{Words, fill},
};

#[component]
pub(crate) fn ResidentPage() -> impl IntoView {
    let words = use_words();
    // Another resident is another page, loaded anew.
    let id = use_params_map().with_untracked(|params| params.get("id"));
    let Some(id) = id.and_then(|id| id.parse::<RecordId>().ok()) else {
        return view! { <main id="content" tabindex="-1">{no_resident(words)}</main> }.into_any();
    };
    let done = use_query_map().with_untracked(|query| text::done(words, query.get_str("done").unwrap_or_default()));
    let live = Live::new();
    let answer = Resource::new(
        move || live.round(),
        move |round| async move {
            let answer = load_resident(id).await;
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
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            {done}
            <Transition fallback=move || view! { <p class="notice" role="status">{words.loading}</p> }>
                <Answer answer live id />
            </Transition>
        </main>
    }
    .into_any()
}

#[component]
fn Answer(answer: Resource<Result<Option<ResidentView>, Fault>>, live: Live, id: RecordId) -> impl IntoView {
    let words = use_words();
    let shown = follow(answer);
    let face = derived(move || shown.with(Shown::face));
    let is_known = derived(move || shown.with(|shown| matches!(shown.view, Some(Some(_)))));
    let seq = move || {
        shown.try_with_untracked(|shown| {
            let view = shown.view.as_ref().and_then(Option::as_ref);
            view.map_or(0, |view| view.seq)
        })
    };
    Effect::new(move |_| live.follow(move || seq().unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => {
            let here = format!("/desk/residents/{id}");
            fault_notice(words, words.residents.title, here, fault).into_any()
        }
        Face::Board if !is_known.get() => no_resident(words).into_any(),
        Face::Board => board(words, shown, live).into_any(),
    }
}

fn board(words: &'static Words, shown: Signal<Shown<Option<ResidentView>>>, live: Live) -> AnyView {
    let first = shown.with_untracked(|shown| shown.view.clone().flatten());
    let Some(first) = first else {
        return no_resident(words).into_any();
    };
    // The record may be deleted while somebody reads it: what is shown then is the last that was there.
    let view = Memo::new(move |before: Option<&ResidentView>| {
        let newest = shown.with(|shown| shown.view.clone().flatten());
        newest.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let is_lost = Memo::new(move |_| live.line() == Line::Lost || shown.with(|shown| shown.fault.is_some()));
    let title = move || view.with(|view| format!("{} · {}", view.name, words.product));
    view! {
        <Title text=title />
        {head(words, view, live)}
        <div role="status">{move || lost_notice(words, is_lost.get(), &view.with(|view| view.updated.clone()))}</div>
        {panel::conflicts(words, view)}
        {panel::safety(words, view)}
        <div class="two">
            <div class="stack">{happened::today(words, view)} {happened::before(words, view)}</div>
            <div class="stack">{details(words, view)} {panel::household(words, view)}</div>
        </div>
    }
    .into_any()
}

fn head(words: &'static Words, view: Memo<ResidentView>, live: Live) -> impl IntoView {
    let own = &words.resident;
    let id = view.with_untracked(|view| view.id);
    let subtitle = move || {
        view.with(|view| {
            let updated = fill(words.updated, &[("time", &view.updated)]);
            let live = (live.line() == Line::Open).then(|| words.live.to_owned());
            let about = residents::text::sex_age(words, view.person);
            let parts = [Some(about), Some(updated), live].into_iter().flatten();
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    };
    let address = move || {
        let address = view.with(|view| view.address.clone());
        let href = residents::at_address(&address);
        (!address.is_empty()).then(|| view! { <a href=href rel="external">{address}</a> })
    };
    let numbers = move || {
        view.with(|view| view.has_numbers).then(|| {
            view! {
                <form method="post" action=format!("/desk/residents/{id}/numbers")>
                    <button type="submit">
                        <Icon glyph=Glyph::Phone />
                        {own.show_numbers}
                    </button>
                </form>
            }
        })
    };
    let priority = move || {
        if view.with(|view| view.listed.is_some()) {
            own.change_priority
        } else {
            own.list_priority
        }
    };
    view! {
        <header class="head">
            <h1>{move || view.with(|view| view.name.clone())}</h1>
            <p class="where">{address}</p>
            <p>{subtitle}</p>
            <div class="deeds">
                {numbers}
                <a class="button plain" href=format!("/desk/residents/{id}/priority") rel="external">
                    <Icon glyph=Glyph::Star />
                    {priority}
                </a>
                <a class="button" href=format!("/desk/residents/{id}/edit") rel="external">
                    {own.edit}
                </a>
            </div>
        </header>
    }
}

/// For an address that leads to nobody.
fn no_resident(words: &'static Words) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=format!("{} · {}", words.resident.no_resident, words.product) />
        <div class="notice">
            <h1>{words.resident.no_resident}</h1>
            <p>{words.resident.no_resident_hint}</p>
            <p>
                <a class="button" href="/desk/residents" rel="external">
                    {words.resident.to_list}
                </a>
            </p>
        </div>
    }
}
