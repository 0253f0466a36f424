//! [`NowView`] from the rows a store read. Pure: the moment is an argument. Figures come from the views that the phone
//! counts with, too.

use std::collections::BTreeSet;

use shared::{
    domain::{Building, Door, How, Outcome, Resident, Visit, Whereabouts},
    id::RecordId,
    kind::Kind,
    time::{DayRule, MINUTE_MS, SiteDay, UnixMs},
    view::{DoorLine, DoorStatus, SiteView},
};
use store::{NowPage, PhoneLine, VisitLine};

use crate::residents::flag_text;

use super::{
    Card, Cards, Date, Day, FEED_ROWS_MAX, Feed, Flagged, Medical, NowView, Overdue, PhoneRow, PhoneState, Phones,
    Standing, Troubles, VisitRow, Waiting, What, Who,
};

/// Phones on the page; those that need somebody first.
const PHONE_ROWS_MAX: usize = 50;
/// Doors or persons named on one card.
const CARD_LINES_MAX: usize = 3;
/// A phone not heard for longer is called silent: in a stairwell nobody stays that long.
pub(crate) const QUIET_AFTER_MS: i64 = 45 * MINUTE_MS;
/// A visit stored so long after it was made came late.
const LATE_AFTER_MS: i64 = 10 * MINUTE_MS;

impl NowView {
    /// `page` may hold more than [`FEED_ROWS_MAX`] visits: then the rest is left out, and said to be.
    pub(crate) fn new(page: &NowPage, now: UnixMs) -> Self {
        let rule = page.site.day;
        let site = SiteView::new(rule, &page.day);
        let clock = rule.local(now);
        Self {
            site: page.site.name.clone(),
            seq: page.seq,
            date: date(clock.date),
            updated: clock.to_string(),
            cards: cards(&site, page, now),
            feed: feed(&site, rule, page, now),
            phones: phones(&page.phones, now),
            troubles: Troubles {
                conflicts: page.troubles.conflicts,
                rejected: page.troubles.rejected,
                held: page.troubles.held,
            },
        }
    }
}

pub(crate) fn date(day: SiteDay) -> Date {
    // 1970-01-01 was a Thursday.
    const THURSDAY: i64 = 3;
    let (_, month, of_month) = day.civil();
    let small = |number: i64| u8::try_from(number).unwrap_or_default();
    Date {
        month: small(month),
        day: small(of_month),
        weekday: small((day.0 + THURSDAY).rem_euclid(7)),
    }
}

/// Whole minutes; a clock that is ahead counts as now.
pub(crate) fn minutes(since: UnixMs, now: UnixMs) -> i64 {
    now.since(since).max(0) / MINUTE_MS
}

fn cards(site: &SiteView, page: &NowPage, now: UnixMs) -> Cards {
    let buildings = site.buildings();
    let stretches = buildings.iter().flat_map(|building| site.stretches(building.id));
    let lines: Vec<DoorLine> = stretches.flat_map(|stretch| site.lines(&stretch, now)).collect();
    let counts = SiteView::counts(&lines);
    let doors = |status| {
        let these = lines.iter().filter(move |line| line.status == status);
        these.filter_map(|line| site.door(line.door))
    };
    let mut waiting: Vec<Waiting> = doors(DoorStatus::NoAnswer)
        .map(|door| Waiting {
            address: site.address(door),
            minutes: waiting_min(site, door, now),
        })
        .collect();
    waiting.sort_by_key(|door| std::cmp::Reverse(door.minutes));
    waiting.truncate(CARD_LINES_MAX);
    let overdue = site.overdue(now);
    let residents = page
        .day
        .iter()
        .filter(|record| record.kind == Kind::Resident)
        .map(Resident::from);
    Cards {
        due: counts.due,
        open: counts.open,
        medical: Card {
            count: counts.medical,
            lines: doors(DoorStatus::Medical)
                .take(CARD_LINES_MAX)
                .map(|door| medical(site, door))
                .collect(),
        },
        no_answer: Card {
            count: counts.no_answer,
            lines: waiting,
        },
        overdue: Card {
            count: overdue.len(),
            lines: overdue
                .into_iter()
                .take(CARD_LINES_MAX)
                .map(|(resident, confirmed)| Overdue {
                    address: site
                        .door(resident.door)
                        .map(|door| site.address(door))
                        .unwrap_or_default(),
                    name: resident.name.clone(),
                    minutes: confirmed.map(|confirmed| minutes(confirmed.at, now)),
                })
                .collect(),
        },
        flagged: flagged(site, &lines, now),
        priority: residents.filter(|resident| resident.priority.is_some()).count(),
    }
}

