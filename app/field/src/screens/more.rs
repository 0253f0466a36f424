//! ⋯: where else to go. From a door what belongs to it, from the list what belongs to the round.

use shared::{id::RecordId, view::site::next_door};
use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Page, Tile},
};
use crate::state::Screen;

pub(super) fn more(ctx: &Ctx<'_>, door: Option<RecordId>) -> Page {
    let words = ctx.words;
    let mut tiles = match door {
        Some(door) => of_door(ctx, door),
        None => vec![
            Tile::new(Glyph::Search, words.find, Act::Go(Screen::Find)),
            Tile::new(Glyph::Star, words.priority_list, Act::Go(Screen::Stars)),
        ],
    };
    let strip = ctx.phone.strip();
    let outbox = Tile::new(Glyph::Cloud, words.outbox, Act::Go(Screen::Outbox));
    tiles.push(if strip.attention > 0 {
        outbox.tone("warn").small((words.attention)(strip.attention))
    } else {
        outbox.small((words.count)(strip.waiting))
    });
    tiles.push(Tile::new(Glyph::Person, words.me, Act::Go(Screen::Me)).small(ctx.phone.worker()));
    tiles.push(match (door, floor_door(ctx)) {
        (None, Some(door)) => Tile::new(Glyph::Broom, words.whole_floor, Act::Go(Screen::Floor { door })),
        _ => Tile::new(
            Glyph::Building,
            words.change_place,
            Act::Go(Screen::Places { building: None }),
        ),
    });
    tiles.push(Tile::new(Glyph::Lock, words.wipe, Act::Go(Screen::Wipe)).small(words.wipe_time));
    Page {
        title: words.more.to_owned(),
        small: door.map(|door| ctx.address(door)).into_iter().collect(),
        tiles,
        ..Page::default()
    }
}

fn of_door(ctx: &Ctx<'_>, door: RecordId) -> Vec<Tile> {
    let recorded = ctx.site.visits_on(door, ctx.now).len() as u64;
    vec![
        Tile::new(Glyph::Undo, ctx.words.todays_records, Act::Go(Screen::Today { door }))
            .small((ctx.words.count)(recorded)),
        Tile::new(Glyph::Broom, ctx.words.whole_floor, Act::Go(Screen::Floor { door })),
    ]
}

/// The door whose floor is meant from the list: where the work was, else where it begins.
fn floor_door(ctx: &Ctx<'_>) -> Option<RecordId> {
    let stretch = ctx.phone.stretch()?;
    let lines = ctx.site.lines(&stretch, ctx.now);
    let last = ctx.phone.last_door();
    let here = lines.iter().find(|line| Some(line.door) == last);
    here.or_else(|| next_door(&lines, None))
        .or(lines.first())
        .map(|line| line.door)
}
