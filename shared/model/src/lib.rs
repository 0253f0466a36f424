//! What the real ones are held against: a server over maps, a phone's disk in memory, a small site and what people do
//! there. As plain as can be, so that they can be trusted to be right. For tests and the simulation only.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod deed;
mod phone;
mod server;
pub mod site;
mod storage;

pub use deed::{Deed, Maker};
pub use phone::{Phone, Request, messages};
pub use server::Server;
pub use storage::{Done, Storage};
