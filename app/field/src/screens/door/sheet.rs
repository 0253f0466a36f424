//! A door as lines of text. Pure.

use shared::{
    domain::{self, Asks, How, Resident, Visit},
    id::RecordId,
    time::UnixMs,
    view::{Freshness, SiteView, site::Checklist},
};
use ui::Glyph;

use crate::{
    screens::{choice::Choice, page::Line},
    words::{Words, when},
};

/// Of more people than this, only the priority residents have a line of their own; everyone is under 住户.
const NAMED_MAX: usize = 4;
const PRIORITY_NAMED_MAX: usize = 2;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// `3-2-1203`
    pub(crate) address: String,
    pub(crate) small: Vec<String>,
    /// Above the tiles, the urgent first.
    pub(crate) notes: Vec<Line>,
    pub(crate) who: Vec<Line>,
    /// Everyone listed here.
    pub(crate) people: usize,
    /// Those who count as seen by 一切正常.
    pub(crate) seen: usize,
    /// Who of those at home was left out by a tap.
    pub(crate) left_out: Option<String>,
    /// `4 人`
    pub(crate) home: String,
    /// `2/5` of today's checklist; none where nothing is asked.
    pub(crate) checklist: Option<String>,
    pub(crate) is_flagged: bool,
}

/// None where the door is not on this phone any more.
pub(crate) fn sheet(words: &Words, site: &SiteView, now: UnixMs, door: RecordId, choice: &Choice) -> Option<Sheet> {
    let door = site.door(door)?;
    let residents = site.residents_at(door.id);
    let left_out: Vec<String> = residents
        .iter()
        .filter(|r| !choice.counts(r) && is_home(r))
        .map(|r| r.name.clone())
        .collect();
    let home = residents.iter().filter(|resident| is_home(resident)).count();
    Some(Sheet {
        address: site.address(door),
        small: small(words, door, &residents),
        notes: notes(words, door, &residents),
        who: who(words, site, now, door.id, &residents),
        people: residents.len(),
        seen: residents.iter().filter(|resident| choice.counts(resident)).count(),
        left_out: Some(left_out.join(words.list_comma))
            .filter(|names| !names.is_empty())
            .map(|n| (words.without)(&n)),
        home: (words.people)(home as u64),
        checklist: progress(site, now, door.id),
        is_flagged: !site.flags(door.id, now).is_empty(),
    })
}

/// How much of the checklists of a door, and of its priority residents, is answered.
fn progress(site: &SiteView, now: UnixMs, door: RecordId) -> Option<String> {
    let lists = checklists(site, now, door);
    let asked: usize = lists.iter().map(|(list, _)| list.lines.len()).sum();
    let answered: usize = lists.iter().map(|(list, _)| list.answered()).sum();
    (asked > 0).then(|| format!("{answered}/{asked}"))
}

/// The door's list, and that of everybody on the priority list there.
pub(crate) fn checklists(site: &SiteView, now: UnixMs, door: RecordId) -> Vec<(Checklist<'_>, Option<&Resident>)> {
    let day = site.day_of(now);
    let of_door = site.checklist(door, Asks::Door, day).map(|list| (list, None));
    let listed = site
        .residents_at(door)
        .into_iter()
        .filter(|resident| resident.priority.is_some());
    let of_people =
        listed.filter_map(|resident| Some((site.checklist(resident.id, Asks::Priority, day)?, Some(resident))));
    of_door.into_iter().chain(of_people).collect()
}

fn is_home(resident: &Resident) -> bool {
    resident.whereabouts == domain::Whereabouts::Home
}

/// Under the address: the one person, or how many.
fn small(words: &Words, door: &domain::Door, residents: &[&Resident]) -> Vec<String> {
    match residents {
        [] if door.vacant => vec![words.vacant.to_owned()],
        [] => vec![words.nobody_listed.to_owned()],
        [one] => {
            let age = one.age.map(words.years);
            let alone = one.living_alone.then(|| words.living_alone.to_owned());
            let rest: Vec<String> = age.into_iter().chain(alone).collect();
            [one.name.clone(), rest.join(" · ")]
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect()
        }
        many => vec![(words.people)(
            many.iter().filter(|resident| is_home(resident)).count() as u64
        )],
    }
}

fn notes(words: &Words, door: &domain::Door, residents: &[&Resident]) -> Vec<Line> {
    let medical = residents.iter().filter_map(|resident| {
        let what = resident.medical.as_ref()?;
        let what = if what.is_empty() {
            String::new()
        } else {
            format!("{}{what}", words.colon)
        };
        Some(Line {
            tone: "alarm",
            glyph: Glyph::Cross,
            text: format!("{}{what} · {}", words.medical_need, resident.name),
        })
    });
    let has = |tag: &str| {
        residents
            .iter()
            .any(|resident| resident.care.iter().any(|care| care == tag))
    };
    let known = match &door.note {
        Some(note) => Some((Glyph::Ear, note.clone())),
        None if has("hearing") => Some((Glyph::Ear, words.hears_badly.to_owned())),
        None if has("bedridden") => Some((Glyph::Bed, words.bedridden.to_owned())),
        None if has("mobility") => Some((Glyph::Clock, words.walks_badly.to_owned())),
        None => None,
    };
    let known = known.map(|(glyph, text)| Line {
        tone: "warn",
        glyph,
        text,
    });
    medical.take(1).chain(known).collect()
}

