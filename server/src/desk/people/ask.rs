//! What stands in the form for cards: names or a number of people, and days. Pure; every fault is found at once.

use std::collections::HashMap;

use desk::cards::{CARDS_AT_ONCE_MAX, CardFault, DAYS, LineFault, NAME_CHARS_MAX};

/// What people are called whose names nobody knows yet: hands from another town.
const NUMBERED: &str = "外援";
/// Digits of their numbers, at least.
const NUMBER_DIGITS: usize = 2;

#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    pub(super) once: String,
    pub(super) names: String,
    pub(super) count: String,
    pub(super) days: String,
}

/// A name and the line it stands in, from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Names(Vec<Named>),
    Count(usize),
}

pub(super) fn read(filled: &Filled) -> Result<(Wanted, u32), Vec<CardFault>> {
    let mut faults = Vec::new();
    let wanted = match (filled.names.trim().is_empty(), filled.count.trim().is_empty()) {
        (true, true) => Err(vec![CardFault::Nobody]),
        (false, false) => Err(vec![CardFault::Both]),
        (false, true) => names(&filled.names).map(Wanted::Names),
        (true, false) => count(&filled.count).map(Wanted::Count),
    };
    let wanted = wanted.map_err(|found| faults.extend(found)).ok();
    let days = days(&filled.days);
    if days.is_none() {
        faults.push(CardFault::BadDays);
    }
    match (wanted, days) {
        (Some(wanted), Some(days)) => Ok((wanted, days)),
        _ => Err(faults),
    }
}

pub(super) fn days(text: &str) -> Option<u32> {
    text.parse().ok().filter(|days| DAYS.contains(days))
}

fn names(text: &str) -> Result<Vec<Named>, Vec<CardFault>> {
    let lines = text.lines().enumerate();
    let named: Vec<Named> = lines
        .flat_map(|(at, line)| {
            let names = line.split([',', '，', '、', ';', '；', '\t']).map(cleaned);
            let names = names.filter(|name| !name.is_empty());
            names.map(move |name| Named { line: at + 1, name })
        })
        .collect();
    let mut faults = Vec::new();
    if named.is_empty() {
        faults.push(CardFault::Nobody);
    }
    if named.len() > CARDS_AT_ONCE_MAX {
        faults.push(CardFault::TooMany { names: named.len() });
    }
    let mut first: HashMap<&str, usize> = HashMap::new();
    for Named { line, name } in &named {
        let again = first.get(name.as_str()).copied();
        first.entry(name).or_insert(*line);
        let why = if name.chars().count() > NAME_CHARS_MAX {
            Some(LineFault::TooLong)
        } else if name.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
            Some(LineFault::Unreadable)
        } else {
            again.map(|line| LineFault::Again { line })
        };
        faults.extend(why.map(|why| CardFault::Line {
            line: *line,
            name: shortened(name),
            why,
        }));
    }
    if faults.is_empty() { Ok(named) } else { Err(faults) }
}

/// Spaces at the ends and what nobody sees go; spaces within are one.
fn cleaned(name: &str) -> String {
    let is_invisible = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let seen: String = name.chars().filter(|c| !is_invisible(c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a name as a fault may repeat.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAME_CHARS_MAX).collect();
    format!("{start}…")
}

fn count(text: &str) -> Result<usize, Vec<CardFault>> {
    // An input method may write its own digits.
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        c => c,
    };
    let text: String = text.trim().chars().map(plain).collect();
    let count = text.parse().ok();
    count
        .filter(|count| (1..=CARDS_AT_ONCE_MAX).contains(count))
        .ok_or_else(|| vec![CardFault::BadCount])
}

/// The names of so many people without one, after those there are.
pub(super) fn numbered<'a>(known: impl Iterator<Item = &'a str>, count: usize) -> Vec<String> {
    let numbers = known.filter_map(|name| name.strip_prefix(NUMBERED)?.parse::<u32>().ok());
    let last = numbers.max().unwrap_or(0);
    let next = (1..).map(|step| last.saturating_add(step));
    next.take(count)
        .map(|number| format!("{NUMBERED}{number:0NUMBER_DIGITS$}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(names: &str, count: &str) -> Filled {
        Filled {
            once: String::new(),
            names: names.to_owned(),
            count: count.to_owned(),
            days: "3".to_owned(),
        }
    }

    fn read_names(text: &str) -> Vec<String> {
        let Ok((Wanted::Names(named), 3)) = read(&filled(text, "")) else {
            panic!("{text:?}: {:?}", read(&filled(text, "")))
        };
        named.into_iter().map(|named| named.name).collect()
    }

    fn line(line: usize, name: &str, why: LineFault) -> CardFault {
        CardFault::Line {
            line,
            name: name.to_owned(),
            why,
        }
    }

    #[test]
    fn names_are_separated_as_people_paste_them() {
        let names = read_names("李梅\r\n 王芳、张强\t赵敏，孙丽;周杰\n\n\u{feff}Anna  Maria\u{3000}\n");
        assert_eq!(names, ["李梅", "王芳", "张强", "赵敏", "孙丽", "周杰", "Anna Maria"]);
    }

    #[test]
    fn every_bad_line_is_named_and_one_is_enough_to_make_nothing() {
        let long = "很".repeat(NAME_CHARS_MAX + 1);
        let faults = read(&filled(&format!("李梅\n王芳,李梅\n{long}\n坏\u{fffd}\n李梅"), "")).unwrap_err();
        let shown = format!("{}…", "很".repeat(NAME_CHARS_MAX));
        assert_eq!(
            faults,
            [
                line(2, "李梅", LineFault::Again { line: 1 }),
                line(3, &shown, LineFault::TooLong),
                line(4, "坏\u{fffd}", LineFault::Unreadable),
                line(5, "李梅", LineFault::Again { line: 1 }),
            ]
        );
    }

    #[test]
    fn a_form_gives_names_or_a_number_within_bounds() {
        assert_eq!(read(&filled(" \n", "")), Err(vec![CardFault::Nobody]));
        assert_eq!(read(&filled(",、\n", "")), Err(vec![CardFault::Nobody]));
        assert_eq!(read(&filled("李梅", "3")), Err(vec![CardFault::Both]));
        for (text, count) in [("1", 1), (" 40 ", 40), ("４０", 40), ("200", 200)] {
            assert_eq!(read(&filled("", text)), Ok((Wanted::Count(count), 3)), "{text}");
        }
        for text in ["0", "201", "-1", "3.5", "四十", "99999999999999999999"] {
            assert_eq!(read(&filled("", text)), Err(vec![CardFault::BadCount]), "{text}");
        }
        let many: Vec<String> = (0..=CARDS_AT_ONCE_MAX).map(|n| format!("李{n}")).collect();
        let names = many.len();
        assert_eq!(
            read(&filled(&many.join("\n"), "")),
            Err(vec![CardFault::TooMany { names }])
        );
        for days in ["", "2", "x"] {
            let form = Filled {
                days: days.to_owned(),
                ..filled("", "")
            };
            assert_eq!(read(&form), Err(vec![CardFault::Nobody, CardFault::BadDays]), "{days}");
        }
    }

    #[test]
    fn numbering_goes_on_where_it_stopped() {
        assert_eq!(numbered([].into_iter(), 2), ["外援01", "外援02"]);
        let known = ["外援07", "外援", "外援3号", "李梅", "外援99"];
        assert_eq!(numbered(known.into_iter(), 2), ["外援100", "外援101"]);
    }
}
