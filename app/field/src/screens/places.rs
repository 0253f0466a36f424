//! 换楼栋单元: buildings, then the units of one, each with what is left to do there.

use shared::{
    id::RecordId,
    view::{SiteView, Stretch},
};
use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Page, Tile},
};
use crate::state::Screen;

pub(super) fn places(ctx: &Ctx<'_>, building: Option<RecordId>) -> Page {
    // Its units, unless there is nothing to choose among them.
    let chosen = building.filter(|building| ctx.site.stretches(*building).len() > 1);
    let (title, small, tiles) = match chosen {
        Some(building) => {
            let name = ctx
                .site
                .building(building)
                .map_or("", |building| building.name.as_str());
            (ctx.words.choose_unit, (ctx.words.building)(name), units(ctx, building))
        }
        None => (
            ctx.words.choose_building,
            ctx.site.site_name().to_owned(),
            buildings(ctx),
        ),
    };
    Page {
        title: title.to_owned(),
        small: vec![small],
        // From the units up to the buildings; from the buildings to wherever this was opened.
        back: Some(chosen.map_or(Act::Back, |_| Act::Replace(Screen::Places { building: None }))),
        corner: ctx.more(None),
        message: tiles.is_empty().then(|| ctx.nothing(ctx.words.no_doors)),
        tiles,
        ..Page::default()
    }
}

fn buildings(ctx: &Ctx<'_>) -> Vec<Tile> {
    let tiles = ctx.site.buildings().into_iter().filter_map(|building| {
        let stretches = ctx.site.stretches(building.id);
        // A building with one way through needs no second question; one without doors none at all.
        let act = match stretches.as_slice() {
            [] => return None,
            [only] => Act::Stretch(only.clone().into()),
            _ => Act::Replace(Screen::Places {
                building: Some(building.id),
            }),
        };
        Some(place(ctx, (ctx.words.building)(&building.name), &stretches, act))
    });
    tiles.collect()
}

fn units(ctx: &Ctx<'_>, building: RecordId) -> Vec<Tile> {
    let tiles = ctx.site.stretches(building).into_iter().map(|stretch| {
        let whole = || ctx.words.whole_building.to_owned();
        let name = stretch.unit.as_deref().map_or_else(whole, ctx.words.unit);
        let act = Act::Stretch(stretch.clone().into());
        place(ctx, name, &[stretch], act)
    });
    tiles.collect()
}

fn place(ctx: &Ctx<'_>, name: String, stretches: &[Stretch], act: Act) -> Tile {
    let lines = stretches.iter().flat_map(|stretch| ctx.site.lines(stretch, ctx.now));
    let counts = SiteView::counts(&lines.collect::<Vec<_>>());
    let is_done = counts.open == 0 && counts.due > 0;
    let said = if is_done {
        ctx.words.all_walked.to_owned()
    } else {
        (ctx.words.doors_left)(counts.open as u64)
    };
    Tile {
        tone: if is_done { "primary" } else { "" },
        glyph: is_done.then_some(Glyph::Check),
        label: name,
        small: vec![said],
        act: Some(act),
        ..Tile::default()
    }
}
