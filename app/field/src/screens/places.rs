//! 换楼栋单元: buildings, then the units of one, each with what is left to do there.

use leptos::prelude::*;
use shared::{
    id::RecordId,
    time::UnixMs,
    view::{SiteView, Stretch},
};
use ui::{Glyph, Icon};

use super::{doors::MoreKey, notice::Message};
use crate::{
    components::{Bar, Frame, Tap, Turn, Viewport},
    state::{Screen, use_phone},
    words::{Words, use_words},
};

const COLUMNS: usize = 2;

/// Where a tile leads.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Units(RecordId),
    Doors(Stretch),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Tile {
    way: Way,
    name: String,
    left: usize,
    due: usize,
}

fn buildings(words: &Words, site: &SiteView, now: UnixMs) -> Vec<Tile> {
    let tiles = site.buildings().into_iter().filter_map(|building| {
        let stretches = site.stretches(building.id);
        let counts = SiteView::counts(
            &stretches
                .iter()
                .flat_map(|stretch| site.lines(stretch, now))
                .collect::<Vec<_>>(),
        );
        // A building with one way through needs no second question; one without doors none at all.
        let way = match stretches.as_slice() {
            [] => return None,
            [only] => Way::Doors(only.clone()),
            _ => Way::Units(building.id),
        };
        Some(Tile {
            way,
            name: (words.building)(&building.name),
            left: counts.open,
            due: counts.due,
        })
    });
    tiles.collect()
}

fn units(words: &Words, site: &SiteView, now: UnixMs, building: RecordId) -> Vec<Tile> {
    let tiles = site.stretches(building).into_iter().map(|stretch| {
        let counts = SiteView::counts(&site.lines(&stretch, now));
        let name = stretch
            .unit
            .as_deref()
            .map_or_else(|| words.whole_building.to_owned(), words.unit);
        Tile {
            way: Way::Doors(stretch),
            name,
            left: counts.open,
            due: counts.due,
        }
    });
    tiles.collect()
}

#[component]
pub(super) fn Places(building: Option<RecordId>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let viewport = expect_context::<Viewport>();
    let tiles = Memo::new(move |_| {
        phone.with_site(|site, now| match building {
            // Its units, unless there is nothing to choose among them.
            Some(building) if site.stretches(building).len() > 1 => units(words, site, now, building),
            _ => buildings(words, site, now),
        })
    });
    let title = Memo::new(move |_| {
        phone.with_site(
            |site, _| match building.filter(|building| site.stretches(*building).len() > 1) {
                Some(id) => (
                    words.choose_unit.to_owned(),
                    site.building(id).map(|building| (words.building)(&building.name)),
                ),
                None => (words.choose_building.to_owned(), Some(site.site_name().to_owned())),
            },
        )
    });
    let most = Memo::new(move |_| viewport.tile_rows() * COLUMNS);
    let pages = Memo::new(move |_| tiles.with(Vec::len).div_ceil(most.get()).max(1));
    let page = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| {
        let at = page.get().min(pages.get() - 1);
        tiles.with(|tiles| {
            tiles
                .iter()
                .skip(at * most.get())
                .take(most.get())
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    // From the units up to the buildings; from the buildings to wherever this was opened.
    let back = Callback::new(move |()| match building {
        Some(_) if untrack(|| title.with(|(title, _)| title == words.choose_unit)) => {
            phone.replace(Screen::Places { building: None });
        }
        _ => phone.back(),
    });
    let small = Signal::derive(move || title.get().1.into_iter().filter(|name| !name.is_empty()).collect());
    let bar = view! {
        <Bar title=Signal::derive(move || title.get().0) small back corner=view! { <MoreKey /> }.into_any() />
    }
    .into_any();
    let foot = view! { <Turn page pages on_page=Callback::new(move |to| page.set(to)) /> }.into_any();
    let body = move || {
        if tiles.with(Vec::is_empty) {
            return view! { <Message glyph=Glyph::Building notice=words.no_doors /> }.into_any();
        }
        view! {
            <div class="tiles places" style:--rows=move || (most.get() / COLUMNS).to_string()>
                {move || shown.get().into_iter().map(|tile| view! { <PlaceTile tile /> }).collect_view()}
            </div>
        }
        .into_any()
    };
    view! { <Frame bar foot>{body}</Frame> }
}

#[component]
fn PlaceTile(tile: Tile) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let Tile { way, name, left, due } = tile;
    let open = Callback::new(move |()| match way.clone() {
        Way::Units(building) => phone.replace(Screen::Places {
            building: Some(building),
        }),
        Way::Doors(stretch) => phone.open_stretch(stretch.into()),
    });
    let is_done = left == 0 && due > 0;
    let said = if is_done {
        words.all_walked.to_owned()
    } else {
        (words.doors_left)(left as u64)
    };
    view! {
        <Tap class=if is_done { "tile primary" } else { "tile" } on_tap=open>
            <span class="line">{name}</span>
            <small>{is_done.then(|| view! { <Icon glyph=Glyph::Check /> })} {said}</small>
        </Tap>
    }
}
