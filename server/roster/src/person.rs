//! Sex, age, yes and no, counts and names as they stand in a cell. `Err` means "can't read", `Ok(None)` "not said".

use crate::identity::{MARK, scrub};
use crate::text::{chinese_number, fold_dense, is_cjk, is_nothing, tidy};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    Female,
    Male,
}

/// Older than anybody is a slip of the pen.
const MAX_AGE_YEARS: u32 = 125;
/// More people behind one door is a dormitory, or a slip.
const MAX_HOUSEHOLD: u32 = 60;

const EMPTY_DOOR: [&str; 12] = [
    "空户",
    "空房",
    "空置",
    "空关",
    "空关户",
    "空置房",
    "无人居住",
    "无人住",
    "无人",
    "未入住",
    "vacant",
    "empty",
];

/// A name without padding: `王　芳` is 王芳, `Mary  Ann` is Mary Ann. Empty when nothing is left.
pub(crate) fn name(text: &str) -> String {
    if is_nothing(text) {
        return String::new();
    }
    let text = tidy(&text.replace(MARK, " "));
    let text: String = text
        .trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '）')
        .to_owned();
    let joined = if text.chars().all(|c| is_cjk(c) || c == ' ') {
        text.replace(' ', "")
    } else {
        text
    };
    let name = scrub(&joined).unwrap_or(joined);
    if name.chars().any(char::is_alphabetic) {
        name
    } else {
        String::new()
    }
}

/// Whether the cell says that nobody lives here.
pub(crate) fn is_empty_door(text: &str) -> bool {
    EMPTY_DOOR.contains(&fold_dense(text).trim_matches(['(', ')']))
}

pub(crate) fn sex(text: &str) -> Result<Option<Sex>, ()> {
    match fold_dense(text).as_str() {
        _ if is_nothing(text) => Ok(None),
        "男" | "男性" | "男士" | "m" | "male" | "man" | "1" => Ok(Some(Sex::Male)),
        "女" | "女性" | "女士" | "f" | "female" | "woman" | "2" => Ok(Some(Sex::Female)),
        _ => Err(()),
    }
}

/// Completed years; months and days of age are 0.
pub(crate) fn age(text: &str) -> Result<Option<u8>, ()> {
    if is_nothing(text) {
        return Ok(None);
    }
    let dense = fold_dense(text);
    let rest = dense.trim_start_matches(['约', '近', '≈', '~']);
    let months = [
        "个月",
        "个多月",
        "月龄",
        "月",
        "天",
        "周龄",
        "日龄",
        "months",
        "month",
        "days",
        "weeks",
    ];
    if let Some(count) = months
        .iter()
        .find_map(|end| rest.strip_suffix(end))
        .filter(|count| !count.contains('岁'))
    {
        return number(count).filter(|count| *count <= 400).map(|_| Some(0)).ok_or(());
    }
    let ends = [
        "周岁半",
        "岁半",
        "多岁",
        "周岁",
        "岁",
        "years",
        "year",
        "yrs",
        "yo",
        "y",
        "+",
    ];
    let core = ends.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let years = match core.split_once('岁') {
        // `1岁6个月`, `1岁半`: completed years.
        Some((years, _)) => number(years),
        None => number(core),
    };
    years
        .filter(|years| *years <= MAX_AGE_YEARS)
        .and_then(|years| u8::try_from(years).ok())
        .map(Some)
        .ok_or(())
}

pub(crate) fn household_size(text: &str) -> Result<Option<u8>, ()> {
    if is_nothing(text) {
        return Ok(None);
    }
    let dense = fold_dense(text);
    let core = dense.strip_suffix(['人', '口', '位']).unwrap_or(&dense);
    let core = core.strip_suffix('口').unwrap_or(core);
    number(core)
        .filter(|count| *count <= MAX_HOUSEHOLD)
        .and_then(|count| u8::try_from(count).ok())
        .map(Some)
        .ok_or(())
}

pub(crate) fn yes_or_no(text: &str) -> Result<Option<bool>, ()> {
    match fold_dense(text).as_str() {
        "" => Ok(None),
        "是" | "√" | "✓" | "✔" | "☑" | "对" | "有" | "y" | "yes" | "true" | "1" | "独居" | "v" | "是独居" => {
            Ok(Some(true))
        }
        "否" | "×" | "x" | "✗" | "✘" | "☐" | "不是" | "非" | "无" | "没有" | "n" | "no" | "false" | "0" | "非独居"
        | "不独居" => Ok(Some(false)),
        _ if is_nothing(text) => Ok(None),
        _ => Err(()),
    }
}

/// A whole number in Arabic or Chinese digits; the fraction a spreadsheet adds is dropped.
fn number(text: &str) -> Option<u32> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if whole.len() <= 6 && !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
        whole.parse().ok()
    } else {
        chinese_number(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_years() {
        for (text, years) in [
            ("51", 51),
            ("51岁", 51),
            ("51周岁", 51),
            ("５１", 51),
            ("51.0", 51),
            ("6个月", 0),
            ("约80", 80),
            ("八十", 80),
            ("20天", 0),
        ] {
            assert_eq!(age(text), Ok(Some(years)), "{text}");
        }
        for text in ["1950年", "200", "老年", "-3", "1990-01-01"] {
            assert_eq!(age(text), Err(()), "{text}");
        }
        assert_eq!(age(""), Ok(None));
        assert_eq!(age("1岁半"), Ok(Some(1)));
        assert_eq!(age("1岁6个月"), Ok(Some(1)));
    }

    #[test]
    fn ticks_are_yes() {
        for text in ["是", "√", "✔", "Yes", "1", "独居"] {
            assert_eq!(yes_or_no(text), Ok(Some(true)), "{text}");
        }
        for text in ["否", "×", "no", "0", "无"] {
            assert_eq!(yes_or_no(text), Ok(Some(false)), "{text}");
        }
        assert_eq!(yes_or_no(""), Ok(None));
        assert_eq!(yes_or_no("可能"), Err(()));
    }

    #[test]
    fn names_lose_padding_and_numbers() {
        for (text, clean) in [
            ("王　芳", "王芳"),
            ("王 芳", "王芳"),
            ("Mary  Ann", "Mary Ann"),
            ("张三***", "张三"),
            ("***", ""),
            ("无", ""),
            ("12", ""),
        ] {
            assert_eq!(name(text), clean, "{text}");
        }
    }
}
