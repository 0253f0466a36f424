//! Rows against the operation log: whatever stands in a row was written by an operation that said so, and whatever was
//! applied has its row. Of an operation whose text is not there any more, or that this version can't read, nothing is said.

use std::{collections::BTreeMap, rc::Rc};

use rusqlite::{Connection, Statement, params};
use shared::{
    domain::resident::SAME_AS,
    id::{DeviceId, OpId},
    kind::Kind,
    op::{Change, Incoming},
    record::{FieldMeta, Row, Stamp},
    schema::{self, Class},
    value::Value,
};

use super::Faults;
use crate::{
    StoreError,
    sqlite::column::{Blob as _, count, id, signed},
};

/// Who wrote what, by device and number.
pub(super) struct Log<'a> {
    by_receipt: Statement<'a>,
    /// What came in rescue files: those have numbers of their own, that a phone may give once more.
    rescued: BTreeMap<(DeviceId, u64), Vec<Change>>,
    /// The last one looked up: most of a row was written with it.
    last: Option<(DeviceId, u64, Known)>,
}

#[derive(Clone)]
enum Known {
    No,
    /// Its text is not there, or not for this version.
    Unreadable,
    /// One of these.
    Changes(Rc<[Change]>),
}

impl<'a> Log<'a> {
    pub(super) fn new(at: &'a Connection) -> Result<Self, StoreError> {
        // Whoever wrote it, under whatever number it came later: a receipt names it.
        let by_receipt = at.prepare(
            "SELECT o.raw FROM receipt r JOIN op o ON o.site = ?1 AND o.id = r.op WHERE r.device = ?2 AND r.n = ?3",
        )?;
        let mut query =
            at.prepare("SELECT o.device, o.n, o.raw FROM rescued f JOIN op o ON o.site = f.site AND o.id = f.op")?;
        let mut found = query.query([])?;
        let mut rescued: BTreeMap<_, Vec<Change>> = BTreeMap::new();
        while let Some(row) = found.next()? {
            let by = (id(row, 0)?, count(row, 1)?);
            let op = Incoming::reread(row.get_ref(2)?.as_str()?);
            rescued.entry(by).or_default().extend(op.map(|op| op.change));
        }
        Ok(Self {
            by_receipt,
            rescued,
            last: None,
        })
    }

    fn wrote(&mut self, site: i64, stamp: &Stamp) -> Result<Known, StoreError> {
        let by = (stamp.device, stamp.n);
        if let Some((device, n, known)) = &self.last
            && (*device, *n) == by
        {
            return Ok(known.clone());
        }
        let mut found = self
            .by_receipt
            .query(params![site, stamp.device.blob(), signed(stamp.n)])?;
        let rescued = self.rescued.get(&by);
        let known = match (found.next()?, rescued) {
            (None, None) => Known::No,
            (line, rescued) => {
                let line = line.map(|row| row.get_ref(0)?.as_str().map(Incoming::reread).map_err(StoreError::from));
                let line = line.transpose()?;
                let is_unreadable = matches!(line, Some(None)) || rescued.is_some_and(Vec::is_empty);
                let changes = line.flatten().map(|op| op.change).into_iter();
                let changes: Vec<Change> = changes.chain(rescued.into_iter().flatten().cloned()).collect();
                if is_unreadable {
                    Known::Unreadable
                } else {
                    Known::Changes(changes.into())
                }
            }
        };
        self.last = Some((stamp.device, stamp.n, known.clone()));
        Ok(known)
    }

    pub(super) fn hold(&mut self, row: &Row, site: i64, faults: &mut Faults) -> Result<(), StoreError> {
        let Some(spec) = schema::spec(&row.record.kind) else {
            return Ok(());
        };
        let mut wrong: Vec<String> = Vec::new();
        for field in spec.fields.iter().filter(|field| field.class != Class::Server) {
            let value = row.record.get(field.name);
            let is_said = match row.meta.fields.get(field.name) {
                Some(FieldMeta::Sticky { claims, .. }) => {
                    let mut said = true;
                    for claim in claims {
                        said &= self.says(row, site, Some(&claim.stamp), field.name, &claim.value)?;
                    }
                    said
                }
                Some(FieldMeta::Set(elements)) => {
                    let mut said = true;
                    for (name, stamp) in elements
                        .iter()
                        .flat_map(|(name, one)| one.claims.iter().map(move |s| (name, s)))
                    {
                        said &= self.adds(row, site, stamp, field.name, name)?;
                    }
                    said
                }
                Some(FieldMeta::Register(stamp)) => self.says(row, site, Some(stamp), field.name, value)?,
                // Nobody has set it, with the record or since.
                None => value.is_null() || self.says(row, site, row.meta.born.as_ref(), field.name, value)?,
            };
            if !is_said {
                wrong.push(format!("{} is not what an operation has said", field.name));
            }
        }
        if row.deleted && !self.deletes(row, site)? {
            wrong.push("no operation has deleted it".to_owned());
        }
        let (kind, seq) = (&row.record.kind, row.record.seq);
        wrong
            .into_iter()
            .for_each(|what| faults.add(format!("row {seq}, a {kind}: {what}")));
        Ok(())
    }

