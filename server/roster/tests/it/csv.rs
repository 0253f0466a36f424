//! Text files as offices send them: other names, other orders, other separators and characters.

use roster::{Code, Field, Format, ReadError, Roster, Severity, Sex, doors, read};

use crate::{fields, has_identity_number};

fn roster(text: &str) -> Roster {
    read("名单.csv", text.as_bytes()).unwrap()
}

fn codes(roster: &Roster) -> Vec<(usize, Code)> {
    roster.notes.iter().map(|note| (note.line, note.code)).collect()
}

#[test]
fn columns_may_come_in_any_order_under_other_names() {
    let usual = roster(
        "楼号,单元,房号,姓名,性别,年龄,联系电话,同住人数,是否独居,特殊情况,紧急联系人,紧急联系电话,管控类型\n\
         3号楼,1单元,1203,王芳,女,86岁,137 0042 1809,1,√,听力差,杜强(女儿),13800421810,封控\n",
    );
    let other = roster(
        "姓　名;手机;门牌;楼栋;管控措施;年龄（岁）;家属电话;家属;独居;所在单元;*性别;家庭人口;备注\n\
         王 芳;+8613700421809;1203室;三号楼;封控;86;138-0042-1810;杜强（女儿）;是;一单元;女;1人;听力差\n",
    );
    assert_eq!(fields(&usual), fields(&other));
    assert_eq!(codes(&other), []);
    let row = &usual.rows[0];
    assert_eq!((row.sex, row.age, row.floor), (Some(Sex::Female), Some(86), Some(12)));
    assert_eq!(row.care_tags.iter().copied().collect::<Vec<_>>(), ["alone", "hearing"]);
    assert_eq!(row.contacts[0].phone.as_deref(), Some("13800421810"));
}

#[test]
fn english_headings_work() {
    let roster = roster("Name\tBuilding\tUnit\tRoom\tPhone\nMary Ann\tBuilding 3\tUnit 1\tB102\t13700421809\n");
    let row = &roster.rows[0];
    assert_eq!(
        (row.building.as_str(), row.unit.as_deref(), row.room.as_str()),
        ("3", Some("1"), "B102")
    );
    assert_eq!((row.name.as_str(), row.floor), ("Mary Ann", None));
    assert_eq!(
        roster.format,
        Format::Csv {
            encoding: "UTF-8",
            separator: '\t'
        }
    );
}

#[test]
fn characters_are_recognised_with_and_without_a_mark() {
    let text = "楼号,房号,姓名\r\n1,101,王芳\r\n";
    let plain = roster(text);
    let marked = read("a.csv", &[b"\xEF\xBB\xBF", text.as_bytes()].concat()).unwrap();
    let chinese = read("a.csv", &encoding_rs::GB18030.encode(text).0).unwrap();
    let wide: Vec<u8> = "\u{FEFF}楼号,房号,姓名\r\n1,101,王芳\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = read("a.csv", &wide).unwrap();
    for other in [&marked, &chinese, &wide] {
        assert_eq!(plain.rows, other.rows);
    }
    assert_eq!(
        chinese.format,
        Format::Csv {
            encoding: "GB18030",
            separator: ','
        }
    );
}

#[test]
fn one_lost_character_costs_one_cell() {
    let mut bytes = "月亮湾社区封控楼栋居民摸排表\n楼号,房号,姓名,备注\n1,101,王芳,X\n1,102,李强,\n"
        .as_bytes()
        .to_vec();
    let at = bytes.iter().position(|&b| b == b'X').unwrap();
    bytes[at] = 0xE7;
    let roster = read("a.csv", &bytes).unwrap();
    assert_eq!(roster.rows.len(), 2);
    assert_eq!(codes(&roster), [(3, Code::Garbled)]);
}

