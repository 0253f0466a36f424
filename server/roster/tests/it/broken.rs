//! Files that are no roster, or more than one: each a clear error.

use roster::{Code, Lang, MAX_BYTES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, ReadError, read};

fn error(name: &str, bytes: &[u8]) -> ReadError {
    read(name, bytes).unwrap_err()
}

#[test]
fn what_is_no_roster_is_told_apart() {
    assert_eq!(error("a.csv", b""), ReadError::Empty);
    assert_eq!(error("a.csv", b" \r\n\n"), ReadError::Empty);
    assert_eq!(
        error("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"),
        ReadError::OldWorkbook
    );
    assert_eq!(error("a.xls", b"<html><table></table></html>"), ReadError::WebPage);
    assert_eq!(error("a.xlsx", b"PK\x03\x04nothing"), ReadError::BrokenWorkbook);
    assert_eq!(
        error("a.jpg", &[0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ReadError::NotText
    );
    assert_eq!(error("a.csv", "今天下雨".as_bytes()), ReadError::NoHeader);
    assert_eq!(error("a.csv", "楼号,房号,姓名\n".as_bytes()), ReadError::NoRows);
    assert_eq!(
        error("a.csv", &vec![b' '; MAX_BYTES + 1]),
        ReadError::TooManyBytes { bytes: MAX_BYTES + 1 }
    );
}

#[test]
fn a_truncated_workbook_is_a_broken_one() {
    let whole = include_bytes!("../data/roster-sample.xlsx");
    for len in [4, 30, 1_000, whole.len() / 2, whole.len() - 1] {
        assert_eq!(error("a.xlsx", &whole[..len]), ReadError::BrokenWorkbook, "{len}");
    }
}

#[test]
fn one_row_too_many_is_refused_and_the_last_allowed_is_read() {
    let mut text = String::from("楼号,房号,姓名\n");
    for row in 0..MAX_ROWS {
        text.push_str(&format!("{},{},王芳\n", row / 1000 + 1, row % 1000 + 1));
    }
    assert_eq!(read("a.csv", text.as_bytes()).unwrap().rows.len(), MAX_ROWS);
    text.push_str("60,101,王芳\n");
    assert_eq!(error("a.csv", text.as_bytes()), ReadError::TooManyRows);
    assert!(ReadError::TooManyRows.text(Lang::Zh).contains("50000"));
}

#[test]
fn too_many_columns_are_refused() {
    let text = format!("楼号,房号,姓名{}x\n1,101,王芳\n", ",".repeat(MAX_COLUMNS));
    assert_eq!(error("a.csv", text.as_bytes()), ReadError::TooManyColumns);
}

#[test]
fn a_long_cell_is_cut_and_no_half_number_stays() {
    for before in MAX_CELL_CHARS - 40..MAX_CELL_CHARS + 80 {
        let text = format!(
            "楼号,房号,姓名,备注\n1,101,王芳,{}370102199001011234{}\n",
            "好".repeat(before),
            "多".repeat(400)
        );
        let roster = read("a.csv", text.as_bytes()).unwrap();
        let kept = roster.rows[0].condition_text.as_deref().unwrap();
        assert!(kept.chars().count() <= MAX_CELL_CHARS);
        assert!(!kept.contains("370"), "{before}");
        assert!(matches!(
            roster.notes[0].code,
            Code::CellTooLong | Code::IdentityRemoved
        ));
    }
}
