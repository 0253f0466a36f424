//! Before the list can be used: stored rows are read, or the first ones are coming.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use crate::{
    components::{Bar, Frame},
    state::{Stage, use_phone},
    words::use_words,
};

#[component]
pub(super) fn Opening() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let coming = Memo::new(move |_| match phone.stage() {
        Stage::FirstSync { rows, stalled } => Some((rows, stalled)),
        _ => None,
    });
    let site = Memo::new(move |_| phone.with_site(|site, _| site.site_name().to_owned()));
    let small = Signal::derive(move || Some(site.get()).filter(|name| !name.is_empty()).into_iter().collect());
    let body = move || match coming.get() {
        None => view! { <section class="message"><h2>{words.opening}</h2></section> }.into_any(),
        Some((rows, stalled)) => {
            let notice = if stalled { words.stalled } else { words.fetching };
            let tone = if stalled { "warn" } else { "ok" };
            let glyph = if stalled { Glyph::Offline } else { Glyph::Cloud };
            view! {
                <section class=format!("message {tone}")>
                    <p class="big" style:--chars=grouped(rows).chars().count().to_string()>{grouped(rows)}</p>
                    <p class="what">{words.rows}</p>
                    <h2><Icon glyph /> {notice.title}</h2>
                    <p>{notice.todo}</p>
                </section>
            }
            .into_any()
        }
    };
    view! {
        <Frame bar=view! { <Bar title=words.app small /> }.into_any() body="fill">{body}</Frame>
    }
}

/// `12 480`: digits in threes, readable through fog.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(480), "480");
        assert_eq!(grouped(1_240), "1\u{2009}240");
        assert_eq!(grouped(1_000_000), "1\u{2009}000\u{2009}000");
    }
}
