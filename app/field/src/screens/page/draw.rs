//! Draws any page.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{
    Card, Layout, Line, Message, Page, Person, Rows, Tile,
    cut::{Shape, shape},
};
use crate::{
    components::{Bar, Mark, Strip, Tap, Turn, Viewport, element, said, use_hands},
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
            return said("SPAN", "", "");
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
        parts.push(element("SECTION", "notes", notes));
        parts.extend(message);
    } else {
        parts.extend(message);
        parts.extend(notes);
    }
    parts.extend(page.person.as_ref().map(draw_person));
    if page.layout == Layout::Known {
        let line = |line: &Line| {
            let inside = vec![icon(line.glyph), said("SPAN", "", &line.text)];
            element("LI", line.tone, inside)
        };
        parts.push(element("UL", "who", page.who.iter().map(line).collect()));
    }
    if !page.facts.is_empty() {
        let fact = |(name, value): &(&'static str, String)| {
            let inside = vec![said("DT", "", name), said("DD", "line", value)];
            element("DIV", "", inside)
        };
        parts.push(element("DL", "facts", page.facts.iter().map(fact).collect()));
    }
    if wrap.is_empty() {
        return parts.into_any();
    }
    element("DIV", wrap, parts)
}

fn draw_line(class: &str, line: &Line, is_short: bool) -> AnyView {
    let class = format!("{class} {}", line.tone);
    let short = if is_short { "line" } else { "" };
    element("P", &class, vec![icon(line.glyph), said("SPAN", short, &line.text)])
}

fn draw_person(person: &Person) -> AnyView {
    let words = use_words();
    let last = Line {
        glyph: Glyph::Clock,
        ..person.last.clone()
    };
    vec![
        said("H2", "line", &person.name),
        said("P", "about", &person.about),
        draw_line("last", &last, false),
        said("P", "question", words.did_you_see),
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
    let (mut parts, mut title) = (Vec::new(), Vec::new());
    match big {
        None => parts.extend(glyph.map(icon)),
        Some((number, what)) => {
            let chars = number.chars().count().to_string();
            parts.push(view! { <p class="big" style:--chars=chars>{number}</p> }.into_any());
            if !what.is_empty() {
                parts.push(said("P", "what", what));
                title.extend(glyph.map(icon));
            }
        }
    }
    title.push(notice.title.into_any());
    parts.push(element("H2", "", title));
    if !notice.todo.is_empty() {
        parts.push(said("P", "", notice.todo));
    }
    element("SECTION", &format!("message {tone}"), parts)
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
        return element("UL", class, slots);
    }
    view! { <div class=class style:--rows=grid.to_string()>{slots}</div> }.into_any()
}

fn draw_tiles(page: Memo<Page>, [from, count, _]: [usize; 3]) -> AnyView {
    if count == 0 {
        return ().into_any();
    }
    element("DIV", "tiles", slots((from, count), &|at| slot(page, Place::Tile(at))))
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
    let mut inner: Vec<AnyView> = glyph.map(icon).into_iter().collect();
    let class = match place {
        Place::Row(Rows::Line, _) => {
            let mut text = vec![said("B", "line", &label)];
            text.extend(lines(&small));
            inner.push(element("SPAN", "", text));
            "record"
        }
        Place::Row(Rows::Cell, _) => {
            inner.push(said("SPAN", "", small.first().map_or("", String::as_str)));
            inner = vec![said("B", "line", &label), " ".into_any(), element("SPAN", "", inner)];
            "door"
        }
        Place::Row(Rows::Card, _) => {
            if let Some(card) = &card {
                inner = draw_card(inner, label, &small, card);
            }
            "person-card"
        }
        Place::Tile(_) => {
            inner.push(said("SPAN", "label", &label));
            inner.extend(lines(&small));
            "tile"
        }
        Place::Back | Place::Corner | Place::Middle => {
            inner.push(label.into_any());
            inner.extend(lines(&small));
            "key"
        }
    };
    let Some(act) = act else {
        return match place {
            Place::Row(..) => element("LI", &format!("{class} flat {tone}"), inner),
            Place::Tile(_) => element("P", &format!("{class} {tone}"), inner),
            _ => element("P", tone, inner),
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
        (Place::Row(Rows::Line, _), _) => element("LI", "", vec![tap]),
        (_, Some(card)) => {
            let about = draw(Place::Corner, card.about, use_hands().mark());
            element("DIV", "person-row", vec![tap, about])
        }
        _ => tap,
    }
}

fn icon(glyph: Glyph) -> AnyView {
    view! { <Icon glyph /> }.into_any()
}

fn lines(small: &[String]) -> impl Iterator<Item = AnyView> {
    small.iter().map(|line| said("SMALL", "line", line))
}

/// `how`: what stands for how they are, as a picture; `state`: the same in words.
fn draw_card(mut how: Vec<AnyView>, name: String, state: &[String], card: &Card) -> Vec<AnyView> {
    let mut title: Vec<AnyView> = card.is_priority.then(|| icon(Glyph::Star)).into_iter().collect();
    title.extend([name.into_any(), " ".into_any(), said("SMALL", "", &card.age)]);
    how.extend(state.first().cloned().map(IntoAny::into_any));
    let last = vec![icon(card.last.glyph), " ".into_any(), card.last.text.clone().into_any()];
    let (title, how) = (element("B", "line", title), element("EM", "", how));
    vec![title, how, element("SPAN", "last", last)]
}
