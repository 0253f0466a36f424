//! Which building and which question, as it stands in the address: `/desk/grid?building=…&ask=seen`.

use serde::{Deserialize, Serialize};
use shared::id::RecordId;

pub(super) const HERE: &str = "/desk/grid";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Question {
    /// How each door stands today.
    #[default]
    Today,
    /// When its people were last seen.
    Seen,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filter {
    /// None: the first.
    pub(crate) building: Option<RecordId>,
    pub(crate) question: Question,
}

impl Question {
    pub(crate) const ALL: [Self; 2] = [Self::Today, Self::Seen];

    /// As it stands in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Seen => "seen",
        }
    }
}

impl Filter {
    /// From the address. What is no building's id is that of none, and said to be.
    pub(crate) fn of(building: &str, ask: &str) -> Self {
        let asked = Question::ALL.into_iter().find(|known| known.as_str() == ask);
        Self {
            building: (!building.is_empty()).then(|| building.parse().unwrap_or(RecordId::NIL)),
            question: asked.unwrap_or_default(),
        }
    }

    /// Where the doors of this building are exported; of every building where none is chosen.
    pub(crate) fn export_address(self) -> String {
        let building = self.building.map(|building| format!("&building={building}"));
        format!("/desk/export?what=doors{}", building.unwrap_or_default())
    }

    pub(crate) fn href(self) -> String {
        let ask = self.question.as_str();
        match self.building {
            Some(building) => format!("{HERE}?building={building}&ask={ask}"),
            None => format!("{HERE}?ask={ask}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_building_and_a_question_read_back_from_their_address() {
        let building = RecordId::made(shared::time::UnixMs(5), [3; 10]);
        let filter = Filter::of(&building.to_string(), "seen");
        assert_eq!((filter.building, filter.question), (Some(building), Question::Seen));
        assert_eq!(filter.href(), format!("/desk/grid?building={building}&ask=seen"));
        assert_eq!(Filter::of("", "nonsense"), Filter::default());
        assert_eq!(
            Filter::of("nonsense", "").building,
            Some(RecordId::NIL),
            "no building, not the first"
        );
    }
}
