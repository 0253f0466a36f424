//! The sample of a real office's list, as a workbook and as Excel's GB18030 export.

use std::collections::{BTreeMap, BTreeSet};

use roster::{Code, Format, Lang, Roster, doors, read};

use crate::{fields, has_identity_number};

fn workbook() -> Roster {
    read("roster-sample.xlsx", include_bytes!("../data/roster-sample.xlsx")).unwrap()
}

fn csv() -> Roster {
    read("roster-sample-gbk.csv", include_bytes!("../data/roster-sample-gbk.csv")).unwrap()
}

#[test]
fn sample_has_442_residents_behind_150_doors_and_3_duplicates() {
    for roster in [workbook(), csv()] {
        assert_eq!(roster.lines_read, 445);
        assert_eq!(roster.rows.len(), 442);
        assert_eq!(roster.duplicates(), 3);
        assert_eq!(roster.errors(), 0);
        assert_eq!(roster.warnings(), 3, "{:?}", roster.notes);
        let doors = doors(&roster);
        assert_eq!(doors.len(), 150);
        assert_eq!(doors.iter().map(|door| door.residents.len()).sum::<usize>(), 442);
    }
}

#[test]
fn workbook_and_csv_give_equal_fields() {
    assert_eq!(workbook().format, Format::Workbook);
    assert_eq!(
        csv().format,
        Format::Csv {
            encoding: "GB18030",
            separator: ','
        }
    );
    assert_eq!(fields(&workbook()), fields(&csv()));
}

#[test]
fn lines_are_those_of_the_file() {
    // A title and the header stand above the first resident in the workbook, the header alone in the CSV.
    let (workbook, csv) = (workbook(), csv());
    assert_eq!((workbook.rows[0].line, csv.rows[0].line), (3, 2));
    assert_eq!(workbook.rows[441].line, 447);
    assert_eq!(csv.rows[441].line, 446);
    let duplicates: Vec<_> = csv.notes.iter().map(|note| (note.line, note.code)).collect();
    assert_eq!(
        duplicates,
        [
            (162, Code::Duplicate { first_line: 161 }),
            (191, Code::Duplicate { first_line: 190 }),
            (305, Code::Duplicate { first_line: 304 })
        ]
    );
}

#[test]
fn namesakes_in_different_buildings_stay_two() {
    let roster = workbook();
    let both: Vec<_> = roster
        .rows
        .iter()
        .filter(|row| row.name == "黎艳")
        .map(|row| row.building.as_str())
        .collect();
    assert_eq!(both, ["1", "2"]);
}

#[test]
fn no_identity_number_is_left_anywhere() {
    for roster in [workbook(), csv()] {
        let all = format!("{roster:?} {:?}", doors(&roster));
        assert!(!has_identity_number(&all));
        assert!(!all.contains("370000"));
    }
}

#[test]
fn places_have_one_form() {
    let roster = workbook();
    let places: BTreeSet<_> = roster
        .rows
        .iter()
        .map(|row| (row.building.as_str(), row.unit.as_deref()))
        .collect();
    let expected = [
        ("1", "1"),
        ("1", "2"),
        ("1", "3"),
        ("2", "1"),
        ("2", "2"),
        ("2", "3"),
        ("3", "1"),
    ];
    assert!(
        places
            .iter()
            .all(|(building, unit)| expected.contains(&(building, unit.unwrap()))),
        "{places:?}"
    );
    assert!(
        roster
            .rows
            .iter()
            .all(|row| row.floor.is_some_and(|floor| (1..=11).contains(&floor)))
    );
}

#[test]
fn fields_are_read_as_counted_in_the_file() {
    // Counted in the CSV by hand with another program, less the three duplicates.
    let roster = csv();
    let count = |f: &dyn Fn(&roster::Row) -> bool| roster.rows.iter().filter(|row| f(row)).count();
    assert_eq!(count(&|row| row.age.is_some()), 442);
    assert_eq!(count(&|row| row.sex.is_some()), 442);
    assert_eq!(count(&|row| row.household_size.is_some()), 442);
    assert_eq!(count(&|row| row.phone.is_none()), 9);
    assert!(
        roster
            .rows
            .iter()
            .filter_map(|row| row.phone.as_ref())
            .all(|phone| phone.len() == 11)
    );
    assert_eq!(count(&|row| row.living_alone == Some(true)), 24);
    assert_eq!(count(&|row| row.condition_text.is_some()), 60);
    assert_eq!(
        count(&|row| row.contacts.iter().any(|contact| !contact.name.is_empty())),
        94
    );
    assert_eq!(
        count(&|row| row.contacts.iter().any(|contact| contact.phone.is_some())),
        22
    );
    assert!(
        roster
            .rows
            .iter()
            .flat_map(|row| &row.contacts)
            .all(|contact| !contact.name.contains(['(', '（']))
    );
    let mut control = BTreeMap::new();
    for row in &roster.rows {
        *control.entry(row.control.as_deref().unwrap_or("")).or_insert(0) += 1;
    }
    assert_eq!(
        control,
        BTreeMap::from([("", 100), ("封控", 118), ("居家健康监测", 116), ("居家隔离", 108)])
    );
}

#[test]
fn every_condition_has_a_tag_and_keeps_its_text() {
    for row in csv().rows {
        let alone = usize::from(row.living_alone == Some(true));
        match &row.condition_text {
            Some(_) => assert!(row.care_tags.len() > alone, "{row:?}"),
            None => assert_eq!(row.care_tags.len(), alone, "{row:?}"),
        }
    }
    assert!(
        csv()
            .rows
            .iter()
            .any(|row| row.condition_text.as_deref() == Some("每周透析3次(一三五)"))
    );
}

#[test]
fn doors_are_walked_from_the_top_floor_down() {
    let roster = csv();
    let doors = doors(&roster);
    let first: Vec<_> = doors
        .iter()
        .take(4)
        .map(|door| (door.floor, door.room.as_str()))
        .collect();
    assert_eq!(
        first,
        [
            (Some(11), "1101"),
            (Some(11), "1102"),
            (Some(10), "1001"),
            (Some(10), "1002")
        ]
    );
    for pair in doors.windows(2).filter(|pair| pair[0].building == pair[1].building) {
        assert_eq!(pair[1].walk, pair[0].walk + 1);
        assert!(pair[0].unit < pair[1].unit || pair[0].floor >= pair[1].floor);
    }
}

#[test]
fn remarks_read_well_in_both_languages() {
    let note = &csv().notes[0];
    assert_eq!(note.text(Lang::Zh), "丁梓与第 161 行是同一人，已合并");
    assert_eq!(note.text(Lang::En), "丁梓 is the person in line 161; merged into one");
}
