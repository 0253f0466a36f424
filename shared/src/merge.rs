//! How one edit meets one row: the rules of merging, and nothing else. Pure; called by [`crate::accept`] alone.
//!
//! An edit applies without looking at any clock if the last change of that field is at or below the `seq` its maker
//! had seen, or is the same phone's own earlier one. Otherwise it is concurrent and the field's class decides:
//!
//! ```text
//! register   later corrected time wins; ties: later arrival
//! sticky     a set of claims; a clear removes only those it had seen and its own phone's earlier ones
//! set        the same, per element
//! delete     loses to a sticky claim or a fact it had not seen
//! ```
//!
//! Two edits that both come back from a branch that was lost are taken as they stood there, whichever returns first.

use std::cmp::Ordering;

use crate::{
    record::{Claim, Element, FieldMeta, Row, Stamp},
    value::Value,
    was::Stood,
};

/// An edit on its way into a row. `stamp.seq` is the number this write will have.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    pub stamp: Stamp,
    /// A desk sign-in is shared by tabs: being the same "device" does not mean having seen.
    pub desk: bool,
    /// The last `seq` that this database and the branch the edit comes back from have in common; 0 where it comes from none.
    pub shared: u64,
}

/// What an edit of one field came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    Applied,
    /// A concurrent edit lost to another one. Its value is kept as a conflict, with who made it.
    Overruled {
        lost: Value,
        by: Stamp,
    },
    /// Kept as a conflict.
    Superseded,
}

impl Edit {
    /// Both come back from what was lost here, and this is where they stood there.
    fn both(&self, other: &Stamp) -> Option<(Stood, Stood)> {
        // What this database had before it was left has its own place in it, wherever it once came from.
        let is_lost_too = other.seq > self.shared;
        self.stamp.was.zip(other.was).filter(|_| is_lost_too)
    }

    fn has_seen(&self, last: &Stamp) -> bool {
        let is_own = !self.desk && last.device == self.stamp.device && last.n < self.stamp.n;
        let seen = self.both(last).map(|(was, other)| was.seen >= other.at);
        is_own || seen.unwrap_or(last.seq <= self.stamp.seen)
    }

    fn is_later(&self, last: &Stamp) -> bool {
        let later = self.both(last).map(|(was, other)| was.at >= other.at);
        later.unwrap_or(self.stamp.at >= last.at)
    }

    /// On the branch that both come back from, the other one came later.
    fn is_outrun(&self, by: &Stamp) -> bool {
        self.both(by).is_some_and(|(was, other)| was.at < other.at)
    }

    /// ... and its maker had seen this one.
    fn is_replaced(&self, by: &Stamp) -> bool {
        let is_own = !self.desk && by.device == self.stamp.device && by.n > self.stamp.n;
        self.both(by)
            .is_some_and(|(was, other)| was.at < other.at && (is_own || other.seen >= was.at))
    }

    /// What is remembered of this clear and the ones before. Of those that come back one stamp stands for all: the last one's, as
    /// far as any of them had seen.
    fn clearing(&self, before: Option<Stamp>) -> Stamp {
        let both = before.and_then(|before| Some((before, self.both(&before)?)));
        let Some((before, (was, other))) = both else {
            return self.stamp;
        };
        let last = if self.is_outrun(&before) { before } else { self.stamp };
        let was = Stood {
            at: was.at.max(other.at),
            seen: was.seen.max(other.seen),
        };
        Stamp { was: Some(was), ..last }
    }
}

/// Sets a register.
pub fn set_register(row: &mut Row, field: &str, value: Value, edit: &Edit) -> Met {
    let last = match row.meta.fields.get(field) {
        Some(FieldMeta::Register(last)) => Some(*last),
        _ => row.meta.born.filter(|_| row.record.fields.contains_key(field)),
    };
    let current = row.record.get(field);
    if let Some(last) = last.filter(|last| edit.is_outrun(last)) {
        let is_conflict = *current != value && !edit.is_replaced(&last);
        return if is_conflict {
            Met::Overruled {
                lost: value,
                by: edit.stamp,
            }
        } else {
            Met::Applied
        };
    }
    let met = match last {
        Some(last) if !edit.has_seen(&last) && *current != value => {
            if !edit.is_later(&last) {
                return Met::Superseded;
            }
            Met::Overruled {
                lost: current.clone(),
                by: last,
            }
        }
        _ => Met::Applied,
    };
    row.meta
        .fields
        .insert(field.to_owned(), FieldMeta::Register(raised(last, edit)));
    put(row, field, value);
    met
}

/// An equal value set by an older clock must not lower the time that later edits are measured against.
fn raised(last: Option<Stamp>, edit: &Edit) -> Stamp {
    let mut stamp = edit.stamp;
    if let Some(last) = last
        && !edit.has_seen(&last)
    {
        stamp.at = stamp.at.max(last.at);
    }
    stamp
}

