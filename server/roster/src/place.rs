//! Building, unit and room as offices write them, brought to one form: `3号楼`, `3#`, `三号楼`, `3 幢` are `3`.

use crate::identity::MARK;
use crate::text::{chinese_number, fold_dense, is_nothing};

/// Nothing longer is a building, unit or room; also shorter than any identity number.
const MAX_PLACE_CHARS: usize = 12;

const BUILDING_ENDS: [&str; 12] = [
    "号楼", "號樓", "号栋", "号幢", "栋楼", "楼栋", "栋", "幢", "座", "楼", "号", "#",
];
const BUILDING_STARTS: [&str; 5] = ["building", "bldg", "block", "tower", "第"];
const UNIT_ENDS: [&str; 7] = ["单元门", "单元", "號", "号门", "门", "号", "#"];
const UNIT_STARTS: [&str; 3] = ["unit", "entrance", "第"];
const ROOM_ENDS: [&str; 6] = ["号房", "室", "房", "号", "#", "户"];
const ROOM_STARTS: [&str; 6] = ["room", "rm", "flat", "apt", "door", "#"];
/// What an address says before the building.
const ESTATE_ENDS: [&str; 10] = ["小区", "社区", "花园", "家园", "公寓", "街道", "苑", "村", "路", "城"];

/// The building, and the unit if the cell says that too (`3号楼2单元`).
pub(crate) fn building(text: &str) -> Option<(String, Option<String>)> {
    let dense = fold_dense(text);
    if let Some(head) = dense.strip_suffix("单元") {
        let (name, number) = split_after_building(head).or_else(|| head.rsplit_once('-'))?;
        return Some((building_core(name)?, Some(plain(number)?)));
    }
    Some((building_core(&dense)?, None))
}

