//! Draws any page.

use leptos::prelude::*;
use ui::Icon;

use super::{Line, Page, Row, Tile};
use crate::{
    components::{Bar, Frame, Room, Tap, Turn, Viewport},
    screens::{act::perform, doors::MoreKey, notice},
    state::use_phone,
};

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

/// How much of a page is shown at once. Rows are turned above their tiles; without rows the tiles are.
fn cut(page: &Page, room: Room) -> Cut {
    let tile_rows = |tiles: usize| tiles.div_ceil(TILE_COLUMNS);
    let wide = page.tiles.iter().filter(|tile| tile.tone.contains("wide")).count();
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
        return fit(page.rows.len(), 1, &|room| room.rows(notes, facts, tile_rows(places)));
    }
    if !page.cells.is_empty() {
        return fit(page.cells.len(), CELL_COLUMNS, &|room| {
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

/// The part of a list on page `at`.
fn part<T: Clone>(all: &[T], at: usize, cut: Cut) -> Vec<T> {
    let at = at.min(cut.pages.saturating_sub(1));
    all.iter().skip(at * cut.most).take(cut.most).cloned().collect()
}

#[component]
pub(in crate::screens) fn Drawn(page: Memo<Page>) -> impl IntoView {
    let phone = use_phone();
    let viewport = expect_context::<Viewport>();
    let at = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| page.with(|page| cut(page, viewport.room(phone.text_size()))));
    let title = Signal::derive(move || page.with(|page| page.title.clone()));
    let small = Signal::derive(move || page.with(|page| page.small.clone()));
    let (back_act, home) = (
        page.with_untracked(|page| page.back.clone()),
        Callback::new(move |()| phone.back()),
    );
    let back = back_act.map_or(home, perform);
    let more = page.with_untracked(|page| page.more.clone());
    let corner = match more {
        Some(act) => view! { <MoreKey act /> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    let bar = view! { <Bar title small back corner /> }.into_any();
    let pages = Memo::new(move |_| shown.get().pages);
    let turn = move || {
        (pages.get() > 1).then(|| {
            let on_page = Callback::new(move |to| at.set(to));
            view! { <Turn page=Signal::derive(move || at.get().min(pages.get() - 1)) pages on_page /> }
        })
    };
    // Each part is drawn anew only where it changed: a finger may lie on another.
    let (head, rows, tiles) = (
        Memo::new(move |_| {
            let notes = shown.get().notes;
            page.with(|page| {
                (
                    part(
                        &page.notes,
                        0,
                        Cut {
                            most: notes,
                            pages: 1,
                            notes,
                        },
                    ),
                    page.facts.clone(),
                    page.message.clone(),
                )
            })
        }),
        Memo::new(move |_| {
            page.with(|page| {
                (
                    part(&page.rows, at.get(), shown.get()),
                    part(&page.cells, at.get(), shown.get()),
                )
            })
        }),
        Memo::new(move |_| {
            page.with(|page| {
                let turned = page.rows.is_empty() && page.cells.is_empty();
                if turned {
                    part(&page.tiles, at.get(), shown.get())
                } else {
                    page.tiles.clone()
                }
            })
        }),
    );
    view! {
        <Frame bar foot=view! { {turn} }.into_any() body="page">
            {move || draw_head(head.get())}
            {move || draw_rows(rows.get())}
            {move || draw_tiles(tiles.get())}
        </Frame>
    }
}

type Head = (Vec<Line>, Vec<(&'static str, String)>, Option<super::Message>);

fn draw_head((notes, facts, message): Head) -> AnyView {
    let has_notes = !notes.is_empty();
    let notes = notes
        .into_iter()
        .map(|Line { tone, glyph, text }| {
            view! { <p class=format!("note {tone}")><Icon glyph /> <span>{text}</span></p> }.into_any()
        })
        .collect_view();
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt> <dd class="line">{value}</dd></div> }.into_any())
        .collect::<Vec<_>>();
    let facts = (!facts.is_empty()).then(|| view! { <dl class="facts">{facts}</dl> });
    let message = message.map(|message| {
        let super::Message { tone, glyph, notice } = message;
        view! { <notice::Message glyph notice tone /> }
    });
    let notes = has_notes.then(|| view! { <section class="notes">{notes}</section> });
    view! { {notes} {facts} {message} }.into_any()
}

fn draw_rows((rows, cells): (Vec<Row>, Vec<Tile>)) -> AnyView {
    if !cells.is_empty() {
        let cells = cells.into_iter().map(draw_cell).collect_view();
        return view! { <div class="doors loose">{cells}</div> }.into_any();
    }
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(draw_row).collect_view();
    view! { <ul class="records">{rows}</ul> }.into_any()
}

fn draw_row(row: Row) -> AnyView {
    let Row {
        tone,
        glyph,
        title,
        lines,
        act,
    } = row;
    let lines = lines
        .into_iter()
        .map(|line| view! { <small class="line">{line}</small> }.into_any())
        .collect_view();
    let inner = view! { <Icon glyph /> <span><b class="line">{title}</b> {lines}</span> }.into_any();
    match act {
        None => view! { <li class=format!("record flat {tone}")>{inner}</li> }.into_any(),
        Some(act) => {
            let tap = perform(act);
            view! { <li><Tap class=format!("record {tone}") on_tap=tap>{inner}</Tap></li> }.into_any()
        }
    }
}

fn draw_tiles(tiles: Vec<Tile>) -> AnyView {
    if tiles.is_empty() {
        return ().into_any();
    }
    let tiles = tiles.into_iter().map(draw_tile).collect_view();
    view! { <div class="tiles">{tiles}</div> }.into_any()
}

fn draw_tile(tile: Tile) -> AnyView {
    let Tile {
        tone,
        glyph,
        label,
        small,
        act,
    } = tile;
    let tap = perform(act);
    let glyph = glyph.map(|glyph| view! { <Icon glyph /> });
    let small = (!small.is_empty()).then(|| view! { <small class="line">{small}</small> });
    view! { <Tap class=format!("tile {tone}") on_tap=tap>{glyph} <span class="label">{label}</span> {small}</Tap> }
        .into_any()
}

fn draw_cell(cell: Tile) -> AnyView {
    let Tile {
        tone,
        glyph,
        label,
        small,
        act,
    } = cell;
    let tap = perform(act);
    let glyph = glyph.map(|glyph| view! { <Icon glyph /> });
    view! {
        <Tap class=format!("door {tone}") on_tap=tap>
            <b>{label}</b>
            " "
            <span>{glyph} <span>{small}</span></span>
        </Tap>
    }
    .into_any()
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
        (0..count)
            .map(|_| Tile::new(Glyph::Star, "a", Act::Go(Screen::Stars)))
            .collect()
    }

    fn rows(count: usize) -> Vec<Row> {
        let row = Row {
            tone: "",
            glyph: Glyph::Star,
            title: String::new(),
            lines: Vec::new(),
            act: None,
        };
        vec![row; count]
    }

    #[test]
    fn six_tiles_fit_on_the_smallest_screen_and_more_are_turned() {
        let page = |count| Page {
            tiles: tiles(count),
            ..Page::default()
        };
        let small = Room::new(640.0, TextSize::Normal);
        assert_eq!(
            cut(&page(6), small),
            Cut {
                most: 6,
                pages: 1,
                notes: 0
            }
        );
        assert_eq!(
            cut(&page(7), small),
            Cut {
                most: 4,
                pages: 2,
                notes: 0
            }
        );
        assert_eq!(
            cut(&page(9), Room::new(740.0, TextSize::Normal)),
            Cut {
                most: 6,
                pages: 2,
                notes: 0
            }
        );
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
        let page = |count, below| Page {
            rows: rows(count),
            tiles: tiles(below),
            ..Page::default()
        };
        let tall = Room::new(740.0, TextSize::Normal);
        assert_eq!(
            cut(&page(5, 0), tall),
            Cut {
                most: 5,
                pages: 1,
                notes: 0
            }
        );
        assert_eq!(
            cut(&page(20, 0), tall),
            Cut {
                most: 4,
                pages: 5,
                notes: 0
            }
        );
        assert_eq!(cut(&page(3, 2), tall).pages, 1);
        assert_eq!(
            cut(&page(1, 0), Room::new(640.0, TextSize::Normal)),
            Cut {
                most: 1,
                pages: 1,
                notes: 0
            }
        );
        let all = rows(9);
        assert_eq!(
            part(
                &all,
                7,
                Cut {
                    most: 4,
                    pages: 3,
                    notes: 0
                }
            )
            .len(),
            1,
            "beyond the last page is the last page"
        );
    }
}
