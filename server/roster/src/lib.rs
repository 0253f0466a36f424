//! Reads the rosters that community offices send: a workbook or a CSV file in, residents and remarks out. Pure over
//! bytes. Knows neither files nor the store, sites or ids; turning rows into operations is done elsewhere.
//!
//! Identity numbers are taken out of every cell before anything else looks at it, so that neither a row nor a note can
//! carry one.

mod care;
mod contact;
mod delimited;
mod door;
mod error;
mod field;
mod header;
mod identity;
mod limit;
mod note;
mod once;
mod person;
mod phone;
mod place;
mod reading;
mod roster;
mod row;
mod sheet;
mod text;
mod workbook;

pub use care::{CARE_TAGS, care_tag_name, care_tags};
pub use contact::Contact;
pub use door::{Door, doors};
pub use error::ReadError;
pub use field::Field;
pub use header::Column;
pub use limit::{MAX_BYTES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES};
pub use note::{Code, Lang, Note, Severity};
pub use person::Sex;
pub use roster::{Format, Roster, read};
pub use row::{EmptyDoor, Row};

/// The text without identity numbers (18 digits, 17 and X, the old 15; in groups or masked): each becomes `***`.
/// Phones come through unharmed. For whatever else people type or upload.
pub fn scrub(text: &str) -> String {
    identity::scrub(text).unwrap_or_else(|| text.to_owned())
}
