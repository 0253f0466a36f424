//! 住户: everyone at a door, six to a page at most. A tap on a name leaves that person out of 一切正常, or takes them in again.

use leptos::prelude::*;
use shared::{domain::Resident, id::RecordId, view::Freshness};
use ui::Glyph;

use super::{
    act::Act,
    choice::Choice,
    page::{Card, Ctx, Layout, Line, Page, Rows, Tile, Turned},
    resident::away,
};
use crate::{state::Screen, words::when};

/// People on a page, at most.
const PEOPLE_MAX: usize = 6;
/// Longer names are set smaller, on two lines.
const NAME_CHARS: usize = 5;

pub(super) fn residents(ctx: &Ctx<'_>, door: RecordId) -> Page {
    let choice = ctx.memory.choices.of(door);
    let people = ctx.site.residents_at(door);
    let most = ctx.viewport.door_rows().min(PEOPLE_MAX);
    let pages = people.len().div_ceil(most).max(1);
    let at = ctx.at.get().min(pages - 1);
    let shown = people.iter().skip(at * most).take(most);
    Page {
        layout: Layout::List,
        title: ctx.address(door),
        small: vec![ctx.words.tap_to_leave_out.to_owned()],
        rows: shown.map(|resident| card(ctx, door, resident, &choice)).collect(),
        rows_are: Rows::Card,
        turn: Some(Turned {
            at,
            pages,
            rows: most,
            middle: None,
        }),
        ..Page::default()
    }
}

fn card(ctx: &Ctx<'_>, door: RecordId, resident: &Resident, choice: &Choice) -> Tile {
    let words = ctx.words;
    let is_overdue = ctx.site.freshness(resident, ctx.now) == Freshness::Overdue;
    let last = match ctx.site.confirmed(resident) {
        Some(confirmed) => {
            let at = when(words, ctx.site.rule(), confirmed.at, ctx.now);
            if is_overdue {
                format!("{} {at}", words.overdue)
            } else {
                at
            }
        }
        None => words.never_confirmed.to_owned(),
    };
    let is_in = choice.counts(resident);
    let (tone, long, glyph, state) = if is_in {
        ("in", "in long", Glyph::Check, words.counted_in)
    } else {
        let away = away(words, resident.whereabouts);
        ("out", "out long", Glyph::Minus, away.unwrap_or(words.not_seen))
    };
    let all = Act::Go(Screen::Resident { resident: resident.id });
    let card = Card {
        is_priority: resident.priority.is_some(),
        is_in,
        age: resident.age.map(words.years).unwrap_or_default(),
        last: Line {
            tone: "",
            glyph: if is_overdue { Glyph::Alert } else { Glyph::Clock },
            text: last,
        },
        about: Tile::key("solid", Glyph::Person, &(words.about)(&resident.name), all),
    };
    Tile {
        card: Some(Box::new(card)),
        ..Tile::new(glyph, resident.name.clone(), Act::Flip(door, resident.id))
    }
    .tone(if resident.name.chars().count() > NAME_CHARS {
        long
    } else {
        tone
    })
    .small(state)
}
