//! Where a person is: screens as data, and the trail back. Kept in the browser's history, so that the system's back
//! works and a reload comes back to the same place. Ids only: history is not encrypted.

use serde::{Deserialize, Serialize};
use shared::{id::RecordId, view::Stretch};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        step: usize,
        answers: Vec<Answer>,
    },
    /// 换楼栋单元: buildings, then the units of one.
    Places {
        building: Option<RecordId>,
    },
    /// ⋯
    More,
    Outbox,
    /// The outbox tap by tap: what waits, or what needs attention.
    Records {
        attention: bool,
    },
    /// A rejected tap, by its first outbox number.
    Record {
        n: u64,
    },
    Me,
    /// 擦屏
    Wipe,
}

/// A stretch, in the form history keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) resident: RecordId,
    pub(crate) seen: Seen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Seen {
    Met,
    Spoke,
    Missed,
}

impl Screen {
    pub(crate) const HOME: Self = Self::Doors { stretch: None };
}

/// One entry of the browser's history: the screen, and how many of ours lie below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) depth: u32,
    pub(super) screen: Screen,
}

impl Step {
    pub(super) const HOME: Self = Self {
        depth: 0,
        screen: Screen::HOME,
    };

    /// What history holds; none where it is another version's or another page's.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) const fn below(&self, screen: Screen) -> Self {
        Self {
            depth: self.depth + 1,
            screen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_reads_back_and_a_strange_one_is_none() {
        let door = RecordId::NIL;
        let answers = vec![Answer {
            resident: door,
            seen: Seen::Spoke,
        }];
        let step = Step::HOME.below(Screen::Priority { door, step: 1, answers });
        assert_eq!(Step::read(&step.write()), Some(step));
        assert_eq!(Step::read("{\"depth\":1,\"screen\":{\"dance\":{}}}"), None);
        assert_eq!(Step::read(""), None);
    }
}
