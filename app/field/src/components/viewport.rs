//! How much room there is. Lists are cut into pages by it, since nothing scrolls.

use leptos::{ev, html, prelude::*};

/// Height between the safe-area insets, CSS pixels.
#[derive(Clone, Copy)]
pub(crate) struct Viewport {
    height_px: RwSignal<f64>,
    probe: NodeRef<html::Div>,
}

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

    /// Rows of primary tiles on a page. Tracked.
    pub(crate) fn tile_rows(self) -> usize {
        rows(self.height_px.get() - AROUND_LIST_PX, TILE_PX, TILE_GAP_PX)
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
        assert_eq!(rows(740.0 - AROUND_LIST_PX, TILE_PX, TILE_GAP_PX), 3);
        assert_eq!(rows(640.0 - AROUND_LIST_PX, TILE_PX, TILE_GAP_PX), 2);
        assert_eq!(rows(-50.0, DOOR_PX, GAP_PX), 1);
    }
}
