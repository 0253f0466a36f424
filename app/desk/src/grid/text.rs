//! What the page says, as plain functions from the view and the words.

use shared::view::DoorStatus;
use ui::Glyph;

use super::{Answer, Cell, Question, Seen};
use crate::words::{Words, fill};

const HOUR_MIN: i64 = 60;
const DAY_MIN: i64 = 24 * HOUR_MIN;

pub(super) const fn question(words: &Words, question: Question) -> &'static str {
    match question {
        Question::Today => words.grid.ask_today,
        Question::Seen => words.grid.ask_seen,
    }
}

pub(super) const fn answer(words: &Words, answer: Answer) -> &'static str {
    let own = &words.grid;
    match answer {
        Answer::Today(DoorStatus::Medical) => own.medical,
        Answer::Today(DoorStatus::NoAnswer) => own.no_answer,
        Answer::Today(DoorStatus::Priority) => own.priority,
        Answer::Today(DoorStatus::NotDone) => own.not_done,
        Answer::Today(DoorStatus::Done) => own.done,
        Answer::Today(DoorStatus::Vacant) => own.vacant,
        Answer::Seen(Seen::Overdue) => own.overdue,
        Answer::Seen(Seen::Never) => own.never,
        Answer::Seen(Seen::TwoDays) => own.older,
        Answer::Seen(Seen::OneDay) => own.yesterday,
        Answer::Seen(Seen::Fresh) => own.today,
        Answer::Seen(Seen::Nobody) => own.nobody,
    }
}

#[cfg(feature = "ssr")]
pub(crate) const fn status(words: &Words, status: DoorStatus) -> &'static str {
    answer(words, Answer::Today(status))
}

/// What stands in a cell: the answer, or since when.
pub(super) fn cell(words: &Words, cell: &Cell) -> String {
    let own = &words.grid;
    match cell.minutes {
        Some(minutes) if minutes < HOUR_MIN => fill(own.minutes, &[("n", &minutes)]),
        Some(minutes) if minutes < 2 * DAY_MIN => fill(own.hours, &[("n", &(minutes / HOUR_MIN))]),
        Some(minutes) => fill(own.days, &[("n", &(minutes / DAY_MIN))]),
        None => answer(words, cell.answer).to_owned(),
    }
}

/// Of the cell and of its place in the legend.
pub(super) const fn tone(answer: Answer) -> &'static str {
    match answer {
        Answer::Today(DoorStatus::Medical) | Answer::Seen(Seen::Overdue) => "alarm",
        Answer::Today(DoorStatus::NoAnswer) | Answer::Seen(Seen::Never) => "strong",
        Answer::Today(DoorStatus::Priority) | Answer::Seen(Seen::TwoDays) => "warn",
        Answer::Today(DoorStatus::NotDone) | Answer::Seen(Seen::OneDay) => "todo",
        Answer::Today(DoorStatus::Done) | Answer::Seen(Seen::Fresh) => "ok",
        Answer::Today(DoorStatus::Vacant) | Answer::Seen(Seen::Nobody) => "vacant",
    }
}

pub(super) const fn glyph(answer: Answer) -> Glyph {
    match answer {
        Answer::Today(DoorStatus::Medical) => Glyph::Cross,
        Answer::Today(DoorStatus::NoAnswer) => Glyph::Knock,
        Answer::Today(DoorStatus::Priority) => Glyph::Star,
        Answer::Today(DoorStatus::NotDone) => Glyph::House,
        Answer::Today(DoorStatus::Done) | Answer::Seen(Seen::Fresh) => Glyph::Check,
        Answer::Today(DoorStatus::Vacant) | Answer::Seen(Seen::Nobody) => Glyph::Minus,
        Answer::Seen(Seen::Overdue) => Glyph::Star,
        Answer::Seen(Seen::Never) => Glyph::Eye,
        Answer::Seen(Seen::TwoDays | Seen::OneDay) => Glyph::Clock,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::id::RecordId;
    use ui::Lang;

    use super::*;
    use crate::words::words;

    #[test]
    fn no_two_answers_of_a_question_look_or_read_the_same() {
        for lang in [Lang::Zh, Lang::En] {
            let words = words(lang);
            for answers in [DoorStatus::ALL.map(Answer::Today), Seen::ALL.map(Answer::Seen)] {
                let tones: BTreeSet<_> = answers.iter().map(|known| tone(*known)).collect();
                let said: BTreeSet<_> = answers.iter().map(|known| answer(words, *known)).collect();
                assert_eq!((tones.len(), said.len()), (6, 6));
            }
        }
    }

    #[test]
    fn a_cell_says_since_when_as_shortly_as_it_can() {
        let zh = words(Lang::Zh);
        let since = |minutes| Cell {
            door: RecordId::NIL,
            room: "1203".to_owned(),
            address: "3-2-1203".to_owned(),
            answer: Answer::Seen(Seen::Never),
            minutes,
            listed: false,
            flagged: false,
        };
        let said = [None, Some(5), Some(60), Some(47 * 60), Some(3 * 24 * 60)].map(|minutes| cell(zh, &since(minutes)));
        assert_eq!(said, ["没见到过", "5 分钟", "1 小时", "47 小时", "3 天"]);
    }
}
