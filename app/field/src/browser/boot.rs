//! The app's word to `public/boot.js`.

use leptos::prelude::window;
use web_sys::Event;

/// The event after which boot.js registers the service worker and lets it delete older versions.
const STARTED: &str = "dabai:started";

/// Says that this version works: its first screen is shown, from what the phone has stored.
/// Never to be called before the stored rows were read, or a version that can't read them would replace one that can.
pub(crate) fn started() {
    if let Ok(event) = Event::new(STARTED) {
        // The answer only says whether a listener cancelled it.
        let _ = window().dispatch_event(&event);
    }
}

/// Gives this start up before it counts as one: boot.js goes back to the version before, which can read what is
/// stored, or says that nothing is lost.
pub(crate) fn failed() -> ! {
    // A trap is what boot.js waits for.
    panic!("this version can't read what is stored")
}
