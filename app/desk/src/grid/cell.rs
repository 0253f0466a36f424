//! One door in the grid. The link is drawn once, so that it keeps the focus; what stands in it follows the site.

use leptos::prelude::*;
use shared::view::DoorStatus;
use ui::{Glyph, Icon};

use super::{Answer, Cell, text};
use crate::{residents::at_address, words::Words};

pub(super) fn cell(words: &'static Words, first: &Cell, now: Memo<Cell>) -> impl IntoView + use<> {
    let own = &words.grid;
    let tone = move || now.with(|cell| format!("door {}", text::tone(cell.answer)));
    let answer = move || {
        now.with(|cell| {
            view! {
                <Icon glyph=text::glyph(cell.answer) />
                {text::cell(words, cell)}
            }
        })
    };
    // Where the door waits for just that, the answer says it already.
    let listed = move || {
        let is_said = |cell: &Cell| cell.answer == Answer::Today(DoorStatus::Priority);
        now.with(|cell| cell.listed && !is_said(cell)).then(|| {
            view! {
                <span class="mark">
                    <Icon glyph=Glyph::Star />
                    {own.listed}
                </span>
            }
        })
    };
    let flagged = move || {
        now.with(|cell| cell.flagged).then(|| {
            view! {
                <span class="mark flag">
                    <Icon glyph=Glyph::Alert />
                    {own.flagged}
                </span>
            }
        })
    };
    view! {
        <a href=at_address(&first.address) rel="external" class=tone>
            <b>{first.room.clone()}</b>
            " "
            <span class="marks">{listed} " " {flagged}</span>
            " "
            <span class="answer">{answer}</span>
        </a>
    }
}
