//! A tick: one item of a checklist, for one subject in one period, under an id that follows from them.

use crate::{
    id::{RecordId, derived_id},
    kind::Kind,
    op::Change,
    record::Record,
    time::{SiteDay, UnixMs},
    value::{Value, fields},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub id: RecordId,
    pub subject: RecordId,
    pub template: String,
    pub item: String,
    pub period: String,
    /// The version of the template it was answered under; none where nobody said.
    pub version: Option<i64>,
    pub value: Value,
    pub by: RecordId,
    pub at: UnixMs,
    /// Its stated day is not the day of its corrected time: it does not count as done.
    pub doubtful: bool,
}

impl From<&Record> for Tick {
    fn from(record: &Record) -> Self {
        let text = |field| record.text(field).unwrap_or_default().to_owned();
        Self {
            id: record.id,
            subject: record.reference("subject").unwrap_or(RecordId::NIL),
            template: text("template"),
            item: text("item"),
            period: text("period"),
            version: record.int("version"),
            value: record.get("value").clone(),
            by: record.reference("by").unwrap_or(RecordId::NIL),
            at: UnixMs(record.int("at").unwrap_or(0)),
            doubtful: record.flag("doubtful"),
        }
    }
}

/// What a tick is about.
#[derive(Clone, Copy, Debug)]
pub struct TickKey<'a> {
    pub subject: RecordId,
    /// The template's key, without its version.
    pub template: &'a str,
    pub item: &'a str,
    pub day: SiteDay,
}

impl TickKey<'_> {
    pub fn id(&self) -> RecordId {
        derived_id(
            Kind::Tick.as_str(),
            self.subject,
            self.template,
            self.item,
            &self.day.to_string(),
        )
    }

    /// The change that answers it under this version of the template; null takes the answer back.
    pub fn change(&self, version: i64, value: Value) -> Change {
        let fields = fields([
            ("subject", self.subject.into()),
            ("template", self.template.into()),
            ("item", self.item.into()),
            ("period", self.day.to_string().into()),
            ("version", version.into()),
            ("value", value),
        ]);
        Change::Create {
            kind: Kind::Tick,
            record: self.id(),
            fields,
        }
    }
}