fn building_core(dense: &str) -> Option<String> {
    let mut rest = dense.trim_start_matches("no.");
    for start in BUILDING_STARTS {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    let core = without_ends(rest, &BUILDING_ENDS);
    // `东区三号楼` is `东区3`: the number was written out, the name before it is part of the building.
    let cut = core
        .char_indices()
        .rev()
        .take_while(|(_, c)| chinese_number(&c.to_string()).is_some())
        .last();
    match cut {
        Some((at, _)) if at > 0 && core.len() < rest.len() => {
            plain(&format!("{}{}", &core[..at], chinese_number(&core[at..])?))
        }
        _ => plain(core),
    }
}

/// The unit; `Ok(None)` when the cell says there is none.
pub(crate) fn unit(text: &str) -> Result<Option<String>, ()> {
    if is_nothing(text) {
        return Ok(None);
    }
    let dense = fold_dense(text);
    let mut rest = dense.as_str();
    for start in UNIT_STARTS {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    plain(without_ends(rest, &UNIT_ENDS)).map(Some).ok_or(())
}

/// The room, and the unit if the cell says that too (`2单元1203`, `2-1203`, `3-2-1203` in building 3).
pub(crate) fn room(text: &str, building: &str, unit: Option<&str>) -> Option<(String, Option<String>)> {
    let dense = fold_dense(text);
    if let Some((before, after)) = dense.split_once("单元") {
        let number = split_after_building(before).map_or(before, |(_, number)| number);
        return Some((room_core(after)?, Some(plain(number)?)));
    }
    let parts: Vec<&str> = dense.split('-').collect();
    match parts[..] {
        [first, second, third] if building_core(first).as_deref() == Some(building) => {
            Some((room_core(third)?, Some(plain(second)?)))
        }
        [first, second] if is_short_number(first) && is_room_number(second) => {
            let first = plain(first)?;
            match unit {
                // Building and room, as the unit is known to be another.
                Some(unit) if unit != first && building == first => Some((room_core(second)?, None)),
                Some(unit) if unit != first => Some((room_core(&dense)?, None)),
                _ => Some((room_core(second)?, Some(first))),
            }
        }
        _ => Some((room_core(&dense)?, None)),
    }
}

fn room_core(dense: &str) -> Option<String> {
    let mut rest = dense.trim_start_matches("no.");
    for start in ROOM_STARTS {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    // `东户` is a room's name; the end of `1203户` is not.
    let core = without_ends(rest, &ROOM_ENDS);
    plain(
        if core.chars().any(|c| c.is_ascii_digit()) || chinese_number(core).is_some() {
            core
        } else {
            rest
        },
    )
}

/// Building, unit and room from one cell: `月亮湾小区3号楼2单元1203室`, `3-2-1203`, `3-1203`.
pub(crate) fn address(text: &str) -> Option<(String, Option<String>, String)> {
    let dense = fold_dense(text);
    let estate = ESTATE_ENDS
        .iter()
        .filter_map(|end| dense.rfind(end).map(|at| at + end.len()))
        .max()
        .unwrap_or(0);
    let rest = &dense[estate..];
    let parts: Vec<&str> = rest.split('-').collect();
    match parts[..] {
        [first, second, third] => {
            return Some((building_core(first)?, Some(unit(second).ok()??), room_core(third)?));
        }
        [first, second] if !second.contains("单元") => {
            return Some((building_core(first)?, None, room_core(second)?));
        }
        _ => {}
    }
    if let Some((before, after)) = rest.split_once("单元") {
        let (name, number) = split_after_building(before)?;
        return Some((building_core(name)?, Some(plain(number)?), room_core(after)?));
    }
    let (name, after) = split_after_building(rest)?;
    Some((building_core(name)?, None, room_core(after)?))
}

/// The floor a room number tells: 1203 is on 12, 101 on 1. B102, 东户 and 5 tell none.
pub(crate) fn floor_of_room(room: &str) -> Option<i64> {
    let digits = room.bytes().take_while(u8::is_ascii_digit).count();
    let split_flat = room[digits..].chars().count() <= 1 && room[digits..].chars().all(char::is_alphabetic);
    if !(3..=4).contains(&digits) || !split_flat {
        return None;
    }
    room[..digits]
        .parse::<i64>()
        .ok()
        .map(|number| number / 100)
        .filter(|floor| *floor > 0)
}

/// A floor as written in a column of its own: `12`, `12层`, `十二楼`, `-1`, `B1`.
pub(crate) fn floor(text: &str) -> Option<i64> {
    const MAX_FLOOR: i64 = 200;
    const MIN_FLOOR: i64 = -20;
    let dense = fold_dense(text);
    let core = without_ends(dense.strip_prefix('第').unwrap_or(&dense), &["层", "楼", "f"]);
    let core = core.strip_suffix(".0").unwrap_or(core);
    let below = core
        .strip_prefix('b')
        .or_else(|| core.strip_prefix("负"))
        .map(|rest| format!("-{rest}"));
    let core = below.as_deref().unwrap_or(core);
    let number = core.parse().ok().or_else(|| chinese_number(core).map(i64::from))?;
    (MIN_FLOOR..=MAX_FLOOR).contains(&number).then_some(number)
}

fn split_after_building(dense: &str) -> Option<(&str, &str)> {
    BUILDING_ENDS
        .iter()
        .filter_map(|end| dense.find(end).map(|at| (at, at + end.len())))
        .min_by_key(|(at, end)| (*at, std::cmp::Reverse(*end)))
        .map(|(_, end)| dense.split_at(end))
        .filter(|(before, after)| !before.is_empty() && !after.is_empty())
}

fn without_ends<'a>(text: &'a str, ends: &[&str]) -> &'a str {
    let mut rest = text;
    while let Some(shorter) = ends.iter().find_map(|end| rest.strip_suffix(end)) {
        if shorter.is_empty() {
            break;
        }
        rest = shorter;
    }
    rest
}

/// One form: Arabic numbers without leading zeros, capitals. `None` for what can't name a place.
fn plain(text: &str) -> Option<String> {
    let text = text.trim_matches(['-', '.', '_', '/', ',']);
    let text = text.strip_suffix(".0").unwrap_or(text);
    let whole = if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
        let bare = text.trim_start_matches('0');
        if bare.is_empty() {
            "0".to_owned()
        } else {
            bare.to_owned()
        }
    } else if let Some(number) = chinese_number(text) {
        number.to_string()
    } else {
        text.to_uppercase()
    };
    let names_something = whole.chars().any(char::is_alphanumeric);
    (names_something && !is_date(&whole) && !whole.contains(MARK) && whole.chars().count() <= MAX_PLACE_CHARS)
        .then_some(whole)
}

