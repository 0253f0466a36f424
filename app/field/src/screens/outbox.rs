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

/// What is on this phone only.
pub(super) fn unsent(words: &Words, waiting: u64, todo: &'static str) -> Message {
    if waiting == 0 {
        return all_sent(words);
    }
    let title = words.only_here;
    Message {
        tone: "warn",
        glyph: None,
        notice: Notice { title, todo },
        big: Some((waiting.to_string(), "")),
    }
}

pub(super) fn outbox(ctx: &Ctx<'_>) -> Page {
    let (words, strip, lines) = (ctx.words, ctx.phone.strip(), ctx.phone.outbox());
    let is_empty = strip.waiting == 0;
    let message = unsent(words, strip.waiting, advice(words, strip));
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
    let rescue = (!is_empty).then(|| Tile::new(Glyph::Card, words.rescue, Act::Rescue));
    let mend = (rejected > 0).then(|| {
        let mend = Act::Go(Screen::Records { attention: true });
        Tile::new(Glyph::Alert, (words.attention)(rejected as u64), mend)
    });
    // Beside each other; alone each has the whole row.
    let (warn, plain) = if rescue.is_some() && mend.is_some() {
        ("warn", "")
    } else {
        ("warn wide", "wide")
    };
    tiles.extend(mend.map(|tile| tile.tone(warn)));
    tiles.extend(rescue.map(|tile| tile.tone(plain)));
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
