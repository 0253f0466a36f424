//! The quiet strip at the bottom: what is on this phone only, and when the server was last heard.

use leptos::prelude::*;
use shared::replica::Link;
use ui::{Glyph, Icon};

use crate::{
    state::{self, use_phone},
    words::{Words, use_words},
};

/// Left: what needs a person, else what waits. Right: the last contact, else why there will be none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    tone: &'static str,
    glyph: Glyph,
    left: String,
    right: String,
}

fn said(words: &Words, strip: state::Strip) -> Said {
    let right = match (strip.link, strip.heard) {
        (Link::SignInAgain, _) => words.must_enrol_again.to_owned(),
        (Link::Revoked, _) => words.is_revoked.to_owned(),
        (Link::TooOld, _) => words.is_too_old.to_owned(),
        (Link::Working | Link::Away, Some(time)) => (words.heard)(&time.to_string()),
        (Link::Working | Link::Away, None) => words.never_heard.to_owned(),
    };
    if strip.attention > 0 {
        return Said {
            tone: "warn",
            glyph: Glyph::Alert,
            left: (words.attention)(strip.attention),
            right,
        };
    }
    let glyph = if strip.link == Link::Working {
        Glyph::Cloud
    } else {
        Glyph::Offline
    };
    Said {
        tone: "",
        glyph,
        left: (words.unsent)(strip.waiting),
        right,
    }
}

#[component]
pub(crate) fn Strip() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let said = Memo::new(move |_| said(words, phone.strip()));
    view! {
        <footer class="strip">
            <span class=move || said.get().tone>
                {move || view! { <Icon glyph=said.get().glyph /> }}
                {move || said.get().left}
            </span>
            <span>{move || said.get().right}</span>
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use shared::time::{DayRule, UnixMs};

    use super::*;
    use crate::{state::Lang, words};

    #[test]
    fn the_strip_says_first_what_a_person_must_do() {
        let words = words::of(Lang::Zh);
        let heard = Some(DayRule::default().local(UnixMs(0)));
        let strip = state::Strip {
            waiting: 4,
            held: 1,
            attention: 0,
            heard,
            link: Link::Away,
        };
        let quiet = said(words, strip);
        assert_eq!(
            (quiet.left.as_str(), quiet.right.as_str()),
            ("待上传 4", "最近联络 08:00")
        );
        let loud = said(
            words,
            state::Strip {
                attention: 2,
                link: Link::Revoked,
                ..strip
            },
        );
        assert_eq!((loud.left.as_str(), loud.right.as_str()), ("待处理 2", "手机已停用"));
        assert_eq!(said(words, state::Strip { heard: None, ..strip }).right, "还没联络上");
    }
}
