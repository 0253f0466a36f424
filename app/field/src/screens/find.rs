//! Nine keys that find a door by its room or a person by the initials of their name: z·g·c is 9·4·2.

use leptos::{ev, prelude::*};
use shared::view::find::{Found, Index};
use ui::{Glyph, Icon};

use super::{
    act::{Act, perform},
    page::{Ctx, Page, Row},
};
use crate::{
    components::{Bar, Tap},
    state::{Screen, use_phone},
    words::{Words, use_words},
};

/// Digits that can be typed; nobody's initials and no room needs more.
const DIGITS_MAX: usize = 8;
/// Beside each other above the keys; the last of them leads to all where there are more.
const SHOWN: usize = 3;
const LETTERS: [&str; 10] = ["", "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];

/// Kept while a result is looked at, for coming back.
#[derive(Clone, Copy, Default)]
pub(super) struct Typed(RwSignal<String>);

impl Typed {
    pub(super) fn forget(self) {
        self.0.set(String::new());
    }
}

#[component]
pub(super) fn Find() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let typed = expect_context::<Typed>().0;
    let index = Memo::new(move |_| phone.index());
    let found = Memo::new(move |_| {
        let here = phone.stretch();
        typed.with(|digits| index.with(|index| phone.with_site(|site, _| index.find(site, digits, here.as_ref()))))
    });
    let press = move |digit: char| {
        typed.update(|digits| {
            if digits.len() < DIGITS_MAX {
                digits.push(digit);
            }
        });
    };
    let delete = move || {
        typed.update(|digits| {
            digits.pop();
        });
    };
    let keyboard = window_event_listener(ev::keydown, move |event| match event.key().as_str() {
        "Backspace" => delete(),
        key => {
            let digit = key
                .chars()
                .next()
                .filter(|digit| key.len() == 1 && digit.is_ascii_digit());
            if let Some(digit) = digit {
                press(digit);
            }
        }
    });
    on_cleanup(move || keyboard.remove());
    let title = Signal::derive(move || {
        let digits = typed.get();
        if digits.is_empty() {
            words.find.to_owned()
        } else {
            digits
        }
    });
    let small = Signal::derive(move || {
        let said = if typed.with(String::is_empty) {
            words.rooms_or_initials.to_owned()
        } else {
            (words.found)(found.with(Vec::len) as u64)
        };
        vec![said]
    });
    let back = Callback::new(move |()| phone.back());
    let key = move |digit: char| {
        let letters = digit
            .to_digit(10)
            .and_then(|digit| LETTERS.get(digit as usize))
            .copied();
        view! {
            <Tap class="digit" on_tap=Callback::new(move |()| press(digit))>
                {digit.to_string()} <small>{letters.unwrap_or_default()}</small>
            </Tap>
        }
        .into_any()
    };
    let results = move || found.with(|found| results(words, found, &typed.get()));
    view! {
        <div class="phone find">
            <Bar title small back />
            <div class="results" role="status">{results}</div>
            <main class="keypad">
                {('1'..='9').map(key).collect_view()} <span></span> {key('0')}
                <Tap class="digit" label=words.delete on_tap=Callback::new(move |()| delete())>
                    <Icon glyph=Glyph::Delete />
                </Tap>
            </main>
        </div>
    }
}

/// The first of what was found, and the way to the rest.
fn results(words: &'static Words, found: &[Found], digits: &str) -> AnyView {
    let shown = if found.len() > SHOWN { SHOWN - 1 } else { found.len() };
    let cell = |found: &Found| {
        let act = perform(Act::Go(Screen::Door { door: found.door }));
        let (big, small) = match &found.name {
            Some(name) => (name.clone(), found.address.clone()),
            None => (found.room.clone(), found.address.clone()),
        };
        view! { <Tap class="door" on_tap=act><b class="line">{big}</b> " " <span class="line">{small}</span></Tap> }
            .into_any()
    };
    let mut cells: Vec<AnyView> = found.iter().take(shown).map(cell).collect();
    if found.len() > shown {
        let all = perform(Act::Go(Screen::Found {
            digits: digits.to_owned(),
        }));
        let count = (words.count)(found.len() as u64);
        cells.push(
            view! { <Tap class="door" on_tap=all><b>{words.see_all}</b> " " <span>{count}</span></Tap> }.into_any(),
        );
    }
    if cells.is_empty() && !digits.is_empty() {
        return view! { <p class="none">{words.found_nothing}</p> }.into_any();
    }
    cells.collect_view().into_any()
}

/// Everything that these digits find.
pub(super) fn found(ctx: &Ctx<'_>, index: &Index, digits: &str) -> Page {
    let here = ctx.phone.stretch();
    let row = |found: Found| Row {
        tone: "",
        glyph: if found.name.is_some() {
            Glyph::Person
        } else {
            Glyph::House
        },
        title: found.name.clone().unwrap_or_else(|| found.room.clone()),
        lines: vec![found.address],
        act: Some(Act::Go(Screen::Door { door: found.door })),
    };
    let rows: Vec<Row> = index
        .find(ctx.site, digits, here.as_ref())
        .into_iter()
        .map(row)
        .collect();
    Page {
        title: digits.to_owned(),
        small: vec![(ctx.words.found)(rows.len() as u64)],
        rows,
        ..Page::default()
    }
}
