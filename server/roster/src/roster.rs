//! A file as residents and remarks. Knows nothing of sites, ids or what is stored already.

use std::collections::{BTreeMap, BTreeSet};

use crate::delimited;
use crate::error::ReadError;
use crate::header::{Column, Header};
use crate::limit::{MAX_BYTES, MAX_NOTE_CHARS, MAX_ROWS};
use crate::note::{Code, Note, Severity};
use crate::once;
use crate::reading::{Outcome, Reading};
use crate::row::{EmptyDoor, Row};
use crate::sheet::Sheet;
use crate::text::cut;
use crate::workbook;

/// What the bytes turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    Workbook,
    /// `encoding` as `UTF-8`, `GB18030`, `UTF-16LE`; `separator` is `,`, `;` or a tab.
    Csv {
        encoding: &'static str,
        separator: char,
    },
}

/// Everything a file says about its residents, each person once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    pub format: Format,
    /// In the file's order.
    pub rows: Vec<Row>,
    /// Doors the file names as empty.
    pub empty_doors: Vec<EmptyDoor>,
    /// In the file's order; remarks about the header come before those about its lines.
    pub notes: Vec<Note>,
    /// Of the first sheet read, left to right.
    pub columns: Vec<Column>,
    /// Filled lines below the header, whatever became of them.
    pub lines_read: usize,
}

impl Roster {
    /// Lines left out because they can't be used.
    pub fn errors(&self) -> usize {
        self.notes
            .iter()
            .filter(|note| note.severity == Severity::Error)
            .count()
    }

    pub fn warnings(&self) -> usize {
        self.notes.len() - self.errors()
    }

    /// Lines that were a person already listed, and became one row with them.
    pub fn duplicates(&self) -> usize {
        self.notes
            .iter()
            .filter(|note| matches!(note.code, Code::Duplicate { .. }))
            .count()
    }
}

/// Reads a roster from a workbook (XLSX) or CSV text (UTF-8, GB18030, UTF-16 with a mark). What it is, is judged by the
/// bytes; `name`, the file's name as uploaded, only helps to explain a file that can't be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Roster, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooManyBytes { bytes: bytes.len() });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    if workbook::is_old_workbook(bytes) {
        return Err(ReadError::OldWorkbook);
    }
    if workbook::is_workbook(bytes) {
        let (sheets, skipped) = workbook::read(bytes)?;
        return assemble(Format::Workbook, &sheets, skipped);
    }
    let claims_workbook = name.to_lowercase().ends_with(".xlsx");
    let (text, encoding) = delimited::decode(bytes).map_err(|error| match error {
        ReadError::NotText if claims_workbook => ReadError::BrokenWorkbook,
        error => error,
    })?;
    if delimited::is_web_page(&text) {
        return Err(ReadError::WebPage);
    }
    let (sheet, separator) = delimited::read(&text)?;
    assemble(Format::Csv { encoding, separator }, &[sheet], Vec::new())
}

fn assemble(format: Format, sheets: &[Sheet], mut skipped: Vec<String>) -> Result<Roster, ReadError> {
    let mut found: Vec<(&Sheet, Header)> = Vec::new();
    let mut refusal = None;
    for sheet in sheets.iter().filter(|sheet| !sheet.lines.is_empty()) {
        match Header::find(sheet) {
            Ok(header) => found.push((sheet, header)),
            Err(error) => {
                skipped.push(sheet.name.clone());
                // A header that lacks something says more than no header at all.
                if !matches!(refusal, Some(ReadError::MissingColumns { .. })) {
                    refusal = Some(error);
                }
            }
        }
    }
    let Some((_, first)) = found.first() else {
        return Err(refusal.unwrap_or(ReadError::Empty));
    };
    let mut roster = Roster {
        format,
        rows: Vec::new(),
        empty_doors: Vec::new(),
        notes: skipped
            .iter()
            .map(|name| header_note(first.line, None, Code::SheetSkipped, name))
            .collect(),
        columns: first.columns.clone(),
        lines_read: 0,
    };
    let several = found.len() > 1;
    for (sheet, header) in &found {
        read_sheet(
            &mut roster,
            sheet,
            header,
            several.then(|| cut(&sheet.name, MAX_NOTE_CHARS).to_owned()),
        )?;
    }
    if roster.lines_read == 0 {
        return Err(ReadError::NoRows);
    }
    once::merge(&mut roster);
    note_missing_units(&mut roster);
    let order = |sheet: &Option<String>| found.iter().position(|(known, _)| Some(&known.name) == sheet.as_ref());
    roster.notes.sort_by_key(|note| (order(&note.sheet), note.line));
    Ok(roster)
}

fn read_sheet(roster: &mut Roster, sheet: &Sheet, header: &Header, name: Option<String>) -> Result<(), ReadError> {
    for (code, value) in &header.notes {
        roster.notes.push(header_note(header.line, name.clone(), *code, value));
    }
    for line in &sheet.lines[header.at + 1..] {
        if header.is_repeated_in(line) {
            continue;
        }
        roster.lines_read += 1;
        if roster.lines_read > MAX_ROWS {
            return Err(ReadError::TooManyRows);
        }
        match Reading::new(header, line, name.clone(), &mut roster.notes).row() {
            Outcome::Resident(row) => roster.rows.push(*row),
            Outcome::Empty(door) => roster.empty_doors.push(door),
            Outcome::Nobody => {}
        }
    }
    Ok(())
}

fn header_note(line: usize, sheet: Option<String>, code: Code, value: &str) -> Note {
    let value = cut(value, MAX_NOTE_CHARS).to_owned();
    Note {
        line,
        sheet,
        column: None,
        severity: code.severity(),
        code,
        value,
    }
}

/// A door without its unit is another door: somebody would knock at the wrong one.
fn note_missing_units(roster: &mut Roster) {
    let mut with_unit: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
    for row in &roster.rows {
        with_unit.entry(&row.building).or_default().insert(row.unit.is_some());
    }
    let mixed = |row: &&Row| {
        row.unit.is_none()
            && with_unit
                .get(row.building.as_str())
                .is_some_and(|kinds| kinds.len() > 1)
    };
    let notes: Vec<Note> = roster
        .rows
        .iter()
        .filter(mixed)
        .map(|row| header_note(row.line, row.sheet.clone(), Code::UnitMissing, &row.room))
        .collect();
    roster.notes.extend(notes);
}
