//! Nine keys that find a door by its room or a person by the initials of their name: z·g·c is 9·4·2.

use leptos::prelude::*;
use shared::view::find::{Found, Index};
use ui::{Glyph, Icon};

use super::{
    act::Act,
    memory::use_memory,
    page::{Ctx, Page, Tile, cell},
};
use crate::{
    components::{Bar, Keypad, Letters, Tap, said},
    state::{Screen, use_phone},
    words::{Words, use_words},
};

/// Digits that can be typed; nobody's initials and no room needs more.
const DIGITS_MAX: usize = 8;
/// Beside each other above the keys; the last of them leads to all where there are more.
const SHOWN: usize = 3;

#[component]
pub(super) fn Find() -> impl IntoView {
    let (phone, words, typed) = (use_phone(), use_words(), use_memory().typed);
    let found = Memo::new(move |_| {
        let (here, index) = (phone.stretch(), phone.index());
        typed.with(|digits| phone.with_site(|site, _| index.find(site, digits, here.as_ref())))
    });
    let press = Callback::new(move |digit: Option<char>| {
        typed.update(|digits| match digit {
            Some(digit) if digits.len() < DIGITS_MAX => digits.push(digit),
            Some(_) => {}
            None => drop(digits.pop()),
        });
    });
    let title = Signal::derive(move || {
        Some(typed.get())
            .filter(|digits| !digits.is_empty())
            .unwrap_or_else(|| words.find.to_owned())
    });
    let small = Signal::derive(move || {
        let said = if typed.with(String::is_empty) {
            words.rooms_or_initials.to_owned()
        } else {
            (words.found)(found.with(Vec::len) as u64)
        };
        vec![said]
    });
    let leave = Callback::new(move |()| phone.back());
    let label = Some(words.back.to_owned());
    let back = view! { <Tap class="key" label on_tap=leave><Icon glyph=Glyph::Back /></Tap> }.into_any();
    let gap = || said("SPAN", "", "");
    view! {
        <div class="phone find">
            <Bar title small back corner=gap() />
            <div class="results" role="status">{move || found.with(|found| results(words, found, &typed.get()))}</div>
            <Keypad letters=Letters::Shown press corner=gap() />
        </div>
    }
}

/// The first of what was found, and the way to the rest.
fn results(words: &'static Words, found: &[Found], digits: &str) -> AnyView {
    if found.is_empty() && !digits.is_empty() {
        return said("P", "none", words.found_nothing);
    }
    let shown = if found.len() > SHOWN { SHOWN - 1 } else { found.len() };
    let mut cells: Vec<AnyView> = found.iter().take(shown).map(|found| cell(bare(found))).collect();
    if found.len() > shown {
        let digits = digits.to_owned();
        let all = Tile::said("", words.see_all, Some(Act::Go(Screen::Found { digits })));
        cells.push(cell(all.small((words.count)(found.len() as u64))));
    }
    cells.into_any()
}

fn bare(found: &Found) -> Tile {
    Tile {
        glyph: None,
        ..tile(found)
    }
}

fn tile(found: &Found) -> Tile {
    let (glyph, label) = match &found.name {
        Some(name) => (Glyph::Person, name),
        None => (Glyph::House, &found.room),
    };
    let open = Act::Go(Screen::Door { door: found.door });
    Tile::new(glyph, label.clone(), open).small(found.address.clone())
}

/// Everything that these digits find.
pub(super) fn found(ctx: &Ctx<'_>, index: &Index, digits: &str) -> Page {
    let here = ctx.phone.stretch();
    let found = index.find(ctx.site, digits, here.as_ref());
    Page {
        title: digits.to_owned(),
        small: vec![(ctx.words.found)(found.len() as u64)],
        rows: found.iter().map(tile).collect(),
        ..Page::default()
    }
}
