//! Typed, lenient views over records: what is missing or of another form is absent, never an error.

pub mod door;
pub mod resident;
pub mod seen;
pub mod site;
pub mod template;
pub mod tick;
pub mod visit;

pub use door::{Building, Door};
pub use resident::{Contact, Priority, Resident, Whereabouts};
pub use seen::{is_seen_mark, seen_change, seen_id};
pub use site::Site;
pub use template::{Answer, Asks, Item, Template};
pub use tick::{Tick, TickKey};
pub use visit::{How, Outcome, Person, Visit};
