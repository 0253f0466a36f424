//! Tiles as they stand in the page, each under its mark: which one an event means.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event};

/// The attribute that holds the mark.
const MARK: &str = "data-tap";

/// The tile that this happened on.
pub(crate) fn of(event: &Event) -> Option<u32> {
    mark(event.target()?.dyn_ref()?)
}

/// The tile at this point of the screen, CSS pixels.
pub(crate) fn at(x: f64, y: f64) -> Option<u32> {
    // A touch has no fractions worth keeping.
    mark(&document().element_from_point(x as f32, y as f32)?)
}

fn mark(element: &Element) -> Option<u32> {
    let tile = element.closest("[data-tap]").ok()??;
    tile.get_attribute(MARK)?.parse().ok()
}

/// A finger lies on it, or no more.
pub(crate) fn show_held(mark: u32, is_held: bool) {
    if let Ok(Some(tile)) = document().query_selector(&format!("[{MARK}='{mark}']")) {
        let _ = tile.class_list().toggle_with_force("held", is_held);
    }
}

/// Of every touch browsers make mouse events, for pages older than touch screens. Tiles hear the touch itself; looking for
/// what the mouse would be on kept the page busy while a tap was being stored. Once, at the start.
pub(crate) fn spare_mouse() {
    let spare = Closure::<dyn Fn(Event)>::new(|event: Event| {
        if event.cancelable() {
            event.prevent_default();
        }
    });
    let spare = spare.into_js_value();
    let watch = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if of(&event).is_some()
            && let Some(tile) = event.target()
        {
            // On the tile itself: one that is drawn away meanwhile hears the touch to its end, the window doesn't.
            let _ = tile.add_event_listener_with_callback("touchend", spare.unchecked_ref());
        }
    });
    let watch = watch.into_js_value();
    let _ = window().add_event_listener_with_callback("touchstart", watch.unchecked_ref());
}
