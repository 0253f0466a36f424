//! Runs the replica: executes its effects with disk and network, and feeds back what came of them. Single-threaded.
//!
//! Everything the disk does passes through one lane, in order, taps first. Of several tabs one leads: it alone talks to
//! the server, the others read from the disk what it wrote. Which screens there are is unknown here.

mod call;
mod driver;
mod earlier;
mod enrol;
mod fold;
mod former;
mod lane;
mod lead;
mod mend;
mod note;
mod renew;
mod tend;

pub(crate) use driver::{Driver, News};
pub(crate) use enrol::{Before, EnrolError, enrol};
pub(crate) use former::Former;
