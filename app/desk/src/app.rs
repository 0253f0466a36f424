//! The root of the desk: document shell, contexts and routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The whole document around [`App`]; `stylesheet` is the URL of the desk's hashed stylesheet.
pub fn shell(options: LeptosOptions, stylesheet: String) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="zh-CN" data-theme="white">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="stylesheet" href=stylesheet />
                <HydrationScripts options />
                <leptos_meta::MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Contexts and routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="大白敲门" />
        <Router>
            <Routes fallback=|| "没有这个页面 · No such page">
                <Route path=path!("/desk") view=Placeholder />
            </Routes>
        </Router>
    }
}

/// The empty face that proves the bundle starts.
#[component]
fn Placeholder() -> impl IntoView {
    view! {
        <main class="placeholder">
            <h1>"大白敲门"</h1>
        </main>
    }
}
