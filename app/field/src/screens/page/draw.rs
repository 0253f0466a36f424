//! Draws any page.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{
    Card, Layout, Line, Message, Page, Person, Rows, Tile,
    cut::{Shape, shape},
};
use crate::{
    components::{Bar, Mark, Strip, Tap, Turn, Viewport, use_hands},
    screens::act::perform,
    state::use_phone,
    words::{Words, use_words},
};

/// Where a tile stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Row(Rows, usize),
    Tile(usize),
    Back,
    Corner,
    Middle,
}

impl Layout {
    /// Classes of the body, and of what wraps its head.
    const fn classes(self) -> (&'static str, &'static str) {
        match self {
            Self::Page => ("page", ""),
            Self::Whole => ("fill", ""),
            Self::Message => ("door-body", "fill"),
            Self::Known => ("door-body", "known"),
            Self::Person => ("door-body", "person"),
            Self::List => ("", ""),
        }
    }
}

#[component]
pub(in crate::screens) fn Drawn(
    page: Memo<Page>,
    /// Where the pager stands.
    at: RwSignal<usize>,
    on_page: Callback<usize>,
) -> impl IntoView {
    let phone = use_phone();
    let viewport = expect_context::<Viewport>();
    let shape = Memo::new(move |_| page.with(|page| shape(page, viewport.room(phone.text_size()), at.get())));
    // Each part by itself: what comes above the rows does not draw them anew.
    let part = |pick: fn(&Shape) -> [usize; 3]| Memo::new(move |_| shape.with(pick));
    let turned = part(|shape| [shape.at, shape.pages, 0]);
    let rows = part(|shape| [shape.rows.0, shape.rows.1, shape.grid]);
    let tiles = part(|shape| [shape.tiles.0, shape.tiles.1, 0]);
    let turn = move || {
        let [at, pages, _] = turned.get();
        let (is_cut, has_middle) = page.with_untracked(|page| {
            let turn = page.turn.as_ref();
            (turn.is_some(), turn.is_some_and(|turn| turn.middle.is_some()))
        });
        (is_cut || pages > 1).then(|| {
            let middle = has_middle.then(|| slot(page, Place::Middle));
            view! { <Turn at pages on_page middle /> }
        })
    };
    let is_bare = page.with_untracked(|page| page.is_bare);
    view! {
        <div class="phone">
            <Bar
                title=Signal::derive(move || page.with(|page| page.title.clone()))
                small=Signal::derive(move || page.with(|page| page.small.clone()))
                is_undo=Signal::derive(move || page.with(|page| page.is_undo))
                back=slot(page, Place::Back)
                corner=slot(page, Place::Corner)
            />
            <main class=move || format!("body {}", page.with(|page| page.layout.classes().0))>
                {move || page.with(|page| draw_head(page, shape.get().notes))}
                {move || draw_rows(page, rows.get())}
                {move || draw_tiles(page, tiles.get())}
            </main>
            <div class="foot">{turn} {(!is_bare).then(|| view! { <Strip /> })}</div>
        </div>
    }
}

/// A place for a tile, drawn anew only where the tile changed: a finger may lie on another.
fn slot(page: Memo<Page>, place: Place) -> AnyView {
    let (words, hands) = (use_words(), use_hands());
    let tile = Memo::new(move |_| page.with(|page| standing(words, page, place)));
    let mut mark = hands.mark();
    let mut before = None;
    (move || {
        let Some(tile) = tile.get() else {
            // Holds the place.
            return view! { <span></span> }.into_any();
        };
        // A finger does what it came down on, or nothing. Only the next door is whichever is next by now.
        if before != tile.act && place != Place::Middle {
            mark = hands.mark();
        }
        before.clone_from(&tile.act);
        draw(place, tile, mark)
    })
    .into_any()
}

fn standing(words: &Words, page: &Page, place: Place) -> Option<Tile> {
    match place {
        Place::Row(_, at) => page.rows.get(at).cloned(),
        Place::Tile(at) => page.tiles.get(at).cloned(),
        Place::Back => page.back.clone().map(|act| Tile::key("", Glyph::Back, words.back, act)),
        Place::Corner => page.corner.clone(),
        Place::Middle => page.turn.as_ref().and_then(|turn| turn.middle.clone()),
    }
}

