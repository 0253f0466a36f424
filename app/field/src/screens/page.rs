//! A page as plain values: what it says, what can be tapped, and what each tap does. Most screens are nothing else; one
//! component draws them all.

use leptos::prelude::*;
use shared::{id::RecordId, time::UnixMs, view::SiteView};
use ui::Glyph;

use super::{act::Act, memory::Memory};
use crate::{
    components::Viewport,
    state::{Lang, Phone, Screen},
    words::{Notice, Words},
};

mod cut;
mod draw;

pub(super) use draw::{Drawn, cell};

/// What a page is made from. Read where reading is tracked.
pub(super) struct Ctx<'a> {
    pub(super) words: &'static Words,
    pub(super) language: Lang,
    pub(super) site: &'a SiteView,
    pub(super) now: UnixMs,
    pub(super) phone: Phone,
    /// The worker of this phone.
    pub(super) me: RecordId,
    pub(super) memory: Memory,
    pub(super) viewport: Viewport,
    /// Where the pager stands; for screens that cut their own list.
    pub(super) at: RwSignal<usize>,
}

/// From top to bottom. Rows and tiles that don't fit are turned to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    pub(super) layout: Layout,
    pub(super) title: String,
    pub(super) small: Vec<String>,
    /// Something was just saved: the bar says so.
    pub(super) is_undo: bool,
    /// Before anybody is enrolled there is nothing to send: no strip.
    pub(super) is_bare: bool,
    /// Where back leads; none: nowhere.
    pub(super) back: Option<Act>,
    /// What stands in the other corner.
    pub(super) corner: Option<Tile>,
    /// What to know.
    pub(super) notes: Vec<Line>,
    pub(super) who: Vec<Line>,
    pub(super) person: Option<Person>,
    /// A name, and what it is.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) rows: Vec<Tile>,
    pub(super) rows_are: Rows,
    /// A message in the place of rows.
    pub(super) message: Option<Message>,
    pub(super) tiles: Vec<Tile>,
    /// Where the rows are those of one page already.
    pub(super) turn: Option<Turned>,
}

/// How the parts stand on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Layout {
    /// What to know, rows, tiles at the bottom.
    #[default]
    Page,
    /// A message in the middle of the whole screen.
    Whole,
    /// A message in the middle of what the tiles leave.
    Message,
    /// A door.
    Known,
    /// One person.
    Person,
    /// Rows as high as there is room for.
    List,
}

/// How rows look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rows {
    /// A line as wide as the screen.
    #[default]
    Line,
    /// Doors, three in a row.
    Cell,
    /// People.
    Card,
}

/// One page of a list, which its screen has cut.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Turned {
    /// Counted from 0.
    pub(super) at: usize,
    pub(super) pages: usize,
    /// Rows that fit.
    pub(super) rows: usize,
    /// What stands between the arrows, in the place of the count.
    pub(super) middle: Option<Tile>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Class: empty, `warn`, `alarm` or `ok`.
    pub(crate) tone: &'static str,
    pub(crate) glyph: Glyph,
    pub(crate) text: String,
}

/// Who is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) last: Line,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    pub(super) tone: &'static str,
    pub(super) glyph: Option<Glyph>,
    pub(super) notice: Notice,
    /// The one huge number, and what it counts, in the picture's place.
    pub(super) big: Option<(String, &'static str)>,
}

/// What can be tapped: a tile, a row, a cell, a card or a key, by where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tile {
    /// Class: empty, `primary`, `warn`, `alarm`, and `wide`.
    pub(super) tone: &'static str,
    /// More classes.
    pub(super) marks: [Option<&'static str>; 2],
    pub(super) glyph: Option<Glyph>,
    pub(super) label: String,
    /// Below the label.
    pub(super) small: Vec<String>,
    /// What a screen reader says, where that is not enough.
    pub(super) name: String,
    /// None: there is nothing to be done about it.
    pub(super) act: Option<Act>,
    pub(super) card: Option<Box<Card>>,
}

/// What a person's row has beside.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Card {
    pub(super) is_priority: bool,
    pub(super) is_in: bool,
    pub(super) age: String,
    pub(super) last: Line,
    /// The way to all about them.
    pub(super) about: Tile,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            layout: Layout::Page,
            title: String::new(),
            small: Vec::new(),
            is_undo: false,
            is_bare: false,
            back: Some(Act::Back),
            corner: None,
            notes: Vec::new(),
            who: Vec::new(),
            person: None,
            facts: Vec::new(),
            rows: Vec::new(),
            rows_are: Rows::Line,
            message: None,
            tiles: Vec::new(),
            turn: None,
        }
    }
}

impl Tile {
    pub(super) fn new(glyph: Glyph, label: impl Into<String>, act: Act) -> Self {
        Self::row("", glyph, label.into(), Vec::new(), Some(act))
    }

    pub(super) fn row(tone: &'static str, glyph: Glyph, label: String, small: Vec<String>, act: Option<Act>) -> Self {
        Self {
            tone,
            glyph: Some(glyph),
            label,
            small,
            act,
            ..Self::default()
        }
    }

    /// A picture alone.
    pub(super) fn key(tone: &'static str, glyph: Glyph, name: &str, act: Act) -> Self {
        Self {
            tone,
            glyph: Some(glyph),
            name: name.to_owned(),
            act: Some(act),
            ..Self::default()
        }
    }

    /// Words alone.
    pub(super) fn said(tone: &'static str, label: &str, act: Option<Act>) -> Self {
        Self {
            tone,
            label: label.to_owned(),
            act,
            ..Self::default()
        }
    }

    pub(super) fn tone(mut self, tone: &'static str) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn small(mut self, small: impl Into<String>) -> Self {
        self.small = vec![small.into()];
        self.small.retain(|small| !small.is_empty());
        self
    }
}

impl Message {
    pub(super) const fn new(tone: &'static str, glyph: Glyph, notice: Notice) -> Self {
        Self {
            tone,
            glyph: Some(glyph),
            notice,
            big: None,
        }
    }
}

impl Ctx<'_> {
    /// `3-2-1203`; empty where the door isn't on this phone.
    pub(super) fn address(&self, door: RecordId) -> String {
        self.site
            .door(door)
            .map_or_else(String::new, |door| self.site.address(door))
    }

    /// ⋯, of a door or of the list.
    #[expect(clippy::unnecessary_wraps, reason = "the corner of a page")]
    pub(super) fn more(&self, door: Option<RecordId>) -> Option<Tile> {
        Some(Tile::key(
            "",
            Glyph::More,
            self.words.more,
            Act::Go(Screen::More { door }),
        ))
    }

    /// A page has nothing to show.
    #[expect(
        clippy::unused_self,
        reason = "stands beside what else a page may have instead of rows"
    )]
    pub(super) const fn nothing(&self, notice: Notice) -> Message {
        Message::new("", Glyph::List, notice)
    }

    /// What a page was about is not on this phone any more.
    pub(super) fn gone(&self) -> Page {
        Page {
            message: Some(self.nothing(self.words.not_here)),
            ..Page::default()
        }
    }
}
