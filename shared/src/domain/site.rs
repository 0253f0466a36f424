//! A site: a compound, a quarantine point, a sampling point, a school.

use crate::{record::Record, time::DayRule};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub name: String,
    pub day: DayRule,
}

impl From<&Record> for Site {
    fn from(record: &Record) -> Self {
        let default = DayRule::default();
        Self {
            name: record.text("name").unwrap_or_default().to_owned(),
            day: DayRule {
                utc_offset_min: record.int("utc_offset_min").unwrap_or(default.utc_offset_min),
                turns_at_min: record.int("day_turns_min").unwrap_or(default.turns_at_min),
            },
        }
    }
}
