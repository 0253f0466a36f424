//! Which visits are wanted, as it stands in the address:
//! `/desk/visits?day=2022-11-14&building=…&worker=…&outcome=no_answer&unseen=1&before=…`.

use serde::{Deserialize, Serialize};
use shared::{
    id::{AccountId, RecordId},
    time::{SiteDay, UnixMs},
};

const PATH: &str = "/desk/visits";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    Answered,
    NoAnswer,
}

impl Found {
    pub(crate) const ALL: [Self; 2] = [Self::Answered, Self::NoAnswer];

    /// As it stands in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// Where a page begins: at visits made before this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: UnixMs,
    pub visit: RecordId,
}

/// What can't be read in the address filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub day: Option<SiteDay>,
    pub building: Option<RecordId>,
    pub worker: Option<AccountId>,
    pub found: Option<Found>,
    /// Only those that nobody at the desk has seen.
    pub unseen: bool,
    pub before: Option<Place>,
}

impl Filter {
    /// From the address; `get` gives a part of it by name, empty where it is not there.
    pub fn of(get: impl Fn(&str) -> String) -> Self {
        let found = get("outcome");
        Self {
            day: get("day").parse().ok(),
            building: get("building").parse().ok(),
            worker: get("worker").parse().ok(),
            found: Found::ALL.into_iter().find(|one| one.as_str() == found),
            unseen: get("unseen") == "1",
            before: place(&get("before")),
        }
    }

    /// What it is called in the address, and its value there; without those that filter nothing.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let parts = [
            ("day", self.day.map(|day| day.to_string())),
            ("building", self.building.map(|id| id.to_string())),
            ("worker", self.worker.map(|id| id.to_string())),
            ("outcome", self.found.map(|found| found.as_str().to_owned())),
            ("unseen", self.unseen.then(|| "1".to_owned())),
            ("before", self.before.map(|place| place.to_string())),
        ];
        let given = parts.into_iter();
        given.filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The address of the list so filtered. Values are ids, dates and words: nothing in them needs escaping.
    pub fn address(&self) -> String {
        self.address_with(&[])
    }

    pub fn address_with(&self, more: &[(&'static str, String)]) -> String {
        let pairs = self.pairs();
        let parts = pairs.iter().chain(more).map(|(name, value)| format!("{name}={value}"));
        let query = parts.collect::<Vec<_>>().join("&");
        if query.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{query}")
        }
    }

    /// Where all that it lets through is exported, on whatever page one is.
    pub(crate) fn export_address(&self) -> String {
        let all = Self {
            before: None,
            ..self.clone()
        };
        let pairs = all.pairs().into_iter();
        let parts = pairs.map(|(name, value)| format!("&{name}={value}"));
        format!("/desk/export?what=visits{}", parts.collect::<String>())
    }

    /// Nothing is filtered out; what page it is does not matter.
    pub(crate) fn is_open(&self) -> bool {
        let anywhere = Self {
            before: None,
            ..self.clone()
        };
        anywhere == Self::default()
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.0, self.visit)
    }
}

fn place(text: &str) -> Option<Place> {
    let (at, visit) = text.split_once('.')?;
    Some(Place {
        at: UnixMs(at.parse().ok()?),
        visit: visit.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Filter {
        Filter::of(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        })
    }

    #[test]
    fn an_address_reads_back_as_written() {
        let visit = RecordId::made(UnixMs(1), [7; 10]);
        let pairs = [
            ("day", "2022-11-14".to_owned()),
            ("building", visit.to_string()),
            ("worker", visit.to_string()),
            ("outcome", "no_answer".to_owned()),
            ("unseen", "1".to_owned()),
            ("before", format!("1668391200000.{visit}")),
        ];
        let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let filter = of(&borrowed);
        assert_eq!(filter.pairs(), pairs);
        assert!(!filter.is_open());
        assert!(filter.address().starts_with("/desk/visits?day=2022-11-14&building="));
    }

    #[test]
    fn what_can_not_be_read_filters_nothing() {
        let filter = of(&[
            ("day", "14.11."),
            ("building", "x"),
            ("outcome", "maybe"),
            ("before", "7.x"),
        ]);
        assert_eq!(filter, Filter::default());
        assert!(filter.is_open());
        assert_eq!(filter.address(), "/desk/visits");
    }
}
