//! One resident: what care they need, whom to call about them, when they were seen.

use shared::{
    domain::{How, Outcome, Resident, Visit, Whereabouts},
    id::RecordId,
    time::HOUR_MS,
};
use ui::Glyph;

use super::{
    act::Act,
    door::{Name, person_line},
    page::{Ctx, Line, Page, Tile},
};
use crate::{
    state::Screen,
    words::{Words, when},
};

pub(super) fn resident(ctx: &Ctx<'_>, resident: RecordId) -> Page {
    let Some(known) = ctx.site.resident(resident) else {
        return ctx.gone();
    };
    let calls = calls(ctx, known).len();
    let mut tiles = Vec::new();
    if calls > 0 {
        let call = Act::Go(Screen::Contacts { resident });
        tiles.push(Tile::new(Glyph::Phone, ctx.words.call, call).small((ctx.words.count)(calls as u64)));
    }
    tiles.push(Tile::new(
        Glyph::Clock,
        ctx.words.history,
        Act::Go(Screen::History { resident }),
    ));
    if known.priority.is_some() {
        let checklist = Act::Go(Screen::Checklist { door: known.door });
        tiles.push(Tile::new(Glyph::List, ctx.words.checklist, checklist));
    }
    if tiles.len() % 2 == 1
        && let Some(last) = tiles.last_mut()
    {
        last.tone = "wide";
    }
    let age = known.age.map(ctx.words.years);
    let alone = known.living_alone.then(|| ctx.words.living_alone.to_owned());
    let about: Vec<String> = age.into_iter().chain(alone).collect();
    let small = [ctx.address(known.door), about.join(" · ")];
    Page {
        title: known.name.clone(),
        small: small.into_iter().filter(|line| !line.is_empty()).collect(),
        notes: notes(ctx, known),
        tiles,
        ..Page::default()
    }
}

/// The urgent first: what doesn't fit is left out from below.
fn notes(ctx: &Ctx<'_>, resident: &Resident) -> Vec<Line> {
    let words = ctx.words;
    let line = |tone, glyph, text| Line { tone, glyph, text };
    let mut notes = Vec::new();
    if let Some(what) = &resident.medical {
        let what = if what.is_empty() {
            String::new()
        } else {
            format!("{}{what}", words.colon)
        };
        notes.push(line("alarm", Glyph::Cross, format!("{}{what}", words.medical_need)));
    }
    notes.push(person_line(words, ctx.site, ctx.now, resident, Name::Known));
    if let Some(priority) = &resident.priority {
        let every = (words.every)(priority.cadence_ms / HOUR_MS);
        let owner = priority.owner.as_deref().map(words.owned_by);
        let said: Vec<String> = priority
            .reason
            .clone()
            .into_iter()
            .chain([every])
            .chain(owner)
            .collect();
        notes.push(line("", Glyph::Star, said.join(" · ")));
    }
    let care: Vec<String> = resident.care.iter().map(|tag| words.care_of(tag)).collect();
    if !care.is_empty() {
        notes.push(line("warn", Glyph::Heart, care.join(words.list_comma)));
    }
    if let Some(note) = &resident.note {
        notes.push(line("", Glyph::Speech, note.clone()));
    }
    let away = away(words, resident.whereabouts).map(str::to_owned);
    let standing: Vec<String> = resident.control.clone().into_iter().chain(away).collect();
    if !standing.is_empty() {
        notes.push(line("", Glyph::House, standing.join(" · ")));
    }
    notes
}

pub(super) const fn away(words: &Words, whereabouts: Whereabouts) -> Option<&'static str> {
    match whereabouts {
        Whereabouts::Home => None,
        Whereabouts::Out => Some(words.out),
        Whereabouts::Hospital => Some(words.in_hospital),
        Whereabouts::Transferred => Some(words.transferred),
        Whereabouts::MovedOut => Some(words.moved_out),
    }
}

/// Who can be called: a name, and the number.
fn calls(ctx: &Ctx<'_>, resident: &Resident) -> Vec<(String, String)> {
    let own = resident
        .phone
        .clone()
        .map(|phone| (ctx.words.themselves.to_owned(), phone));
    let others = resident.contacts.iter().filter_map(|contact| {
        let said = contact.relation.iter().chain(std::iter::once(&contact.name));
        let said: Vec<String> = said.filter(|text| !text.is_empty()).cloned().collect();
        Some((said.join(" "), contact.phone.clone()?))
    });
    own.into_iter()
        .chain(others)
        .filter(|(_, number)| !number.is_empty())
        .collect()
}

pub(super) fn contacts(ctx: &Ctx<'_>, resident: RecordId) -> Page {
    let Some(known) = ctx.site.resident(resident) else {
        return ctx.gone();
    };
    let row = |(title, number): (String, String)| {
        let call = Some(Act::Call(number.clone()));
        Tile::row("", Glyph::Phone, title, vec![number], call)
    };
    let mut rows: Vec<Tile> = calls(ctx, known).into_iter().map(row).collect();
    let key = ctx.site.door(known.door).and_then(|door| door.key_holder.clone());
    let title = ctx.words.key_holder.to_owned();
    rows.extend(key.map(|holder| Tile::row("", Glyph::House, title, vec![holder], None)));
    Page {
        title: ctx.words.call.to_owned(),
        small: vec![known.name.clone()],
        message: rows.is_empty().then(|| ctx.nothing(ctx.words.nobody_to_call)),
        rows,
        ..Page::default()
    }
}

/// Visits at this resident's door that say something about them, the newest first.
pub(super) fn history(ctx: &Ctx<'_>, resident: RecordId) -> Page {
    let Some(known) = ctx.site.resident(resident) else {
        return ctx.gone();
    };
    let visits = ctx.site.visits_at(known.door);
    let rows = visits.into_iter().filter(|visit| !visit.withdrawn).filter_map(|visit| {
        let (tone, glyph, what) = happened(ctx.words, visit, resident)?;
        let by = ctx.site.name_of(visit.by).map(str::to_owned);
        let title = format!("{} {what}", when(ctx.words, ctx.site.rule(), visit.at, ctx.now));
        let small = by.into_iter().chain(visit.note.clone()).collect();
        Some(Tile::row(tone, glyph, title, small, None))
    });
    let rows: Vec<Tile> = rows.collect();
    Page {
        title: ctx.words.history.to_owned(),
        small: vec![known.name.clone()],
        message: rows.is_empty().then(|| ctx.nothing(ctx.words.no_history)),
        rows,
        ..Page::default()
    }
}

fn happened(words: &Words, visit: &Visit, resident: RecordId) -> Option<(&'static str, Glyph, &'static str)> {
    if visit.outcome == Outcome::NoAnswer {
        return Some(("warn", Glyph::Knock, words.no_answer));
    }
    let person = visit.persons.iter().find(|person| person.resident == resident)?;
    Some(match person.how {
        How::Met => ("ok", Glyph::Check, words.met),
        How::Spoke => ("ok", Glyph::Speech, words.spoke),
        How::Reported => ("", Glyph::People, words.reported),
    })
}
