//! Where a person is: screens as data, and the trail back. Kept in the browser's history, so that the system's back
//! works and a reload comes back to the same place. Ids only: history is not encrypted. `screen/kept.rs` writes them down.

use shared::{
    id::{DeviceId, RecordId},
    view::Stretch,
};

mod kept;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// The list of one stretch; none: the last one used, or the first there is.
    Doors {
        stretch: Option<Place>,
    },
    Door {
        door: RecordId,
    },
    Residents {
        door: RecordId,
    },
    /// One page for each priority resident: 见到 / 应答 / 没见到.
    Priority {
        door: RecordId,
        answers: Vec<Answer>,
    },
    /// 换楼栋单元: buildings, then the units of one.
    Places {
        building: Option<RecordId>,
    },
    /// What is asked at a door today.
    Checklist {
        door: RecordId,
    },
    /// The answers of one item, each a tile.
    Choose {
        door: RecordId,
        /// The door, or a priority resident.
        subject: RecordId,
        item: String,
    },
    Resident {
        resident: RecordId,
    },
    /// Whom to call about a resident.
    Contacts {
        resident: RecordId,
    },
    History {
        resident: RecordId,
    },
    /// What was recorded at a door today.
    Today {
        door: RecordId,
    },
    /// 改正: a visit, person by person.
    Correct {
        visit: RecordId,
    },
    /// How one person of a visit was confirmed.
    How {
        visit: RecordId,
        resident: RecordId,
    },
    /// ★: everybody on the priority list, the overdue first.
    Stars,
    /// Room numbers and initials on nine keys.
    Find,
    /// Everything these digits find.
    Found {
        digits: String,
    },
    /// 整层都走了, but for …: the floor of this door.
    Floor {
        door: RecordId,
    },
    /// ⋯, of a door or of the list.
    More {
        door: Option<RecordId>,
    },
    Outbox,
    /// The outbox tap by tap: what waits, or what needs attention.
    Records {
        attention: bool,
    },
    /// A rejected tap, by its first outbox number.
    Record {
        device: DeviceId,
        n: u64,
    },
    Me,
    Settings,
    /// Is this phone ready to suit up?
    Check,
    /// Another worker's code, on a phone that is somebody's.
    Enrol,
    /// 擦屏
    Wipe,
}

/// A stretch, in the form history keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) building: RecordId,
    pub(crate) unit: Option<String>,
}

impl From<Stretch> for Place {
    fn from(stretch: Stretch) -> Self {
        Self {
            building: stretch.building,
            unit: stretch.unit,
        }
    }
}

impl From<Place> for Stretch {
    fn from(place: Place) -> Self {
        Self {
            building: place.building,
            unit: place.unit,
        }
    }
}

/// What was said about one priority resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) resident: RecordId,
    pub(crate) seen: Seen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Met,
    Spoke,
    Missed,
}

impl Screen {
    pub(crate) const HOME: Self = Self::Doors { stretch: None };
}

/// One entry of the browser's history: the screen, and how many of ours lie below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) depth: u32,
    pub(super) screen: Screen,
}

impl Step {
    pub(super) const HOME: Self = Self {
        depth: 0,
        screen: Screen::HOME,
    };
    pub(super) const CHECK: Self = Self {
        depth: 0,
        screen: Screen::Check,
    };

    pub(super) const fn below(&self, screen: Screen) -> Self {
        Self {
            depth: self.depth + 1,
            screen,
        }
    }
}
