//! What a roster may weigh at most. A compound of 11,000 people is about 1 MB as a workbook; the bounds leave room for a
//! town and keep a hostile file from taking the server's memory.

/// The uploaded file, in bytes as received.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Lines below the header, over all sheets; blank ones are not counted.
pub const MAX_ROWS: usize = 50_000;

/// Columns with something in them. A real roster has 10 to 40.
pub const MAX_COLUMNS: usize = 256;

/// Characters kept of one cell; what is longer is cut, with a warning.
pub const MAX_CELL_CHARS: usize = 500;

/// All kept text together, in bytes: shared strings let a small workbook say a lot.
pub(crate) const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// A workbook unpacked, in bytes over all its parts.
pub const MAX_UNPACKED_BYTES: u64 = 192 * 1024 * 1024;

/// Parts inside a workbook.
pub(crate) const MAX_PARTS: usize = 2_000;

/// Shared strings a workbook may announce: the reader reserves room for as many as announced.
pub(crate) const MAX_SHARED_STRINGS: u64 = (MAX_ROWS * 40) as u64;

/// Sheets looked at in one workbook.
pub(crate) const MAX_SHEETS: usize = 200;

/// Filled lines above the header (titles, remarks) that are looked through to find it.
pub(crate) const MAX_LINES_ABOVE_HEADER: usize = 30;

/// Characters of a cell repeated in a note.
pub(crate) const MAX_NOTE_CHARS: usize = 60;

/// Phone numbers, and emergency contacts, kept of one person.
pub(crate) const MAX_CONTACTS: usize = 8;
