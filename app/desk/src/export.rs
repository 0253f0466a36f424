//! What leaves the desk as a file: the question for what it is wanted, and the tables. Writing files is the server's.

use shared::id::RecordId;

use crate::{audit::AuditFilter, grid, left::Only, people, residents, troubles::TroublesFilter, visits};

mod form;
mod table;

pub use form::{ExportFault, ExportForm, form_page, nothing_page};
pub(crate) use table::when;
pub use table::{
    Cell, Residents, Table, audit_table, buildings, doors_table, left_table, logins_table, people_table, same_table,
    visits_table,
};

/// Rows of a file, at most; more is asked for in parts.
pub const ROWS_MAX: usize = 20_000;
/// Why it is wanted, characters.
pub const PURPOSE_CHARS_MAX: usize = 200;

/// What the list one comes from was narrowed to. Of another list it says nothing.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    pub visits: visits::Filter,
    pub residents: residents::Filter,
    pub left: Only,
    pub(crate) people: people::Filter,
    pub audit: AuditFilter,
    pub troubles: TroublesFilter,
    pub(crate) doors: grid::Filter,
}

impl Filters {
    /// From a form or an address: `get` gives a part of it by name.
    pub fn of<'a>(subject: Subject, get: impl Fn(&str) -> Option<&'a str>) -> Self {
        if get(OF).is_some_and(|of| of != subject.as_str()) {
            return Self::default();
        }
        let text = |name: &str| get(name).unwrap_or_default();
        Self {
            visits: visits::Filter {
                before: None,
                ..visits::Filter::of(|name| text(name).to_owned())
            },
            left: Only::of(text("only")),
            people: people::Filter::of(text("state"), text("name")),
            audit: AuditFilter::of(text("deed"), ""),
            residents: residents::Filter::of(&get),
            troubles: TroublesFilter {
                before: None,
                ..TroublesFilter::of(|name| get(name).map(str::to_owned))
            },
            doors: grid::Filter::of(text("building"), ""),
        }
    }

    /// The building whose doors are wanted; none: all of them.
    pub const fn building(&self) -> Option<RecordId> {
        self.doors.building
    }

    fn pairs(&self, subject: Subject) -> Vec<(&'static str, String)> {
        let mut pairs = match subject {
            Subject::Visits => self.visits.pairs(),
            Subject::Left => self.left.pairs(),
            Subject::Residents => self.residents.pairs(),
            Subject::People => self.people.pairs(),
            Subject::Audit => self.audit.pairs(),
            Subject::Troubles => self.troubles.pairs(),
            Subject::Doors => self
                .building()
                .map(|id| ("building", id.to_string()))
                .into_iter()
                .collect(),
            Subject::Same | Subject::Logins => Vec::new(),
        };
        if !pairs.is_empty() {
            pairs.push((OF, subject.as_str().to_owned()));
        }
        pairs
    }
}

/// Which list was narrowed, in a form.
const OF: &str = "of";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Visits,
    Left,
    Residents,
    People,
    Doors,
    Troubles,
    Same,
    /// For administrators.
    Logins,
    /// For administrators.
    Audit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv,
}

/// How telephone numbers of residents stand in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    #[default]
    Masked,
    Full,
}

impl Subject {
    pub const ALL: [Self; 9] = [
        Self::Visits,
        Self::Left,
        Self::Doors,
        Self::Residents,
        Self::Same,
        Self::People,
        Self::Troubles,
        Self::Logins,
        Self::Audit,
    ];

    pub const fn is_for_administrators(self) -> bool {
        matches!(self, Self::Logins | Self::Audit)
    }

    /// As it stands in the address, and in the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Left => "left",
            Self::Residents => "residents",
            Self::People => "people",
            Self::Doors => "doors",
            Self::Troubles => "troubles",
            Self::Same => "same",
            Self::Logins => "logins",
            Self::Audit => "audit",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.as_str() == text)
    }
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Xlsx, Self::Csv];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }
}
