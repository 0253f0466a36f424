//! Who is wanted, as it stands in the address: `/desk/residents?group=priority&q=1203`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use shared::{domain::Whereabouts, id::RecordId};

pub(super) const HERE: &str = "/desk/residents";
/// Of what is looked for, and of a word to filter by.
const TEXT_CHARS_MAX: usize = 40;

/// What one looks for most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    Priority,
    Overdue,
    Alone,
    Flagged,
    Medical,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    #[default]
    Door,
    Age,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Part of a room, an address or a name, or initials; empty: anybody.
    pub(crate) q: String,
    /// None: all.
    pub(crate) group: Option<Group>,
    pub(crate) building: Option<RecordId>,
    pub(crate) whereabouts: Option<Whereabouts>,
    /// As the roster says it; empty: any.
    pub(crate) control: String,
    pub(crate) order: Order,
}

impl Group {
    pub(crate) const ALL: [Self; 5] = [Self::Priority, Self::Overdue, Self::Flagged, Self::Medical, Self::Alone];

    /// As it stands in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Overdue => "overdue",
            Self::Alone => "alone",
            Self::Flagged => "flagged",
            Self::Medical => "medical",
        }
    }
}

impl Order {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Door => "",
            Self::Age => "age",
        }
    }
}

impl Filter {
    /// From the address, by name; what says nothing means all.
    pub fn of<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let text = |name| {
            let said = get(name).unwrap_or_default().trim();
            said.chars().take(TEXT_CHARS_MAX).collect::<String>()
        };
        let (group, whereabouts) = (text("group"), text("where"));
        Self {
            q: text("q"),
            group: Group::ALL.into_iter().find(|known| known.as_str() == group),
            building: text("building").parse().ok(),
            whereabouts: Whereabouts::ALL.into_iter().find(|known| known.as_str() == whereabouts),
            control: text("control"),
            order: if text("order") == Order::Age.as_str() {
                Order::Age
            } else {
                Order::Door
            },
        }
    }

    pub(crate) fn group(group: Group) -> Self {
        Self {
            group: Some(group),
            ..Self::default()
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        let order = self.order;
        *self
            == Self {
                order,
                ..Self::default()
            }
    }

    /// What it is called in the address, and its value there; without those that filter nothing.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let building = self.building.map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("group", self.group.map_or("", Group::as_str).to_owned()),
            ("building", building),
            ("where", self.whereabouts.map_or("", Whereabouts::as_str).to_owned()),
            ("control", self.control.clone()),
            ("order", self.order.as_str().to_owned()),
            ("q", self.q.clone()),
        ];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The address of this filter.
    pub(crate) fn href(&self) -> String {
        self.after(HERE, '?')
    }

    /// Where all that it lets through is exported.
    pub(crate) fn export_address(&self) -> String {
        self.after("/desk/export?what=residents", '&')
    }

    fn after(&self, address: &str, mut before: char) -> String {
        let mut href = address.to_owned();
        for (name, value) in self.pairs() {
            // Writing to a string does not fail.
            let _ = write!(href, "{before}{name}={}", encoded(&value));
            before = '&';
        }
        href
    }
}

/// Where whoever lives behind this address is found.
pub(crate) fn at_address(address: &str) -> String {
    let q = address.to_owned();
    Filter { q, ..Filter::default() }.href()
}

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_from_its_address() {
        let filter = Filter {
            q: "3-2-12 张&".to_owned(),
            group: Some(Group::Overdue),
            building: Some(RecordId::NIL),
            whereabouts: Some(Whereabouts::Hospital),
            control: "居家隔离".to_owned(),
            order: Order::Age,
        };
        let href = filter.href();
        assert!(
            href.starts_with("/desk/residents?group=overdue&building=0000"),
            "{href}"
        );
        assert!(href.ends_with("&order=age&q=3-2-12%20%E5%BC%A0%26"), "{href}");
        let building = RecordId::NIL.to_string();
        let said = |name: &str| match name {
            "q" => Some(" 3-2-12 张& "),
            "group" => Some("overdue"),
            "building" => Some(building.as_str()),
            "where" => Some("hospital"),
            "control" => Some("居家隔离"),
            "order" => Some("age"),
            _ => None,
        };
        assert_eq!(Filter::of(said), filter);
    }

    #[test]
    fn an_address_that_says_nothing_means_everybody() {
        let nonsense = Filter::of(|name| match name {
            "group" | "where" | "building" | "order" => Some("nonsense"),
            _ => None,
        });
        assert!(nonsense.is_open());
        assert_eq!(nonsense.href(), HERE);
        assert_eq!(at_address("3-2-1203"), "/desk/residents?q=3-2-1203");
    }
}
