//! Before the list can be used: stored rows are read, or the first ones are coming.

use ui::Glyph;

use super::page::{Ctx, Layout, Message, Page};
use crate::{state::Stage, words::Notice};

pub(super) fn opening(ctx: &Ctx<'_>) -> Page {
    let words = ctx.words;
    let message = match ctx.phone.stage() {
        Stage::FirstSync { rows, stalled } => Message {
            tone: if stalled { "warn" } else { "ok" },
            glyph: Some(if stalled { Glyph::Offline } else { Glyph::Cloud }),
            notice: if stalled { words.stalled } else { words.fetching },
            big: Some((grouped(rows), words.rows)),
        },
        _ => Message {
            tone: "",
            glyph: None,
            notice: Notice {
                title: words.opening,
                todo: "",
            },
            big: None,
        },
    };
    let site = ctx.site.site_name();
    Page {
        layout: Layout::Whole,
        title: words.app.to_owned(),
        small: [site]
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        back: None,
        // Before what is stored was read nobody knows what is still to be sent: better nothing than 0.
        is_bare: ctx.phone.stage() == Stage::Opening,
        message: Some(message),
        ..Page::default()
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
