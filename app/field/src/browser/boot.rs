//! The app's word to `public/boot.js`.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

#[wasm_bindgen]
extern "C" {
    /// Made by `public/boot.js`.
    #[wasm_bindgen(js_name = dabaiWhole)]
    fn put_in_place() -> Promise;
}

/// The event after which boot.js registers the service worker and lets it delete older versions.
const STARTED: &str = "dabai:started";

/// Says that this version works: its first screen is shown, from what the phone has stored, and all of it is here.
/// Never to be called before the stored rows were read, or a version that can't read them would replace one that can.
pub(crate) fn started() {
    if let Ok(event) = Event::new(STARTED) {
        // The answer only says whether a listener cancelled it.
        let _ = window().dispatch_event(&event);
    }
}

/// Waits until the rest of the bundle is in place: what the first screen does not call, and nobody may call before. Where
/// it can't be had this start has failed, and boot.js says so.
pub(crate) async fn whole() {
    // It is never rejected.
    let _ = JsFuture::from(put_in_place()).await;
}

/// Gives this start up before it counts as one: boot.js goes back to the version before, which can read what is
/// stored, or says that nothing is lost.
pub(crate) fn failed() -> ! {
    // A trap is what boot.js waits for.
    panic!("this version can't read what is stored")
}
