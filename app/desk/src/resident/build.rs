//! [`ResidentView`] from what a store read. Pure: the moment is an argument.

use shared::{
    domain::{Answer, Asks, Door, Outcome, Resident, Visit},
    time::{DayRule, HOUR_MS, UnixMs},
    value::Value,
    view::{SiteView, site::checklist::Checklist},
};
use store::ResidentPage;

use super::{AnswerView, Found, Housemate, ResidentView, Said, TickView, VisitView, form::seen_text, history::History};
use crate::{
    now::{self, Standing},
    people::build_moment,
    residents::{self, FlagText, Listed},
};

impl ResidentView {
    pub(crate) fn new(page: &ResidentPage, now: UnixMs) -> Self {
        let rule = page.site.day;
        let site = SiteView::new(rule, &page.records);
        let resident = Resident::from(&page.resident);
        let door = site.door(resident.door);
        let confirmed = site.confirmed(&resident);
        let history = History {
            rule,
            site: &site,
            edits: &page.edits,
        };
        let today = rule.day(now);
        let visits = visits(&site, page, &resident, rule);
        let (visits_today, visits_before) = visits.into_iter().partition::<Vec<_>, _>(|(day, _)| *day == today);
        Self {
            id: resident.id,
            seq: page.seq,
            updated: rule.local(now).to_string(),
            stamp: seen_text(page.seen),
            today: now::build::date(rule.local(now).date),
            name: resident.name.clone(),
            address: door.map(|door| site.address(door)).unwrap_or_default(),
            person: residents::person(&resident),
            has_numbers: resident.phone.is_some() || resident.contacts.iter().any(|contact| contact.phone.is_some()),
            listed: resident.priority.as_ref().map(|priority| Listed {
                reason: priority.reason.clone(),
                overdue: residents::is_overdue(&resident, confirmed, now),
            }),
            cadence_h: resident.priority.as_ref().map(|priority| priority.cadence_ms / HOUR_MS),
            owner: resident.priority.as_ref().and_then(|priority| priority.owner.clone()),
            medical: resident.medical.clone(),
            seen: confirmed.map(|confirmed| {
                let moment = build_moment(rule, confirmed.at);
                (residents::last_seen(&site, confirmed, now), moment)
            }),
            conflicts: history.conflicts(&page.conflicts, &page.resident.fields),
            fields: history.fields(&page.resident.fields),
            visits_today: visits_today.into_iter().map(|(_, visit)| visit).collect(),
            checklist: door
                .map(|door| checklist(&site, door, &resident, now))
                .unwrap_or_default(),
            visits_before: visits_before.into_iter().map(|(_, visit)| visit).collect(),
            more_visits: page.more_visits,
            household: household(&site, &resident),
        }
    }
}

/// Newest first, with the site's day of each.
fn visits(
    site: &SiteView,
    page: &ResidentPage,
    resident: &Resident,
    rule: DayRule,
) -> Vec<(shared::time::SiteDay, VisitView)> {
    let void = |visit: &Visit| {
        let record = page.records.iter().find(|record| record.id == visit.id);
        record.is_some_and(|record| record.flag("void"))
    };
    let visits = site.visits_at(resident.door).into_iter();
    visits
        .map(|visit| {
            let view = VisitView {
                id: visit.id,
                at: build_moment(rule, visit.at),
                found: found(visit, resident),
                what: now::build::what(site, visit),
                by: site.name_of(visit.by).unwrap_or_default().to_owned(),
                note: visit.note.clone(),
                standing: if void(visit) {
                    Standing::Voided
                } else if visit.withdrawn {
                    Standing::Amended
                } else {
                    Standing::Stands
                },
            };
            (rule.day(visit.at), view)
        })
        .collect()
}

fn found(visit: &Visit, resident: &Resident) -> Found {
    let person = visit.persons.iter().find(|person| person.resident == resident.id);
    match (visit.outcome, person) {
        (_, Some(person)) => Found::Confirmed(person.how),
        (Outcome::NoAnswer, None) => Found::NoAnswer,
        (Outcome::Answered, None) => Found::NotSeen,
    }
}

/// What is asked today at the door, and about this person where they are on the list.
fn checklist(site: &SiteView, door: &Door, resident: &Resident, now: UnixMs) -> Vec<TickView> {
    let day = site.day_of(now);
    let at_door = site.checklist(door.id, Asks::Door, day);
    let about = resident
        .priority
        .as_ref()
        .and_then(|_| site.checklist(resident.id, Asks::Priority, day));
    let lists: Vec<Checklist<'_>> = at_door.into_iter().chain(about).collect();
    let lines = lists.iter().flat_map(|list| &list.lines);
    lines
        .map(|line| TickView {
            item: FlagText {
                zh: line.item.text.zh.clone(),
                en: line.item.text.en.clone(),
            },
            answer: line.answer.map(|tick| AnswerView {
                said: answer(&line.item.answer, &tick.value),
                flagged: line.is_flagged(),
                by: site.name_of(tick.by).unwrap_or_default().to_owned(),
                at: build_moment(site.rule(), tick.at),
            }),
        })
        .collect()
}

fn answer(answer: &Answer, value: &Value) -> Said {
    match (answer, value) {
        (_, Value::Bool(true)) => Said::Yes,
        (_, Value::Bool(false)) => Said::No,
        (_, Value::Int(number)) => Said::Number(*number),
        (Answer::Choice(_), value) => Said::Chosen(residents::answer_text(answer, value)),
        (Answer::Tick, value) => Said::Text(value.as_text().unwrap_or_default().to_owned()),
    }
}

fn household(site: &SiteView, resident: &Resident) -> Vec<Housemate> {
    let others = site.residents_at(resident.door).into_iter();
    others
        .filter(|other| other.id != resident.id)
        .map(|other| Housemate {
            id: other.id,
            name: other.name.clone(),
            person: residents::person(other),
            listed: other.priority.is_some(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