#[test]
fn lines_are_numbered_as_in_excel() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!(
            "名单{end}{end}楼号,房号,姓名,备注{end}1,101,王芳,\"两行{end}备注\"{end}{end}{end}1,,李强,{end},,,{end}1,103,赵敏,{end}"
        );
        let roster = roster(&text);
        let lines: Vec<_> = roster.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [4, 9], "{end:?}");
        assert_eq!(codes(&roster), [(7, Code::RoomMissing)], "{end:?}");
        assert_eq!(roster.rows[0].condition_text.as_deref(), Some("两行 备注"));
    }
}

#[test]
fn missing_columns_are_named() {
    let error = read("a.csv", "序号,姓名,电话\n1,王芳,13700421809\n".as_bytes()).unwrap_err();
    assert_eq!(
        error,
        ReadError::MissingColumns {
            line: 1,
            missing: vec![Field::Building, Field::Room],
            found: vec!["序号".into(), "姓名".into(), "电话".into()]
        }
    );
    assert_eq!(
        error.text(roster::Lang::Zh),
        "第 1 行的表头缺少：楼号、房号。表头里有：序号、姓名、电话。"
    );
}

#[test]
fn unknown_columns_are_reported_and_identity_numbers_are_not_kept() {
    let roster = roster("楼号,房号,姓名,身份证号码,血型\n1,101,王芳,370102199001011234,A\n");
    assert_eq!(codes(&roster), [(1, Code::ColumnUnknown)]);
    assert_eq!(roster.notes[0].value, "血型");
    assert!(!format!("{roster:?}").contains("19900101"));
}

#[test]
fn identity_numbers_are_scrubbed_from_every_cell() {
    let number = "370102199001011234";
    let columns = "楼号,单元,房号,姓名,性别,年龄,联系电话,同住人数,是否独居,特殊情况,紧急联系人,紧急联系电话,管控类型";
    let good = [
        "1",
        "1",
        "101",
        "王芳",
        "女",
        "86",
        "13700421809",
        "1",
        "是",
        "听力差",
        "杜强",
        "13800421810",
        "封控",
    ];
    for at in 0..good.len() {
        let mut cells = good.map(str::to_owned);
        cells[at] = format!("{} {number}", good[at]);
        let all = format!(
            "{:?}",
            read("a.csv", format!("{columns}\n{}\n", cells.join(",")).as_bytes())
        );
        assert!(!has_identity_number(&all), "{all}");
        assert!(all.contains("IdentityRemoved"), "{all}");
    }
    let roster = roster("楼号,房号,姓名,备注\n1,101,王芳,高血压 身份证37010219900101123X 电话13700421809\n");
    assert_eq!(
        roster.rows[0].condition_text.as_deref(),
        Some("高血压 身份证*** 电话13700421809")
    );
}

#[test]
fn a_line_that_cannot_be_used_is_left_out_and_said() {
    let roster = roster(
        "楼号,单元,房号,姓名,年龄,电话\n\
         ,1,101,王芳,,\n\
         1,1,,李强,,\n\
         1,1,103,,,\n\
         1,1,104,赵敏,老年,1370042\n\
         合计,,,,4,\n",
    );
    assert_eq!(
        codes(&roster),
        [
            (2, Code::BuildingMissing),
            (3, Code::RoomMissing),
            (4, Code::NameMissing),
            (5, Code::AgeUnreadable),
            (5, Code::PhoneUnreadable),
            (6, Code::Aside)
        ]
    );
    assert_eq!((roster.rows.len(), roster.errors(), roster.lines_read), (1, 3, 5));
    assert_eq!(roster.rows[0].phone, None);
    assert!(roster.notes.iter().all(|note| note.severity == note.code.severity()));
    assert_eq!(roster.notes[0].severity, Severity::Error);
    assert_eq!(roster.notes[0].column.as_deref(), Some("楼号"));
}

#[test]
fn a_person_is_one_until_a_phone_differs() {
    let roster = roster(
        "楼号,单元,房号,姓名,电话,年龄,备注\n\
         1,1,101,王芳,13700421809,86,听力差\n\
         1#,1单元,101室,王 芳,137-0042-1809,86,视力差\n\
         1,1,101,王芳,,,\n\
         1,1,101,王芳,13800421810,86,\n\
         1,2,101,王芳,13700421809,86,\n",
    );
    assert_eq!(roster.rows.len(), 3);
    assert_eq!(roster.duplicates(), 2);
    assert!(codes(&roster).contains(&(3, Code::DuplicateDiffers { first_line: 2 })));
    assert_eq!(roster.rows[0].condition_text.as_deref(), Some("听力差"));
    assert_eq!(roster.rows[0].care_tags.len(), 2);
}

