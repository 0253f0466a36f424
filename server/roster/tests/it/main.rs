//! The crate from outside: files in, rows and remarks out.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking, in its fixtures too"
)]

mod broken;
mod csv;
mod property;
mod sample;
mod workbook;

use roster::{Roster, Row};

/// Rows as they compare between two files: without the lines they stood in.
fn fields(roster: &Roster) -> Vec<Row> {
    roster.rows.iter().cloned().map(|row| Row { line: 0, ..row }).collect()
}

/// Whether 18 digits, or 17 and an X, stand together anywhere.
fn has_identity_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .windows(18)
        .any(|w| w[..17].iter().all(u8::is_ascii_digit) && matches!(w[17], b'0'..=b'9' | b'x' | b'X'))
}
