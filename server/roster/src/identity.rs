//! Takes identity numbers out of text, wherever they hide: 18 digits, 17 and an X, the old 15, written together, in
//! groups, or half masked. Phones (11 digits, with +86 13) must come through unharmed.
//!
//! Two rules. A **run** without a gap is judged by its length: nothing else in a roster has 16 digits. **Groups** with
//! gaps are judged by shape, since two phones in a cell, or a list of rooms, have as many digits as an identity number.

use std::ops::Range;

/// What stands where a number was.
pub(crate) const MARK: &str = "***";

/// Digits and masks without a gap, from which nothing but an identity or card number is written.
const RUN_LEN: usize = 16;
const NEW_LEN: usize = 18;
const OLD_LEN: usize = 15;
/// `370102****1234`: fewer stars than digits hidden. A masked phone has 11.
const MASKED_LEN: std::ops::RangeInclusive<usize> = 14..=20;
/// Gap characters in a row that still belong to one number.
const MAX_GAP_CHARS: usize = 3;
/// Groups people write one number in (6-8-4, 6-4-4-4) when its date makes no sense.
const MAX_PLAIN_GROUPS: usize = 4;
/// Replacing one number can bring its neighbours together; twice is enough in practice.
const MAX_PASSES: usize = 4;

#[derive(Clone, Copy, PartialEq)]
enum Symbol {
    Digit(u8),
    Mask,
}

struct Group {
    bytes: Range<usize>,
    symbols: Vec<Symbol>,
}

/// The text without its identity numbers, or `None` when there are none.
pub(crate) fn scrub(text: &str) -> Option<String> {
    let mut current = scrub_once(text)?;
    for _ in 1..MAX_PASSES {
        match scrub_once(&current) {
            Some(next) if next != current => current = next,
            _ => break,
        }
    }
    Some(current)
}

fn scrub_once(text: &str) -> Option<String> {
    // Most cells are short words: not worth the walk.
    if text.chars().filter(|&c| symbol(c).is_some()).count() < *MASKED_LEN.start() {
        return None;
    }
    let mut hits: Vec<Range<usize>> = Vec::new();
    for sequence in sequences(text) {
        let mut rest: &[Group] = &sequence;
        while let Some(at) = rest.iter().position(|group| is_run(&group.symbols)) {
            groups_in(&rest[..at], &mut hits);
            hits.push(rest[at].bytes.clone());
            rest = &rest[at + 1..];
        }
        groups_in(rest, &mut hits);
    }
    if hits.is_empty() {
        return None;
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for hit in hits {
        out.push_str(&text[from..hit.start]);
        out.push_str(MARK);
        from = hit.end;
    }
    out.push_str(&text[from..]);
    Some(out)
}

/// Groups of digits and masks, gathered as long as only small gaps part them.
fn sequences(text: &str) -> Vec<Vec<Group>> {
    let mut all: Vec<Vec<Group>> = Vec::new();
    let (mut open, mut gap, mut before): (Option<Group>, usize, char) = (None, usize::MAX, ' ');
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next_is_letter = chars
            .peek()
            .is_some_and(|(_, next)| next.is_ascii_alphabetic() && !is_x(*next));
        let counts = match symbol(c) {
            // An X is a check digit or a mask after digits, and a letter in a word.
            Some(Symbol::Mask) if is_x(c) => {
                !next_is_letter && (open.is_some() || gap <= MAX_GAP_CHARS) && (is_x(before) || !before.is_alphabetic())
            }
            Some(_) => true,
            None => false,
        };
        match symbol(c).filter(|_| counts) {
            Some(symbol) => match &mut open {
                Some(group) => {
                    group.bytes.end = end;
                    group.symbols.push(symbol);
                }
                None => {
                    open = Some(Group {
                        bytes: at..end,
                        symbols: vec![symbol],
                    })
                }
            },
            None => {
                if let Some(group) = open.take() {
                    match all.last_mut() {
                        Some(sequence) if gap <= MAX_GAP_CHARS => sequence.push(group),
                        _ => all.push(vec![group]),
                    }
                    gap = 0;
                }
                gap = if is_gap(c) { gap.saturating_add(1) } else { usize::MAX };
            }
        }
        before = c;
    }
    if let Some(group) = open {
        match all.last_mut() {
            Some(sequence) if gap <= MAX_GAP_CHARS => sequence.push(group),
            _ => all.push(vec![group]),
        }
    }
    all
}

fn is_run(symbols: &[Symbol]) -> bool {
    let digits = symbols.iter().filter(|s| matches!(s, Symbol::Digit(_))).count();
    (symbols.len() >= RUN_LEN && digits >= 4) || is_masked(symbols) || is_old(symbols)
}

/// Windows of groups that together make one number; the longest reading wins.
fn groups_in(groups: &[Group], hits: &mut Vec<Range<usize>>) {
    let known = hits.len();
    let mut from = 0;
    while from < groups.len() {
        match (from + 2..=groups.len()).rev().find(|&to| is_number(&groups[from..to])) {
            Some(to) => {
                hits.push(groups[from].bytes.start..groups[to - 1].bytes.end);
                from = to;
            }
            None => from += 1,
        }
    }
    if hits.len() > known {
        return;
    }
    for part in without_phones(groups) {
        let len: usize = part.iter().map(|g| g.symbols.len()).sum();
        if len == NEW_LEN && (2..=MAX_PLAIN_GROUPS).contains(&part.len()) {
            hits.push(part[0].bytes.start..part[part.len() - 1].bytes.end);
        }
    }
}

