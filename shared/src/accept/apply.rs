//! What a change that passed the rules does to rows. Every row write takes its own `seq`.

use super::{
    Conflict, alias,
    judge::{Case, Judgement, Stop, tick_of_the_desk},
};
use crate::{
    domain::resident::SAME_AS,
    id::RecordId,
    kind::Kind,
    merge::{self, Edit, Met},
    op::Change,
    outcome::{Code, Outcome},
    record::{FieldMeta, Meta, Record, Row, Stamp},
    schema::{self, Class, Shape, Spec},
    value::{Fields, Value},
};

mod fact;
mod moved;

pub(super) fn apply(case: &Case<'_>, spec: &'static Spec) -> Result<Judgement, Stop> {
    let mut work = Work::new(case, spec);
    match &case.op.change {
        Change::Create { kind, record, fields } => match case.row(*record) {
            None => work.create(kind, *record, fields)?,
            Some(_) => work.set_existing(kind, *record, fields)?,
        },
        Change::Set { kind, record, fields } => work.set_existing(kind, *record, fields)?,
        Change::Add {
            kind,
            record,
            field,
            elements,
        } => work.elements(kind, *record, field, elements, true)?,
        Change::Remove {
            kind,
            record,
            field,
            elements,
        } => work.elements(kind, *record, field, elements, false)?,
        Change::Fact { kind, record, fields } => work.fact(kind, *record, fields, None)?,
        Change::Void { kind, record } => work.mark_fact(kind, *record, "void", Value::Bool(true))?,
        Change::Amend { record, amends, .. } if record == amends => {
            return Err(Outcome::rejected(Code::BadChange, None));
        }
        Change::Amend {
            kind,
            record,
            amends,
            fields,
        } => {
            work.mark_fact(kind, *amends, "amended_by", (*record).into())?;
            work.fact(kind, *record, fields, Some(*amends))?;
        }
        Change::Delete { kind, record } => work.existence(kind, *record, true)?,
        Change::Restore { kind, record } => work.existence(kind, *record, false)?,
        Change::Unsendable => return Err(Outcome::rejected(Code::Unsendable, None)),
    }
    Ok(work.done())
}

struct Work<'a> {
    case: &'a Case<'a>,
    spec: &'static Spec,
    out: Judgement,
    superseded: Vec<String>,
    /// The `seq` of a row that was found as it should be.
    found: Option<u64>,
}

impl<'a> Work<'a> {
    fn new(case: &'a Case<'a>, spec: &'static Spec) -> Self {
        let out = Judgement {
            outcome: Outcome::Applied { seq: None },
            rows: Vec::new(),
            left: Vec::new(),
            conflicts: Vec::new(),
            facts_about: Vec::new(),
        };
        Self {
            case,
            spec,
            out,
            superseded: Vec::new(),
            found: None,
        }
    }

    fn edit(&self) -> Edit {
        let stamp = Stamp {
            seq: self.case.next_seq(self.out.rows.len()),
            device: self.case.actor.device,
            n: self.case.op.n,
            seen: self.case.seen,
            at: self.case.at,
            was: self.case.stood.map(|(stood, _)| stood),
        };
        Edit {
            stamp,
            desk: self.case.actor.desk,
            shared: self.case.stood.map_or(0, |(_, shared)| shared),
        }
    }

    fn write(&mut self, mut row: Row) {
        row.record.seq = self.case.next_seq(self.out.rows.len());
        self.out.rows.push(row);
    }

    fn done(mut self) -> Judgement {
        let seq = self.out.rows.iter().map(|row| row.record.seq).max().or(self.found);
        self.out.outcome = if self.superseded.is_empty() {
            Outcome::Applied { seq }
        } else {
            Outcome::Superseded {
                seq,
                fields: self.superseded,
            }
        };
        self.out
    }

