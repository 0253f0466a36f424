//! The browser's history: one text per entry, written and read by whoever keeps the trail.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::PopStateEvent;

/// The present entry's text, if it is one of ours.
pub(crate) fn current() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

pub(crate) fn push(text: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state(&text.into(), "");
    }
}

pub(crate) fn replace(text: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&text.into(), "");
    }
}

/// Moves by `steps` entries; `on_move` hears of it later.
pub(crate) fn go(steps: i32) {
    if let Ok(history) = window().history() {
        let _ = history.go_with_delta(steps);
    }
}

/// Calls with the entry's text whenever the person or `go` moved, for the life of the page.
pub(crate) fn on_move(hear: impl Fn(Option<String>) + 'static) {
    let call = Closure::<dyn FnMut(PopStateEvent)>::new(move |event: PopStateEvent| hear(event.state().as_string()));
    let call: JsValue = call.into_js_value();
    let _ = window().add_event_listener_with_callback("popstate", call.unchecked_ref());
}
