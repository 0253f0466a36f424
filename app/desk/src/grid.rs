//! The building grid: every door of a building by floor and unit, answering one question.
//! [`GridView`] is all that is sent to the browser: no name, no number of anybody.

#[cfg(feature = "ssr")]
mod build;
mod cell;
mod filter;
mod load;
mod page;
mod text;

use serde::{Deserialize, Serialize};
use shared::{id::RecordId, view::DoorStatus};

use crate::residents::Named;

pub(crate) use filter::{Filter, Question};
pub(crate) use page::GridPage;
#[cfg(feature = "ssr")]
pub(crate) use {build::longest_unseen, text::status as status_text};

/// Where a building is looked at.
#[cfg(feature = "ssr")]
pub(crate) fn of_building(building: RecordId) -> String {
    let building = Some(building);
    Filter {
        building,
        ..Filter::default()
    }
    .href()
}

/// The page at one moment. All clock times are the site's wall clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GridView {
    pub(crate) site: String,
    /// The site's head when this was read.
    pub(crate) seq: u64,
    /// `14:11`
    pub(crate) updated: String,
    pub(crate) buildings: Vec<Named>,
    /// None: there is no such building.
    pub(crate) building: Option<Named>,
    pub(crate) doors: usize,
    pub(crate) persons: usize,
    pub(crate) units: Vec<UnitView>,
    /// Doors by answer, in the order of the legend; answers that no door has are left out.
    pub(crate) counts: Vec<(Answer, usize)>,
    pub(crate) flagged: usize,
}

/// Doors that are walked together, the top floor first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnitView {
    /// None in a building without units.
    pub(crate) name: Option<String>,
    /// Doors of the fullest floor.
    pub(crate) width: usize,
    pub(crate) floors: Vec<FloorView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FloorView {
    pub(crate) floor: Option<i64>,
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) door: RecordId,
    pub(crate) room: String,
    /// `3-2-1203`
    pub(crate) address: String,
    pub(crate) answer: Answer,
    /// Since whoever was not seen for longest was seen; only where that is asked.
    pub(crate) minutes: Option<i64>,
    /// Somebody in priority care lives here.
    pub(crate) listed: bool,
    /// An answer of today asks for somebody to follow up.
    pub(crate) flagged: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Answer {
    Today(DoorStatus),
    Seen(Seen),
}

/// How long ago the one at this door was seen whom nobody has seen for longest. In the order of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Seen {
    /// Somebody in priority care for longer than they may be left.
    Overdue,
    Never,
    TwoDays,
    OneDay,
    Fresh,
    /// Nobody is to be seen here.
    Nobody,
}

impl Seen {
    #[cfg(any(feature = "ssr", test))]
    pub(crate) const ALL: [Self; 6] = [
        Self::Overdue,
        Self::Never,
        Self::TwoDays,
        Self::OneDay,
        Self::Fresh,
        Self::Nobody,
    ];
}

impl GridView {
    /// The door as it is in this view.
    pub(crate) fn cell(&self, door: RecordId) -> Option<&Cell> {
        let floors = self.units.iter().flat_map(|unit| &unit.floors);
        floors.flat_map(|floor| &floor.cells).find(|cell| cell.door == door)
    }
}
