//! How much of a page is shown at once. Pure.

use super::{Page, Rows, Tile};
use crate::components::Room;

/// Cells in a row.
const CELL_COLUMNS: usize = 3;
const TILE_COLUMNS: usize = 2;

/// What fits on the screen at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    /// Rows, cells or tiles of a page; whichever is turned.
    most: usize,
    pages: usize,
    /// What to know above them.
    notes: usize,
}

/// Rows are turned above their tiles; without rows the tiles are.
fn cut(page: &Page, room: Room) -> Cut {
    let tile_rows = |tiles: usize| tiles.div_ceil(TILE_COLUMNS);
    let is_wide = |tile: &&Tile| tile.tone.split(' ').any(|class| class == "wide");
    let wide = page.tiles.iter().filter(is_wide).count();
    let places = page.tiles.len() + wide;
    let (notes, facts) = (page.notes.len(), page.facts.len());
    let fit = |all: usize, columns: usize, rows: &dyn Fn(Room) -> usize| {
        let plain = rows(room) * columns;
        if all <= plain {
            return Cut {
                most: all.max(1),
                pages: 1,
                notes,
            };
        }
        let most = rows(room.with_turn()).max(1) * columns;
        Cut {
            most,
            pages: all.div_ceil(most),
            notes,
        }
    };
    if !page.rows.is_empty() {
        let columns = if page.rows_are == Rows::Cell { CELL_COLUMNS } else { 1 };
        return fit(page.rows.len(), columns, &|room| {
            room.rows(notes, facts, tile_rows(places))
        });
    }
    // Tiles that are all as wide as the screen stand one below the other.
    let (all, columns) = if wide == page.tiles.len() {
        (wide, 1)
    } else {
        (places, TILE_COLUMNS)
    };
    let cut = fit(all, columns, &|room| room.tile_rows(facts));
    let room = if cut.pages > 1 { room.with_turn() } else { room };
    let notes = notes.min(room.notes(facts, cut.most.min(all).div_ceil(columns)));
    Cut { notes, ..cut }
}

/// What stands where. While it stays the same, nothing on the screen moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// The page that is shown, counted from 0, of so many.
    pub(super) at: usize,
    pub(super) pages: usize,
    /// Which rows, by their place in the page's list, and how many.
    pub(super) rows: (usize, usize),
    pub(super) tiles: (usize, usize),
    pub(super) notes: usize,
    /// Rows of the screen's grid; 0 where they are as high as always.
    pub(super) grid: usize,
}

pub(super) fn shape(page: &Page, room: Room, at: usize) -> Shape {
    let (rows, tiles) = ((0, page.rows.len()), (0, page.tiles.len()));
    if let Some(turn) = &page.turn {
        return Shape {
            at: turn.at,
            pages: turn.pages,
            rows,
            tiles,
            notes: page.notes.len(),
            grid: turn.rows,
        };
    }
    let cut = cut(page, room);
    let at = at.min(cut.pages - 1);
    let part = |all: usize| {
        let from = (at * cut.most).min(all);
        (from, cut.most.min(all - from))
    };
    let (rows, tiles) = if page.rows.is_empty() {
        (rows, part(page.tiles.len()))
    } else {
        (part(page.rows.len()), tiles)
    };
    Shape {
        at,
        pages: cut.pages,
        rows,
        tiles,
        notes: cut.notes,
        grid: 0,
    }
}

#[cfg(test)]
mod tests {
    use ui::Glyph;

    use super::*;
    use crate::{
        screens::act::Act,
        state::{Screen, TextSize},
    };

    fn tiles(count: usize) -> Vec<Tile> {
        vec![Tile::new(Glyph::Star, "a", Act::Go(Screen::Stars)); count]
    }

    fn page(rows: usize, tiles_below: usize) -> Page {
        Page {
            rows: tiles(rows),
            tiles: tiles(tiles_below),
            ..Page::default()
        }
    }

    /// How many are shown at once, and on how many pages.
    fn turned(page: &Page, height_px: f64) -> (usize, usize) {
        let Cut { most, pages, notes } = cut(page, Room::new(height_px, TextSize::Normal));
        assert_eq!(notes, 0);
        (most, pages)
    }

    #[test]
    fn six_tiles_fit_on_the_smallest_screen_and_more_are_turned() {
        assert_eq!(turned(&page(0, 6), 640.0), (6, 1));
        assert_eq!(turned(&page(0, 7), 640.0), (4, 2));
        assert_eq!(turned(&page(0, 9), 740.0), (6, 2));
    }

    #[test]
    fn wide_tiles_stand_one_below_the_other() {
        let wide = Page {
            tiles: tiles(3).into_iter().map(|tile| tile.tone("wide")).collect(),
            ..Page::default()
        };
        let cut_at = |room| (cut(&wide, room).most, cut(&wide, room).pages);
        assert_eq!(cut_at(Room::new(640.0, TextSize::Normal)), (3, 1));
        assert_eq!(cut_at(Room::new(640.0, TextSize::Large)), (2, 2));
    }

    #[test]
    fn rows_are_turned_above_their_tiles() {
        assert_eq!(turned(&page(5, 0), 740.0), (5, 1));
        assert_eq!(turned(&page(20, 0), 740.0), (4, 5));
        assert_eq!(turned(&page(3, 2), 740.0).1, 1);
        assert_eq!(turned(&page(1, 0), 640.0), (1, 1));
    }

    #[test]
    fn beyond_the_last_page_is_the_last_page() {
        let shape = shape(&page(9, 2), Room::new(740.0, TextSize::Normal), 7);
        let last = (shape.at * 2, 9 - shape.at * 2);
        assert_eq!((shape.at + 1, shape.rows), (shape.pages, last));
        assert_eq!(shape.tiles, (0, 2), "tiles below rows stay");
    }

    #[test]
    fn what_its_screen_has_cut_is_shown_whole() {
        let middle = None;
        let page = Page {
            turn: Some(super::super::Turned {
                at: 2,
                pages: 12,
                rows: 4,
                middle,
            }),
            ..page(12, 0)
        };
        let shape = shape(&page, Room::new(640.0, TextSize::Normal), 0);
        assert_eq!((shape.at, shape.pages, shape.rows), (2, 12, (0, 12)));
    }
}
