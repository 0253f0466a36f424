//! Facts: recorded once, marked by later ones, never edited.

use super::Work;
use crate::{
    id::RecordId,
    kind::Kind,
    merge,
    outcome::{Code, Outcome},
    record::{Meta, Record, Row},
    value::{Fields, Value},
};

use super::super::judge::Stop;

impl Work<'_> {
    /// One that amends another keeps its time: a correction made in the evening is still about the morning.
    pub(super) fn fact(
        &mut self,
        kind: &Kind,
        id: RecordId,
        fields: &Fields,
        amends: Option<RecordId>,
    ) -> Result<(), Stop> {
        self.case.complete(self.spec, fields)?;
        let (scope, about) = self.case.scope_of(self.spec, fields)?;
        if let Some(row) = self.case.row(id) {
            let same = row.record.kind == *kind && fields.iter().all(|(name, value)| row.record.get(name) == value);
            self.found = Some(row.record.seq);
            return if same {
                Ok(())
            } else {
                Err(Outcome::rejected(Code::IdTaken, None))
            };
        }
        let edit = self.edit();
        let kept = fields.iter().filter(|(_, value)| !value.is_null());
        let fields = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        let record = Record {
            kind: kind.clone(),
            id,
            seq: edit.stamp.seq,
            fields,
        };
        let meta = Meta {
            born: Some(edit.stamp),
            ..Meta::default()
        };
        let mut row = Row {
            record,
            scope,
            deleted: false,
            meta,
        };
        self.sign(&mut row);
        let at = amends.and_then(|amended| self.case.row(amended)?.record.int("at"));
        if let Some(at) = at {
            row.record.fields.insert("at".to_owned(), at.into());
        }
        self.write(row);
        if let Some(about) = about {
            self.out.facts_about.push((about, edit.stamp.seq));
            self.revive_subject(about);
        }
        Ok(())
    }

    /// Somebody was at a door that was deleted meanwhile: it is there after all.
    fn revive_subject(&mut self, about: RecordId) {
        let Some(mut subject) = self.case.row(about).cloned() else {
            return;
        };
        let edit = self.edit();
        if merge::revive(&mut subject, &edit) {
            self.write(subject);
        }
    }

    pub(super) fn mark_fact(&mut self, kind: &Kind, id: RecordId, field: &str, value: Value) -> Result<(), Stop> {
        let mut row = self.case.existing(kind, id)?.clone();
        let own = row.record.text("by") == Some(self.case.actor.account.to_string().as_str());
        if !own && !self.case.actor.role.is_desk() {
            return Err(Outcome::rejected(Code::Forbidden, None));
        }
        if !row.record.get(field).is_null() {
            self.found = Some(row.record.seq);
            return Ok(());
        }
        row.record.fields.insert(field.to_owned(), value);
        self.write(row);
        Ok(())
    }
}
