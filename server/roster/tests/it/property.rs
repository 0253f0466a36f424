//! Whatever the bytes: an answer, never a panic, and never an identity number in it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use roster::{Code, Note, Severity, doors, read, scrub};

use crate::has_identity_number;
use crate::workbook::{archive, book};

const HEADINGS: [&str; 20] = [
    "楼号",
    "楼栋",
    "单元",
    "房号",
    "门牌",
    "姓名",
    "性别",
    "身份证号",
    "年龄",
    "联系电话",
    "手机",
    "同住人数",
    "是否独居",
    "特殊情况",
    "备注",
    "紧急联系人",
    "紧急联系电话",
    "管控类型",
    "住址",
    "血型",
];

/// An identity number that could be somebody's, as digits.
fn identity() -> impl Strategy<Value = String> {
    (
        110_000u32..=659_999,
        1900u32..=2022,
        1u32..=12,
        1u32..=28,
        0u32..=999,
        prop::sample::select("0123456789Xx".chars().collect::<Vec<_>>()),
    )
        .prop_map(|(region, year, month, day, order, check)| {
            format!("{region}{year}{month:02}{day:02}{order:03}{check}")
        })
}

/// The same as people write it: together, in groups, in full-width digits.
fn written() -> impl Strategy<Value = (String, String)> {
    let gaps = prop::collection::btree_set(1usize..18, 0..5);
    (
        identity(),
        gaps,
        prop::sample::select(vec![" ", "-", "  ", "　", "\t", " - ", "."]),
        any::<bool>(),
    )
        .prop_map(|(number, gaps, gap, wide)| {
            let mut text = String::new();
            for (at, c) in number.chars().enumerate() {
                if gaps.contains(&at) {
                    text.push_str(gap);
                }
                let widened = char::from_u32(c as u32 + 0xFEE0).filter(|_| wide);
                text.push(widened.unwrap_or(c));
            }
            (number, text)
        })
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        3 => prop::sample::select(vec!["1", "3号楼", "三号楼2单元", "1单元", "101", "1203室", "2-301", "王芳", "男", "51岁", "13700421809", "137 0042 1809 13800421810", "√", "听力差", "杜强(女儿)", "封控", "空户", "无", "=1+1", "姓名"]).prop_map(str::to_owned),
        2 => "[0-9 *xX-]{0,40}",
        1 => "\\PC{0,12}",
        1 => "[\\n\\r\\t\",;'0-9一二三号楼单元室]{0,20}",
    ]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn csv_text() -> impl Strategy<Value = String> {
    let headings = prop::sample::subsequence(HEADINGS.to_vec(), 0..HEADINGS.len()).prop_shuffle();
    let lines = prop::collection::vec(prop::collection::vec((cell(), any::<bool>()), 0..22), 0..12);
    (
        headings,
        lines,
        prop::sample::select(vec![',', ';', '\t']),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
    )
        .prop_map(|(headings, lines, separator, end)| {
            let separator = separator.to_string();
            let mut text = headings.join(&separator) + end;
            for line in lines {
                let cells: Vec<String> = line
                    .iter()
                    .map(|(cell, bare)| if *bare { cell.clone() } else { quoted(cell) })
                    .collect();
                text += &(cells.join(&separator) + end);
            }
            text
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let all = format!("{:?}", read("a.csv", &bytes));
        prop_assert!(!has_identity_number(&all));
        let _ = read("a.xlsx", &[b"PK\x03\x04", bytes.as_slice()].concat());
    }

    #[test]
    fn random_tables_are_answered_without_identity_numbers(text in csv_text(), chinese in any::<bool>()) {
        let bytes = if chinese { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() };
        let result = read("a.csv", &bytes);
        let all = format!("{result:?}");
        prop_assert!(!has_identity_number(&all));
        if let Ok(roster) = result {
            let doors = doors(&roster);
            prop_assert_eq!(doors.iter().map(|door| door.residents.len()).sum::<usize>(), roster.rows.len());
            // Every line is somewhere: a resident, an empty door, or a remark on why not.
            let settled = |note: &&Note| {
                note.severity == Severity::Error
                    || matches!(note.code, Code::Aside | Code::Duplicate { .. } | Code::EmptyDoorListed)
            };
            let mut lines: Vec<usize> = roster.notes.iter().filter(settled).map(|note| note.line).collect();
            lines.extend(roster.rows.iter().map(|row| row.line));
            lines.extend(roster.empty_doors.iter().map(|door| door.line));
            let once: BTreeSet<usize> = lines.iter().copied().collect();
            prop_assert_eq!(once.len(), roster.lines_read, "{}", all);
        }
    }

    #[test]
    fn a_planted_identity_number_never_comes_through(
        at in 0usize..13,
        (number, text) in written(),
        before in "[^0-9０-９*]{0,6}",
        after in "(|(，|号|（|；)[^0-9０-９*]{0,6})",
    ) {
        let columns = "楼号,单元,房号,姓名,性别,年龄,联系电话,同住人数,是否独居,特殊情况,紧急联系人,紧急联系电话,管控类型";
        let mut cells = ["1", "1", "101", "王芳", "女", "86", "13700421809", "1", "是", "听力差", "杜强", "13800421810", "封控"].map(str::to_owned);
        cells[at] = quoted(&format!("{before} {text}{after}"));
        let all = format!("{:?}", read("a.csv", format!("{columns}\n{}\n", cells.join(",")).as_bytes()));
        let narrow: String = all.chars().map(|c| if ('０'..='９').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap() } else { c }).collect();
        // The birthday and what follows it, without the gaps.
        let digits: String = narrow.chars().filter(char::is_ascii_digit).collect();
        prop_assert!(!digits.contains(&number[6..17]), "{}", all);
    }

    #[test]
    fn phones_survive_scrubbing(phone in "1[3-9][0-9]{9}", other in "1[3-9][0-9]{9}", gap in "( |/|、|，|-)") {
        let grouped = format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..]);
        for text in [phone.clone(), format!("+86 {phone}"), format!("0086{phone}"), grouped, format!("{phone}{gap}{other}")] {
            prop_assert_eq!(scrub(&text), text);
        }
    }

    #[test]
    fn scrubbing_twice_is_scrubbing_once(text in "[0-9 *xX/-]{0,60}") {
        let once = scrub(&text);
        prop_assert!(!has_identity_number(&once));
        prop_assert_eq!(scrub(&once), once);
    }

    #[test]
    fn damaged_workbooks_are_answered(hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = include_bytes!("../data/roster-sample.xlsx").to_vec();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read("a.xlsx", &bytes);
    }

    #[test]
    fn workbooks_of_damaged_xml_are_answered(
        part in 0usize..4,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..6, prop::sample::select(vec!["", "<", ">", "\"", "&", "/", "0", "99999999999", "A", "XFD", "r=\"\"", "\u{0}", "é", "<c>", "</row>", "&#xFFFFFF;", "-1"])), 1..5),
    ) {
        let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>房号</t></is></c><c r=\"C1\" t=\"str\"><v>姓名</v></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><f>1+1</f><v>2</v></c><c r=\"B2\"><v>101</v></c><c r=\"C2\" t=\"inlineStr\"><is><r><t>王</t></r></is></c></row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>";
        let strings = "<sst count=\"1\" uniqueCount=\"1\"><si><t>楼号</t></si></sst>";
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
        let mut texts = [sheet.to_owned(), strings.to_owned(), styles.to_owned(), "<theme/>".to_owned()];
        for (at, len, with) in cuts {
            let text = &mut texts[part];
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = at.index(bounds.len());
            let to = (from + len).min(bounds.len() - 1);
            text.replace_range(bounds[from]..bounds[to], with);
        }
        let [sheet, strings, styles, theme] = texts;
        let bytes = book(&[("名单", "visible", sheet)], &[
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/theme/theme1.xml", theme.as_bytes()),
        ]);
        let _ = read("a.xlsx", &bytes);
    }
}

#[test]
fn archives_that_are_no_workbooks_are_answered() {
    for parts in [
        &[][..],
        &[("a.txt", &b"hello"[..])],
        &[("_rels/.rels", &b"<Relationships/>"[..]), ("xl/workbook.xml", b"")],
    ] {
        assert!(read("a.xlsx", &archive(parts)).is_err());
    }
}
