//! What stands in the files: one heading, one line a thing, in the words of the page. Pure.

use shared::time::{DayRule, UnixMs};

use super::ROWS_MAX;
use crate::words::{export, fill};

mod doors;
mod people;
mod residents;
mod same;
mod trail;
mod visits;

pub use doors::{buildings, doors_table, left_table};
pub use people::{logins_table, people_table};
pub use residents::Residents;
pub use same::same_table;
pub use trail::audit_table;
pub use visits::visits_table;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
    Empty,
}

/// A sheet: its name, what stands over the columns, and the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub title: &'static str,
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// `2022-11-14 14:02`: sorts as it reads.
pub(crate) fn when(rule: DayRule, at: UnixMs) -> Cell {
    let local = rule.local(at);
    Cell::Text(format!("{} {local}", local.date))
}

pub(crate) fn when_any(rule: DayRule, at: Option<UnixMs>) -> Cell {
    at.map_or(Cell::Empty, |at| when(rule, at))
}

/// How many lines a table has, in words.
pub(super) fn too_many(own: &export::ExportWords) -> String {
    fill(own.too_many, &[("max", &ROWS_MAX)])
}
