//! XLSX to lines. The archive is unpacked once into nothing, counting, before the reader is let near it; cells are then
//! taken one by one, since a sheet may claim to be 16,384 columns wide and a million lines long.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::error::ReadError;
use crate::limit::{MAX_COLUMNS, MAX_PARTS, MAX_SHARED_STRINGS, MAX_SHEETS, MAX_UNPACKED_BYTES};
use crate::sheet::{Cell, Collector, Sheet};

const ZIP: &[u8] = b"PK\x03\x04";
/// Of old workbooks, and of the wrapping around an encrypted one.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP)
}

pub(crate) fn is_old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(OLE)
}

/// Visible sheets in the workbook's order, and the names of those passed over.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<String>), ReadError> {
    // The readers are other people's code before a stranger's file: a panic in them is a broken file.
    catch_unwind(AssertUnwindSafe(|| {
        check_size(bytes)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::BrokenWorkbook)?;
        read_sheets(&mut book)
    }))
    .unwrap_or(Err(ReadError::BrokenWorkbook))
}

fn read_sheets(book: &mut Xlsx<Cursor<&[u8]>>) -> Result<(Vec<Sheet>, Vec<String>), ReadError> {
    let (mut sheets, mut skipped, mut collector) = (Vec::new(), Vec::new(), Collector::default());
    let all: Vec<_> = book.sheets_metadata().iter().take(MAX_SHEETS).cloned().collect();
    for sheet in all {
        if sheet.typ != SheetType::WorkSheet || sheet.visible != SheetVisible::Visible {
            skipped.push(Cell::new(&sheet.name).text);
            continue;
        }
        let merged = merged_below(book, &sheet.name);
        read_cells(book, &sheet.name, &merged, &mut collector)?;
        sheets.push(collector.finish(&sheet.name));
    }
    Ok((sheets, skipped))
}

/// A household's building and room are often written once, in a cell merged over its lines: first line by column, with
/// the last line it covers. Counted from 0.
type Merged = BTreeMap<(u32, u32), u32>;

fn merged_below(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Merged {
    let regions = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    regions
        .iter()
        .filter(|region| region.start.1 == region.end.1 && region.end.0 > region.start.0)
        .map(|region| ((region.start.0, region.start.1), region.end.0))
        .collect()
}

fn read_cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    merged: &Merged,
    collector: &mut Collector,
) -> Result<(), ReadError> {
    let broken = |_: XlsxError| ReadError::BrokenWorkbook;
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet of charts is no reason to refuse the list beside it.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(_) => return Err(ReadError::BrokenWorkbook),
    };
    // Values still reaching down from above, by column: the last line they cover and what they say.
    let mut reaching: BTreeMap<u32, (u32, Cell)> = BTreeMap::new();
    let mut line = None;
    let mut filled = Vec::new();
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        let cell = cell(found.get_value());
        if line.is_some_and(|line| line > row) {
            // Lines out of order: no program writes that.
            return Err(ReadError::BrokenWorkbook);
        }
        if line != Some(row) {
            finish_line(line, &mut filled, &mut reaching, collector)?;
            line = Some(row);
        }
        if let (Some(&last), false) = (merged.get(&(row, column)), cell.text.is_empty()) {
            reaching.insert(column, (last, cell.clone()));
        }
        if !cell.text.is_empty() {
            if column as usize >= MAX_COLUMNS || filled.len() >= MAX_COLUMNS {
                return Err(ReadError::TooManyColumns);
            }
            filled.push((column, cell));
        }
    }
    finish_line(line, &mut filled, &mut reaching, collector)
}

/// Adds what merged cells lend to a line that has something of its own.
fn finish_line(
    line: Option<u32>,
    filled: &mut Vec<(u32, Cell)>,
    reaching: &mut BTreeMap<u32, (u32, Cell)>,
    collector: &mut Collector,
) -> Result<(), ReadError> {
    let Some(line) = line else { return Ok(()) };
    reaching.retain(|_, (last, _)| *last >= line);
    if !filled.is_empty() {
        for (column, (_, cell)) in reaching.iter() {
            if !filled.iter().any(|(own, _)| own == column) {
                filled.push((*column, cell.clone()));
            }
        }
    }
    for (column, cell) in filled.drain(..) {
        collector.put(line as usize + 1, column as usize, cell)?;
    }
    Ok(())
}

/// What Excel shows, near enough; of a formula the value it last had.
fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::new(text),
        DataRef::SharedString(text) => Cell::new(text),
        DataRef::Int(number) => Cell::new(&number.to_string()),
        DataRef::Float(number) => Cell::new(&number.to_string()),
        DataRef::Bool(yes) => Cell::new(if *yes { "是" } else { "否" }),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            Cell::new(&format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::new(text),
        DataRef::Error(error) => Cell::error(&error.to_string()),
    }
}

/// Refuses what would unpack to more than a roster is, without believing the sizes the archive declares.
fn check_size(bytes: &[u8]) -> Result<(), ReadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::BrokenWorkbook)?;
    if archive.len() > MAX_PARTS {
        return Err(ReadError::TooLarge);
    }
    let (mut left, mut part) = (MAX_UNPACKED_BYTES, Vec::new());
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| ReadError::BrokenWorkbook)?;
        part.clear();
        // One byte more than allowed tells "full" from "too much".
        let taken = file
            .take(left + 1)
            .read_to_end(&mut part)
            .map_err(|_| ReadError::BrokenWorkbook)? as u64;
        left = left.checked_sub(taken).ok_or(ReadError::TooLarge)?;
        check_announced(&part)?;
    }
    Ok(())
}

/// The reader reserves room for as many shared strings as a part announces, before it has seen one.
fn check_announced(part: &[u8]) -> Result<(), ReadError> {
    const KEY: &[u8] = b"uniqueCount";
    // UTF-16 would hide the announcement from this search; Excel writes UTF-8.
    if part.starts_with(b"\xFE\xFF")
        || part.starts_with(b"\xFF\xFE")
        || (part.starts_with(b"<\0") || part.starts_with(b"\0<"))
    {
        return Err(ReadError::BrokenWorkbook);
    }
    let mut rest = part;
    while let Some(at) = rest.windows(KEY.len()).position(|window| window == KEY) {
        rest = &rest[at + KEY.len()..];
        let digits = rest
            .iter()
            .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'' | b'+'));
        let announced = digits
            .take_while(|b| b.is_ascii_digit())
            .fold(0u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')));
        if announced > MAX_SHARED_STRINGS {
            return Err(ReadError::TooLarge);
        }
    }
    Ok(())
}
