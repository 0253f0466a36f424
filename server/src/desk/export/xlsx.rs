//! A table as a workbook of one sheet. Text is written as text: no cell is a formula.

use desk::export::{Cell, Table};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use store::StoreError;

use crate::error::Error;

/// Characters of a column at most; longer text runs on.
const WIDTH_MAX: usize = 40;
/// A Chinese character is as wide as two digits.
const WIDE: usize = 2;

pub(super) fn write(table: &Table) -> Result<Vec<u8>, Error> {
    // Whatever goes wrong here is a defect of ours.
    made(table).map_err(|error| Error::Store(StoreError::Fault(error.to_string())))
}

fn made(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(table.title)?;
    let bold = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(&table.head) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        let cells = table.rows.iter().filter_map(|row| row.get(usize::from(column)));
        let width = cells.map(width).chain([wide(name)]).max().unwrap_or(0);
        sheet.set_column_width(column, width.min(WIDTH_MAX) as f64 + 2.0)?;
    }
    for (at, row) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Empty => {}
                // No figure of ours comes near what a double can't hold.
                Cell::Number(number) => drop(sheet.write_number(at, column, *number as f64)?),
                Cell::Text(text) => drop(sheet.write_string(at, column, text)?),
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

fn width(cell: &Cell) -> usize {
    match cell {
        Cell::Empty => 0,
        Cell::Number(number) => number.to_string().len(),
        Cell::Text(text) => wide(text),
    }
}

fn wide(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { WIDE }).sum()
}
