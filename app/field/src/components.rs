//! The parts screens are made of. Thin: what they show comes in as plain values, what they do goes out as callbacks.

mod bar;
mod element;
mod keypad;
mod pager;
mod strip;
mod tap;
mod touch;
mod viewport;

pub(crate) use bar::Bar;
pub(crate) use element::{element, said};
pub(crate) use keypad::{Keypad, Letters};
pub(crate) use pager::Turn;
pub(crate) use strip::Strip;
pub(crate) use tap::{Hands, Tap};
pub(crate) use viewport::{Room, Viewport, ViewportProbe};
