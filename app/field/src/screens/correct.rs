//! What was recorded at a door today, and 改正: whoever recorded it may say it again, or that it doesn't count.

use shared::{
    domain::{How, Outcome, Visit},
    id::RecordId,
};
use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Page, Tile},
};
use crate::state::Screen;

pub(super) fn today(ctx: &Ctx<'_>, door: RecordId) -> Page {
    let row = |visit: &Visit| {
        let is_own = visit.by == ctx.me;
        let (tone, glyph, what) = match visit.outcome {
            Outcome::NoAnswer => ("warn", Glyph::Knock, ctx.words.no_answer.to_owned()),
            Outcome::Answered if visit.persons.is_empty() => ("", Glyph::Check, ctx.words.walked.to_owned()),
            Outcome::Answered => ("ok", Glyph::Check, (ctx.words.seen_people)(visit.persons.len() as u64)),
        };
        let by = ctx.site.name_of(visit.by).unwrap_or_default();
        let hint = if is_own {
            ctx.words.tap_to_correct
        } else {
            ctx.words.only_maker
        };
        let title = format!("{} {what}", ctx.site.rule().local(visit.at));
        let act = is_own.then_some(Act::Go(Screen::Correct { visit: visit.id }));
        Tile::row(tone, glyph, title, vec![by.to_owned(), hint.to_owned()], act)
    };
    let rows: Vec<Tile> = ctx.site.visits_on(door, ctx.now).into_iter().map(row).collect();
    Page {
        title: ctx.words.todays_records.to_owned(),
        small: vec![ctx.address(door)],
        message: rows.is_empty().then(|| ctx.nothing(ctx.words.no_records)),
        rows,
        ..Page::default()
    }
}

pub(super) fn correct(ctx: &Ctx<'_>, visit: RecordId) -> Page {
    let Some(known) = ctx.site.visit(visit).filter(|visit| !visit.withdrawn) else {
        return ctx.gone();
    };
    let residents = match known.outcome {
        Outcome::Answered => ctx.site.residents_at(known.door),
        Outcome::NoAnswer => Vec::new(),
    };
    let row = |resident: &shared::domain::Resident| {
        let how = known.persons.iter().find(|person| person.resident == resident.id);
        let how = how.map(|person| person.how);
        let tone = if how.is_some() { "ok" } else { "" };
        let resident_id = resident.id;
        let act = Act::Go(Screen::How {
            visit,
            resident: resident_id,
        });
        Tile::new(glyph(how), resident.name.clone(), act)
            .tone(tone)
            .small(word(ctx, how))
    };
    let rows: Vec<Tile> = residents.into_iter().map(row).collect();
    let withdraw = Tile::new(Glyph::Delete, ctx.words.withdraw, Act::Withdraw(visit)).tone("alarm wide");
    Page {
        title: ctx.words.correct.to_owned(),
        small: vec![ctx.address(known.door), ctx.site.rule().local(known.at).to_string()],
        message: rows.is_empty().then(|| ctx.nothing(ctx.words.withdraw_and_redo)),
        rows,
        tiles: vec![withdraw],
        ..Page::default()
    }
}

/// 见到 / 应答 / 家人代述 / 没见到: one tap corrects and leads back to the list.
pub(super) fn how(ctx: &Ctx<'_>, visit: RecordId, resident: RecordId) -> Page {
    let Some(known) = ctx.site.visit(visit).filter(|visit| !visit.withdrawn) else {
        return ctx.gone();
    };
    let now = known.persons.iter().find(|person| person.resident == resident);
    let now = now.map(|person| person.how);
    let all = [Some(How::Met), Some(How::Spoke), Some(How::Reported), None];
    let tile = |how: Option<How>| {
        let act = Act::Correct { visit, resident, how };
        Tile::new(glyph(how), word(ctx, how), act).tone(if how == now { "primary" } else { "" })
    };
    Page {
        title: ctx
            .site
            .resident(resident)
            .map_or_else(String::new, |resident| resident.name.clone()),
        small: vec![ctx.address(known.door)],
        tiles: all.into_iter().map(tile).collect(),
        ..Page::default()
    }
}

const fn glyph(how: Option<How>) -> Glyph {
    match how {
        Some(How::Met) => Glyph::Eye,
        Some(How::Spoke) => Glyph::Speech,
        Some(How::Reported) => Glyph::People,
        None => Glyph::Minus,
    }
}

const fn word(ctx: &Ctx<'_>, how: Option<How>) -> &'static str {
    match how {
        Some(How::Met) => ctx.words.met,
        Some(How::Spoke) => ctx.words.spoke,
        Some(How::Reported) => ctx.words.reported,
        None => ctx.words.not_seen,
    }
}