fn flagged(site: &SiteView, lines: &[DoorLine], now: UnixMs) -> Card<Flagged> {
    let flagged = lines.iter().filter_map(|line| {
        let flags = site.flags(line.door, now);
        let door = site.door(line.door).filter(|_| !flags.is_empty())?;
        Some(Flagged {
            address: site.address(door),
            flags: flags.iter().map(flag_text).collect(),
        })
    });
    let mut lines: Vec<Flagged> = flagged.collect();
    let count = lines.len();
    lines.truncate(CARD_LINES_MAX);
    Card { count, lines }
}

fn medical(site: &SiteView, door: &Door) -> Medical {
    let residents = site.residents_at(door.id);
    let ill = residents.into_iter().find(|resident| resident.medical.is_some());
    Medical {
        address: site.address(door),
        name: ill.map(|resident| resident.name.clone()).unwrap_or_default(),
        need: ill.and_then(|resident| resident.medical.clone()).unwrap_or_default(),
    }
}

/// Since the first of today's knocks that nobody has answered since.
fn waiting_min(site: &SiteView, door: &Door, now: UnixMs) -> i64 {
    let today = site.day_of(now);
    let visits = site.visits_at(door.id).into_iter();
    let standing = visits.filter(|visit| !visit.withdrawn && site.day_of(visit.at) == today);
    let unanswered = standing.take_while(|visit| visit.outcome == Outcome::NoAnswer);
    unanswered.last().map_or(0, |visit| minutes(visit.at, now))
}

fn feed(site: &SiteView, rule: DayRule, page: &NowPage, now: UnixMs) -> Feed {
    let shown = page.visits.iter().take(FEED_ROWS_MAX);
    let rows: Vec<VisitRow> = shown.map(|line| visit(site, rule, line, now)).collect();
    Feed {
        today: rows.iter().any(|row| row.day == Day::Today),
        more: page.visits.len() > FEED_ROWS_MAX,
        rows,
    }
}

pub(crate) fn visit(site: &SiteView, rule: DayRule, line: &VisitLine, now: UnixMs) -> VisitRow {
    let visit = Visit::from(&line.visit);
    let door = line.door.as_ref().map(Door::from);
    let building = line.building.as_ref().map(Building::from);
    let today = rule.day(now);
    let day = rule.day(visit.at);
    let standing = if line.visit.flag("void") {
        Standing::Voided
    } else if visit.withdrawn {
        Standing::Amended
    } else {
        Standing::Stands
    };
    let is_late = line.stored.since(visit.at) > LATE_AFTER_MS;
    VisitRow {
        id: visit.id,
        day: if day == today {
            Day::Today
        } else if day.0 + 1 == today.0 {
            Day::Yesterday
        } else {
            Day::Other(date(rule.local(visit.at).date))
        },
        time: rule.local(visit.at).to_string(),
        address: match (&door, &building) {
            (Some(door), Some(building)) => door.address(&building.name),
            (Some(door), None) => door.room.clone(),
            (None, _) => String::new(),
        },
        who: who(site, line, &visit),
        what: what(site, &visit),
        by: line.by.clone(),
        standing,
        late: is_late.then(|| rule.local(line.stored).to_string()),
    }
}

