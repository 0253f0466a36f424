//! The outbox tap by tap: what it was, why it is still here, and what can be done about one that was refused.

use shared::id::DeviceId;
use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Message, Page, Tile},
};
use crate::{
    state::{LineStanding, OutboxLine, Screen, What},
    words::{Notice, Words},
};

/// Those that wait, or those that need attention.
pub(super) fn records(ctx: &Ctx<'_>, attention: bool) -> Page {
    let belongs = |line: &OutboxLine| matches!(line.standing, LineStanding::Rejected(_)) == attention;
    let lines: Vec<OutboxLine> = ctx.phone.outbox().into_iter().filter(belongs).collect();
    let count = lines.len() as u64;
    let title = if attention {
        (ctx.words.attention)(count)
    } else {
        (ctx.words.unsent)(count)
    };
    Page {
        title,
        message: lines.is_empty().then(|| all_sent(ctx.words)),
        rows: lines.into_iter().map(|line| row(ctx.words, line)).collect(),
        ..Page::default()
    }
}

fn row(words: &Words, line: OutboxLine) -> Tile {
    let (tone, glyph) = match line.standing {
        LineStanding::Rejected(_) => ("warn", Glyph::Alert),
        LineStanding::Held(_) => ("", Glyph::Clock),
        LineStanding::Waiting | LineStanding::Settled => ("", Glyph::Cloud),
    };
    let n = line.numbers.first().copied().unwrap_or_default();
    let is_rejected = matches!(line.standing, LineStanding::Rejected(_));
    let whose = line.former.as_ref().map(|name| format!("{name} · "));
    let device = line.device;
    let small = vec![
        whose.unwrap_or_default() + &format!("{} · {}", line.at, what(words, &line)),
        why(words, line.standing).to_owned(),
    ];
    let title = line.address.clone().unwrap_or_else(|| what(words, &line).to_owned());
    let act = is_rejected.then_some(Act::Go(Screen::Record { device, n }));
    Tile::row(tone, glyph, title, small, act)
}

/// One record the server will not take: why, and whether to keep it or let it go. `n`: its first outbox number.
pub(super) fn record(ctx: &Ctx<'_>, device: DeviceId, n: u64) -> Page {
    let is_meant = |line: &OutboxLine| line.device == device && line.numbers.first() == Some(&n);
    let line = ctx.phone.outbox().into_iter().find(is_meant);
    let Some(line) = line else {
        return Page {
            message: Some(all_sent(ctx.words)),
            ..Page::default()
        };
    };
    let notice = Notice {
        title: why(ctx.words, line.standing),
        todo: ctx.words.discard_question,
    };
    Page {
        title: line.address.clone().unwrap_or_default(),
        small: vec![what(ctx.words, &line).to_owned(), line.at.to_string()],
        message: Some(Message::new("warn", Glyph::Alert, notice)),
        tiles: vec![
            Tile::new(Glyph::Check, ctx.words.keep, Act::Back),
            Tile::new(
                Glyph::Delete,
                ctx.words.discard,
                Act::Discard(line.device, line.numbers),
            )
            .tone("alarm"),
        ],
        ..Page::default()
    }
}

pub(super) const fn all_sent(words: &Words) -> Message {
    Message::new("ok", Glyph::Check, words.all_sent)
}

fn what(words: &Words, line: &OutboxLine) -> &'static str {
    match line.what {
        What::AllFine => words.all_fine,
        What::Visit => words.visit,
        What::Floor => words.whole_floor,
        What::NoAnswer => words.no_answer,
        What::TakenBack => words.taken_back,
        What::Corrected => words.correct,
        What::Ticks => words.checklist,
        What::Other => words.other_record,
    }
}

fn why(words: &Words, standing: LineStanding) -> &'static str {
    match standing {
        LineStanding::Settled | LineStanding::Waiting => words.is_waiting,
        LineStanding::Held(code) => (words.why_held)(code),
        LineStanding::Rejected(code) => (words.why_rejected)(code),
    }
}
