//! The worker's phone: mounts the screens into the static shell of `public/index.html`.

mod browser;
mod components;
mod disk;
mod screens;
mod state;
mod sync;
mod words;

use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(|| {
        provide_context(state::Phone::start());
        view! { <screens::Screens/> }
    });
}
