//! 见到 / 应答 / 没见到: one page for each priority resident, since nobody is confirmed by the way.

use shared::{domain::Resident, id::RecordId};
use ui::Glyph;

use super::{
    act::Act,
    choice::{asked, next_asked},
    door::{Name, person_line},
    once,
    page::{Ctx, Layout, Message, Page, Person, Tile},
};
use crate::{
    state::{Answer, Phone, Seen},
    words::{Notice, Words},
};

/// Who is asked about next: chosen once, so that it stays the same person under the finger, whatever comes in meanwhile.
pub(super) fn subject(
    phone: &Phone,
    memory: super::memory::Memory,
    door: RecordId,
    answers: &[Answer],
) -> Option<RecordId> {
    once(phone, |site| {
        next_asked(&asked(&site.residents_at(door), &memory.choices.of(door)), answers)
    })
}

pub(super) fn priority(ctx: &Ctx<'_>, door: RecordId, answers: &[Answer], subject: Option<RecordId>) -> Page {
    let words = ctx.words;
    let choice = ctx.memory.choices.of(door);
    let page = Page {
        layout: Layout::Person,
        title: ctx.address(door),
        small: vec![words.priority.to_owned()],
        ..Page::default()
    };
    let Some(resident) = subject.and_then(|subject| ctx.site.resident(subject)) else {
        return nobody(ctx, door, page);
    };
    let ids = asked(&ctx.site.residents_at(door), &choice);
    let done = ids
        .iter()
        .filter(|id| answers.iter().any(|answer| answer.resident == **id));
    let nth = done.count() + 1;
    let of = ids.len().max(nth);
    let small = if of > 1 {
        vec![format!("{} {nth}/{of}", words.priority)]
    } else {
        page.small
    };
    let tile = |seen, glyph, label: &str| {
        let answer = Answer {
            resident: resident.id,
            seen,
        };
        let answers = answers.iter().copied().chain([answer]).collect();
        Tile::new(glyph, label, Act::Answered(door, answers))
    };
    Page {
        small,
        person: Some(Person {
            name: resident.name.clone(),
            about: about(words, resident),
            last: person_line(words, ctx.site, ctx.now, resident, Name::Known),
        }),
        tiles: vec![
            tile(Seen::Met, Glyph::Eye, words.met)
                .tone("primary wide")
                .small(words.in_person),
            tile(Seen::Spoke, Glyph::Speech, words.spoke).small(words.by_voice),
            tile(Seen::Missed, Glyph::Minus, words.not_seen).tone("warn"),
        ],
        ..page
    }
}

/// Everybody was asked about, and nobody was seen: there is nothing to record.
fn nobody(ctx: &Ctx<'_>, door: RecordId, page: Page) -> Page {
    let notice = Notice {
        title: ctx.words.not_seen,
        todo: ctx.words.nobody_seen,
    };
    Page {
        layout: Layout::Message,
        message: Some(Message::new("warn", Glyph::Alert, notice)),
        tiles: vec![
            Tile::new(Glyph::Knock, ctx.words.no_answer, Act::NoAnswer(door)).tone("warn"),
            Tile::new(Glyph::Back, ctx.words.back, Act::Back),
        ],
        ..page
    }
}

fn about(words: &Words, resident: &Resident) -> String {
    let age = resident.age.map(words.years);
    let alone = resident.living_alone.then(|| words.living_alone.to_owned());
    let care = resident
        .care
        .iter()
        .filter(|tag| tag.as_str() != "alone")
        .map(|tag| words.care_of(tag));
    let all: Vec<String> = age.into_iter().chain(alone).chain(care).collect();
    all.join(" · ")
}
