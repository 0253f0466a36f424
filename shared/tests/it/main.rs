//! Phones and a server in one process, without a browser or a database.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod accept;
mod alias;
mod back;
mod check;
mod earlier;
mod erase;
mod fixture;
mod golden;
mod loss;
mod retain;
mod rights;
mod standing;
mod step;
mod structure;
mod sync;
mod world;
