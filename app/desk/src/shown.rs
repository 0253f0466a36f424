//! What a page goes by: the last good answer stays on the screen for as long as a newer one fails.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use crate::{
    Fault,
    words::{Words, fill},
};

/// The last good answer, and what has gone wrong since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown<V> {
    pub(crate) view: Option<V>,
    pub(crate) fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Loading,
    Board,
    Fault(Fault),
}

impl<V> Default for Shown<V> {
    fn default() -> Self {
        Self {
            view: None,
            fault: None,
        }
    }
}

impl<V: Clone> Shown<V> {
    pub(crate) fn next(before: Option<&Self>, answer: Option<Result<V, Fault>>) -> Self {
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

    pub(crate) const fn face(&self) -> Face {
        match (&self.view, self.fault) {
            (Some(_), _) => Face::Board,
            (None, Some(fault)) => Face::Fault(fault),
            (None, None) => Face::Loading,
        }
    }
}

/// What the page shows as answers come: the last good one, and what has gone wrong since.
#[cfg(not(feature = "ssr"))]
pub(crate) fn follow<V>(answer: Resource<Result<V, Fault>>) -> Signal<Shown<V>>
where
    V: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |before: Option<&Shown<V>>| Shown::next(before, answer.get())).into()
}

/// On the server nothing is kept between two looks: an answer that comes in the middle of the first one would be missed,
/// and the page sent without it.
#[cfg(feature = "ssr")]
pub(crate) fn follow<V>(answer: Resource<Result<V, Fault>>) -> Signal<Shown<V>>
where
    V: Clone + PartialEq + Send + Sync + 'static,
{
    Signal::derive(move || Shown::next(None, answer.get()))
}

/// What follows from it, told again when it has changed; on the server looked at each time, for the same reason.
pub(crate) fn derived<T>(look: impl Fn() -> T + Send + Sync + 'static) -> Signal<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    if cfg!(feature = "ssr") {
        Signal::derive(look)
    } else {
        Memo::new(move |_| look()).into()
    }
}

/// Nothing to show on the page at `here`: what happened and what can be done. The links load the page anew, so they
/// work without a script.
pub(crate) fn fault_notice(
    words: &'static Words,
    title: &'static str,
    here: String,
    fault: Fault,
) -> impl IntoView + use<> {
    let (said, href, does) = match fault {
        Fault::SignedOut => (words.signed_out, "/desk/sign-in".to_owned(), words.sign_in),
        Fault::Unreachable => (words.unreachable, here, words.retry),
        Fault::Busy => (words.busy, here, words.retry),
        Fault::Failed => (words.failed, here, words.retry),
    };
    view! {
        <div class="notice" role="alert">
            <Icon glyph=Glyph::Alert />
            <h1>{title}</h1>
            <p>{said}</p>
            <p>
                <a class="button" href=href rel="external">{does}</a>
            </p>
        </div>
    }
}

/// Where a newer answer can't be had: of when the page is.
pub(crate) fn lost_notice(words: &Words, is_lost: bool, updated: &str) -> Option<impl IntoView + use<>> {
    is_lost.then(|| {
        view! {
            <p class="lost">
                <Icon glyph=Glyph::Offline />
                {fill(words.lost, &[("time", &updated)])}
            </p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_load_keeps_what_was_shown_and_a_good_one_clears_the_fault() {
        let first = Shown::next(None, Some(Ok(7)));
        let failed = Shown::next(Some(&first), Some(Err(Fault::Unreachable)));
        assert_eq!(
            (failed.view, failed.fault, failed.face()),
            (Some(7), Some(Fault::Unreachable), Face::Board)
        );
        let again = Shown::next(Some(&failed), Some(Ok(8)));
        assert_eq!((again.view, again.fault), (Some(8), None));
    }

    #[test]
    fn whoever_is_signed_out_sees_no_data_any_more() {
        let first = Shown::next(None, Some(Ok(7)));
        let out = Shown::next(Some(&first), Some(Err(Fault::SignedOut)));
        assert_eq!(out.face(), Face::Fault(Fault::SignedOut));
        assert_eq!(out.view, None);
    }

    #[test]
    fn before_the_first_answer_nothing_is_claimed() {
        assert_eq!(Shown::<u64>::next(None, None).face(), Face::Loading);
        assert_eq!(
            Shown::<u64>::next(None, Some(Err(Fault::Busy))).face(),
            Face::Fault(Fault::Busy)
        );
    }
}
