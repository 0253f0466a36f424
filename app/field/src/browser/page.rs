//! The page itself: whether it is seen, whether there is a network, and its outermost element.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventTarget, HtmlElement, VisibilityState};

/// What the browser believes: `false` is certain, `true` is a guess.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

pub(crate) fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Calls with `is_online()` whenever that changes, for the life of the page.
pub(crate) fn on_network(hear: impl Fn(bool) + Clone + 'static) {
    let window = window();
    let up = hear.clone();
    listen(&window, "online", move || up(true));
    listen(&window, "offline", move || hear(false));
}

/// Calls with `is_visible()` whenever that changes, and after the page came back from the browser's own store.
pub(crate) fn on_visible(hear: impl Fn(bool) + Clone + 'static) {
    let shown = hear.clone();
    listen(&document(), "visibilitychange", move || hear(is_visible()));
    listen(&window(), "pageshow", move || shown(is_visible()));
}

fn listen(target: &EventTarget, event: &str, hear: impl Fn() + 'static) {
    let call = Closure::<dyn FnMut()>::new(hear).into_js_value();
    let _ = target.add_event_listener_with_callback(event, call.unchecked_ref());
}

/// The system's language: `zh-CN`, `en-GB`.
pub(crate) fn system_language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// What the browser calls itself.
pub(crate) fn user_agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// Sets an attribute of `<html>`.
pub(crate) fn mark(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, value);
    }
}

/// The keyboard, and whoever reads aloud, go on from here.
pub(crate) fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Takes the focus off whatever has it. To be done before that goes: a browser that has to see to it while things are
/// drawn works out all styles once more.
pub(crate) fn unfocus() {
    let focused = document().active_element();
    if let Some(element) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

/// Whether it was opened from the home screen, as an app of its own.
pub(crate) fn is_installed() -> bool {
    let query = window().match_media("(display-mode: standalone)");
    let standalone = query.ok().flatten().is_some_and(|query| query.matches());
    let navigator = window().navigator();
    // Safari's own word for it.
    standalone || js_sys::Reflect::get(&navigator, &"standalone".into()).is_ok_and(|is| is.is_truthy())
}

/// Whether starts without a network are possible here at all.
pub(crate) fn has_service_worker() -> bool {
    js_sys::Reflect::has(&window().navigator(), &"serviceWorker".into()).unwrap_or(false)
}

/// Opens whatever telephones.
pub(crate) fn call(number: &str) {
    let number: String = number
        .chars()
        .filter(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '*' | '#'))
        .collect();
    let _ = window().location().set_href(&format!("tel:{number}"));
}

pub(crate) fn reload() {
    let _ = window().location().reload();
}
