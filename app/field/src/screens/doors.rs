//! The list of doors: a unit in walking order, page by page, the next door outlined.

use leptos::prelude::*;
use shared::{
    id::RecordId,
    view::{DoorLine, SiteView, Stretch},
};
use ui::Glyph;

use super::{
    act::Act,
    memory::Memory,
    page::{Ctx, Layout, Line, Message, Page, Rows, Tile, Turned},
};
use crate::{
    components::Viewport,
    state::{Phone, SaveKind, Screen, Undo, UndoBar},
    words::Words,
};

mod cell;
mod list;

use cell::cell;
use list::list;

/// Doors in a row.
const COLUMNS: usize = 3;

/// A look at the list: until the stretch, the newest save or an undo makes it another one, its page stays.
#[derive(Clone, PartialEq)]
pub(super) struct Look {
    stretch: Option<Stretch>,
    last_door: Option<RecordId>,
    undone: u32,
}

/// Tracked.
pub(super) fn look(phone: &Phone, memory: Memory) -> Look {
    Look {
        stretch: phone.stretch(),
        last_door: phone.last_door(),
        undone: memory.undone.get(),
    }
}

/// The page somebody turned to, for coming back to it from a door.
#[derive(Clone, PartialEq)]
pub(super) struct Kept {
    look: Look,
    at: usize,
}

/// What names a save: the room of its door, or the floor.
fn named(words: &Words, site: &SiteView, bar: &UndoBar) -> String {
    let Some(door) = site.door(bar.door) else {
        return String::new();
    };
    match (bar.kind, door.floor) {
        (SaveKind::Floor(_), Some(floor)) => (words.floor)(floor),
        _ => door.room.clone(),
    }
}

/// What the undo bar says: what happened, and what it was.
pub(super) fn said_of(words: &Words, site: &SiteView, bar: &UndoBar) -> (String, String) {
    let what = match bar.kind {
        SaveKind::AllFine => words.all_fine,
        SaveKind::NoAnswer => words.no_answer,
        SaveKind::Visit => words.partly_seen,
        SaveKind::Answer => words.checklist,
        SaveKind::Corrected => words.corrected,
        SaveKind::Withdrawn => words.withdrawn,
        SaveKind::Floor(doors) => &(words.floor_saved)(doors as u64),
    };
    let did = match bar.what {
        Undo::Saving => words.saving,
        Undo::Saved => words.saved,
        Undo::Undone => words.undone,
    };
    (did(&named(words, site, bar)), what.to_owned())
}

/// The page to begin a look with.
pub(super) fn first_page(phone: &Phone, memory: Memory, viewport: Viewport) -> usize {
    let look = look(phone, memory);
    if let Some(kept) = memory.turned.get().filter(|kept| kept.look == look) {
        return kept.at;
    }
    phone.with_site(|site, now| {
        let lines = look.stretch.map_or_else(Vec::new, |stretch| site.lines(&stretch, now));
        // With nothing left to go to, the list stays where the work was.
        let door = list::next(&lines, look.last_door)
            .map(|line| line.door)
            .or(look.last_door);
        list::page_of(&lines, viewport.door_rows() * COLUMNS, door)
    })
}

/// Somebody turned the page.
pub(super) fn keep_page(phone: &Phone, memory: Memory, at: usize) {
    let look = look(phone, memory);
    memory.turned.set(Some(Kept { look, at }));
}

pub(super) fn doors(ctx: &Ctx<'_>) -> Page {
    let words = ctx.words;
    let stretch = ctx.phone.stretch();
    let building = stretch.as_ref().map(|stretch| stretch.building);
    let lines = stretch
        .as_ref()
        .map_or_else(Vec::new, |stretch| ctx.site.lines(stretch, ctx.now));
    let rows = ctx.viewport.door_rows();
    let list = list(words, &lines, rows * COLUMNS, ctx.at.get());
    let next = list::next(&lines, ctx.phone.last_door());
    // The newest save in the title's place; 撤销 in the corner as long as it would take something back.
    let bar = ctx.phone.undo_bar();
    let (title, small) = match &bar {
        Some(bar) => {
            let (did, what) = said_of(words, ctx.site, bar);
            (did, vec![what])
        }
        None => {
            let place = stretch.map(|stretch| place(words, ctx.site, &stretch));
            (place.unwrap_or_default(), list.small)
        }
    };
    let corner = if ctx.phone.can_undo() {
        Some(Tile::said("undo", words.undo, Some(Act::Undo)))
    } else {
        ctx.more(None)
    };
    let outlined = next.map(|line| line.door);
    let has_doors = !lines.is_empty();
    Page {
        layout: Layout::List,
        title,
        small,
        is_undo: bar.is_some(),
        back: Some(Act::Go(Screen::Places { building })),
        corner,
        notes: if has_doors {
            near(ctx, &list.doors).into_iter().collect()
        } else {
            Vec::new()
        },
        message: (!has_doors).then(|| Message::new("", Glyph::Building, words.no_doors)),
        rows: list
            .doors
            .iter()
            .map(|line| cell(words, ctx.site.rule(), line, outlined))
            .collect(),
        rows_are: Rows::Cell,
        turn: Some(Turned {
            at: list.page,
            pages: list.pages,
            rows,
            middle: Some(middle(words, next, &lines)),
        }),
        ..Page::default()
    }
}

/// Whose time has run out near here; else who else is on these floors.
fn near(ctx: &Ctx<'_>, doors: &[DoorLine]) -> Option<Line> {
    let (words, site) = (ctx.words, ctx.site);
    let overdue = ctx.phone.overdue();
    if let Some(first) = overdue.first().and_then(|id| site.resident(*id)) {
        let who = format!("{} {}", ctx.address(first.door), first.name);
        return Some(Line {
            tone: "warn",
            glyph: Glyph::Alert,
            text: (words.overdue_near)(overdue.len() as u64, &who),
        });
    }
    let (by, at) = site.nearby(doors, ctx.me, ctx.now)?;
    let when = site.rule().local(at).to_string();
    Some(Line {
        tone: "",
        glyph: Glyph::People,
        text: (words.nearby)(site.name_of(by)?, &when),
    })
}

/// 下一户, with its room; without one, what is left instead.
fn middle(words: &Words, next: Option<&DoorLine>, lines: &[DoorLine]) -> Tile {
    if let Some(line) = next {
        let open = Act::Go(Screen::Door { door: line.door });
        return Tile::said("solid next", words.next_door, Some(open)).small(line.room.clone());
    }
    match SiteView::counts(lines).open {
        0 if lines.is_empty() => Tile::said("rest ok", "", None),
        0 => Tile::said("rest ok", words.all_walked, None),
        _ => Tile::said("rest warn", words.only_waiting, None),
    }
}

fn place(words: &Words, site: &SiteView, stretch: &Stretch) -> String {
    let building = site
        .building(stretch.building)
        .map_or("", |building| building.name.as_str());
    (words.place)(building, stretch.unit.as_deref())
}
