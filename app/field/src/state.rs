//! What screens see and do: one `Phone` in Leptos' context. Screens read its signals inside reactive closures and call
//! its actions; they never touch disk, sync or browser themselves.

mod action;
mod card;
mod check;
mod core;
mod device;
mod hold;
mod line;
mod lock;
mod overdue;
mod phone;
mod record;
mod save;
mod screen;
mod setting;
mod stage;
mod strip;
mod trail;
mod undo;

pub(crate) use crate::disk::{Fault, PIN_DIGITS, Reason};
pub(crate) use check::Checks;
pub(crate) use device::Window;
pub(crate) use line::{LineStanding, OutboxLine, What};
pub(crate) use lock::{LockPage, PinState};
pub(crate) use phone::{Phone, use_phone};
pub(crate) use save::SaveKind;
pub(crate) use screen::{Answer, Place, Screen, Seen};
pub(crate) use setting::{Setting, Side, Sound, TextSize};
pub(crate) use stage::{Alarm, EnrolFault, Stage};
pub(crate) use strip::Strip;
pub(crate) use ui::{Lang, Theme};
pub(crate) use undo::{Undo, UndoBar};
