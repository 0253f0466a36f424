//! How a cell's text is tidied before anything looks at it. Knows nothing of columns or people.

/// One line, single spaces, nothing invisible: what a person sees in the cell.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || (c.is_control() && !is_invisible(c)) {
            gap = true;
        } else if !is_invisible(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}')
}

/// For comparing and parsing: full-width forms as ASCII, lower case.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// The same without any space.
pub(crate) fn fold_dense(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Full-width `！` to `～` as ASCII, the ideographic space as a space.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '[' | '［' | '【' | '〔' => '(',
        ']' | '］' | '】' | '〕' => ')',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        _ => c,
    }
}

pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇' | '·')
}

/// The first `limit` characters.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    match text.char_indices().nth(limit) {
        Some((at, _)) => &text[..at],
        None => text,
    }
}

/// Cells people fill in to say there is nothing: `无`, `-`, `/` …
pub(crate) fn is_nothing(text: &str) -> bool {
    matches!(
        fold_dense(text).as_str(),
        "" | "无"
            | "没有"
            | "暂无"
            | "未知"
            | "不详"
            | "-"
            | "--"
            | "—"
            | "——"
            | "/"
            | "\\"
            | "\\n"
            | "."
            | "、"
            | "none"
            | "n/a"
            | "na"
            | "null"
            | "nil"
    )
}

/// Arabic for a whole Chinese number below 1,000 (`三`, `十二`, `二十`, `一百零三`, `二〇一`), if it is one.
pub(crate) fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| {
        "零一二三四五六七八九".chars().position(|d| d == c).or(match c {
            '〇' => Some(0),
            '两' => Some(2),
            _ => None,
        })
    };
    if text.is_empty() || text.chars().count() > 6 {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text
            .chars()
            .filter_map(digit)
            .try_fold(0u32, |n, d| Some(n * 10 + d as u32));
    }
    let (mut total, mut pending) = (0u32, None);
    for c in text.chars() {
        let unit = match c {
            '百' => 100,
            '十' => 10,
            _ => {
                pending = Some(digit(c)? as u32);
                continue;
            }
        };
        total += pending.take().unwrap_or(1) * unit;
    }
    Some(total + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_read() {
        for (text, number) in [
            ("三", 3),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("三十五", 35),
            ("一百零三", 103),
            ("二〇一", 201),
        ] {
            assert_eq!(chinese_number(text), Some(number), "{text}");
        }
        for text in ["", "东", "三区", "甲"] {
            assert_eq!(chinese_number(text), None, "{text}");
        }
    }

    #[test]
    fn tidy_drops_what_nobody_sees() {
        assert_eq!(tidy("  王\u{200B}芳\u{3000}\r\n 二 "), "王芳 二");
    }
}
