//! What leaves the desk as a file: the question for what it is wanted, and the tables. Writing files is the server's.

mod form;
mod table;

pub use form::{ExportFault, ExportForm, form_page, nothing_page};
pub use table::{Cell, Residents, Table, audit_table, left_table, people_table, visits_table};

/// Rows of a file, at most; more is asked for in parts.
pub const ROWS_MAX: usize = 20_000;
/// Why it is wanted, characters.
pub const PURPOSE_CHARS_MAX: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Visits,
    Left,
    Residents,
    People,
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
    pub const ALL: [Self; 5] = [Self::Visits, Self::Left, Self::Residents, Self::People, Self::Audit];

    /// As it stands in the address, and in the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Left => "left",
            Self::Residents => "residents",
            Self::People => "people",
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
