//! Finds the header row by what its cells say, below titles and blank lines, and gives every column its meaning.

use std::collections::BTreeSet;

use crate::error::ReadError;
use crate::field::Field;
use crate::limit::{MAX_LINES_ABOVE_HEADER, MAX_NOTE_CHARS};
use crate::note::Code;
use crate::sheet::{Line, Sheet};
use crate::text::cut;

/// Fewer known headings than this are a title that happens to contain one.
const MIN_KNOWN_HEADINGS: usize = 2;

/// One column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As written in the file.
    pub heading: String,
    /// `None`: not imported.
    pub field: Option<Field>,
    /// From 0.
    pub(crate) index: usize,
}

pub(crate) struct Header {
    /// Where it stands among the sheet's lines.
    pub(crate) at: usize,
    pub(crate) line: usize,
    pub(crate) columns: Vec<Column>,
    pub(crate) notes: Vec<(Code, String)>,
}

/// Known headings in the best line of a sheet, to compare separators by.
pub(crate) fn best_score(sheet: &Sheet) -> usize {
    candidates(sheet).map(|(_, score)| score).max().unwrap_or(0)
}

fn candidates(sheet: &Sheet) -> impl Iterator<Item = (usize, usize)> + '_ {
    let score = |line: &Line| {
        let known: BTreeSet<Field> = line
            .cells
            .iter()
            .filter_map(|cell| Field::of_heading(&cell.text))
            .collect();
        known.len()
    };
    sheet
        .lines
        .iter()
        .take(MAX_LINES_ABOVE_HEADER + 1)
        .enumerate()
        .map(move |(at, line)| (at, score(line)))
}

impl Header {
    pub(crate) fn find(sheet: &Sheet) -> Result<Header, ReadError> {
        // Of equals the first: a header may be repeated on every printed page.
        let best = candidates(sheet).fold((0, 0), |best, next| if next.1 > best.1 { next } else { best });
        if best.1 < MIN_KNOWN_HEADINGS {
            return Err(ReadError::NoHeader);
        }
        let line = &sheet.lines[best.0];
        let mut header = Header {
            at: best.0,
            line: line.number,
            columns: columns(line),
            notes: Vec::new(),
        };
        header.settle();
        let missing = header.missing();
        if missing.is_empty() {
            return Ok(header);
        }
        let found = header.columns.iter().map(|column| column.heading.clone()).collect();
        Err(ReadError::MissingColumns {
            line: header.line,
            missing,
            found,
        })
    }

    /// One field, one column, unless several of a kind add up.
    fn settle(&mut self) {
        self.settle_phones();
        let placed = self.has(Field::Building) && self.has(Field::Room);
        let mut seen = BTreeSet::new();
        for column in &mut self.columns {
            let code = match column.field {
                None => Some(Code::ColumnUnknown),
                Some(Field::Address) if placed => Some(Code::ColumnUnused),
                Some(field) if !seen.insert(field) && !field.may_repeat() => Some(Code::ColumnRepeated),
                Some(_) => None,
            };
            if let Some(code) = code {
                column.field = None;
                self.notes.push((code, column.heading.clone()));
            }
        }
    }

    /// Of two columns called "phone", the one right of the emergency contact is that person's.
    fn settle_phones(&mut self) {
        let phones = self
            .columns
            .iter()
            .filter(|column| column.field == Some(Field::Phone))
            .count();
        for at in 1..self.columns.len() {
            let after_contact = matches!(self.columns[at - 1].field, Some(Field::Contact | Field::Relation));
            if phones > 1 && after_contact && self.columns[at].field == Some(Field::Phone) {
                self.columns[at].field = Some(Field::ContactPhone);
            }
        }
    }

    fn missing(&self) -> Vec<Field> {
        let stands_in = |field: Field| field != Field::Name && self.has(Field::Address);
        [Field::Building, Field::Room, Field::Name]
            .into_iter()
            .filter(|field| !self.has(*field) && !stands_in(*field))
            .collect()
    }

    fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// The columns holding a field, left to right.
    pub(crate) fn of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.field == Some(field))
    }

    /// Whether a line is the header once more, as on every printed page.
    pub(crate) fn is_repeated_in(&self, line: &Line) -> bool {
        let says = |field| self.of(field).any(|column| line.text(column.index) == column.heading);
        says(Field::Name) && (says(Field::Room) || says(Field::Address))
    }
}

fn columns(line: &Line) -> Vec<Column> {
    let filled = line.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
    filled
        .map(|(index, cell)| Column {
            heading: cut(&cell.text, MAX_NOTE_CHARS).to_owned(),
            field: Field::of_heading(&cell.text),
            index,
        })
        .collect()
}
