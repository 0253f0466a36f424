//! Every word the desk shows: one struct, one static per language, so that a missing text doesn't compile.
//! Texts with gaps name them in braces; [`fill`] puts the values in.

#[cfg(feature = "ssr")]
pub(crate) mod audit;
#[cfg(feature = "ssr")]
pub(crate) mod cards;
#[cfg(feature = "ssr")]
pub(crate) mod edit;
mod en;
#[cfg(feature = "ssr")]
pub(crate) mod erase;
#[cfg(feature = "ssr")]
pub(crate) mod export;
mod find;
#[cfg(feature = "ssr")]
pub(crate) mod first;
mod grid;
#[cfg(feature = "ssr")]
pub(crate) mod left;
#[cfg(feature = "ssr")]
pub(crate) mod logins;
mod people;
#[cfg(feature = "ssr")]
pub(crate) mod rescue;
mod resident;
mod residents;
#[cfg(feature = "ssr")]
pub(crate) mod roster;
#[cfg(feature = "ssr")]
pub(crate) mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod same;
#[cfg(feature = "ssr")]
pub(crate) mod sign_in;
#[cfg(feature = "ssr")]
pub(crate) mod troubles;
mod visits;
mod zh;

use std::fmt::Display;

use ui::Lang;

pub use find::FindWords;
pub use grid::GridWords;
pub use people::PeopleWords;
pub use resident::ResidentWords;
pub use residents::ResidentsWords;
pub use visits::VisitsWords;

/// The texts of one language.
#[derive(Debug)]
pub struct Words {
    pub lang: Lang,
    pub product: &'static str,

    pub sign_in: &'static str,
    pub sign_out: &'static str,
    /// A made-up site, and the page that removes it.
    pub demo: &'static str,
    pub demo_remove: &'static str,
    /// Of administrators' page about who signs in.
    pub logins: &'static str,
    /// Of the page that changes one's own.
    pub password: &'static str,
    pub signed_out: &'static str,

    pub skip: &'static str,
    pub pages: &'static str,
    pub administrator: &'static str,
    pub coordinator: &'static str,
    pub worker: &'static str,
    pub no_page: &'static str,
    pub no_page_hint: &'static str,
    pub to_now: &'static str,
    pub no_script: &'static str,

    pub loading: &'static str,
    pub retry: &'static str,
    pub unreachable: &'static str,
    pub busy: &'static str,
    pub failed: &'static str,

    pub now: &'static str,
    /// From Monday on.
    pub weekdays: [&'static str; 7],
    pub months: [&'static str; 12],
    /// `{month}` `{day}`
    pub month_day: &'static str,
    /// `{date}` `{weekday}`
    pub date: &'static str,
    /// `{time}`
    pub updated: &'static str,
    /// `{time}`
    pub lost: &'static str,

    pub in_short: &'static str,
    pub medical: &'static str,
    pub medical_none: &'static str,
    pub no_answer: &'static str,
    pub no_answer_none: &'static str,
    pub overdue: &'static str,
    /// `{n}`
    pub overdue_none: &'static str,
    pub priority_none: &'static str,
    /// `{n}`
    pub priority_count: &'static str,
    /// Answers that somebody has to follow up.
    pub flagged: &'static str,
    pub flagged_none: &'static str,
    pub never_seen: &'static str,
    /// `{ago}`
    pub last_seen: &'static str,
    /// Of the page with what waits for somebody to decide.
    pub troubles: &'static str,
    /// `{n}`
    pub conflicts_open: &'static str,
    /// `{n}`
    pub rejected_open: &'static str,
    /// `{n}`
    pub held_open: &'static str,
    pub left: &'static str,
    /// `{due}` `{done}`
    pub left_of: &'static str,
    /// `{due}`
    pub left_none: &'static str,
    pub no_roster: &'static str,
    /// Of the page that imports one.
    pub roster: &'static str,
    /// `{n}`
    pub more_doors: &'static str,
    /// `{n}`
    pub more_persons: &'static str,
    /// A number of persons: `{n}`
    pub persons: &'static str,

    pub coming_in: &'static str,
    pub live: &'static str,
    pub time: &'static str,
    pub address: &'static str,
    pub who: &'static str,
    pub what: &'static str,
    pub by: &'static str,
    pub receipt: &'static str,
    pub yesterday: &'static str,
    pub met: &'static str,
    pub all_fine: &'static str,
    pub spoke: &'static str,
    pub reported: &'static str,
    /// Where a visit confirmed persons in several ways: `{n}` of them in this one.
    pub some_met: &'static str,
    /// `{n}`
    pub some_spoke: &'static str,
    /// `{n}`
    pub some_reported: &'static str,
    pub answered: &'static str,
    pub voided: &'static str,
    pub amended: &'static str,
    pub stored: &'static str,
    /// `{time}`
    pub stored_at: &'static str,
    pub unknown_address: &'static str,
    pub no_visits: &'static str,
    pub no_visits_hint: &'static str,
    pub no_visits_today: &'static str,
    /// `{n}`
    pub newest_only: &'static str,

    pub phones: &'static str,
    /// `{n}`
    pub phones_count: &'static str,
    /// `{n}`
    pub quiet_count: &'static str,
    pub last_heard: &'static str,
    pub unsent_at_last_contact: &'static str,
    pub just_now: &'static str,
    /// `{n}`
    pub minutes_ago: &'static str,
    /// `{h}` `{m}`
    pub hours_minutes_ago: &'static str,
    /// `{h}`
    pub hours_ago: &'static str,
    /// `{n}`
    pub days_ago: &'static str,
    /// `{n}`
    pub minutes: &'static str,
    /// `{h}` `{m}`
    pub hours_minutes: &'static str,
    pub quiet: &'static str,
    pub never_heard: &'static str,
    pub ended: &'static str,
    pub unsent_unknown: &'static str,
    /// Behind a figure; empty where the language would have to bend it.
    pub doors_unit: &'static str,
    pub persons_unit: &'static str,
    /// `{n}`
    pub more_phones: &'static str,
    pub no_phones: &'static str,
    pub no_phones_hint: &'static str,

    pub people: PeopleWords,
    pub residents: ResidentsWords,
    pub resident: ResidentWords,
    pub grid: GridWords,
    pub visits: VisitsWords,
    pub find: FindWords,
}

/// The words of a language.
pub const fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &zh::WORDS,
        Lang::En => &en::WORDS,
    }
}

/// `template` with each `{name}` replaced by its value.
pub fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = template.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), &value.to_string());
    }
    text
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The gaps of every text, in the order of the fields.
    pub(crate) fn gaps(words: &impl std::fmt::Debug) -> Vec<Vec<String>> {
        // Debug writes a no-break space as an escape with braces of its own.
        let texts = format!("{words:?}").replace("\\u{a0}", " ");
        let mut all = Vec::new();
        for text in texts.split('"').skip(1).step_by(2) {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next())
                .map(str::to_owned)
                .collect();
            found.sort();
            all.push(found);
        }
        all
    }

    #[test]
    fn both_languages_have_the_same_gaps() {
        assert_eq!(gaps(words(Lang::Zh)), gaps(words(Lang::En)));
    }

    #[test]
    fn gaps_are_filled_by_name() {
        assert_eq!(
            fill("{h} 小时 {m} 分钟前", &[("m", &12), ("h", &1)]),
            "1 小时 12 分钟前"
        );
    }
}
