//! Which rows are wanted, as it stands in the address: `/desk/people?state=unused&name=李`.

use serde::{Deserialize, Serialize};

#[cfg(any(feature = "ssr", test))]
use super::State;
use crate::residents::encoded;

/// Of a name that is looked for.
const NAME_CHARS_MAX: usize = 30;

/// States that one looks for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Group {
    Unused,
    OnDuty,
    Expired,
    Ended,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filter {
    /// None: all.
    pub(crate) group: Option<Group>,
    /// Part of a name; empty: any.
    pub(crate) name: String,
}

impl Group {
    pub(crate) const ALL: [Self; 4] = [Self::Unused, Self::OnDuty, Self::Expired, Self::Ended];

    #[cfg(any(feature = "ssr", test))]
    pub(crate) const fn of(state: State) -> Self {
        match state {
            State::Unused => Self::Unused,
            State::OnDuty => Self::OnDuty,
            State::Lapsed | State::Over => Self::Expired,
            State::Stopped | State::Voided => Self::Ended,
        }
    }

    /// As it stands in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::OnDuty => "on-duty",
            Self::Expired => "expired",
            Self::Ended => "ended",
        }
    }
}

impl Filter {
    /// From the address; what is no group means all.
    pub(crate) fn of(state: &str, name: &str) -> Self {
        Self {
            group: Group::ALL.into_iter().find(|group| group.as_str() == state),
            name: name.trim().chars().take(NAME_CHARS_MAX).collect(),
        }
    }

    /// As it stands in the address.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let state = self.group.map_or("", Group::as_str).to_owned();
        let pairs = [("state", state), ("name", self.name.clone())];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Where those it lets through are exported.
    pub(crate) fn export_address(&self) -> String {
        let pairs = self.pairs().into_iter();
        let pairs = pairs.map(|(name, value)| format!("&{name}={}", encoded(&value)));
        format!("/desk/export?what=people{}", pairs.collect::<String>())
    }

    pub(crate) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    #[cfg(any(feature = "ssr", test))]
    pub(crate) fn lets_through(&self, state: State, name: &str) -> bool {
        let is_named = || name.to_lowercase().contains(&self.name.to_lowercase());
        self.group.is_none_or(|group| group == Group::of(state)) && is_named()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_let_through_by_state_and_part_of_a_name() {
        let all = Filter::of("", " ");
        assert!(all.is_open() && all.lets_through(State::Voided, "李梅"));
        assert!(Filter::of("nonsense", "").is_open());
        let expired = Filter::of("expired", "梅");
        assert!(expired.lets_through(State::Over, "李梅") && expired.lets_through(State::Lapsed, "梅"));
        assert!(!expired.lets_through(State::OnDuty, "李梅") && !expired.lets_through(State::Over, "李"));
        assert!(Filter::of("", "anna").lets_through(State::Unused, "Anna"));
        for group in Group::ALL {
            assert_eq!(Filter::of(group.as_str(), "").group, Some(group));
        }
    }
}
