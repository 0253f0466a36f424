//! The page itself: one resource, and the last good answer on the screen for as long as a newer one fails.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{NowView, card::cards, feed::feed, load::load_now, phone::phones, text};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
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
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            <Transition fallback=move || view! { <p class="notice" role="status">{words.loading}</p> }>
                <Answer answer live />
            </Transition>
        </main>
    }
}

/// What the page goes by: the last good answer, and what has gone wrong since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    view: Option<NowView>,
    fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Loading,
    Board,
    Fault(Fault),
}

impl Shown {
    fn next(before: Option<&Self>, answer: Option<Result<NowView, Fault>>) -> Self {
        let before = before.cloned().unwrap_or_default();
        match answer {
            None => before,
            Some(Ok(view)) => Self {
                view: Some(view),
                fault: None,
            },
            // Who is not signed in any more sees nobody's data.
            Some(Err(Fault::SignedOut)) => Self {
                view: None,
                fault: Some(Fault::SignedOut),
            },
            Some(Err(fault)) => Self {
                fault: Some(fault),
                ..before
            },
        }
    }

    const fn face(&self) -> Face {
        match (&self.view, self.fault) {
            (Some(_), _) => Face::Board,
            (None, Some(fault)) => Face::Fault(fault),
            (None, None) => Face::Loading,
        }
    }

    fn seq(&self) -> u64 {
        self.view.as_ref().map_or(0, |view| view.seq)
    }
}

#[component]
fn Answer(answer: Resource<Result<NowView, Fault>>, live: Live) -> impl IntoView {
    let words = use_words();
    let shown = Memo::new(move |before: Option<&Shown>| Shown::next(before, answer.get()));
    let face = Memo::new(move |_| shown.with(Shown::face));
    Effect::new(move |_| live.follow(move || shown.try_with_untracked(Shown::seq).unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => fault_notice(words, fault).into_any(),
        Face::Board => board(words, shown, live).into_any(),
    }
}

/// Nothing to show: what happened and what can be done. The links load the page anew, so they work without a script.
fn fault_notice(words: &'static Words, fault: Fault) -> impl IntoView {
    let (said, href, does) = match fault {
        Fault::SignedOut => (words.signed_out, "/desk/sign-in", words.sign_in),
        Fault::Unreachable => (words.unreachable, "/desk/", words.retry),
        Fault::Busy => (words.busy, "/desk/", words.retry),
        Fault::Failed => (words.failed, "/desk/", words.retry),
    };
    view! {
        <div class="notice" role="alert">
            <Icon glyph=Glyph::Alert />
            <h1>{words.now}</h1>
            <p>{said}</p>
            <p>
                <a class="button" href=href rel="external">{does}</a>
            </p>
        </div>
    }
}

fn board(words: &'static Words, shown: Memo<Shown>, live: Live) -> impl IntoView {
    let view = Memo::new(move |_| shown.with(|shown| shown.view.clone()).unwrap_or_default());
    let is_lost = Memo::new(move |_| live.line() == Line::Lost || shown.with(|shown| shown.fault.is_some()));
    let subtitle = move || {
        view.with(|view| {
            let updated = fill(words.updated, &[("time", &view.updated)]);
            format!("{} · {updated}", text::date(words, view.date))
        })
    };
    let lost = move || {
        is_lost.get().then(|| {
            let said = view.with(|view| fill(words.lost, &[("time", &view.updated)]));
            view! {
                <p class="lost">
                    <Icon glyph=Glyph::Offline />
                    {said}
                </p>
            }
        })
    };
    view! {
        <header class="head">
            <h1>{move || view.with(|view| view.site.clone())}</h1>
            <p>{subtitle}</p>
            <div role="status">{lost}</div>
        </header>
        {cards(words, view)}
        <div class="two">
            {feed(words, view, live)}
            {phones(words, view)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(seq: u64) -> Option<Result<NowView, Fault>> {
        Some(Ok(NowView {
            seq,
            ..NowView::default()
        }))
    }

    #[test]
    fn a_failed_load_keeps_what_was_shown_and_a_good_one_clears_the_fault() {
        let first = Shown::next(None, good(7));
        let failed = Shown::next(Some(&first), Some(Err(Fault::Unreachable)));
        assert_eq!(
            (failed.seq(), failed.fault, failed.face()),
            (7, Some(Fault::Unreachable), Face::Board)
        );
        let again = Shown::next(Some(&failed), good(8));
        assert_eq!((again.seq(), again.fault), (8, None));
    }

    #[test]
    fn whoever_is_signed_out_sees_no_data_any_more() {
        let first = Shown::next(None, good(7));
        let out = Shown::next(Some(&first), Some(Err(Fault::SignedOut)));
        assert_eq!(out.face(), Face::Fault(Fault::SignedOut));
        assert_eq!(out.view, None);
    }

    #[test]
    fn before_the_first_answer_nothing_is_claimed() {
        assert_eq!(Shown::next(None, None).face(), Face::Loading);
        assert_eq!(
            Shown::next(None, Some(Err(Fault::Busy))).face(),
            Face::Fault(Fault::Busy)
        );
    }
}
