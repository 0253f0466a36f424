//! ★: everybody on the priority list who is at home, the overdue first, then whoever was not seen today.

use shared::{
    domain::{Resident, Whereabouts},
    order::ordered,
    view::Freshness,
};
use ui::Glyph;

use super::{
    act::Act,
    door::{Name, person_line},
    page::{Ctx, Page, Tile},
};
use crate::state::Screen;

pub(super) fn stars(ctx: &Ctx<'_>) -> Page {
    let listed = ctx.site.residents().filter(|resident| resident.priority.is_some());
    let listed: Vec<(bool, bool, i64, &Resident)> = listed
        .filter(|resident| resident.whereabouts == Whereabouts::Home)
        .map(|resident| {
            let confirmed = ctx.site.confirmed(resident).map(|confirmed| confirmed.at);
            let is_overdue = ctx.site.freshness(resident, ctx.now) == Freshness::Overdue;
            let today = ctx.site.day_of(ctx.now);
            let is_seen = confirmed.is_some_and(|at| ctx.site.day_of(at) == today);
            (!is_overdue, is_seen, confirmed.map_or(0, |at| at.0), resident)
        })
        .collect();
    let listed = ordered(&listed, &|a, b| (a.0, a.1, a.2, a.3.id).cmp(&(b.0, b.1, b.2, b.3.id)));
    let open = listed.iter().filter(|(_, seen, ..)| !seen).count() as u64;
    let overdue = listed.iter().filter(|(fresh, ..)| !fresh).count() as u64;
    let row = |(fresh, seen, _, resident): &(bool, bool, i64, &Resident)| {
        let last = person_line(ctx.words, ctx.site, ctx.now, resident, Name::Known);
        let (tone, glyph) = match (fresh, seen) {
            (false, _) => ("warn", Glyph::Alert),
            (true, false) => ("", Glyph::Star),
            (true, true) => ("ok", Glyph::Check),
        };
        let title = format!("{} {}", ctx.address(resident.door), resident.name);
        Tile::new(glyph, title, Act::Go(Screen::Door { door: resident.door }))
            .tone(tone)
            .small(last.text)
    };
    let small = [
        (overdue > 0).then(|| (ctx.words.overdue_people)(overdue)),
        Some((ctx.words.people_left)(open)),
    ];
    Page {
        title: ctx.words.priority_list.to_owned(),
        small: small.into_iter().flatten().collect(),
        message: listed.is_empty().then(|| ctx.nothing(ctx.words.no_priority)),
        rows: listed.iter().map(row).collect(),
        ..Page::default()
    }
}
