//! What the page says, as plain functions from the view and the words.

use super::{SeenRow, Sight};
use crate::{
    people::moment,
    words::{Words, fill},
};

/// `14:12 已存`, with the day where it is another than the visit's.
pub(super) fn stored(words: &Words, row: &SeenRow) -> String {
    let time = if row.stored_later {
        moment(words, &row.stored)
    } else {
        row.stored.time.clone()
    };
    fill(words.stored_at, &[("time", &time)])
}

/// `15:02 已阅 · 周调度`
pub(super) fn seen(words: &Words, sight: &Sight) -> String {
    let time = if sight.later {
        moment(words, &sight.at)
    } else {
        sight.at.time.clone()
    };
    let text = if sight.by.is_empty() {
        words.visits.seen_at
    } else {
        words.visits.seen_at_by
    };
    fill(text, &[("time", &time), ("by", &sight.by)])
}

/// What was done on the page before: so many visits were marked.
pub(super) fn done(words: &Words, count: &str) -> Option<String> {
    let count: u32 = count.parse().ok()?;
    Some(fill(words.visits.said_seen, &[("n", &count)]))
}

#[cfg(test)]
mod tests {
    use ui::Lang;

    use super::*;
    use crate::{now::Date, people::Moment, words::words};

    #[test]
    fn a_receipt_says_when_and_by_whom() {
        let at = Moment {
            date: Date {
                month: 11,
                day: 14,
                weekday: 0,
            },
            time: "15:02".to_owned(),
        };
        let sight = |by: &str, later| Sight {
            by: by.to_owned(),
            at: at.clone(),
            later,
        };
        let zh = words(Lang::Zh);
        assert_eq!(seen(zh, &sight("周调度", false)), "15:02 已阅 · 周调度");
        assert_eq!(seen(zh, &sight("", true)), "11月14日 15:02 已阅");
        assert_eq!(done(zh, "x"), None);
    }
}
