//! What the page says, as plain functions from the view and the words.

use super::{Date, Day, PhoneState, Troubles, VisitRow, What, Who};
use crate::words::{Words, fill};

const MINUTES_PER_HOUR: i64 = 60;
const HOURS_PER_DAY: i64 = 24;
/// From here on minutes say nothing any more.
const HOURS_WITHOUT_MINUTES: i64 = 6;
/// From here on days say more than hours.
const HOURS_BEFORE_DAYS: i64 = 2 * HOURS_PER_DAY;

/// `11月14日`
pub(crate) fn month_day(words: &Words, date: Date) -> String {
    let month = words
        .months
        .get(usize::from(date.month).wrapping_sub(1))
        .copied()
        .unwrap_or_default();
    fill(words.month_day, &[("month", &month), ("day", &date.day)])
}

/// `11月14日 星期一`
pub(super) fn date(words: &Words, date: Date) -> String {
    let weekday = words
        .weekdays
        .get(usize::from(date.weekday))
        .copied()
        .unwrap_or_default();
    fill(words.date, &[("date", &month_day(words, date)), ("weekday", &weekday)])
}

/// `1 分钟前`
pub(crate) fn ago(words: &Words, minutes: i64) -> String {
    let (hours, rest) = (minutes / MINUTES_PER_HOUR, minutes % MINUTES_PER_HOUR);
    if minutes < 1 {
        words.just_now.to_owned()
    } else if hours < 1 {
        fill(words.minutes_ago, &[("n", &minutes)])
    } else if hours >= HOURS_BEFORE_DAYS {
        fill(words.days_ago, &[("n", &(hours / HOURS_PER_DAY))])
    } else if rest == 0 || hours >= HOURS_WITHOUT_MINUTES {
        fill(words.hours_ago, &[("h", &hours)])
    } else {
        fill(words.hours_minutes_ago, &[("h", &hours), ("m", &rest)])
    }
}

/// As many are counted.
pub(crate) const COUNTED_MOST: u64 = 1_000;

/// `1000+` where nobody has counted on.
pub(crate) fn counted(open: u64) -> String {
    if open < COUNTED_MOST {
        open.to_string()
    } else {
        format!("{open}+")
    }
}

/// `2 条没收下、1 条还没记上`; none where nothing waits.
pub(super) fn troubles(words: &Words, troubles: Troubles) -> Option<String> {
    let counts = [
        (words.conflicts_open, troubles.conflicts),
        (words.rejected_open, troubles.rejected),
        (words.held_open, troubles.held),
    ];
    let open = counts.into_iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> = open
        .map(|(template, open)| fill(template, &[("n", &counted(open))]))
        .collect();
    (!said.is_empty()).then(|| said.join(words.residents.comma))
}

/// `41 分钟`
pub(super) fn lasting(words: &Words, minutes: i64) -> String {
    let (hours, rest) = (minutes / MINUTES_PER_HOUR, minutes % MINUTES_PER_HOUR);
    if hours < 1 {
        fill(words.minutes, &[("n", &minutes)])
    } else {
        fill(words.hours_minutes, &[("h", &hours), ("m", &rest)])
    }
}

/// `14:11`, with the day where it isn't today.
pub(crate) fn when(words: &Words, row: &VisitRow) -> String {
    match row.day {
        Day::Today => row.time.clone(),
        Day::Yesterday => format!("{} {}", words.yesterday, row.time),
        Day::Other(day) => format!("{} {}", month_day(words, day), row.time),
    }
}

pub(crate) fn who(words: &Words, who: &Who) -> String {
    match who {
        Who::One(name) => name.clone(),
        Who::Many(count) => fill(words.persons, &[("n", count)]),
        Who::Nobody => "—".to_owned(),
    }
}