    fn says(
        &mut self,
        row: &Row,
        site: i64,
        stamp: Option<&Stamp>,
        field: &str,
        value: &Value,
    ) -> Result<bool, StoreError> {
        let Some(stamp) = stamp else { return Ok(false) };
        Ok(match self.wrote(site, stamp)? {
            Known::No => false,
            Known::Unreadable => true,
            Known::Changes(changes) => changes.iter().any(|change| {
                is_about(change, row)
                    && (merges(change)
                        || change
                            .fields()
                            .is_some_and(|fields| fields.get(field).unwrap_or(&Value::Null) == value))
            }),
        })
    }

    fn adds(&mut self, row: &Row, site: i64, stamp: &Stamp, field: &str, name: &str) -> Result<bool, StoreError> {
        let has = |list: &[Value]| list.iter().any(|element| element.as_text() == Some(name));
        Ok(match self.wrote(site, stamp)? {
            Known::No => false,
            Known::Unreadable => true,
            Known::Changes(changes) => changes.iter().any(|change| {
                let list = match change {
                    Change::Add {
                        field: added, elements, ..
                    } if added == field => elements,
                    other => other
                        .fields()
                        .and_then(|fields| fields.get(field)?.as_list())
                        .unwrap_or(&[]),
                };
                is_about(change, row) && (merges(change) || has(list))
            }),
        })
    }

    fn deletes(&mut self, row: &Row, site: i64) -> Result<bool, StoreError> {
        let Some(stamp) = row.meta.existence else {
            return Ok(false);
        };
        // Devices count from 1: it was kept long enough, and the server has let go of it.
        if stamp.n == 0 {
            return Ok(true);
        }
        Ok(match self.wrote(site, &stamp)? {
            Known::No => false,
            Known::Unreadable => true,
            Known::Changes(changes) => changes
                .iter()
                .any(|change| matches!(change, Change::Delete { record, .. } if *record == row.record.id)),
        })
    }
}

/// What is asked of an alias is done to whom it stands for, and who that was when it was asked is not known any more.
fn is_about(change: &Change, row: &Row) -> bool {
    let is_resident = row.record.kind == Kind::Resident;
    change
        .target()
        .is_some_and(|(kind, target)| target == row.record.id || is_resident && *kind == Kind::Resident)
}

/// Needs and care come along with a merge, which does not name them.
fn merges(change: &Change) -> bool {
    change.fields().is_some_and(|fields| fields.contains_key(SAME_AS))
}

/// What was made by an operation that was applied is there.
pub(super) fn applied(at: &Connection, faults: &mut Faults) -> Result<(), StoreError> {
    let mut query = at.prepare("SELECT site, id, raw, seq FROM op WHERE status IN ('applied', 'superseded')")?;
    let mut there = at.prepare("SELECT EXISTS (SELECT 1 FROM record WHERE site = ?1 AND id = ?2 AND seq >= ?3)")?;
    let mut found = query.query([])?;
    while let Some(line) = found.next()? {
        let Some(op) = Incoming::reread(line.get_ref(2)?.as_str()?) else {
            continue;
        };
        let Some((kind, record)) = op.change.target() else {
            continue;
        };
        // A visit that was kept long enough goes with the text of what recorded it, not with that of what took it back.
        if matches!(op.change, Change::Void { .. }) {
            continue;
        }
        let (site, wrote): (i64, Option<i64>) = (line.get(0)?, line.get(3)?);
        // The number is the last row's it wrote. Where that may be another one, only that its own is there is known.
        let writes_one = !matches!(
            op.change,
            Change::Create { .. }
                | Change::Set { .. }
                | Change::Add { .. }
                | Change::Remove { .. }
                | Change::Fact { .. }
                | Change::Amend { .. }
        );
        let least = wrote.filter(|_| writes_one).unwrap_or(0);
        let is_there: bool = there.query_row(params![site, record.blob(), least], |row| row.get(0))?;
        if !is_there {
            let id: OpId = id(line, 1)?;
            faults.add(format!(
                "operation {id} was applied, and its {kind} is not there as it has left it"
            ));
        }
    }
    Ok(())
}
