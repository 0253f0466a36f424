//! What is done about cards and phones, each on a page of its own without a script: make cards, print them, void or redo
//! those that were not used, sign a phone off. The server reads the forms; here is what they look like.

mod form;
mod qr;
mod rights;
mod sheet;
mod stop;
mod unused;

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::time::{DAY_MS, DayRule, UnixMs};

pub use form::{CardFault, CardForm, LineFault, form_page};
pub use rights::{Building, RightsFault, RightsForm, Until, rights_page};
pub use sheet::{Sheet, SheetCard, gone_page, sheet_page};
pub use stop::{Stop, no_phone_page, stop_page};
pub use unused::{Unused, UnusedCard, UnusedFault, unused_page};

use crate::{
    Fault, Office,
    app::title_of,
    people::{build_moment, moment},
    shown::fault_notice,
    words::{Words, cards::CardWords, fill, words},
};

/// Cards made or redone at once: as many as one prints and hands out in one go.
pub const CARDS_AT_ONCE_MAX: usize = 200;
/// A name on a card, characters.
pub const NAME_CHARS_MAX: usize = 20;
/// How long somebody may be on duty, days.
pub const DAYS: [u32; 4] = [1, 3, 7, 14];
pub const DAYS_DEFAULT: u32 = 3;
/// A code that nobody used by then is waste paper, hours.
pub const CODE_VALID_H: i64 = 24;

/// When somebody's time ends: with the site's day in which so many days from `now` are over. A card made in the evening
/// for the next morning loses nothing of its days, and nobody's time ends in the middle of a shift.
pub const fn end_of(rule: DayRule, now: UnixMs, days: u32) -> UnixMs {
    let last = rule.day(now.plus(days as i64 * DAY_MS));
    rule.start(shared::time::SiteDay(last.0 + 1))
}

/// For whoever can't be given the page at `here`.
pub fn fault_page(office: &Office, status: StatusCode, here: &str, fault: Fault) -> Response {
    let words = words(office.lang);
    let title = title_of(words, here);
    office.answer(status, title, here, || {
        fault_notice(words, title, here.to_owned(), fault)
    })
}

/// `11月27日 04:00`
fn when(words: &Words, rule: DayRule, at: UnixMs) -> String {
    moment(words, &build_moment(rule, at))
}

/// How long somebody will be on duty.
fn days_field(words: &Words, own: &CardWords, rule: DayRule, now: UnixMs, chosen: u32) -> impl IntoView + use<> {
    let options = DAYS.map(|days| {
        let text = if days == 1 { own.day } else { own.some_days };
        let end = when(words, rule, end_of(rule, now, days));
        view! {
            <option value=days selected=days == chosen>
                {fill(text, &[("n", &days), ("when", &end)])}
            </option>
        }
    });
    view! {
        <label>
            {own.days}
            <select name="days">{options.collect_view()}</select>
            <small>{own.days_hint}</small>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use shared::time::HOUR_MS;

    use super::*;

    #[test]
    fn time_ends_when_a_day_turns_and_is_never_shorter_than_said() {
        let rule = DayRule::default();
        // 2022-11-14T00:00Z is eight in the morning at the site.
        let morning = UnixMs(1_668_384_000_000);
        for (now, end) in [(morning, "2022-11-15"), (morning.plus(15 * HOUR_MS), "2022-11-15")] {
            let until = end_of(rule, now, 1);
            assert!(until.since(now) >= DAY_MS);
            assert_eq!(rule.local(until).to_string(), "04:00");
            assert_eq!(rule.day(until.plus(-1)).to_string(), end);
        }
    }
}
