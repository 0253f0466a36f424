//! The simulation: phones that run the real `shared::replica`, a server that runs the real store, and everything that
//! may go wrong between and in them, drawn from a seed. After every step the invariants of ARCHITECTURE.md are checked;
//! a seed replays exactly.
//!
//! ```text
//! Dice ─► World ─┬─ Phone … Phone     disk, tabs, a clock of its own; killed between any two storage steps
//!                ├─ requests          lost, cut off, twice, late; open, in envelopes or in a file
//!                └─ Office            SqliteStore in a folder │ model::Server, fed the same
//! ```
//!
//! What the store answers must be what the model answers, what a phone holds must be what the model has for it. A
//! [`Bug`] breaks one seam on purpose, to show that the checks see it.

#![expect(
    clippy::unwrap_used,
    reason = "a simulation stops at what it did not expect, and says the seed"
)]

mod breach;
mod bug;
mod dice;
mod office;
mod phone;
mod world;

pub use breach::Breach;
pub use bug::Bug;
pub use world::{Played, play, play_return};
