//! Phone numbers as people write them: spaces, dashes, +86, two in a cell, a word beside them.

use crate::text::{fold, is_nothing};

/// What a cell said about phones.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Phones {
    /// Digits only, without +86.
    pub(crate) numbers: Vec<String>,
    /// Words beside the numbers, with the punctuation they came in.
    pub(crate) remark: String,
    /// Digits that make no phone number were in it.
    pub(crate) unreadable: bool,
}

pub(crate) fn phones(text: &str) -> Phones {
    let mut found = Phones::default();
    if is_nothing(text) {
        return found;
    }
    let folded = fold(text);
    let folded = folded.strip_suffix(".0").unwrap_or(&folded);
    let mut chunk = String::new();
    for c in folded.chars().chain(std::iter::once('/')) {
        if c.is_ascii_digit() {
            chunk.push(c);
        } else if c == ' ' && !chunk.is_empty() {
            chunk.push(' ');
        } else if !belongs(c) || c == ' ' {
            found.take(&chunk);
            chunk.clear();
            found.remark.push(c);
        }
    }
    found.remark = found
        .remark
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '*')
        .trim()
        .to_owned();
    found
}

/// What may stand inside a number.
fn belongs(c: char) -> bool {
    matches!(c, '-' | '+' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}' | '−')
}

impl Phones {
    /// Reads digits in groups; groups are joined until they make a number.
    fn take(&mut self, chunk: &str) {
        let groups: Vec<&str> = chunk.split_whitespace().collect();
        if let Some(number) = normal(&groups.concat()) {
            self.push(number);
            return;
        }
        let mut joined = String::new();
        for group in groups {
            joined.push_str(group);
            if let Some(number) = normal(&joined) {
                self.push(number);
                joined.clear();
            }
        }
        self.unreadable |= !joined.is_empty();
    }

    fn push(&mut self, number: String) {
        if !self.numbers.contains(&number) {
            self.numbers.push(number);
        }
    }
}

/// A complete number in its one form: a mobile (11 digits), a landline with or without area code, 400 or 800.
fn normal(digits: &str) -> Option<String> {
    let is_mobile = |d: &str| d.len() == 11 && d.starts_with('1') && matches!(d.as_bytes()[1], b'3'..=b'9');
    for prefix in ["", "0086", "86", "0"] {
        if let Some(rest) = digits.strip_prefix(prefix)
            && is_mobile(rest)
        {
            return Some(rest.to_owned());
        }
    }
    let landline = match digits.as_bytes() {
        [b'0', b'1'..=b'9', ..] => (10..=12).contains(&digits.len()),
        [b'4' | b'8', b'0', b'0', ..] if digits.len() == 10 => true,
        [b'2'..=b'9', ..] => (7..=8).contains(&digits.len()),
        _ => false,
    };
    landline.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_as_digits() {
        for text in [
            "13700421809",
            "137 0042 1809",
            "137-0042-1809",
            "+86 137 0042 1809",
            "8613700421809",
            "１３７００４２１８０９",
            "13700421809.0",
            "(+86)13700421809",
        ] {
            assert_eq!(
                phones(text),
                Phones {
                    numbers: vec!["13700421809".into()],
                    ..Phones::default()
                },
                "{text}"
            );
        }
        assert_eq!(phones("0635-8123456").numbers, ["06358123456"]);
        assert_eq!(phones("(0635) 8123456").numbers, ["06358123456"]);
        assert_eq!(phones("8123456").numbers, ["8123456"]);
    }

    #[test]
    fn several_numbers_are_told_apart() {
        for text in [
            "13700421809/13800421810",
            "13700421809、13800421810",
            "137 0042 1809 138 0042 1810",
            "13700421809 13800421810",
            "13700421809，13800421810",
        ] {
            assert_eq!(phones(text).numbers, ["13700421809", "13800421810"], "{text}");
        }
    }

    #[test]
    fn incomplete_numbers_are_not_guessed() {
        for text in ["1370042180", "137004218099", "12345", "1.37E+10", "11012345678"] {
            let found = phones(text);
            assert!(found.numbers.is_empty() && found.unreadable, "{text}");
        }
        assert_eq!(phones("无"), Phones::default());
    }

    #[test]
    fn words_beside_a_number_are_reported() {
        let found = phones("13700421809(女儿)");
        assert_eq!((found.numbers.len(), found.remark.as_str()), (1, "女儿"));
    }
}