    fn create(&mut self, kind: &Kind, id: RecordId, fields: &Fields) -> Result<(), Stop> {
        if !self.spec.may_create(self.case.actor.role) {
            return Err(Outcome::rejected(Code::Forbidden, None));
        }
        self.case.complete(self.spec, fields)?;
        if self.spec.shape == Shape::Tick {
            self.case.tick_id(id, fields)?;
        }
        let (scope, _) = self.case.scope_of(self.spec, fields)?;
        let edit = self.edit();
        let record = Record {
            kind: kind.clone(),
            id,
            seq: 0,
            fields: Fields::new(),
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
        let joins = self.case.joins(id, fields)?;
        // Nobody is their own alias, by whatever way.
        let is_said = |name: &str, value: &Value| !value.is_null() && (name != SAME_AS || joins.is_some());
        for (name, value) in fields.iter().filter(|(name, value)| is_said(name, value)) {
            match self.spec.field(name).map(|field| field.class) {
                Some(Class::Sticky | Class::Set) => self.merge_field(&mut row, name, value, &edit),
                _ => {
                    if self.had_lost(name) {
                        // It stands until what it had lost to comes back, too.
                        self.note(&row, name, value, Met::Superseded);
                        let stamp = FieldMeta::Register(edit.stamp.yielding());
                        row.meta.fields.insert(name.clone(), stamp);
                    }
                    row.record.fields.insert(name.clone(), value.clone());
                }
            }
        }
        self.sign(&mut row);
        self.write(row);
        Ok(())
    }

    /// What is said of an alias is about its root, but for what is its own.
    fn set_existing(&mut self, kind: &Kind, id: RecordId, fields: &Fields) -> Result<(), Stop> {
        self.case.existing(kind, id)?;
        let root = self.case.root(id);
        if root == id {
            return self.set_fields(kind, id, fields);
        }
        let (own, theirs): (Fields, Fields) = fields.clone().into_iter().partition(|(name, _)| alias::is_own(name));
        if !theirs.is_empty() {
            self.set_fields(kind, root, &theirs)?;
        }
        if own.is_empty() {
            return Ok(());
        }
        self.set_fields(kind, id, &own)
    }

    fn set_fields(&mut self, kind: &Kind, id: RecordId, fields: &Fields) -> Result<(), Stop> {
        let standing = self.case.existing(kind, id)?;
        let joins = self.case.joins(id, fields)?;
        if self.spec.shape == Shape::Tick {
            tick_of_the_desk(self.case, Some(standing.record.get("template")))?;
        }
        let mut row = standing.clone();
        let edit = self.edit();
        let before = row.scope;
        for (name, value) in fields {
            if self.spec.field(name).is_some_and(|field| field.class == Class::Fixed) {
                if row.record.get(name) != value {
                    return Err(Outcome::rejected(Code::ReadOnly, Some(name)));
                }
                continue;
            }
            if name == SAME_AS && !value.is_null() && joins.is_none() {
                continue;
            }
            self.merge_field(&mut row, name, value, &edit);
        }
        let sets_sticky = fields.iter().any(|(name, value)| {
            !value.is_null() && self.spec.field(name).is_some_and(|field| field.class == Class::Sticky)
        });
        if sets_sticky {
            merge::revive(&mut row, &edit);
        }
        // Only where it did move: the parent that a losing edit leaves in place is not loaded.
        if row.record.parent() != standing.record.parent() {
            row.scope = self.case.scope_of(self.spec, &row.record.fields)?.0;
        }
        if row == *standing {
            self.found = Some(row.record.seq);
            return Ok(());
        }
        // The same answer again is signed by whoever gave it first, unless that was in doubt.
        let is_answer = row.record.get("value") != standing.record.get("value") || standing.record.flag("doubtful");
        if self.spec.shape == Shape::Tick && is_answer {
            self.sign(&mut row);
        }
        let after = row.scope;
        let joined = alias::same_as(&row).filter(|_| alias::same_as(&row) != alias::same_as(standing));
        self.write(row);
        if before != after {
            self.moved(id, before, after)?;
        }
        // From whatever stood for them before.
        let from = self.case.existing(kind, self.case.root(id))?;
        joined.map_or(Ok(()), |into| self.carry(from, self.case.root(into)))
    }

    /// What must not be overlooked of somebody who is an alias from now on: needs and care, where the root has none of its own.
    fn carry(&mut self, from: &Row, root: RecordId) -> Result<(), Stop> {
        let standing = self.case.existing(&from.record.kind, root)?;
        let mut row = standing.clone();
        let edit = self.edit();
        for field in self.spec.fields {
            let value = from.record.get(field.name);
            let is_lacking = row.record.get(field.name).is_null();
            match field.class {
                Class::Sticky if !value.is_null() && is_lacking => {
                    self.merge_field(&mut row, field.name, value, &edit);
                }
                Class::Set if !value.is_null() => self.merge_field(&mut row, field.name, value, &edit),
                _ => {}
            }
        }
        if row != *standing {
            self.write(row);
        }
        Ok(())
    }

    fn merge_field(&mut self, row: &mut Row, name: &str, value: &Value, edit: &Edit) {
        let had_lost = self.had_lost(name);
        let met = match self.spec.field(name).map(|field| field.class) {
            Some(Class::Sticky) => merge::set_sticky(row, name, value.clone(), edit),
            Some(Class::Set) => {
                for element in value.as_list().unwrap_or(&[]).iter().filter_map(Value::as_text) {
                    merge::set_element(row, name, element, true, edit);
                }
                Met::Applied
            }
            _ if had_lost => Met::Superseded,
            _ => merge::set_register(row, name, value.clone(), edit),
        };
        self.note(row, name, value, if had_lost { Met::Superseded } else { met });
    }

    /// It comes back, and this field had lost already.
    fn had_lost(&self, field: &str) -> bool {
        self.case.op.was.as_ref().is_some_and(|was| was.had_lost(field))
    }

    /// Keeps whichever value lost.
    fn note(&mut self, row: &Row, field: &str, wanted: &Value, met: Met) {
        let stamp = self.edit().stamp;
        let (lost, lost_by) = match met {
            Met::Applied => return,
            Met::Overruled { lost, by } => (lost, by),
            Met::Superseded => {
                if !self.superseded.iter().any(|name| name == field) {
                    self.superseded.push(field.to_owned());
                }
                (wanted.clone(), stamp)
            }
        };
        self.out.conflicts.push(Conflict {
            seq: stamp.seq,
            kind: row.record.kind.clone(),
            record: row.record.id,
            field: field.to_owned(),
            lost,
            lost_by,
            kept: row.record.get(field).clone(),
            op: self.case.op.id,
        });
    }

    fn elements(
        &mut self,
        kind: &Kind,
        id: RecordId,
        field: &str,
        elements: &[Value],
        present: bool,
    ) -> Result<(), Stop> {
        let known = self.spec.field(field).ok_or(Outcome::held(Code::UnknownChange))?;
        if known.class != Class::Set {
            return Err(Outcome::rejected(Code::BadChange, Some(field)));
        }
        if !known.may_write(self.case.actor.role) {
            return Err(Outcome::rejected(Code::Forbidden, Some(field)));
        }
        if elements.is_empty() || !known.admits(&Value::List(elements.to_vec())) {
            return Err(Outcome::rejected(Code::BadField, Some(field)));
        }
        self.case.existing(kind, id)?;
        let mut row = self.case.existing(kind, self.case.root(id))?.clone();
        let edit = self.edit();
        for element in elements {
            let name = element.as_text().unwrap_or_default();
            let met = merge::set_element(&mut row, field, name, present, &edit);
            let met = if self.had_lost(field) { Met::Superseded } else { met };
            self.note(&row, field, element, met);
        }
        if !known.admits(row.record.get(field)) {
            return Err(Outcome::rejected(Code::TooMuch, Some(field)));
        }
        self.write(row);
        Ok(())
    }

    fn existence(&mut self, kind: &Kind, id: RecordId, deleted: bool) -> Result<(), Stop> {
        if !self.spec.may_create(self.case.actor.role) {
            return Err(Outcome::rejected(Code::Forbidden, None));
        }
        let mut row = self.case.existing(kind, id)?.clone();
        let edit = self.edit();
        let newest_fact = self.case.world.newest_fact.get(&id).copied().unwrap_or(0);
        if self.had_lost("deleted") || merge::set_deleted(&mut row, deleted, newest_fact, &edit) == Met::Superseded {
            self.found = Some(row.record.seq);
            self.note(&row, "deleted", &Value::Bool(deleted), Met::Superseded);
            return Ok(());
        }
        self.write(row);
        Ok(())
    }

    /// Who and when, written by the server on what people did.
    fn sign(&mut self, row: &mut Row) {
        let Some(spec) = schema::spec(&row.record.kind) else {
            return;
        };
        if spec.shape == Shape::Entity {
            return;
        }
        let fields = &mut row.record.fields;
        let by = Value::from(RecordId::from(self.case.actor.account));
        fields.insert("by".to_owned(), by);
        fields.insert("at".to_owned(), self.case.at.into());
        let doubtful = spec.shape == Shape::Tick && self.case.is_doubtful(fields);
        for (name, flag) in [("late", self.case.late), ("doubtful", doubtful)] {
            if flag {
                fields.insert(name.to_owned(), Value::Bool(true));
            } else {
                fields.remove(name);
            }
        }
    }
}
