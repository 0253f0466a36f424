//! 检查单: what is asked at a door today, and of its priority residents, one tile an item.

use shared::{
    domain::{Answer, Asks, template::Text},
    id::RecordId,
    value::Value,
    view::site::checklist::{Checklist, Line},
};
use ui::Glyph;

use super::{
    act::Act,
    door::checklists,
    page::{Ctx, Page, Tile},
};
use crate::{
    state::{Lang, Screen},
    words::when,
};

pub(super) fn checklist(ctx: &Ctx<'_>, door: RecordId) -> Page {
    let mut tiles = Vec::new();
    let (mut answered, mut asked) = (0, 0);
    for (list, resident) in checklists(ctx.site, ctx.now, door) {
        answered += list.answered();
        asked += list.lines.len();
        let who = resident.map(|resident| resident.name.as_str());
        tiles.extend(list.lines.iter().map(|line| tile(ctx, door, &list, line, who)));
    }
    Page {
        title: ctx.words.checklist.to_owned(),
        small: vec![format!("{} · {answered}/{asked}", ctx.address(door))],
        message: tiles.is_empty().then(|| ctx.nothing(ctx.words.no_checklist)),
        tiles,
        ..Page::default()
    }
}

fn tile(ctx: &Ctx<'_>, door: RecordId, list: &Checklist<'_>, line: &Line<'_>, who: Option<&str>) -> Tile {
    let (subject, item, asks) = (list.subject, line.item.key.clone(), line.item.asks);
    let act = match &line.item.answer {
        Answer::Choice(_) => Act::Go(Screen::Choose { door, subject, item }),
        Answer::Tick => {
            let done = Value::Bool(true);
            let value = if *line.value() == done { Value::Null } else { done };
            Act::Answer {
                door,
                subject,
                asks,
                item,
                value,
                leaves: false,
            }
        }
    };
    let small = [who.map(str::to_owned), said(ctx, line)];
    let small: Vec<String> = small.into_iter().flatten().collect();
    let (tone, glyph) = match (line.answer.is_some(), line.is_flagged()) {
        (_, true) => ("warn", Some(Glyph::Alert)),
        (true, false) => ("primary", Some(Glyph::Check)),
        (false, false) => ("", None),
    };
    Tile {
        tone,
        glyph,
        label: in_language(ctx.language, &line.item.text).to_owned(),
        act: Some(act),
        ..Tile::default()
    }
    .small(small.join(" · "))
}

/// An answer in words.
fn said(ctx: &Ctx<'_>, line: &Line<'_>) -> Option<String> {
    let rule = ctx.site.rule();
    let Some(tick) = line.answer else {
        let earlier = line.earlier?;
        return Some((ctx.words.earlier)(&when(ctx.words, rule, earlier.at, ctx.now)));
    };
    Some(match (&line.item.answer, &tick.value) {
        (Answer::Choice(options), Value::Text(key)) => {
            let option = options.iter().find(|(option, _)| option == key);
            option.map_or_else(|| key.clone(), |(_, text)| in_language(ctx.language, text).to_owned())
        }
        (_, Value::Bool(false)) => ctx.words.no.to_owned(),
        _ if line.is_flagged() => ctx.words.yes.to_owned(),
        _ => rule.local(tick.at).to_string(),
    })
}

/// 足 / 少 / 无: one tap answers and leads back.
pub(super) fn choose(ctx: &Ctx<'_>, door: RecordId, subject: RecordId, item: &str) -> Page {
    let asks = if door == subject { Asks::Door } else { Asks::Priority };
    let list = ctx.site.checklist(subject, asks, ctx.site.day_of(ctx.now));
    let line = list.as_ref().and_then(|list| list.line(item));
    let options = match line.map(|line| &line.item.answer) {
        Some(Answer::Choice(options)) => options.as_slice(),
        _ => &[],
    };
    let tiles = options.iter().map(|(key, text)| {
        let value = Value::text(key.clone());
        let is_set = line.is_some_and(|line| *line.value() == value);
        let alarms = line.is_some_and(|line| line.item.alarm.contains(&value));
        let act = Act::Answer {
            door,
            subject,
            asks,
            item: item.to_owned(),
            value,
            leaves: true,
        };
        let (tone, glyph) = match (is_set, alarms) {
            (true, false) => ("wide primary", Some(Glyph::Check)),
            (true, true) => ("wide warn", Some(Glyph::Check)),
            (false, true) => ("wide warn", Some(Glyph::Alert)),
            (false, false) => ("wide", None),
        };
        Tile {
            tone,
            glyph,
            label: in_language(ctx.language, text).to_owned(),
            act: Some(act),
            ..Tile::default()
        }
    });
    let tiles: Vec<Tile> = tiles.collect();
    let who = ctx.site.resident(subject).map(|resident| resident.name.clone());
    Page {
        title: line.map_or_else(String::new, |line| {
            in_language(ctx.language, &line.item.text).to_owned()
        }),
        small: vec![who.unwrap_or_else(|| ctx.address(door))],
        message: tiles.is_empty().then(|| ctx.nothing(ctx.words.no_checklist)),
        tiles,
        ..Page::default()
    }
}

pub(super) fn in_language(language: Lang, text: &Text) -> &str {
    match language {
        Lang::Zh => &text.zh,
        Lang::En => &text.en,
    }
}
