//! A page as plain values: what it says, what can be tapped, and what each tap does. Most screens are nothing else; one
//! component draws them all.

use shared::{id::RecordId, time::UnixMs, view::SiteView};
use ui::Glyph;

use super::act::Act;
use crate::{
    state::{Lang, Phone},
    words::{Notice, Words},
};

mod draw;

pub(super) use draw::Drawn;

/// What a page is made from. Read where reading is tracked.
pub(super) struct Ctx<'a> {
    pub(super) words: &'static Words,
    pub(super) language: Lang,
    pub(super) site: &'a SiteView,
    pub(super) now: UnixMs,
    pub(super) phone: Phone,
    /// The worker of this phone.
    pub(super) me: RecordId,
}

/// From top to bottom. Rows and tiles that don't fit are turned to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) small: Vec<String>,
    /// Where back leads, where it isn't the screen before.
    pub(super) back: Option<Act>,
    /// Where ⋯ leads, where it stands in the corner.
    pub(super) more: Option<Act>,
    /// What to know.
    pub(super) notes: Vec<Line>,
    /// A name, and what it is.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) rows: Vec<Row>,
    /// A message in the place of rows.
    pub(super) message: Option<Message>,
    pub(super) tiles: Vec<Tile>,
    /// Tiles as cells of a list of doors, three in a row; `tiles` stand below them.
    pub(super) cells: Vec<Tile>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Class: empty, `warn`, `alarm` or `ok`.
    pub(crate) tone: &'static str,
    pub(crate) glyph: Glyph,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    pub(super) tone: &'static str,
    pub(super) glyph: Glyph,
    pub(super) notice: Notice,
}

/// A line of a list, as wide as the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) tone: &'static str,
    pub(super) glyph: Glyph,
    pub(super) title: String,
    /// Two at most.
    pub(super) lines: Vec<String>,
    /// None: there is nothing to be done about it.
    pub(super) act: Option<Act>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tile {
    /// Class: empty, `primary`, `warn`, `alarm`, and `wide`.
    pub(super) tone: &'static str,
    pub(super) glyph: Option<Glyph>,
    pub(super) label: String,
    pub(super) small: String,
    pub(super) act: Act,
}

impl Tile {
    pub(super) fn new(glyph: Glyph, label: impl Into<String>, act: Act) -> Self {
        Self {
            tone: "",
            glyph: Some(glyph),
            label: label.into(),
            small: String::new(),
            act,
        }
    }

    pub(super) fn tone(mut self, tone: &'static str) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn small(mut self, small: impl Into<String>) -> Self {
        self.small = small.into();
        self
    }
}

impl Message {
    pub(super) const fn new(glyph: Glyph, notice: Notice) -> Self {
        Self {
            tone: "",
            glyph,
            notice,
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

    /// A page has nothing to show.
    #[expect(
        clippy::unused_self,
        reason = "stands beside what else a page may have instead of rows"
    )]
    pub(super) const fn nothing(&self, notice: Notice) -> Message {
        Message::new(Glyph::List, notice)
    }

    /// What a page was about is not on this phone any more.
    pub(super) fn gone(&self) -> Page {
        Page {
            message: Some(self.nothing(self.words.not_here)),
            ..Page::default()
        }
    }
}
