//! What is on this phone only, what is to be done about it, and whether the suit may come off.

use shared::replica::Link;
use ui::Glyph;

use super::{
    act::Act,
    me::health,
    page::{Ctx, Layout, Line, Message, Page, Tile},
    records::all_sent,
};
use crate::{
    state::{LineStanding, Screen, Strip},
    words::{Notice, Words},
};

/// What to do about what waits.
fn advice(words: &Words, strip: Strip) -> &'static str {
    match strip.link {
        Link::Working => words.is_sending,
        Link::Away => words.walk_to_signal,
        Link::SignInAgain => words.sign_in_again,
        Link::Revoked => words.revoked,
        Link::TooOld => words.too_old,
    }
}

pub(super) fn outbox(ctx: &Ctx<'_>) -> Page {
    let (words, strip, lines) = (ctx.words, ctx.phone.strip(), ctx.phone.outbox());
    let is_empty = strip.waiting == 0;
    let message = if is_empty {
        all_sent(words)
    } else {
        Message {
            tone: "warn",
            glyph: None,
            notice: Notice {
                title: words.only_here,
                todo: advice(words, strip),
            },
            big: Some((strip.waiting.to_string(), "")),
        }
    };
    let held = (strip.held > 0).then(|| Line {
        tone: "",
        glyph: Glyph::Clock,
        text: (words.held)(strip.held),
    });
    let (well, amiss): (Vec<Line>, Vec<Line>) = health(ctx).into_iter().partition(|line| line.tone == "ok");
    let is_rejected = |standing| matches!(standing, LineStanding::Rejected(_));
    let rejected = lines.iter().filter(|line| is_rejected(line.standing)).count();
    let waiting = lines.len() - rejected;
    let mut tiles = Vec::new();
    if !is_empty {
        let tone = if waiting > 0 { "primary" } else { "primary wide" };
        tiles.push(Tile::new(Glyph::Cloud, words.send_now, Act::SendNow).tone(tone));
    }
    if waiting > 0 {
        let tone = if is_empty { "wide" } else { "" };
        let see = Act::Go(Screen::Records { attention: false });
        tiles.push(Tile::new(Glyph::List, (words.see_them)(waiting as u64), see).tone(tone));
    }
    if rejected > 0 {
        let mend = Act::Go(Screen::Records { attention: true });
        tiles.push(Tile::new(Glyph::Alert, (words.attention)(rejected as u64), mend).tone("warn wide"));
    }
    let small = [ctx.site.site_name().to_owned(), ctx.phone.worker()];
    Page {
        layout: Layout::Message,
        title: words.before_doffing.to_owned(),
        small: small.into_iter().filter(|text| !text.is_empty()).collect(),
        // There is room for one: what the server keeps, what is amiss with this phone, that all is well.
        notes: held.into_iter().chain(amiss).chain(well).take(1).collect(),
        message: Some(message),
        tiles,
        ..Page::default()
    }
}
