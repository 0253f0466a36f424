//! What both sides show, as pure functions over records: the phone calls them over its replica, the server over rows it
//! loaded. Written once.

pub mod door;
pub mod find;
pub mod freshness;
mod lazy;
pub mod recent;
pub mod site;

pub use door::{DoorDay, DoorStatus};
pub use freshness::{Confirmed, Freshness};
pub use recent::Recent;
pub use site::{DoorLine, SiteView, Stretch};