fn who(words: &Words, site: &SiteView, now: UnixMs, door: RecordId, residents: &[&Resident]) -> Vec<Line> {
    let mut lines: Vec<Line> = today(words, site, now, door).into_iter().collect();
    let say = |resident: &&Resident| person_line(words, site, now, resident, Name::Said);
    if let [only] = residents {
        // The name is in the title.
        lines.push(person_line(words, site, now, only, Name::Known));
        // There is room for more about one.
        let reason = only.priority.as_ref().and_then(|priority| priority.reason.clone());
        lines.extend(reason.map(|text| Line {
            tone: "",
            glyph: Glyph::Star,
            text,
        }));
        let care: Vec<String> = only.care.iter().map(|tag| words.care_of(tag)).collect();
        if !care.is_empty() {
            lines.push(Line {
                tone: "",
                glyph: Glyph::Heart,
                text: care.join(words.list_comma),
            });
        }
        return lines;
    }
    if residents.len() <= NAMED_MAX {
        lines.extend(residents.iter().map(say));
        return lines;
    }
    // Those who are to be seen in person by name, the others in one line.
    let (listed, others): (Vec<&Resident>, Vec<&Resident>) =
        residents.iter().partition(|resident| resident.priority.is_some());
    lines.extend(listed.iter().take(PRIORITY_NAMED_MAX).map(say));
    if listed.len() > PRIORITY_NAMED_MAX {
        let text = (words.more_priority)((listed.len() - PRIORITY_NAMED_MAX) as u64);
        let (tone, glyph) = ("", Glyph::Star);
        lines.push(Line { tone, glyph, text });
    }
    let names: Vec<String> = others.iter().map(|resident| resident.name.clone()).collect();
    if !names.is_empty() {
        let (tone, glyph) = ("", Glyph::People);
        lines.push(Line {
            tone,
            glyph,
            text: names.join(words.list_comma),
        });
    }
    lines
}

/// What was last recorded here today.
fn today(words: &Words, site: &SiteView, now: UnixMs, door: RecordId) -> Option<Line> {
    let is_today = |visit: &&&Visit| !visit.withdrawn && site.day_of(visit.at) == site.day_of(now);
    let visits = site.visits_at(door);
    let visit = visits.iter().find(is_today)?;
    let (tone, glyph, what) = match visit.outcome {
        domain::Outcome::NoAnswer => ("warn", Glyph::Knock, words.no_answer.to_owned()),
        domain::Outcome::Answered if visit.persons.is_empty() => ("ok", Glyph::Check, words.visited.to_owned()),
        domain::Outcome::Answered => ("ok", Glyph::Check, (words.seen_people)(visit.persons.len() as u64)),
    };
    let by = site
        .name_of(visit.by)
        .map(|name| format!(" · {name}"))
        .unwrap_or_default();
    let text = format!("{} {} {what}{by}", words.today, site.rule().local(visit.at));
    Some(Line { tone, glyph, text })
}

/// Whether a line begins with the name, or stands under it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Said,
    Known,
}

/// A person and when they were last confirmed: `★ 张秀英 · 昨天 18:40 见到`.
pub(crate) fn person_line(words: &Words, site: &SiteView, now: UnixMs, resident: &Resident, name: Name) -> Line {
    let is_overdue = site.freshness(resident, now) == Freshness::Overdue;
    let confirmed = site.confirmed(resident);
    let seen = match confirmed {
        Some(confirmed) => {
            let how = if confirmed.how == How::Spoke {
                words.spoke
            } else {
                words.met
            };
            let when = when(words, site.rule(), confirmed.at, now);
            // That it is too long ago matters more than how it was.
            if is_overdue {
                when
            } else {
                (words.seen_when)(how, &when)
            }
        }
        None => words.never_confirmed.to_owned(),
    };
    let (tone, glyph) = match site.freshness(resident, now) {
        Freshness::Overdue => ("warn", Glyph::Star),
        Freshness::Fresh => ("", Glyph::Star),
        Freshness::Routine => ("", Glyph::Person),
    };
    let overdue = if tone == "warn" {
        format!("{} · ", words.overdue)
    } else {
        String::new()
    };
    let said = if name == Name::Said {
        format!("{} · ", resident.name)
    } else {
        String::new()
    };
    Line {
        tone,
        glyph,
        text: format!("{said}{overdue}{seen}"),
    }
}

#[cfg(test)]
mod tests;
