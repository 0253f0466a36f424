//! The server as its callers meet it: over HTTP, in this process or as the real program.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod bad_input;
mod beside;
mod desk;
mod door;
mod enrol;
mod erase;
mod error;
mod fixture;
#[cfg(unix)]
mod full;
mod import;
mod journal;
mod kill;
mod live;
mod lost;
mod people;
mod phone;
mod process;
mod rescue;
mod residents;
mod same;
mod sealed;
mod security;
mod structure;
mod sync;
mod tls;
mod undo;
mod watch;
