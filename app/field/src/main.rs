//! The worker's phone: mounts the screens into the static shell of `public/index.html`.

mod browser;

use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(Placeholder);
    browser::boot::started();
}

/// The empty face that proves the bundle starts.
#[component]
fn Placeholder() -> impl IntoView {
    view! {
        <main class="placeholder">
            <h1>"大白敲门"</h1>
            <p>"不漏一户，不落一人"</p>
        </main>
    }
}