/// Sets (a value) or clears (null) a sticky field.
pub fn set_sticky(row: &mut Row, field: &str, value: Value, edit: &Edit) -> Met {
    let (mut claims, mut cleared) = match row.meta.fields.remove(field) {
        Some(FieldMeta::Sticky { claims, cleared }) => (claims, cleared),
        _ => (Vec::new(), None),
    };
    // A setter's new claim stands for the ones it had seen: whoever clears it must have seen it, so nothing weakens.
    claims.retain(|claim| !edit.has_seen(&claim.stamp));
    let clearing = value.is_null();
    let is_replaced = claims
        .iter()
        .map(|claim| &claim.stamp)
        .chain(&cleared)
        .any(|stamp| edit.is_replaced(stamp));
    if clearing {
        cleared = Some(edit.clearing(cleared));
    } else if !is_replaced {
        claims.push(Claim {
            value,
            stamp: edit.stamp,
        });
    }
    let met = if clearing && !claims.is_empty() {
        Met::Superseded
    } else {
        Met::Applied
    };
    let shown = claims.iter().max_by(|a, b| later_of(&a.stamp, &b.stamp));
    let shown = shown.map_or(Value::Null, |claim| claim.value.clone());
    row.meta
        .fields
        .insert(field.to_owned(), FieldMeta::Sticky { claims, cleared });
    put(row, field, shown);
    met
}

/// By corrected time; ties: later arrival, on the branch both come back from if there is one.
fn later_of(one: &Stamp, other: &Stamp) -> Ordering {
    let arrived = match (one.was, other.was) {
        (Some(was), Some(others)) => was.at.cmp(&others.at),
        _ => one.seq.cmp(&other.seq),
    };
    one.at.cmp(&other.at).then(arrived)
}

/// Adds or removes one element of a set.
pub fn set_element(row: &mut Row, field: &str, name: &str, present: bool, edit: &Edit) -> Met {
    let meta = row
        .meta
        .fields
        .entry(field.to_owned())
        .or_insert_with(|| FieldMeta::Set(Default::default()));
    if !matches!(meta, FieldMeta::Set(_)) {
        *meta = FieldMeta::Set(Default::default());
    }
    let FieldMeta::Set(elements) = meta else {
        return Met::Applied;
    };
    let element = elements.entry(name.to_owned()).or_insert_with(Element::default);
    element.claims.retain(|claim| !edit.has_seen(claim));
    let is_replaced = element
        .claims
        .iter()
        .chain(&element.removed)
        .any(|stamp| edit.is_replaced(stamp));
    if !present {
        element.removed = Some(edit.clearing(element.removed));
    } else if !is_replaced {
        element.claims.push(edit.stamp);
    }
    let met = if !present && !element.claims.is_empty() {
        Met::Superseded
    } else {
        Met::Applied
    };
    let shown: Vec<Value> = elements
        .iter()
        .filter(|(_, e)| !e.claims.is_empty())
        .map(|(name, _)| Value::text(name))
        .collect();
    put(
        row,
        field,
        if shown.is_empty() {
            Value::Null
        } else {
            Value::List(shown)
        },
    );
    met
}

/// Deletes or restores a record. `newest_fact` is the `seq` of the latest fact about it, 0 where there is none.
pub fn set_deleted(row: &mut Row, deleted: bool, newest_fact: u64, edit: &Edit) -> Met {
    if deleted && (newest_fact > edit.stamp.seen || has_unseen_claim(row, edit)) {
        return Met::Superseded;
    }
    if row.meta.existence.is_some_and(|last| edit.is_outrun(&last)) {
        return Met::Applied;
    }
    if let Some(last) = row.meta.existence
        && row.deleted != deleted
        && !edit.has_seen(&last)
        && !edit.is_later(&last)
    {
        return Met::Superseded;
    }
    row.meta.existence = Some(edit.stamp);
    row.deleted = deleted;
    Met::Applied
}

/// A sticky setting or a fact that had not seen a deletion takes it back.
pub fn revive(row: &mut Row, edit: &Edit) -> bool {
    let unseen = row
        .meta
        .existence
        .is_some_and(|last| !edit.has_seen(&last) && !edit.is_replaced(&last));
    if row.deleted && unseen {
        row.deleted = false;
        row.meta.existence = Some(edit.stamp);
        return true;
    }
    false
}

fn has_unseen_claim(row: &Row, edit: &Edit) -> bool {
    row.meta.fields.values().any(|meta| match meta {
        FieldMeta::Sticky { claims, .. } => claims.iter().any(|claim| !edit.has_seen(&claim.stamp)),
        _ => false,
    })
}

/// A cleared field is absent, so that two ways of having nothing are the same bytes.
fn put(row: &mut Row, field: &str, value: Value) {
    if value.is_null() {
        row.record.fields.remove(field);
    } else {
        row.record.fields.insert(field.to_owned(), value);
    }
}

#[cfg(test)]
mod tests;
