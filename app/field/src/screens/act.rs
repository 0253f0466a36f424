//! What a tap does, as a plain value; and the one place that does it.

use leptos::prelude::*;
use shared::{
    domain::{Asks, How, Person},
    id::{DeviceId, RecordId},
    value::Value,
};

use super::{
    door::{all_fine, answered},
    memory::{Memory, use_memory},
    once,
};
use crate::state::{Answer, EnrolFault, LockPage, Phone, Place, Screen, Setting, use_phone};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    Go(Screen),
    /// Another page of the same decision.
    Replace(Screen),
    Back,
    Home,
    Stretch(Place),
    Call(String),
    /// 一切正常
    AllFine(RecordId),
    NoAnswer(RecordId),
    /// What was said about the priority residents of a door, the newest last.
    Answered(RecordId, Vec<Answer>),
    /// Leaves somebody at a door out of 一切正常, or takes them in again.
    Flip(RecordId, RecordId),
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
    Undo,
    SendNow,
    Discard(DeviceId, Vec<u64>),
    Set(Setting),
    /// Elsewhere on a locked phone.
    Locked(LockPage),
    /// 下班
    EndShift,
    Rescue,
    /// Takes note of an alarm.
    Dismiss,
    /// Sends the enrolment code once more, or starts again.
    TryAgain,
    /// Enrols in this window all the same.
    Stay,
}

/// The callback of a tile.
pub(super) fn perform(act: Act) -> Callback<()> {
    let (phone, memory) = (use_phone(), use_memory());
    Callback::new(move |()| tapped(&phone, memory, act.clone()))
}

fn tapped(phone: &Phone, memory: Memory, act: Act) {
    match act {
        Act::Go(screen) => {
            // Back from a result what was typed is still there; who begins to look begins afresh.
            if screen == Screen::Find {
                memory.typed.set(String::new());
            }
            phone.go(screen);
        }
        Act::Replace(screen) => phone.replace(screen),
        Act::Back => phone.back(),
        Act::Home => phone.back_to_doors(),
        Act::Stretch(place) => phone.open_stretch(place),
        Act::Call(number) => phone.call(&number),
        Act::AllFine(door) => all_fine(phone, memory, door),
        Act::NoAnswer(door) => {
            memory.choices.forget();
            phone.no_answer(door);
            home(phone);
        }
        Act::Answered(door, answers) => answered(phone, memory, door, answers),
        Act::Flip(door, resident) => {
            let resident = once(phone, |site| site.resident(resident).cloned());
            if let Some(resident) = resident {
                memory.choices.flip(door, &resident);
            }
        }
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
            let persons = once(phone, |site| site.visit(visit).map(|visit| visit.persons.clone()));
            let mut persons = persons.unwrap_or_default();
            persons.retain(|person| person.resident != resident);
            persons.extend(how.map(|how| Person { resident, how }));
            phone.correct(visit, &persons);
            home(phone);
        }
        Act::Withdraw(visit) => {
            phone.withdraw(visit);
            home(phone);
        }
        Act::Spare(door) => memory.spared.flip(door),
        Act::FloorDone(doors) => {
            memory.spared.forget();
            memory.choices.forget();
            phone.floor_done(&doors);
            home(phone);
        }
        Act::Undo => {
            phone.undo();
            memory.undone.update(|undone| *undone += 1);
        }
        Act::SendNow => phone.send_now(),
        Act::Discard(device, numbers) => {
            phone.discard(device, &numbers);
            phone.back();
        }
        Act::Set(setting) => phone.set(setting),
        Act::Locked(at) => phone.lock_page(at),
        Act::EndShift => phone.end_shift(),
        Act::Rescue => phone.rescue(),
        Act::Dismiss => phone.dismiss_alarm(),
        Act::TryAgain => try_again(phone, memory),
        Act::Stay => {
            memory.may_stay.set(true);
            super::enrol::follow(phone, memory);
        }
    }
}

/// Back to the list with what was just recorded.
pub(super) fn home(phone: &Phone) {
    let phone = *phone;
    phone.then(move || phone.back_to_doors());
}

fn try_again(phone: &Phone, memory: Memory) {
    let is_offline = untrack(|| phone.enrol_fault() == Some(EnrolFault::Outage));
    let code = memory.code.with_untracked(super::enrol::Code::whole);
    match code.or_else(|| phone.linked_code()).filter(|_| is_offline) {
        Some(code) => phone.enrol(&code),
        None => phone.reload(),
    }
}
