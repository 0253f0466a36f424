//! The parts screens are made of. Thin: what they show comes in as plain values, what they do goes out as callbacks.

mod bar;
mod element;
mod keypad;
mod pager;
mod shelf;
mod strip;
mod tap;
mod touch;
mod viewport;

pub(crate) use bar::Bar;
pub(crate) use element::{element, said};
pub(crate) use keypad::{Keypad, Letters};
pub(crate) use pager::Turn;
pub(crate) use shelf::Shelf;
pub(crate) use strip::Strip;
pub(crate) use tap::{Hands, Mark, Tap, use_hands};
pub(crate) use viewport::{Room, Viewport, ViewportProbe};
