//! The keys of the desk: what they do, and the window that says so.

use leptos::{ev, html, prelude::*};
use leptos::{wasm_bindgen::JsCast as _, web_sys};

use crate::{app, words::Words};

/// The second key of `g n`.
const PAGES: [&str; 6] = ["n", "b", "r", "v", "t", "p"];
/// What is typed within is text.
const FIELDS: &str = "input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]";

/// Hears the keys until the page goes.
pub(super) fn listen(open: impl Fn() + 'static, explain: impl Fn() + 'static) {
    let begun = StoredValue::new(false);
    let heard = window_event_listener(ev::keydown, move |key| {
        let is_find = key.key() == "k" && (key.ctrl_key() || key.meta_key());
        if is_find {
            key.prevent_default();
            open();
            return;
        }
        if key.ctrl_key() || key.meta_key() || key.alt_key() || is_text(&key) {
            return;
        }
        let pressed = key.key();
        let second = begun.get_value();
        begun.set_value(pressed == "g" && !second);
        let go = PAGES.iter().position(|page| second && *page == pressed);
        match (go, pressed.as_str()) {
            (Some(page), _) => visit(page),
            (None, "/") => {
                // Or the key is the first thing written.
                key.prevent_default();
                open();
            }
            (None, "?") => explain(),
            _ => {}
        }
    });
    on_cleanup(move || heard.remove());
}

fn is_text(key: &ev::KeyboardEvent) -> bool {
    let target = key
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.matches(FIELDS).unwrap_or(false))
}

fn visit(page: usize) {
    if let Some(href) = app::HREFS.get(page) {
        // Refused only for an address that is none.
        drop(window().location().set_href(href));
    }
}

pub(super) fn help(words: &'static Words, window: NodeRef<html::Dialog>) -> impl IntoView {
    let own = &words.find;
    let pages = PAGES
        .iter()
        .zip(app::pages(words))
        .map(|(key, (_, title))| line(&["g", key], title));
    view! {
        <dialog id="keys" class="palette" aria-labelledby="keys-title" node_ref=window>
            <h2 id="keys-title">{own.keys}</h2>
            <table>
                <tbody>
                    {line(&["/"], own.to_find)} {line(&["Ctrl", "K"], own.to_find)} {pages.collect_view()}
                    {line(&["?"], own.to_help)} {line(&["Esc"], own.to_close)}
                </tbody>
            </table>
            <form method="dialog" class="deeds">
                <button type="submit" autofocus=true>{own.close}</button>
            </form>
        </dialog>
    }
}

fn line(keys: &[&'static str], does: &'static str) -> impl IntoView + use<> {
    let keys: Vec<_> = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect();
    view! {
        <tr>
            <th scope="row">{keys}</th>
            <td>{does}</td>
        </tr>
    }
}
