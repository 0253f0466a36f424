//! The coordinator's pages: rendered by the server (`ssr`), brought to life in the browser (`hydrate`).
//! Must not be built in one cargo call with `field`, whose Leptos mode is another.
//!
//! # How the server mounts it (feature `ssr`)
//! | request | answer |
//! |---|---|
//! | `GET /desk`, `/desk/` and everything below that is nobody else's, signed in | [`page`] |
//! | the same, not signed in | redirect to `/desk/sign-in` |
//! | `GET /desk/sign-in`; `POST /desk/sign-in` that fails | [`sign_in_page`] |
//! | `POST /desk/fn/{*name}`, signed in (origin already checked) | [`call`] |
//! | the same, not signed in | [`signed_out`] |
//! | `GET` and `POST` below `/desk/people/`: forms and sheets without a script | [`cards`] |
//! | the same below `/desk/residents/{id}/` | [`resident_form`] |
//! | `GET` and `POST /desk/password`, and below `/desk/logins` | [`logins`] |
//! | `POST /desk/visits/seen` | marks visits as seen, and leads back |
//! | `GET` and `POST` below `/desk/troubles` | conflicts, and what phones sent that was refused or waits, without a script: [`troubles`] |
//! | `GET` and `POST /desk/rules` | what a site asks of phones and how long it keeps things: [`rules`] |
//! | `GET /desk/left`, `/desk/audit`; `GET` and `POST /desk/export` | lists and files, without a script: [`left`], [`audit`], [`export`] |
//! | `GET` and `POST /desk/demo` | removes a made-up site: [`first`] |
//! | `GET /desk/live` | the site's events; 401 ends the page's stream |
//!
//! Forms that the pages post, all urlencoded and working without JavaScript: `POST /desk/sign-in` (`login`, `password`),
//! `POST /desk/sign-out` (nothing), `POST /desk/language` (`lang`: a [`ui::Lang::tag`]; `back`: a path below `/desk/` to
//! return to).

#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod cards;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod export;
mod fault;
mod find;
#[cfg(feature = "ssr")]
pub mod first;
mod grid;
#[cfg(feature = "ssr")]
pub mod left;
mod live;
#[cfg(feature = "ssr")]
pub mod logins;
#[cfg(feature = "ssr")]
mod mount;
mod now;
mod people;
#[cfg(feature = "ssr")]
pub mod rescue;
mod resident;
mod residents;
#[cfg(feature = "ssr")]
pub mod roster;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod same;
mod shown;
#[cfg(feature = "ssr")]
mod sign_in;
#[cfg(feature = "ssr")]
pub mod troubles;
mod visits;
mod words;

#[cfg(feature = "ssr")]
pub use document::Office;
pub use fault::Fault;
#[cfg(feature = "ssr")]
pub use mount::{DeskAssets, DeskContext, call, page, signed_out};
#[cfg(feature = "ssr")]
pub use resident::form as resident_form;
#[cfg(feature = "ssr")]
pub use sign_in::{SignIn, SignInState, sign_in_page};
#[cfg(feature = "ssr")]
pub use visits::{Filter as VisitsFilter, PAGE_ROWS as VISITS_SHOWN, ask as visits_ask};

/// Entry point of the browser bundle.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
