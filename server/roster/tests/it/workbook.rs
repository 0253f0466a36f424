//! Workbooks built cell by cell: what Excel does to a list, and what an attacker does to a workbook.

use std::io::{Cursor, Write};

use roster::{Code, MAX_ROWS, MAX_UNPACKED_BYTES, ReadError, Roster, read};
use zip::write::SimpleFileOptions;

/// Parts as written; a name twice replaces nothing.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of sheets given as name, state and what stands inside `<worksheet>`.
pub(crate) fn book(sheets: &[(&str, &str, String)], more: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut list, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
    for (at, (name, state, inside)) in sheets.iter().enumerate() {
        list += &format!(
            r#"<sheet name="{name}" sheetId="{}" state="{state}" r:id="rId{at}"/>"#,
            at + 1
        );
        relations += &format!(
            r#"<Relationship Id="rId{at}" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet{at}.xml"/>"#
        );
        parts.push((
            format!("xl/worksheets/sheet{at}.xml"),
            format!("<worksheet>{inside}</worksheet>"),
        ));
    }
    let root = format!(
        r#"<Relationships><Relationship Id="r" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let workbook = format!(r#"<workbook xmlns:r="{RELATIONSHIPS}"><sheets>{list}</sheets></workbook>"#);
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut all: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    all.extend(parts.iter().map(|(name, content)| (name.as_str(), content.as_bytes())));
    all.extend(more);
    archive(&all)
}

/// Lines of cells; `#` starts a number, `!` raw XML, an empty text no cell.
fn table(lines: &[&[&str]]) -> String {
    let mut out = String::from("<sheetData>");
    for (row, cells) in lines.iter().enumerate() {
        out += &format!(r#"<row r="{}">"#, row + 1);
        for (column, text) in cells.iter().enumerate() {
            let at = format!("{}{}", char::from(b'A' + column as u8), row + 1);
            out += &match (text.strip_prefix('#'), text.strip_prefix('!')) {
                _ if text.is_empty() => String::new(),
                (Some(number), _) => format!(r#"<c r="{at}"><v>{number}</v></c>"#),
                (_, Some(raw)) => raw.replace("AT", &at),
                _ => format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#),
            };
        }
        out += "</row>";
    }
    out + "</sheetData>"
}

fn one_sheet(inside: String) -> Result<Roster, ReadError> {
    read("名单.xlsx", &book(&[("名单", "visible", inside)], &[]))
}

const HEADER: &[&str] = &["楼号", "单元", "房号", "姓名", "联系电话", "备注"];

#[test]
fn numbers_formulas_and_ticks_are_taken_as_shown() {
    let roster = one_sheet(table(&[
        &["摸排表"],
        &[],
        &["楼号", "房号", "姓名", "电话", "年龄", "是否独居", "备注", "身份证号"],
        &[
            "#3",
            "#1203",
            "王芳",
            "#13700421809",
            r#"!<c r="AT"><f>80+6</f><v>86</v></c>"#,
            r#"!<c r="AT" t="b"><v>1</v></c>"#,
            r#"!<c r="AT" t="str"><f>"a"</f><v>=听力差</v></c>"#,
            "#370102199001011234",
        ],
        &["#3", "#1204", "李强", "", r#"!<c r="AT" t="e"><v>#REF!</v></c>"#],
    ]))
    .unwrap();
    let row = &roster.rows[0];
    assert_eq!((row.building.as_str(), row.room.as_str(), row.line), ("3", "1203", 4));
    assert_eq!(
        (row.phone.as_deref(), row.age, row.living_alone),
        (Some("13700421809"), Some(86), Some(true))
    );
    assert_eq!(row.condition_text.as_deref(), Some("=听力差"));
    assert_eq!(
        roster
            .notes
            .iter()
            .map(|note| (note.line, note.code))
            .collect::<Vec<_>>(),
        [(5, Code::CellError)]
    );
}

#[test]
fn a_household_in_merged_cells_stays_together() {
    let merges = r#"<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="A3:A5"/><mergeCell ref="B3:B5"/><mergeCell ref="C3:C4"/></mergeCells>"#;
    let lines: &[&[&str]] = &[
        &["摸排表"],
        HEADER,
        &["3号楼", "1单元", "1203", "王芳"],
        &["", "", "", "李强"],
        &["", "", "1204", "赵敏"],
        &["", "", "1204", "钱进"],
    ];
    let roster = one_sheet(table(lines) + merges).unwrap();
    let places: Vec<_> = roster
        .rows
        .iter()
        .map(|row| (row.building.as_str(), row.room.as_str(), row.name.as_str()))
        .collect();
    assert_eq!(
        places,
        [("3", "1203", "王芳"), ("3", "1203", "李强"), ("3", "1204", "赵敏")]
    );
    // What isn't merged isn't guessed.
    assert_eq!(
        roster
            .notes
            .iter()
            .map(|note| (note.line, note.code))
            .collect::<Vec<_>>(),
        [(6, Code::BuildingMissing)]
    );
}

#[test]
fn every_visible_sheet_with_a_header_is_read() {
    let sheets = [
        ("1号楼", "visible", table(&[HEADER, &["1", "1", "101", "王芳"]])),
        ("说明", "visible", table(&[&["填表说明"]])),
        ("旧", "hidden", table(&[HEADER, &["1", "1", "101", "旧人"]])),
        (
            "2号楼",
            "visible",
            table(&[HEADER, &["2", "1", "101", "李强"], &["2", "", "", "赵敏"]]),
        ),
    ];
    let roster = read("名单.xlsx", &book(&sheets, &[])).unwrap();
    let rows: Vec<_> = roster
        .rows
        .iter()
        .map(|row| (row.sheet.as_deref(), row.line, row.name.as_str()))
        .collect();
    assert_eq!(rows, [(Some("1号楼"), 2, "王芳"), (Some("2号楼"), 2, "李强")]);
    let notes: Vec<_> = roster
        .notes
        .iter()
        .map(|note| (note.sheet.as_deref(), note.code, note.value.as_str()))
        .collect();
    assert_eq!(
        notes,
        [
            (None, Code::SheetSkipped, "旧"),
            (None, Code::SheetSkipped, "说明"),
            (Some("2号楼"), Code::RoomMissing, "")
        ]
    );
}

#[test]
fn shared_strings_and_dates_are_read() {
    let strings = r#"<sst uniqueCount="2"><si><t>王芳</t></si><si><r><t>听力</t></r><r><t>差</t></r></si></sst>"#;
    let inside = table(&[
        HEADER,
        &[
            "1",
            "1",
            "101",
            r#"!<c r="AT" t="s"><v>0</v></c>"#,
            "",
            r#"!<c r="AT" t="s"><v>1</v></c>"#,
        ],
        &["1", "1", r#"!<c r="AT" t="d"><v>2022-01-02</v></c>"#, "李强"],
    ]);
    let bytes = book(
        &[("名单", "visible", inside)],
        &[("xl/sharedStrings.xml", strings.as_bytes())],
    );
    let roster = read("名单.xlsx", &bytes).unwrap();
    assert_eq!(roster.rows[0].name, "王芳");
    assert_eq!(roster.rows[0].condition_text.as_deref(), Some("听力差"));
    assert_eq!(roster.notes[0].code, Code::RoomUnreadable);
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let zeros = vec![b' '; MAX_UNPACKED_BYTES as usize / 2 + 1];
    let bytes = book(
        &[("名单", "visible", table(&[HEADER]))],
        &[("xl/a.xml", &zeros), ("xl/b.xml", &zeros)],
    );
    assert!(bytes.len() < 2_000_000);
    assert_eq!(read("a.xlsx", &bytes), Err(ReadError::TooLarge));
}

#[test]
fn announced_sizes_are_not_believed() {
    for count in ["9223372036854775807", "99999999999", "018446744073709551615"] {
        let strings = format!(r#"<sst uniqueCount = "{count}"><si><t>a</t></si></sst>"#);
        let bytes = book(
            &[("名单", "visible", table(&[HEADER]))],
            &[("xl/sharedStrings.xml", strings.as_bytes())],
        );
        assert_eq!(read("a.xlsx", &bytes), Err(ReadError::TooLarge), "{count}");
    }
    // A sheet that claims the largest area there is, and has cells at its far corner.
    let wide = r#"<dimension ref="A1:XFD1048576"/>"#.to_owned()
        + &table(&[
            HEADER,
            &["1", "1", "101", "王芳", "", "", r#"!<c r="XFD1048576"><v>1</v></c>"#],
        ]);
    assert_eq!(one_sheet(wide), Err(ReadError::TooManyColumns));
    let long = table(&[
        HEADER,
        &["1", "1", "101", "王芳"],
        &[r#"!<c r="A1048576"><v>1</v></c>"#],
    ]);
    assert_eq!(one_sheet(long).unwrap().notes[0].line, 1_048_576);
}

#[test]
fn one_row_too_many_is_refused() {
    let mut inside = String::from("<sheetData>");
    let line = |row: usize, cells: [&str; 3]| {
        let cells: String = cells
            .iter()
            .map(|text| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#))
            .collect();
        format!(r#"<row r="{row}">{cells}</row>"#)
    };
    inside += &line(1, ["楼号", "房号", "姓名"]);
    for row in 0..=MAX_ROWS {
        inside += &line(row + 2, ["1", &(row + 1).to_string(), "王芳"]);
    }
    assert_eq!(one_sheet(inside + "</sheetData>"), Err(ReadError::TooManyRows));
}
