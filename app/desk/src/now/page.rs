//! The page itself: one resource, and the last good answer on the screen.

use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Glyph, Icon};

use super::{NowView, Troubles, card::cards, feed::feed, load::load_now, phone::phones, text};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
    shown::{Face, Shown, derived, fault_notice, follow, lost_notice},
    words::{Words, fill},
};

#[component]
pub(crate) fn NowPage() -> impl IntoView {
    let words = use_words();
    let live = Live::new();
    let answer = Resource::new(
        move || live.round(),
        move |round| async move {
            let answer = load_now().await;
            live.settled(round);
            answer
        },
    );
    let no_script = format!("<p class=\"said\">{}</p>", words.no_script);
    view! {
        <Title text=format!("{} · {}", words.now, words.product) />
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            <Transition fallback=move || view! { <p class="notice" role="status">{words.loading}</p> }>
                <Answer answer live />
            </Transition>
        </main>
    }
}

#[component]
fn Answer(answer: Resource<Result<NowView, Fault>>, live: Live) -> impl IntoView {
    let words = use_words();
    let shown = follow(answer);
    let face = derived(move || shown.with(Shown::face));
    let seq = move || shown.try_with_untracked(|shown| shown.view.as_ref().map_or(0, |view| view.seq));
    Effect::new(move |_| live.follow(move || seq().unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => fault_notice(words, words.now, "/desk/".to_owned(), fault).into_any(),
        Face::Board => board(words, shown, live).into_any(),
    }
}

fn board(words: &'static Words, shown: Signal<Shown<NowView>>, live: Live) -> impl IntoView {
    let view = Memo::new(move |_| shown.with(|shown| shown.view.clone()).unwrap_or_default());
    let is_lost = Memo::new(move |_| live.line() == Line::Lost || shown.with(|shown| shown.fault.is_some()));
    let subtitle = move || {
        view.with(|view| {
            let updated = fill(words.updated, &[("time", &view.updated)]);
            format!("{} · {updated}", text::date(words, view.date))
        })
    };
    view! {
        <header class="head">
            <h1>{move || view.with(|view| view.site.clone())}</h1>
            <p>{subtitle}</p>
            <div role="status">{move || lost_notice(words, is_lost.get(), &view.with(|view| view.updated.clone()))}</div>
        </header>
        {move || view.with(|view| waiting(words, view.troubles))}
        {cards(words, view)}
        <div class="two">
            {feed(words, view, live)}
            {phones(words, view)}
        </div>
    }
}

/// The way to what waits for somebody to decide, while something does.
fn waiting(words: &'static Words, troubles: Troubles) -> Option<impl IntoView + use<>> {
    let said = text::troubles(words, troubles)?;
    Some(view! {
        <p class="said waiting">
            <Icon glyph=Glyph::Alert />
            <a href="/desk/troubles" rel="external">{words.troubles}</a>
            <span>{said}</span>
        </p>
    })
}