/// Those the visit names; where it names nobody, those who would have been at home.
fn who(site: &SiteView, line: &VisitLine, visit: &Visit) -> Who {
    let name = |id: RecordId| {
        let named = line
            .residents
            .iter()
            .find(|record| record.id == id)
            .and_then(|record| record.text("name"));
        named
            .map(str::to_owned)
            .or_else(|| site.resident(id).map(|resident| resident.name.clone()))
    };
    let sought: Vec<RecordId> = if visit.persons.is_empty() {
        at_home(site, visit.door).into_iter().collect()
    } else {
        visit.persons.iter().map(|person| person.resident).collect()
    };
    match sought.as_slice() {
        [] => Who::Nobody,
        [one] => name(*one).map_or(Who::Many(1), Who::One),
        many => Who::Many(many.len()),
    }
}

/// What a visit found, told by who lives there.
pub(crate) fn what(site: &SiteView, visit: &Visit) -> What {
    if visit.outcome == Outcome::NoAnswer {
        return What::NoAnswer;
    }
    let by = |how: How| visit.persons.iter().filter(|person| person.how == how).count();
    let met: BTreeSet<RecordId> = visit
        .persons
        .iter()
        .filter(|person| person.how == How::Met)
        .map(|person| person.resident)
        .collect();
    let at_home = at_home(site, visit.door);
    if !at_home.is_empty() && met.len() == visit.persons.len() && at_home.is_subset(&met) {
        return What::AllFine;
    }
    What::Answered {
        met: by(How::Met),
        spoke: by(How::Spoke),
        reported: by(How::Reported),
    }
}

fn at_home(site: &SiteView, door: RecordId) -> BTreeSet<RecordId> {
    let residents = site.residents_at(door).into_iter();
    residents
        .filter(|resident| resident.whereabouts == Whereabouts::Home)
        .map(|resident| resident.id)
        .collect()
}

fn phones(lines: &[PhoneLine], now: UnixMs) -> Phones {
    let mut rows: Vec<PhoneRow> = lines.iter().filter_map(|line| phone(line, now)).collect();
    let quiet = rows.iter().filter(|row| row.state.is_alarming()).count();
    let count = rows.len();
    rows.sort_by(|a, b| (order(a), &a.worker, a.device).cmp(&(order(b), &b.worker, b.device)));
    rows.truncate(PHONE_ROWS_MAX);
    Phones { rows, count, quiet }
}

/// Those who need somebody first, the longest silent before the others; the rest by when they were heard.
const fn order(row: &PhoneRow) -> (u8, i64) {
    match row.state {
        PhoneState::Ended { minutes } => (
            0,
            match minutes {
                Some(minutes) => -minutes,
                None => i64::MIN,
            },
        ),
        PhoneState::Quiet { minutes } => (1, -minutes),
        PhoneState::Heard { minutes } => (2, minutes),
        PhoneState::Never => (3, 0),
    }
}

/// None for a phone whose time is over and that has nothing left to send.
fn phone(line: &PhoneLine, now: UnixMs) -> Option<PhoneRow> {
    let heard_min = line.heard.map(|heard| minutes(heard, now));
    let is_over = line.revoked || line.expires.is_some_and(|expires| expires <= now);
    let state = match line.heard {
        _ if is_over && line.unsent.is_none_or(|unsent| unsent == 0) => return None,
        _ if is_over => PhoneState::Ended { minutes: heard_min },
        None => PhoneState::Never,
        Some(heard) if now.since(heard) > QUIET_AFTER_MS => PhoneState::Quiet {
            minutes: minutes(heard, now),
        },
        Some(heard) => PhoneState::Heard {
            minutes: minutes(heard, now),
        },
    };
    Some(PhoneRow {
        device: line.device,
        worker: line.worker.clone(),
        state,
        unsent: line.unsent,
    })
}

#[cfg(test)]
mod tests;
