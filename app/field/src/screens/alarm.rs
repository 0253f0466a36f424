//! Something the person has to be told at once: a tap that was not stored.

use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Layout, Message, Page, Tile},
};
use crate::{state::Alarm, words::Notice};

pub(super) fn alarm(ctx: &Ctx<'_>) -> Page {
    let words = ctx.words;
    let notice = match ctx.phone.alarm() {
        Some(Alarm::OutboxFull) => words.outbox_full,
        Some(Alarm::NotSaved(fault)) => Notice {
            title: words.not_saved,
            todo: (words.not_saved_todo)(fault),
        },
        None => Notice { title: "", todo: "" },
    };
    Page {
        layout: Layout::Message,
        title: words.app.to_owned(),
        back: None,
        message: Some(Message::new("alarm", Glyph::Alert, notice)),
        tiles: vec![Tile::said("wide", words.understood, Some(Act::Dismiss))],
        ..Page::default()
    }
}
