//! One door: what to know before knocking, who lives there, and what can be recorded with one tap.

use leptos::prelude::*;
use shared::id::RecordId;
use ui::{Glyph, Icon};

use super::{
    act::{Act, perform},
    choice::{Choices, Outcome, asked, outcome},
    doors::MoreKey,
    notice::Message,
    once,
    page::Line,
};
use crate::{
    components::{Bar, Frame, Tap},
    state::{Answer, Phone, Screen, use_phone},
    words::use_words,
};

mod sheet;

pub(super) use sheet::{Name, checklists, person_line};
use sheet::{Sheet, sheet};

#[component]
pub(super) fn Door(door: RecordId) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let choices = expect_context::<Choices>();
    let sheet = Memo::new(move |_| {
        let choice = choices.of(door);
        phone.with_site(|site, now| sheet(words, site, now, door, &choice))
    });
    let title =
        Signal::derive(move || sheet.with(|sheet| sheet.as_ref().map_or_else(String::new, |s| s.address.clone())));
    let small = Signal::derive(move || sheet.with(|sheet| sheet.as_ref().map_or_else(Vec::new, |s| s.small.clone())));
    let back = Callback::new(move |()| phone.back());
    let is_here = Memo::new(move |_| sheet.with(Option::is_some));
    let bar = view! { <Bar title small back corner=view! { <MoreKey act=Act::Go(Screen::More { door: Some(door) }) /> }.into_any() /> }.into_any();
    let body = move || {
        if !is_here.get() {
            return view! { <Message glyph=Glyph::Building notice=words.no_doors /> }.into_any();
        }
        let sheet = Memo::new(move |_| sheet.get().unwrap_or_default());
        view! {
            <Known sheet />
            <Tiles door sheet />
        }
        .into_any()
    };
    view! { <Frame bar body="door-body">{body}</Frame> }
}

/// What to know before knocking, who lives here, what was recorded today.
#[component]
fn Known(sheet: Memo<Sheet>) -> impl IntoView {
    let notes = move || {
        let lines = sheet.with(|sheet| sheet.notes.clone()).into_iter();
        lines
            .map(|Line { tone, glyph, text }| {
                view! { <p class=format!("note {tone}")><Icon glyph /> <span>{text}</span></p> }
            })
            .collect_view()
    };
    let who = move || {
        let lines = sheet.with(|sheet| sheet.who.clone()).into_iter();
        lines
            .map(|Line { tone, glyph, text }| {
                view! { <li class=tone><Icon glyph /> <span>{text}</span></li> }
            })
            .collect_view()
    };
    view! {
        <section class="known">
            {notes} <ul class="who">{who}</ul>
        </section>
    }
}

/// Only what works now.
#[component]
fn Tiles(door: RecordId, sheet: Memo<Sheet>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let choices = expect_context::<Choices>();
    let fine = Callback::new(move |()| {
        let asked = once(&phone, |site| asked(&site.residents_at(door), &choices.of(door)));
        if asked.is_empty() {
            record(&phone, choices, door, &[]);
        } else {
            phone.go(Screen::Priority {
                door,
                answers: Vec::new(),
            });
        }
    });
    let no_answer = Callback::new(move |()| {
        choices.forget();
        phone.no_answer(door);
        phone.back_to_doors();
    });
    let people = move || sheet.with(|sheet| sheet.people);
    let residents = perform(Act::Go(Screen::Residents { door }));
    let checklist = perform(Act::Go(Screen::Checklist { door }));
    let has_checklist = Memo::new(move |_| sheet.with(|sheet| sheet.checklist.is_some()));
    let has_people = Memo::new(move |_| people() > 0);
    let can_be_fine = Memo::new(move |_| sheet.with(|sheet| sheet.seen > 0 || sheet.people == 0));
    let left_out = move || sheet.with(|sheet| sheet.left_out.clone());
    view! {
        <div class="tiles">
            {move || {
                if can_be_fine.get() {
                    view! {
                        <Tap class="tile primary" on_tap=fine>
                            <Icon glyph=Glyph::Check />
                            {words.all_fine}
                            {move || left_out().map(|names| view! { <small class="line">{names}</small> })}
                        </Tap>
                    }
                        .into_any()
                } else {
                    view! { <p class="tile none">{words.nobody_chosen}</p> }.into_any()
                }
            }}
            <Tap class="tile warn" on_tap=no_answer>
                <Icon glyph=Glyph::Knock />
                {words.no_answer}
            </Tap>
            {move || {
                has_checklist
                    .get()
                    .then(|| {
                        view! {
                            <Tap class=Signal::derive(move || sheet.with(Sheet::checklist_class)) on_tap=checklist>
                                <Icon glyph=Glyph::List />
                                {words.checklist}
                                <small>{move || sheet.with(|sheet| sheet.checklist.clone())}</small>
                            </Tap>
                        }
                    })
            }}
            {move || {
                has_people
                    .get()
                    .then(|| {
                        view! {
                            <Tap
                                class=Signal::derive(move || {
                                    if has_checklist.get() { "tile" } else { "tile wide" }.to_owned()
                                })
                                on_tap=residents
                            >
                                <Icon glyph=Glyph::People />
                                {words.residents}
                                <small>{move || sheet.with(|sheet| sheet.home.clone())}</small>
                            </Tap>
                        }
                    })
            }}
        </div>
    }
}

/// Saves what 一切正常 comes to and returns to the list. False where nobody was seen: then nothing is saved.
pub(super) fn record(phone: &Phone, choices: Choices, door: RecordId, answers: &[Answer]) -> bool {
    let outcome = once(phone, |site| {
        outcome(&site.residents_at(door), &choices.of(door), answers)
    });
    match outcome {
        Outcome::AllFine(persons) => phone.visit_all_fine(door, persons),
        Outcome::Partly(persons) => phone.visit(door, shared::domain::Outcome::Answered, persons),
        Outcome::Nobody => {
            phone.refuse();
            return false;
        }
    }
    choices.forget();
    phone.back_to_doors();
    true
}
