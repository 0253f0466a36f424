//! The window in which one writes where to go.

use leptos::{ev, html, prelude::*};
use ui::{Glyph, Icon};

use super::{Hit, HitKind, find, keys};
use crate::{
    Fault,
    words::{Words, words},
};

const ID: &str = "find";

/// What was found for what.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    q: String,
    hits: Vec<Hit>,
    fault: Option<Fault>,
}

/// The link and the button in the frame, and the windows they open.
pub(crate) fn tools(lang: ui::Lang) -> impl IntoView {
    let words = words(lang);
    let (window, help) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Dialog>::new());
    let finder = Finder::new();
    // Where no script runs, nothing explains keys that do nothing.
    let is_alive = RwSignal::new(false);
    let open = move || {
        if let Some(window) = window.get_untracked().filter(|window| !window.open()) {
            // Refused only where it is open.
            drop(window.show_modal());
            finder.ask();
        }
    };
    let explain = move || {
        if let Some(help) = help.get_untracked().filter(|help| !help.open()) {
            drop(help.show_modal());
        }
    };
    Effect::new(move |_| {
        keys::listen(open, explain);
        is_alive.set(true);
    });
    view! {
        <div class="finder">
            // Without a script a page that searches, too.
            <a
                href="/desk/residents"
                rel="external"
                class="button plain"
                on:click=move |click| {
                    click.prevent_default();
                    open();
                }
            >
                <Icon glyph=Glyph::Search />
                {words.find.title}
                <kbd>"/"</kbd>
            </a>
            <button type="button" class="plain" hidden=move || !is_alive.get() aria-label=words.find.keys title=words.find.keys on:click=move |_| explain()>
                <kbd>"?"</kbd>
            </button>
        </div>
        {search(words, finder, window)}
        {keys::help(words, help)}
    }
}

/// What is written, and what was found for it.
#[derive(Clone, Copy)]
struct Finder {
    q: RwSignal<String>,
    chosen: RwSignal<usize>,
    asked: Action<String, Found>,
    found: Memo<Found>,
    /// Enter was pressed before the answer was there.
    goes: StoredValue<bool>,
}

impl Finder {
    fn new() -> Self {
        let q = RwSignal::new(String::new());
        let asked = Action::new(|q: &String| {
            let q = q.clone();
            async move {
                match find(q.clone()).await {
                    Ok(hits) => Found { q, hits, fault: None },
                    Err(fault) => Found {
                        q,
                        hits: Vec::new(),
                        fault: Some(fault),
                    },
                }
            }
        });
        // An answer to something else than what is written now says nothing.
        let found = Memo::new(move |before: Option<&Found>| {
            let answer = asked.value().get().filter(|answer| q.with(|q| *q == answer.q));
            answer.or_else(|| before.cloned()).unwrap_or_default()
        });
        let finder = Self {
            q,
            chosen: RwSignal::new(0),
            asked,
            found,
            goes: StoredValue::new(false),
        };
        Effect::new(move |_| {
            found.track();
            if finder.goes.get_value() {
                finder.go();
            }
        });
        finder
    }

    fn ask(self) {
        self.chosen.set(0);
        self.goes.set_value(false);
        self.asked.dispatch(self.q.get_untracked());
    }

    fn count(self) -> usize {
        self.found.with_untracked(|found| found.hits.len())
    }

    /// To what is chosen, once it is known what is.
    fn go(self) {
        let (is_answered, href) = self.found.with_untracked(|found| {
            let is_answered = self.q.with_untracked(|q| *q == found.q);
            let hit = found.hits.get(self.chosen.get_untracked()).filter(|_| is_answered);
            (is_answered, hit.map(|hit| hit.href.clone()))
        });
        self.goes.set_value(!is_answered);
        if let Some(href) = href {
            // Refused only for an address that is none.
            drop(leptos::prelude::window().location().set_href(&href));
        }
    }
}

fn search(words: &'static Words, finder: Finder, window: NodeRef<html::Dialog>) -> impl IntoView {
    let Finder { q, chosen, found, .. } = finder;
    let move_on = move |key: ev::KeyboardEvent| {
        let most = finder.count();
        let next = match key.key().as_str() {
            "ArrowDown" if most > 0 => (chosen.get_untracked() + 1) % most,
            "ArrowUp" if most > 0 => (chosen.get_untracked() + most - 1) % most,
            _ => return,
        };
        key.prevent_default();
        chosen.set(next);
    };
    let active = move || found.with(|found| (chosen.get() < found.hits.len()).then(|| option_id(chosen.get())));
    let said = move || {
        found.with(|found| match found.fault {
            Some(Fault::SignedOut) => words.signed_out,
            Some(Fault::Unreachable) => words.unreachable,
            Some(Fault::Busy) => words.busy,
            Some(Fault::Failed) => words.failed,
            None if found.hits.is_empty() && !found.q.is_empty() => words.find.nothing,
            None => "",
        })
    };
    view! {
        <dialog id=ID class="palette" aria-label=words.find.title node_ref=window>
            <form
                method="dialog"
                on:submit=move |submit: ev::SubmitEvent| {
                    submit.prevent_default();
                    finder.go();
                }
            >
                <input
                    type="text"
                    role="combobox"
                    aria-label=words.find.title
                    aria-controls="hits"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-activedescendant=active
                    placeholder=words.find.hint
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="40"
                    prop:value=move || q.get()
                    on:input=move |input| {
                        q.set(event_target_value(&input));
                        finder.ask();
                    }
                    on:keydown=move_on
                />
            </form>
            <p class="soft" role="status">{said}</p>
            <div id="hits" role="listbox" aria-label=words.find.title>
                {move || {
                    let hits = found.with(|found| found.hits.clone());
                    hits.into_iter().enumerate().map(|(at, hit)| option(words, at, hit, chosen)).collect_view()
                }}
            </div>
        </dialog>
    }
}

fn option_id(at: usize) -> String {
    format!("hit-{at}")
}

fn option(words: &'static Words, at: usize, hit: Hit, chosen: RwSignal<usize>) -> impl IntoView {
    let (kind, glyph) = match hit.kind {
        HitKind::Page => (words.find.page, Glyph::List),
        HitKind::Building => (words.find.building, Glyph::Building),
        HitKind::Door => (words.find.door, Glyph::House),
        HitKind::Resident => (words.find.resident, Glyph::Person),
    };
    let is_chosen = move || chosen.get() == at;
    view! {
        <a
            id=option_id(at)
            role="option"
            aria-selected=move || if is_chosen() { "true" } else { "false" }
            href=hit.href
            rel="external"
            tabindex="-1"
        >
            <Icon glyph />
            <b>{hit.title}</b>
            <span>{hit.hint}</span>
            <small>{kind}</small>
        </a>
    }
}
