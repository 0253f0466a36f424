//! Own operations plainly applied over confirmed rows. No merging: the server's word replaces it when it comes.

use std::collections::BTreeSet;

use super::{Replica, Standing};
use crate::{
    id::{AccountId, RecordId},
    op::{Change, Draft},
    packed::Packed,
    record::Record,
    schema::{self, Shape},
    time::UnixMs,
    value::{Fields, Value},
};

impl Replica {
    /// Recomputes how these records look.
    pub(super) fn refresh(&mut self, ids: &BTreeSet<RecordId>) {
        for id in ids {
            let numbered = self
                .by_record
                .get(id)
                .into_iter()
                .flatten()
                .filter_map(|n| self.outbox.get(*n));
            let numbered = numbered
                .filter(|queued| queued.standing.is_shown())
                .map(|queued| &queued.draft);
            let storing = self
                .storing
                .iter()
                .flat_map(|(_, drafts)| drafts)
                .filter(|draft| Self::touched_by(&draft.change).contains(id));
            let mut drafts = numbered.chain(storing).peekable();
            if drafts.peek().is_none() {
                self.shown.remove(id);
                continue;
            }
            let mut record = self.rows.get(*id).map(Packed::unpack);
            for draft in drafts {
                let at = self.time_of(draft);
                lay(&mut record, *id, draft, self.me.account, at);
            }
            self.shown.insert(*id, record);
        }
    }

    /// When what it records happened, by the server's time: a correction is about the time of what it corrects.
    fn time_of(&self, draft: &Draft) -> UnixMs {
        let amended = match &draft.change {
            Change::Amend { amends, .. } => self.get(*amends).and_then(|record| record.int("at")),
            _ => None,
        };
        amended.map_or(draft.at.plus(self.place.offset_ms), UnixMs)
    }
}

impl Standing {
    /// Whether the operation's effect is still laid over the rows.
    const fn is_shown(&self) -> bool {
        match self {
            Self::Waiting | Self::Held { .. } => true,
            Self::Settled(settled) => !settled.arrived && settled.seq.is_some(),
        }
    }
}

fn lay(record: &mut Option<Record>, id: RecordId, draft: &Draft, account: AccountId, at: UnixMs) {
    let sign = |fields: &mut Fields| {
        fields.insert("by".to_owned(), RecordId::from(account).into());
        fields.insert("at".to_owned(), at.into());
    };
    match &draft.change {
        Change::Create { kind, fields, .. } | Change::Set { kind, fields, .. } => {
            let fresh = || Record {
                kind: kind.clone(),
                id,
                seq: 0,
                fields: Fields::new(),
            };
            // Setting fields of a record that isn't here shows nothing; making it does.
            if record.is_none() && matches!(draft.change, Change::Set { .. }) {
                return;
            }
            let record = record.get_or_insert_with(fresh);
            for (name, value) in fields {
                put(record, name, value.clone());
            }
            if schema::spec(kind).is_some_and(|spec| spec.shape == Shape::Tick) {
                sign(&mut record.fields);
            }
        }
        Change::Add { field, elements, .. } => edit_set(record, field, elements, true),
        Change::Remove { field, elements, .. } => edit_set(record, field, elements, false),
        Change::Fact { kind, fields, .. } => insert_fact(record, id, kind, fields, sign),
        Change::Amend {
            kind,
            record: made,
            fields,
            ..
        } if *made == id => insert_fact(record, id, kind, fields, sign),
        Change::Amend { record: made, .. } => {
            if let Some(record) = record {
                put(record, "amended_by", (*made).into());
            }
        }
        Change::Void { .. } => {
            if let Some(record) = record {
                put(record, "void", Value::Bool(true));
            }
        }
        Change::Delete { .. } => *record = None,
        // What was deleted comes back with the row.
        Change::Restore { .. } | Change::Unsendable => {}
    }
}

fn insert_fact(
    record: &mut Option<Record>,
    id: RecordId,
    kind: &crate::kind::Kind,
    fields: &Fields,
    sign: impl Fn(&mut Fields),
) {
    if record.is_none() {
        let mut fields = fields.clone();
        fields.retain(|_, value| !value.is_null());
        sign(&mut fields);
        *record = Some(Record {
            kind: kind.clone(),
            id,
            seq: 0,
            fields,
        });
    }
}

fn put(record: &mut Record, name: &str, value: Value) {
    if value.is_null() {
        record.fields.remove(name);
    } else {
        record.fields.insert(name.to_owned(), value);
    }
}

fn edit_set(record: &mut Option<Record>, field: &str, elements: &[Value], present: bool) {
    let Some(record) = record else { return };
    let mut list: Vec<Value> = Vec::new();
    let before = record.get(field).as_list().unwrap_or(&[]);
    for (element, present) in before
        .iter()
        .map(|element| (element, true))
        .chain(elements.iter().map(|element| (element, present)))
    {
        match (list.binary_search(element), present) {
            (Err(at), true) => list.insert(at, element.clone()),
            (Ok(at), false) => drop(list.remove(at)),
            _ => {}
        }
    }
    put(
        record,
        field,
        if list.is_empty() {
            Value::Null
        } else {
            Value::List(list)
        },
    );
}