fn is_number(groups: &[Group]) -> bool {
    let symbols: Vec<Symbol> = groups.iter().flat_map(|g| g.symbols.iter().copied()).collect();
    match symbols.len() {
        NEW_LEN if is_new(&symbols) => true,
        // Lists of rooms look like old numbers too often: the region must stand by itself.
        OLD_LEN if is_old(&symbols) => groups[0].symbols.len() == 6,
        _ => is_masked(&symbols),
    }
}

/// A birthday where an 18-digit number has it.
fn is_new(symbols: &[Symbol]) -> bool {
    let digits = symbols.iter().filter(|s| matches!(s, Symbol::Digit(_))).count();
    digits >= 4
        && in_range(&symbols[6..8], 18, 20)
        && in_range(&symbols[10..12], 1, 12)
        && in_range(&symbols[12..14], 1, 31)
}

/// A province and a birthday where a 15-digit number has them.
fn is_old(symbols: &[Symbol]) -> bool {
    symbols.len() == OLD_LEN
        && symbols.iter().all(|s| matches!(s, Symbol::Digit(_)))
        && in_range(&symbols[0..2], 11, 82)
        && in_range(&symbols[8..10], 1, 12)
        && in_range(&symbols[10..12], 1, 31)
}

fn is_masked(symbols: &[Symbol]) -> bool {
    MASKED_LEN.contains(&symbols.len())
        && symbols[..6].iter().all(|s| matches!(s, Symbol::Digit(_)))
        && symbols.iter().filter(|s| matches!(s, Symbol::Mask)).count() >= 4
}

/// Two symbols as a number within bounds; masked ones may be anything.
fn in_range(pair: &[Symbol], low: u8, high: u8) -> bool {
    match pair {
        [Symbol::Digit(tens), Symbol::Digit(ones)] => (low..=high).contains(&(tens * 10 + ones)),
        _ => true,
    }
}

/// What is left between mobiles (11, or 3-4-4) and landlines (area code and number).
fn without_phones(groups: &[Group]) -> Vec<&[Group]> {
    let len = |at: usize| groups.get(at).map_or(0, |g| g.symbols.len());
    let starts = |at: usize, digit: u8| {
        groups
            .get(at)
            .is_some_and(|g| g.symbols.first() == Some(&Symbol::Digit(digit)))
    };
    let (mut parts, mut from, mut at) = (Vec::new(), 0, 0);
    while at < groups.len() {
        let taken = if starts(at, 1) && len(at) == 11 {
            1
        } else if starts(at, 1) && (len(at), len(at + 1), len(at + 2)) == (3, 4, 4) {
            3
        } else if starts(at, 0) && matches!((len(at), len(at + 1)), (3 | 4, 7 | 8)) {
            2
        } else {
            at += 1;
            continue;
        };
        parts.push(&groups[from..at]);
        at += taken;
        from = at;
    }
    parts.push(&groups[from..]);
    parts
}

fn symbol(c: char) -> Option<Symbol> {
    let digit = |base: u32| Some(Symbol::Digit(((c as u32 - base) % 10) as u8));
    match c {
        '0'..='9' => digit('0' as u32),
        '０'..='９' => digit('０' as u32),
        '٠'..='٩' => digit('٠' as u32),
        '۰'..='۹' => digit('۰' as u32),
        '\u{1D7CE}'..='\u{1D7FF}' => digit(0x1D7CE),
        '*' | '＊' | '×' | '✕' | '✱' | '∗' | '●' | '•' | '■' | '█' | '○' => Some(Symbol::Mask),
        _ if is_x(c) => Some(Symbol::Mask),
        _ => None,
    }
}

fn is_x(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ' | 'Ⅹ' | 'ⅹ' | 'Х' | 'х')
}

fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '-' | '_' | '.' | '/' | ',' | '，' | '．' | '·' | '－' | '＿' | '／' | '\u{2010}'
                ..='\u{2015}' | '−' | '\'' | '"'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_go_however_they_are_written() {
        for (text, left) in [
            ("370102199001011234", "***"),
            ("37010219900101123X", "***"),
            ("37010219900101123x，本人", "***，本人"),
            ("身份证370102199001011234电话13700421809", "身份证***电话13700421809"),
            ("370000********0000", "***"),
            ("370102****1234", "***"),
            ("370102xxxxxxxx1234", "***"),
            ("370102 19900101 1234", "***"),
            ("3701 0219 9001 0112 3X", "***"),
            ("370102-1990-0101-1234 急", "*** 急"),
            ("3 7 0 1 0 2 1 9 9 0 0 1 0 1 1 2 3 4", "***"),
            ("370000 ******** 0000", "***"),
            ("３７０１０２１９９００１０１１２３４", "***"),
            ("123456 789012 345678", "***"),
            ("370102900101123", "***"),
            ("370102 900101 123", "***"),
            ("370102199001011234/370102199101011234", "***/***"),
            ("13700421809 370102 19900101 1234", "13700421809 ***"),
            ("370102199001011234.0", "***.0"),
            ("透析(370102,199001,011234)", "透析(***)"),
        ] {
            assert_eq!(scrub(text).as_deref(), Some(left), "{text}");
        }
    }

    #[test]
    fn phones_rooms_and_dates_stay() {
        for text in [
            "13700421809",
            "137 0042 1809",
            "+86 137-0042-1809",
            "008613700421809",
            "13700421809 13700421810",
            "137 0042 1809 138 0042 1810",
            "13700421809/13800421810",
            "0635-8123456 8123457",
            "0635-8123456，13700421809",
            "137****1809 138****1809",
            "101 102 103 201 202 203",
            "1101 1102 1201 301",
            "2022-11-05 2022-11-06",
            "每周透析3次(一三五)",
            "",
        ] {
            assert_eq!(scrub(text), None, "{text}");
        }
    }
}