/// `见到本人 · 一切正常`; where persons were confirmed in several ways, how many in each.
pub(crate) fn what(words: &Words, what: What) -> String {
    match what {
        What::NoAnswer => words.no_answer.to_owned(),
        What::AllFine => words.all_fine.to_owned(),
        What::Answered { met, spoke, reported } => {
            let ways = [
                (met, words.met, words.some_met),
                (spoke, words.spoke, words.some_spoke),
                (reported, words.reported, words.some_reported),
            ];
            let ways: Vec<_> = ways.into_iter().filter(|(count, ..)| *count > 0).collect();
            match ways.as_slice() {
                [] => words.answered.to_owned(),
                [(_, all, _)] => (*all).to_owned(),
                ways => {
                    let parts = ways.iter().map(|(count, _, some)| fill(some, &[("n", count)]));
                    parts.collect::<Vec<_>>().join(" · ")
                }
            }
        }
    }
}

pub(super) fn receipt(words: &Words, late: Option<&str>) -> String {
    match late {
        Some(time) => fill(words.stored_at, &[("time", &time)]),
        None => words.stored.to_owned(),
    }
}

pub(super) fn heard(words: &Words, state: PhoneState) -> String {
    match state {
        PhoneState::Heard { minutes }
        | PhoneState::Quiet { minutes }
        | PhoneState::Ended { minutes: Some(minutes) } => ago(words, minutes),
        PhoneState::Never | PhoneState::Ended { minutes: None } => words.never_heard.to_owned(),
    }
}

/// What is wrong with a phone, where something is.
pub(super) const fn trouble(words: &Words, state: PhoneState) -> Option<&'static str> {
    match state {
        PhoneState::Quiet { .. } => Some(words.quiet),
        PhoneState::Ended { .. } => Some(words.ended),
        PhoneState::Heard { .. } | PhoneState::Never => None,
    }
}

pub(crate) fn unsent(words: &Words, unsent: Option<u64>) -> String {
    unsent.map_or_else(|| words.unsent_unknown.to_owned(), |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use ui::Lang;

    use super::*;
    use crate::words::words;

    #[test]
    fn ages_are_told_as_precisely_as_they_matter() {
        let zh = words(Lang::Zh);
        let told = [0, 1, 59, 60, 72, 6 * 60 + 5, 47 * 60, 50 * 60].map(|minutes| ago(zh, minutes));
        assert_eq!(
            told,
            [
                "刚刚",
                "1 分钟前",
                "59 分钟前",
                "1 小时前",
                "1 小时 12 分钟前",
                "6 小时前",
                "47 小时前",
                "2 天前"
            ]
        );
        assert_eq!(ago(words(Lang::En), 72), "1 h 12 min ago");
    }

    #[test]
    fn a_date_reads_in_the_order_of_its_language() {
        let monday = Date {
            month: 11,
            day: 14,
            weekday: 0,
        };
        assert_eq!(date(words(Lang::Zh), monday), "11月14日 星期一");
        assert_eq!(date(words(Lang::En), monday), "Monday 14 November");
    }

    #[test]
    fn a_visit_says_how_everybody_was_confirmed() {
        let zh = words(Lang::Zh);
        assert_eq!(what(zh, What::AllFine), "见到本人 · 一切正常");
        assert_eq!(what(zh, What::NoAnswer), "无应答");
        assert_eq!(
            what(
                zh,
                What::Answered {
                    met: 3,
                    spoke: 0,
                    reported: 0
                }
            ),
            "见到本人"
        );
        assert_eq!(
            what(
                zh,
                What::Answered {
                    met: 2,
                    spoke: 1,
                    reported: 0
                }
            ),
            "见到 2 · 应答 1"
        );
        assert_eq!(
            what(
                zh,
                What::Answered {
                    met: 0,
                    spoke: 0,
                    reported: 0
                }
            ),
            "有人应门"
        );
    }

    #[test]
    fn a_silent_phone_is_told_in_words() {
        let zh = words(Lang::Zh);
        let quiet = PhoneState::Quiet { minutes: 72 };
        assert_eq!(heard(zh, quiet), "1 小时 12 分钟前");
        assert_eq!(trouble(zh, quiet), Some("久无消息"));
        assert_eq!(trouble(zh, PhoneState::Ended { minutes: None }), Some("已停用"));
        assert_eq!(trouble(zh, PhoneState::Heard { minutes: 1 }), None);
    }
}