#[test]
fn empty_doors_are_doors() {
    let roster = roster("楼号,房号,姓名,备注\n1,101,王芳,\n1,102,空户,\n1,201,,空置\n1,201,,空置\n1,101,空户,\n");
    assert_eq!(roster.rows.len(), 1);
    assert_eq!(roster.empty_doors.len(), 2);
    assert_eq!(codes(&roster), [(5, Code::EmptyDoorListed), (6, Code::EmptyDoorListed)]);
    let rooms: Vec<_> = doors(&roster)
        .into_iter()
        .map(|door| (door.room, door.residents.len()))
        .collect();
    assert_eq!(rooms, [("201".into(), 0), ("101".into(), 1), ("102".into(), 0)]);
}

#[test]
fn an_address_column_stands_for_building_unit_and_room() {
    let roster = roster("姓名,家庭住址\n王芳,月亮湾小区3号楼2单元1203室\n李强,3-2-1201\n赵敏,不清楚\n");
    let places: Vec<_> = roster
        .rows
        .iter()
        .map(|row| (row.building.as_str(), row.unit.as_deref(), row.room.as_str()))
        .collect();
    assert_eq!(places, [("3", Some("2"), "1203"), ("3", Some("2"), "1201")]);
    assert_eq!(codes(&roster), [(4, Code::RoomUnreadable)]);
}

#[test]
fn several_phones_conditions_and_contacts_are_all_kept() {
    let roster = roster(
        "楼号,房号,姓名,手机,固定电话,健康状况,备注,紧急联系人1,电话,紧急联系人2,电话\n\
         1,101,王芳,13700421809/13700421800,0635-8123456,高血压,独居,杜强(儿子),13800421810,李四,13800421811\n",
    );
    let row = &roster.rows[0];
    assert_eq!(row.phone.as_deref(), Some("13700421809"));
    assert_eq!(row.condition_text.as_deref(), Some("高血压；独居"));
    assert_eq!(row.living_alone, Some(true));
    let contacts: Vec<_> = row
        .contacts
        .iter()
        .map(|c| (c.name.as_str(), c.relation.as_deref(), c.phone.as_deref().unwrap()))
        .collect();
    assert_eq!(
        contacts,
        [
            ("杜强", Some("儿子"), "13800421810"),
            ("李四", None, "13800421811"),
            ("王芳", Some("本人"), "13700421800"),
            ("王芳", Some("本人"), "06358123456"),
        ]
    );
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    let roster =
        roster("楼号,房号,姓名,电话,备注\n=\"1\",'0101,王芳,=\"13700421809\",=1+1\n1,102,李强,,@急 -重点 +1\n");
    assert_eq!(roster.rows[0].room, "101");
    assert_eq!(roster.rows[0].phone.as_deref(), Some("13700421809"));
    assert_eq!(roster.rows[0].condition_text.as_deref(), Some("=1+1"));
    assert_eq!(roster.rows[1].condition_text.as_deref(), Some("@急 -重点 +1"));
}

#[test]
fn a_repeated_header_is_not_a_person() {
    let roster = roster("楼号,房号,姓名\n1,101,王芳\n楼号,房号,姓名\n1,102,李强\n");
    assert_eq!((roster.rows.len(), roster.lines_read, roster.notes.len()), (2, 2, 0));
}

#[test]
fn a_door_without_its_unit_is_pointed_out() {
    let roster = roster("楼号,单元,房号,姓名\n1,1,101,王芳\n1,,102,李强\n2,,101,赵敏\n");
    assert_eq!(codes(&roster), [(3, Code::UnitMissing)]);
    assert_eq!(roster.rows.len(), 3);
}
