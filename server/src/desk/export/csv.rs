//! A table as CSV that spreadsheets open as it is meant: UTF-8 with a mark, and no cell that they would calculate.

use desk::export::{Cell, Table};

/// Without it Excel takes Chinese for something else.
const MARK: &str = "\u{feff}";

pub(super) fn write(table: &Table) -> Vec<u8> {
    let mut text = MARK.to_owned();
    line(&mut text, table.head.iter().map(|name| quoted(name)));
    for row in &table.rows {
        line(&mut text, row.iter().map(cell));
    }
    text.into_bytes()
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => quoted(&harmless(text)),
    }
}

/// What begins like a formula would be run by whoever opens the file; a resident's name is written at any door.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_nothing_is_calculated() {
        let row = ["=1+1", "+86", "-2", "@x", "\tx", "\rx", "a,\"b\"", "a\nb", "李"];
        let mut row: Vec<Cell> = row.into_iter().map(Cell::from).collect();
        row.extend([Cell::Number(-3), Cell::Empty]);
        let table = Table {
            title: "x",
            head: vec!["房号", "a,b"],
            rows: vec![row],
        };
        let text = String::from_utf8(write(&table)).unwrap();
        let wanted = "\u{feff}房号,\"a,b\"\r\n'=1+1,'+86,'-2,'@x,'\tx,\"'\rx\",\"a,\"\"b\"\"\",\"a\nb\",李,-3,\r\n";
        assert_eq!(text, wanted);
    }
}