fn draw_head(page: &Page, most_notes: usize) -> AnyView {
    let (_, wrap) = page.layout.classes();
    let is_list = page.layout == Layout::List;
    let mut parts = Vec::new();
    let message = page.message.clone().map(draw_message);
    let notes: Vec<AnyView> = page
        .notes
        .iter()
        .take(most_notes)
        .map(|line| draw_line(if is_list { "near" } else { "note" }, line, is_list))
        .collect();
    if wrap.is_empty() && !is_list && !notes.is_empty() {
        parts.push(view! { <section class="notes">{notes}</section> }.into_any());
        parts.extend(message);
    } else {
        parts.extend(message);
        parts.extend(notes);
    }
    parts.extend(page.person.as_ref().map(draw_person));
    if page.layout == Layout::Known {
        let line = |line: &Line| {
            let (tone, glyph, text) = (line.tone, line.glyph, line.text.clone());
            view! { <li class=tone><Icon glyph /> <span>{text}</span></li> }.into_any()
        };
        let who: Vec<AnyView> = page.who.iter().map(line).collect();
        parts.push(view! { <ul class="who">{who}</ul> }.into_any());
    }
    if !page.facts.is_empty() {
        let fact = |(name, value): &(&'static str, String)| {
            view! { <div><dt>{*name}</dt> <dd class="line">{value.clone()}</dd></div> }.into_any()
        };
        let facts: Vec<AnyView> = page.facts.iter().map(fact).collect();
        parts.push(view! { <dl class="facts">{facts}</dl> }.into_any());
    }
    if wrap.is_empty() {
        return parts.into_any();
    }
    view! { <div class=wrap>{parts}</div> }.into_any()
}

fn draw_line(class: &str, line: &Line, is_short: bool) -> AnyView {
    let (glyph, text) = (line.glyph, line.text.clone());
    let class = format!("{class} {}", line.tone);
    let short = if is_short { "line" } else { "" };
    view! { <p class=class><Icon glyph /> <span class=short>{text}</span></p> }.into_any()
}

fn draw_person(person: &Person) -> AnyView {
    let words = use_words();
    let last = Line {
        glyph: Glyph::Clock,
        ..person.last.clone()
    };
    vec![
        view! { <h2 class="line">{person.name.clone()}</h2> }.into_any(),
        view! { <p class="about">{person.about.clone()}</p> }.into_any(),
        draw_line("last", &last, false),
        view! { <p class="question">{words.did_you_see}</p> }.into_any(),
    ]
    .into_any()
}

/// A picture or a number, what is, what to do.
fn draw_message(message: Message) -> AnyView {
    let Message {
        tone,
        glyph,
        notice,
        big,
    } = message;
    let icon = icon(glyph);
    let (above, in_title) = match big {
        None => (vec![icon], None),
        Some((number, what)) => {
            let chars = number.chars().count().to_string();
            let number = view! { <p class="big" style:--chars=chars>{number}</p> }.into_any();
            let counts = (!what.is_empty()).then(|| view! { <p class="what">{what}</p> }.into_any());
            let in_title = if what.is_empty() { None } else { icon };
            (vec![Some(number), counts], in_title)
        }
    };
    let todo = (!notice.todo.is_empty()).then(|| view! { <p>{notice.todo}</p> }.into_any());
    view! { <section class=format!("message {tone}")>{above} <h2>{in_title} {notice.title}</h2> {todo}</section> }
        .into_any()
}

fn draw_rows(page: Memo<Page>, [from, count, grid]: [usize; 3]) -> AnyView {
    if count == 0 {
        return ().into_any();
    }
    let rows_are = page.with_untracked(|page| page.rows_are);
    let class = match (rows_are, grid) {
        (Rows::Line, _) => "records",
        (Rows::Cell, 0) => "doors loose",
        (Rows::Cell, _) => "doors",
        (Rows::Card, _) => "people",
    };
    let slots = slots((from, count), &|at| slot(page, Place::Row(rows_are, at)));
    if rows_are == Rows::Line {
        return view! { <ul class=class>{slots}</ul> }.into_any();
    }
    view! { <div class=class style:--rows=grid.to_string()>{slots}</div> }.into_any()
}

