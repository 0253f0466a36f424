//! What the page says, as plain functions from the view and the words.

use super::{Counts, Group, Moment, PersonRow, State};
use crate::{now, words::Words};

/// `11月14日 15:11`
pub(crate) fn moment(words: &Words, moment: &Moment) -> String {
    format!("{} {}", now::text::month_day(words, moment.date), moment.time)
}

pub(crate) const fn state(words: &Words, state: State) -> &'static str {
    match state {
        State::Unused => words.people.unused,
        State::OnDuty => words.people.on_duty,
        State::Lapsed => words.people.lapsed,
        State::Over => words.people.over,
        State::Stopped => words.people.stopped,
        State::Voided => words.people.voided,
    }
}

pub(super) const fn group(words: &Words, group: Option<Group>) -> &'static str {
    match group {
        None => words.people.all,
        Some(Group::Unused) => words.people.unused,
        Some(Group::OnDuty) => words.people.on_duty,
        Some(Group::Expired) => words.people.lapsed,
        Some(Group::Ended) => words.people.ended,
    }
}

pub(super) const fn count(counts: Counts, group: Option<Group>) -> usize {
    match group {
        None => counts.all,
        Some(Group::Unused) => counts.unused,
        Some(Group::OnDuty) => counts.on_duty,
        Some(Group::Expired) => counts.expired,
        Some(Group::Ended) => counts.ended,
    }
}

/// A card has never been heard.
pub(super) fn heard(words: &Words, row: &PersonRow) -> String {
    match (row.state, row.heard_min) {
        (State::Unused | State::Lapsed | State::Voided, _) => "—".to_owned(),
        (_, Some(minutes)) => now::text::ago(words, minutes),
        (_, None) => words.never_heard.to_owned(),
    }
}

/// What somebody should see to.
pub(super) const fn trouble(words: &Words, row: &PersonRow) -> Option<&'static str> {
    if row.is_alarming() {
        Some(words.people.holds_records)
    } else if row.quiet {
        Some(words.quiet)
    } else {
        None
    }
}

/// What was done on the page before, by the word in the address.
pub(super) fn done(words: &Words, word: &str) -> Option<&'static str> {
    match word {
        "stopped" => Some(words.people.said_stopped),
        "rights" => Some(words.people.said_rights),
        "voided" => Some(words.people.said_voided),
        _ => None,
    }
}
