//! 整层都走了: one visit at every door of a floor that confirms nobody, but for the doors that are tapped first. A door
//! with a priority resident, without an answer or with a medical need wants its own visit and is never among them.

use leptos::prelude::*;
use shared::{
    id::RecordId,
    view::{DoorLine, DoorStatus, site::stretch_of},
};
use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Page, Rows, Tile},
};

/// Doors left out by a tap.
#[derive(Clone, Copy, Default)]
pub(super) struct Spared(pub(super) RwSignal<Vec<RecordId>>);

impl Spared {
    pub(super) fn flip(self, door: RecordId) {
        self.0.update(|spared| match spared.iter().position(|id| *id == door) {
            Some(at) => drop(spared.remove(at)),
            None => spared.push(door),
        });
    }

    pub(super) fn forget(self) {
        self.0.set(Vec::new());
    }
}

pub(super) fn floor(ctx: &Ctx<'_>, door: RecordId) -> Page {
    let Some(known) = ctx.site.door(door) else {
        return ctx.gone();
    };
    let spared = ctx.memory.spared.0.get();
    let mut lines = ctx.site.lines(&stretch_of(known), ctx.now);
    lines.retain(|line| line.floor == known.floor);
    let is_meant = |line: &&DoorLine| is_open(line) && !spared.contains(&line.door);
    let meant: Vec<RecordId> = lines.iter().filter(is_meant).map(|line| line.door).collect();
    let cells = lines.iter().map(|line| {
        let (tone, glyph, small) = match (is_open(line), spared.contains(&line.door)) {
            (true, false) => ("done", Some(Glyph::Check), ctx.words.walked.to_owned()),
            (true, true) => ("empty", Some(Glyph::Minus), ctx.words.left_out.to_owned()),
            (false, _) => ("empty", None, why(ctx, line)),
        };
        let act = if is_open(line) {
            Act::Spare(line.door)
        } else {
            Act::Go(crate::state::Screen::Door { door: line.door })
        };
        Tile {
            tone,
            glyph,
            label: line.room.clone(),
            small: vec![small],
            act: Some(act),
            ..Tile::default()
        }
    });
    let cells: Vec<Tile> = cells.collect();
    let place = known
        .floor
        .map_or_else(|| ctx.words.whole_building.to_owned(), ctx.words.floor);
    let count = meant.len();
    let done = Tile::new(
        Glyph::Check,
        (ctx.words.floor_done)(count as u64),
        Act::FloorDone(meant),
    )
    .tone("primary wide")
    .small(ctx.words.confirms_nobody);
    Page {
        title: place,
        small: vec![
            if count > 0 {
                ctx.words.tap_to_spare
            } else {
                ctx.words.none_left_here
            }
            .to_owned(),
        ],
        rows: cells,
        rows_are: Rows::Cell,
        tiles: if count > 0 { vec![done] } else { Vec::new() },
        ..Page::default()
    }
}

const fn is_open(line: &DoorLine) -> bool {
    matches!(line.status, DoorStatus::NotDone) && line.visited.is_none()
}

/// Why a door stays out of it.
fn why(ctx: &Ctx<'_>, line: &DoorLine) -> String {
    match line.status {
        DoorStatus::Medical => ctx.words.medical.to_owned(),
        DoorStatus::NoAnswer => ctx.words.no_answer.to_owned(),
        DoorStatus::Priority => ctx.words.priority.to_owned(),
        DoorStatus::Vacant => ctx.words.vacant.to_owned(),
        DoorStatus::NotDone | DoorStatus::Done => {
            let at = line.visited.map(|at| ctx.site.rule().local(at).to_string());
            at.unwrap_or_else(|| ctx.words.visited.to_owned())
        }
    }
}
