//! The file as lines of clean cells, whichever format it came in. Everything past this point sees scrubbed text only.

use crate::error::ReadError;
use crate::identity::scrub;
use crate::limit::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_LINES_ABOVE_HEADER, MAX_ROWS, MAX_TEXT_BYTES};
use crate::text::{cut, tidy};

/// Looked at beyond the limit, so that an identity number is whole when it is looked for.
const OVERHANG_CHARS: usize = 64;

pub(crate) struct Sheet {
    /// Empty for a CSV file.
    pub(crate) name: String,
    /// Only lines with something in them.
    pub(crate) lines: Vec<Line>,
}

pub(crate) struct Line {
    /// From 1, as Excel numbers it.
    pub(crate) number: usize,
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) flaw: Option<Flaw>,
}

/// What the office should hear about a cell, if its column is one we keep.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Flaw {
    Identity,
    TooLong,
    Garbled,
    /// Excel's own error value; the text is its name.
    Error,
}

impl Line {
    pub(crate) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// All of it in one string, for a remark about a line that isn't a resident.
    pub(crate) fn joined(&self) -> String {
        let filled: Vec<&str> = self
            .cells
            .iter()
            .map(|cell| cell.text.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        let joined = filled.join(" ");
        // Neighbouring cells can come to look like one number.
        scrub(&joined).unwrap_or(joined)
    }
}

impl Cell {
    pub(crate) fn new(raw: &str) -> Self {
        let reached = cut(raw, MAX_CELL_CHARS + OVERHANG_CHARS);
        let mut text = tidy(reached);
        let mut flaw = text.contains('\u{FFFD}').then_some(Flaw::Garbled);
        if let Some(scrubbed) = scrub(&text) {
            text = scrubbed;
            flaw = Some(Flaw::Identity);
        }
        if reached.len() < raw.len() {
            // The end may be half a number: it goes, whatever it is.
            let keep = text.chars().count().saturating_sub(OVERHANG_CHARS);
            text.truncate(cut(&text, keep).len());
            flaw = flaw.or(Some(Flaw::TooLong));
        } else if text.chars().count() > MAX_CELL_CHARS {
            text.truncate(cut(&text, MAX_CELL_CHARS).len());
            flaw = flaw.or(Some(Flaw::TooLong));
        }
        Cell {
            text: text.trim_end().to_owned(),
            flaw,
        }
    }

    pub(crate) fn error(name: &str) -> Self {
        Cell {
            text: name.to_owned(),
            flaw: Some(Flaw::Error),
        }
    }
}

/// Collects cells into lines and stops when a file asks for more than a roster needs.
#[derive(Default)]
pub(crate) struct Collector {
    lines: Vec<Line>,
    /// Over all sheets.
    lines_taken: usize,
    bytes_taken: usize,
}

impl Collector {
    /// Cells of a line come in any order of columns, lines from top to bottom.
    pub(crate) fn put(&mut self, number: usize, column: usize, cell: Cell) -> Result<(), ReadError> {
        if cell.text.is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(ReadError::TooManyColumns);
        }
        self.bytes_taken += cell.text.len();
        if self.bytes_taken > MAX_TEXT_BYTES {
            return Err(ReadError::TooLarge);
        }
        if self.lines.last().is_none_or(|line| line.number != number) {
            self.lines_taken += 1;
            if self.lines_taken > MAX_ROWS + MAX_LINES_ABOVE_HEADER + 1 {
                return Err(ReadError::TooManyRows);
            }
            self.lines.push(Line {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(line) = self.lines.last_mut() {
            if line.cells.len() <= column {
                line.cells.resize(column + 1, Cell::default());
            }
            line.cells[column] = cell;
        }
        Ok(())
    }

    pub(crate) fn finish(&mut self, name: &str) -> Sheet {
        Sheet {
            name: Cell::new(name).text,
            lines: std::mem::take(&mut self.lines),
        }
    }
}
