//! How much room there is. Lists are cut into pages by it, since nothing scrolls.

use leptos::{ev, html, prelude::*};

use crate::state::TextSize;

/// Height between the safe-area insets, CSS pixels.
#[derive(Clone, Copy)]
pub(crate) struct Viewport {
    height_px: RwSignal<f64>,
    probe: NodeRef<html::Div>,
}

/// Title bar, strip, space above and below the body.
const AROUND_PAGE_PX: f64 = 96.0 + 36.0 + 12.0 + 12.0;
/// The row that turns pages.
const TURN_PX: f64 = 108.0;
/// What to know with its gap: on one line above rows, on two above tiles. One fact.
const NOTE_PX: f64 = 62.0;
const LONG_NOTE_PX: f64 = 90.0;
const FACT_PX: f64 = 44.0;
/// More than between others stands between rows, the tiles below them, and what turns pages.
const APART_PX: f64 = 40.0;

/// Where the browser won't say: the smallest screen that everything fits on.
const SMALLEST_PX: f64 = 640.0;
/// Title bar, space above and below the list, the row that turns pages, strip.
const AROUND_LIST_PX: f64 = 96.0 + 12.0 + 6.0 + 108.0 + 36.0;
/// A door with its gap.
const DOOR_PX: f64 = 104.0;
const GAP_PX: f64 = 12.0;
/// A primary tile with its gap.
const TILE_PX: f64 = 128.0;
const TILE_GAP_PX: f64 = 20.0;
/// The same in large text: two lines, a picture and what stands below.
const LARGE_TILE_PX: f64 = 160.0;

impl Viewport {
    pub(crate) fn listen() -> Self {
        let viewport = Self {
            height_px: RwSignal::new(SMALLEST_PX),
            probe: NodeRef::new(),
        };
        viewport.measure();
        let resize = window_event_listener(ev::resize, move |_| viewport.measure());
        on_cleanup(move || resize.remove());
        viewport
    }

    fn measure(self) {
        let inner = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64())
            .unwrap_or(SMALLEST_PX);
        let insets = self.probe.get_untracked().map_or(0, |probe| probe.offset_height());
        self.height_px.set(inner - f64::from(insets));
    }

    /// Rows of doors on a page. Tracked.
    pub(crate) fn door_rows(self) -> usize {
        rows(self.height_px.get() - AROUND_LIST_PX, DOOR_PX, GAP_PX)
    }

    /// The room of a page. Tracked.
    pub(crate) fn room(self, size: TextSize) -> Room {
        Room::new(self.height_px.get(), size)
    }
}

/// The body of a page, CSS pixels high, for what is to stand in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Room {
    height_px: f64,
    /// Of a tile, without its gap.
    tile_px: f64,
}

impl Room {
    /// Of a screen this high.
    pub(crate) fn new(screen_px: f64, size: TextSize) -> Self {
        Self {
            height_px: screen_px - AROUND_PAGE_PX,
            tile_px: if size == TextSize::Large {
                LARGE_TILE_PX
            } else {
                TILE_PX
            },
        }
    }

    /// With the row that turns pages below it.
    pub(crate) fn with_turn(self) -> Self {
        Self {
            height_px: self.height_px - TURN_PX,
            ..self
        }
    }

    /// Rows below such a head, with so many rows of tiles below them.
    pub(crate) fn rows(self, notes: usize, facts: usize, tile_rows: usize) -> usize {
        let head_px = notes as f64 * NOTE_PX + facts as f64 * FACT_PX;
        let tiles_px = match tile_rows {
            0 => 0.0,
            rows => rows as f64 * (self.tile_px + TILE_GAP_PX) + APART_PX,
        };
        rows(self.height_px - head_px - tiles_px, DOOR_PX, GAP_PX)
    }

    pub(crate) fn tile_rows(self, facts: usize) -> usize {
        rows(self.height_px - facts as f64 * FACT_PX, self.tile_px, TILE_GAP_PX)
    }

    /// What to know above so many rows of tiles; the urgent comes first, so the last are left out.
    pub(crate) fn notes(self, facts: usize, tile_rows: usize) -> usize {
        let taken_px = facts as f64 * FACT_PX + tile_rows as f64 * (self.tile_px + TILE_GAP_PX);
        // Saturates: a negative room is none.
        ((self.height_px - taken_px) / LONG_NOTE_PX).floor() as usize
    }
}

/// How many rows fit, at least one.
fn rows(room_px: f64, row_px: f64, gap_px: f64) -> usize {
    let fit = ((room_px + gap_px) / (row_px + gap_px)).floor();
    // Saturates: a negative room is no row.
    (fit as usize).max(1)
}

/// Takes up the safe-area insets, unseen, so that they can be measured.
#[component]
pub(crate) fn ViewportProbe(viewport: Viewport) -> impl IntoView {
    viewport
        .probe
        .on_load(move |_| request_animation_frame(move || viewport.measure()));
    view! { <div class="probe" aria-hidden="true" node_ref=viewport.probe></div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_doors_fit_at_740_and_nine_at_640() {
        assert_eq!(rows(740.0 - AROUND_LIST_PX, DOOR_PX, GAP_PX), 4);
        assert_eq!(rows(640.0 - AROUND_LIST_PX, DOOR_PX, GAP_PX), 3);
        assert_eq!(Room::new(740.0, TextSize::Normal).with_turn().tile_rows(0), 3);
        assert_eq!(Room::new(640.0, TextSize::Normal).with_turn().tile_rows(0), 2);
        assert_eq!(rows(-50.0, DOOR_PX, GAP_PX), 1);
    }
}