fn draw_tiles(page: Memo<Page>, [from, count, _]: [usize; 3]) -> AnyView {
    if count == 0 {
        return ().into_any();
    }
    let slots = slots((from, count), &|at| slot(page, Place::Tile(at)));
    view! { <div class="tiles">{slots}</div> }.into_any()
}

fn slots((from, count): (usize, usize), slot: &dyn Fn(usize) -> AnyView) -> Vec<AnyView> {
    (from..from + count).map(slot).collect()
}

/// A cell of a list of doors.
pub(in crate::screens) fn cell(tile: Tile) -> AnyView {
    draw(Place::Row(Rows::Cell, 0), tile, use_hands().mark())
}

fn draw(place: Place, tile: Tile, mark: Mark) -> AnyView {
    let Tile {
        tone,
        marks,
        glyph,
        label,
        small,
        name,
        act,
        card,
    } = tile;
    let (class, inner) = match place {
        Place::Row(Rows::Line, _) => {
            let (icon, small) = (icon(glyph), lines(small));
            let inner = view! { {icon} <span><b class="line">{label}</b> {small}</span> };
            ("record", inner.into_any())
        }
        Place::Row(Rows::Cell, _) => {
            let (icon, small) = (icon(glyph), small.into_iter().next());
            let inner = view! { <b class="line">{label}</b> " " <span>{icon} <span>{small}</span></span> };
            ("door", inner.into_any())
        }
        Place::Row(Rows::Card, _) => ("person-card", draw_card(glyph, label, small, card.as_deref())),
        Place::Tile(_) => {
            let (icon, small) = (icon(glyph), lines(small));
            let inner = view! { {icon} <span class="label">{label}</span> {small} };
            ("tile", inner.into_any())
        }
        Place::Back | Place::Corner | Place::Middle => {
            let (icon, small) = (icon(glyph), lines(small));
            ("key", view! { {icon} {label} {small} }.into_any())
        }
    };
    let Some(act) = act else {
        return match place {
            Place::Row(..) => view! { <li class=format!("{class} flat {tone}")>{inner}</li> }.into_any(),
            Place::Tile(_) => view! { <p class=format!("{class} {tone}")>{inner}</p> }.into_any(),
            _ => view! { <p class=tone>{inner}</p> }.into_any(),
        };
    };
    let mut class = format!("{class} {tone}");
    for mark in marks.into_iter().flatten() {
        class.push(' ');
        class.push_str(mark);
    }
    let label = Some(name).filter(|name| !name.is_empty());
    let (pressed, on_tap) = (card.as_ref().map(|card| card.is_in), perform(act));
    let tap = view! { <Tap class label pressed mark=Some(mark) on_tap>{inner}</Tap> }.into_any();
    match (place, card) {
        (Place::Row(Rows::Line, _), _) => view! { <li>{tap}</li> }.into_any(),
        (_, Some(card)) => {
            let about = draw(Place::Corner, card.about, use_hands().mark());
            view! { <div class="person-row">{tap} {about}</div> }.into_any()
        }
        _ => tap,
    }
}

fn icon(glyph: Option<Glyph>) -> Option<AnyView> {
    glyph.map(|glyph| view! { <Icon glyph /> }.into_any())
}

fn lines(small: Vec<String>) -> Vec<AnyView> {
    let line = |line| view! { <small class="line">{line}</small> }.into_any();
    small.into_iter().map(line).collect()
}

fn draw_card(glyph: Option<Glyph>, name: String, state: Vec<String>, card: Option<&Card>) -> AnyView {
    let Some(card) = card else { return ().into_any() };
    let star = icon(card.is_priority.then_some(Glyph::Star));
    let (glyph, last) = (icon(glyph), icon(Some(card.last.glyph)));
    view! {
        <b class="line">{star} {name} " " <small>{card.age.clone()}</small></b>
        <em>{glyph} {state.into_iter().next()}</em>
        <span class="last">{last} " " {card.last.text.clone()}</span>
    }
    .into_any()
}
