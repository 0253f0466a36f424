//! The coordinator's pages: rendered by the server (`ssr`), brought to life in the browser (`hydrate`).
//! Must not be built in one cargo call with `field`, whose Leptos mode is another.

pub mod app;

/// Entry point of the browser bundle.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
