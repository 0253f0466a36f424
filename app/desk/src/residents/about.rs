//! What every page about residents says of one, from the views that the phone goes by, too. Pure.

use shared::{
    domain::{Answer, Resident, Whereabouts},
    time::UnixMs,
    value::Value,
    view::{Confirmed, Freshness, SiteView, freshness::freshness, site::Flag},
};

use super::{FlagText, LastSeen, Named, Person};
use crate::now::build::minutes;

pub(crate) fn buildings(site: &SiteView) -> Vec<Named> {
    let buildings = site.buildings().into_iter();
    buildings
        .map(|building| Named {
            id: building.id,
            name: building.name.clone(),
        })
        .collect()
}

pub(crate) const fn person(resident: &Resident) -> Person {
    Person {
        female: resident.female,
        age: resident.age,
        alone: resident.living_alone,
    }
}

/// Somebody who is away is not knocked for.
pub(crate) fn is_overdue(resident: &Resident, confirmed: Option<Confirmed>, now: UnixMs) -> bool {
    resident.whereabouts == Whereabouts::Home && freshness(resident, confirmed, now) == Freshness::Overdue
}

pub(crate) fn last_seen(site: &SiteView, confirmed: Confirmed, now: UnixMs) -> LastSeen {
    LastSeen {
        minutes: minutes(confirmed.at, now),
        how: confirmed.how,
        by: site.name_of(confirmed.by).unwrap_or_default().to_owned(),
    }
}

/// `食品药品 无`; of an item to tick its name says all.
pub(crate) fn flag_text(flag: &Flag<'_>) -> FlagText {
    let said = answer_text(&flag.item.answer, &flag.tick.value);
    let with = |item: &str, answer: &str| {
        if answer.is_empty() {
            item.to_owned()
        } else {
            format!("{item} {answer}")
        }
    };
    FlagText {
        zh: with(&flag.item.text.zh, &said.zh),
        en: with(&flag.item.text.en, &said.en),
    }
}

/// The answer as the template says it; nothing for a tick.
pub(crate) fn answer_text(answer: &Answer, value: &Value) -> FlagText {
    let chosen = match answer {
        Answer::Choice(options) => options.iter().find(|(key, _)| Some(key.as_str()) == value.as_text()),
        Answer::Tick => None,
    };
    let said = chosen.map(|(_, text)| text.clone()).unwrap_or_default();
    FlagText {
        zh: said.zh,
        en: said.en,
    }
}
