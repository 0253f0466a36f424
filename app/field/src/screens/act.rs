//! What a tap does, as a plain value; and the one place that does it.

use leptos::prelude::*;
use shared::{
    domain::{Asks, How, Person},
    id::{DeviceId, RecordId},
    value::Value,
};

use super::{choice::Choices, find::Typed, floor::Spared, once};
use crate::state::{Place, Screen, Setting, use_phone};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    Go(Screen),
    /// Another page of the same decision.
    Replace(Screen),
    Back,
    Home,
    Stretch(Place),
    Call(String),
    Answer {
        door: RecordId,
        subject: RecordId,
        asks: Asks,
        item: String,
        value: Value,
        /// On a page of its own: back to the checklist.
        leaves: bool,
    },
    /// How somebody was confirmed by a visit; none: not at all.
    Correct {
        visit: RecordId,
        resident: RecordId,
        how: Option<How>,
    },
    Withdraw(RecordId),
    /// Leaves a door out of 整层都走了, or takes it in again.
    Spare(RecordId),
    FloorDone(Vec<RecordId>),
    Discard(DeviceId, Vec<u64>),
    Set(Setting),
}

/// The callback of a tile.
pub(super) fn perform(act: Act) -> Callback<()> {
    let phone = use_phone();
    let choices = expect_context::<Choices>();
    let spared = expect_context::<Spared>();
    let typed = expect_context::<Typed>();
    Callback::new(move |()| match act.clone() {
        Act::Go(screen) => {
            // Back from a result what was typed is still there; who begins to look begins afresh.
            if screen == Screen::Find {
                typed.forget();
            }
            phone.go(screen);
        }
        Act::Replace(screen) => phone.replace(screen),
        Act::Back => phone.back(),
        Act::Home => phone.back_to_doors(),
        Act::Stretch(place) => phone.open_stretch(place),
        Act::Call(number) => phone.call(&number),
        Act::Answer {
            door,
            subject,
            asks,
            item,
            value,
            leaves,
        } => {
            phone.answer((door, subject), asks, &item, &value);
            if leaves {
                phone.back();
            }
        }
        Act::Correct { visit, resident, how } => {
            let persons = once(&phone, |site| site.visit(visit).map(|visit| visit.persons.clone()));
            let mut persons = persons.unwrap_or_default();
            persons.retain(|person| person.resident != resident);
            persons.extend(how.map(|how| Person { resident, how }));
            phone.correct(visit, &persons);
            phone.back_to_doors();
        }
        Act::Withdraw(visit) => {
            phone.withdraw(visit);
            phone.back_to_doors();
        }
        Act::Spare(door) => spared.flip(door),
        Act::FloorDone(doors) => {
            spared.forget();
            choices.forget();
            phone.floor_done(&doors);
            phone.back_to_doors();
        }
        Act::Discard(device, numbers) => {
            phone.discard(device, &numbers);
            phone.back();
        }
        Act::Set(setting) => phone.set(setting),
    })
}