/// `1-2` typed into Excel becomes the second of January: nobody can tell what it was.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split(['-', '/', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let is_full = parts.len() == 3 && is_year(parts[0]) && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    is_full || text.ends_with('月') || (text.contains('月') && text.ends_with('日'))
}

fn is_short_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_room_number(text: &str) -> bool {
    let core = without_ends(text, &ROOM_ENDS);
    (3..=4).contains(&core.len()) && core.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buildings_written_many_ways_are_one() {
        for text in [
            "3号楼",
            "3#",
            "三号楼",
            "3 幢",
            "３号楼",
            "3",
            "3.0",
            "03",
            "第3栋",
            "Building 3",
            "3#楼",
            "3座",
            "三",
            "3号",
        ] {
            assert_eq!(building(text), Some(("3".into(), None)), "{text}");
        }
        for (text, name) in [
            ("A座", "A"),
            ("十二号楼", "12"),
            ("东区三号楼", "东区3"),
            ("b2栋", "B2"),
            ("南楼", "南"),
        ] {
            assert_eq!(building(text), Some((name.into(), None)), "{text}");
        }
        assert_eq!(building("3号楼2单元"), Some(("3".into(), Some("2".into()))));
        for text in ["", "***", "2022-01-02", "注：以上为全部住户名单请核对"] {
            assert_eq!(building(text), None, "{text}");
        }
    }

    #[test]
    fn units_written_many_ways_are_one() {
        for text in ["2单元", "2", "二单元", "２", "2门", "Unit 2", "02", "第二单元"] {
            assert_eq!(unit(text), Ok(Some("2".into())), "{text}");
        }
        for text in ["", "无", "/", "-"] {
            assert_eq!(unit(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn rooms_may_carry_their_unit() {
        assert_eq!(room("1203室", "3", None), Some(("1203".into(), None)));
        assert_eq!(room("B102", "3", None), Some(("B102".into(), None)));
        assert_eq!(room("东户", "3", None), Some(("东户".into(), None)));
        assert_eq!(room("0302", "3", None), Some(("302".into(), None)));
        assert_eq!(room("2-1203", "3", None), Some(("1203".into(), Some("2".into()))));
        assert_eq!(room("2-1203", "3", Some("2")), Some(("1203".into(), Some("2".into()))));
        assert_eq!(room("3-1203", "3", Some("2")), Some(("1203".into(), None)));
        assert_eq!(room("3-2-1203", "3", None), Some(("1203".into(), Some("2".into()))));
        assert_eq!(room("2单元1203", "3", None), Some(("1203".into(), Some("2".into()))));
        assert_eq!(room("2022-01-02", "3", None), None);
        assert_eq!(room("室", "3", None), Some(("室".into(), None)));
    }

    #[test]
    fn addresses_are_taken_apart() {
        let whole = Some(("3".to_owned(), Some("2".to_owned()), "1203".to_owned()));
        for text in [
            "3号楼2单元1203室",
            "3-2-1203",
            "月亮湾小区三号楼二单元1203",
            "3栋2单元 1203",
        ] {
            assert_eq!(address(text), whole, "{text}");
        }
        assert_eq!(address("A座1203"), Some(("A".into(), None, "1203".into())));
        assert_eq!(address("幸福路"), None);
    }

    #[test]
    fn the_floor_comes_from_the_room_number() {
        for (room, floor) in [
            ("1203", Some(12)),
            ("101", Some(1)),
            ("B102", None),
            ("东户", None),
            ("5", None),
            ("12", None),
            ("1203A", Some(12)),
            ("10101", None),
        ] {
            assert_eq!(floor_of_room(room), floor, "{room}");
        }
        for (text, number) in [("12", Some(12)), ("十二层", Some(12)), ("B1", Some(-1)), ("顶", None)] {
            assert_eq!(floor(text), number, "{text}");
        }
    }
}
