//! Taking an import back: what the last one made and changed is kept beside the database, and undone where nobody has
//! touched it since.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use shared::{
    id::{RecordId, SiteId},
    kind::Kind,
    op::Change,
    protocol::{OpResult, Status},
    record::Record,
    time::{DAY_MS, UnixMs},
    value::{Fields, Value},
};

use super::{
    memory::{self, Told},
    plan::{Count, Planned, root},
};

/// How long an import can be taken back.
const KEPT_MS: i64 = 7 * DAY_MS;

/// The last import of a site.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Last {
    pub at: UnixMs,
    /// By whom.
    pub by: String,
    pub doors: Count,
    pub residents: Count,
    pub(super) steps: Vec<Step>,
}

/// One operation that was applied.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) kind: Kind,
    pub(super) record: RecordId,
    /// The number of the row afterwards.
    seq: u64,
    did: Did,
    /// Whose alias it was: what is done to an alias is done to that record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<RecordId>,
    /// What rosters had said of the record before.
    pub(super) told: Option<Told>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Did {
    Made,
    /// Each field with its value before and after.
    Set(BTreeMap<String, (Value, Value)>),
    Added(String, Vec<Value>),
    Removed(String, Vec<Value>),
}

/// The steps of an import: `results` are those of `changes`, `before` are the records as they were.
pub(super) fn steps(changes: &[Planned], results: &[OpResult], before: &[Record]) -> Vec<Step> {
    let before: BTreeMap<RecordId, &Record> = before.iter().map(|record| (record.id, record)).collect();
    let applied = changes.iter().zip(results).filter_map(|(planned, result)| {
        let seq = result.seq.filter(|_| result.status == Status::Applied)?;
        let (kind, record) = planned.change.target()?;
        let was = before.get(&record).map(|was| root(&before, was));
        let did = match &planned.change {
            Change::Create { .. } => Did::Made,
            Change::Set { fields, .. } => {
                let was = was?;
                let both = |(name, after): (&String, &Value)| (name.clone(), (was.get(name).clone(), after.clone()));
                Did::Set(fields.iter().map(both).collect())
            }
            Change::Add { field, elements, .. } => Did::Added(field.clone(), elements.clone()),
            Change::Remove { field, elements, .. } => Did::Removed(field.clone(), elements.clone()),
            // No import does anything else.
            _ => return None,
        };
        Some(Step {
            kind: kind.clone(),
            record,
            seq,
            did,
            root: was.map(|was| was.id).filter(|root| *root != record),
            told: planned.told.1.clone(),
        })
    });
    applied.collect()
}

impl Last {
    pub(super) fn write(&self, data: &Path, site: SiteId) -> io::Result<()> {
        memory::write_whole(&path(data, site), self)
    }

    /// The last import, while it can be taken back.
    pub fn read(data: &Path, site: SiteId, now: UnixMs) -> io::Result<Option<Self>> {
        let last: Self = match fs::read(path(data, site)) {
            // Nobody is kept from importing by what only takes an import back.
            Ok(text) => match serde_json::from_slice(&text) {
                Ok(last) => last,
                Err(error) => {
                    tracing::error!(%error, "what the last import did can't be read");
                    return Ok(None);
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if now.since(last.at) < KEPT_MS {
            return Ok(Some(last));
        }
        // It holds what people's records said.
        Self::forget(data, site)?;
        Ok(None)
    }

    pub(super) fn forget(data: &Path, site: SiteId) -> io::Result<()> {
        match fs::remove_file(path(data, site)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// What it did to these records is forgotten; tells whether it did anything.
    pub(super) fn drop_steps(&mut self, records: &[RecordId]) -> bool {
        let before = self.steps.len();
        self.steps.retain(|step| !records.contains(&step.record));
        self.steps.len() != before
    }

    /// The doors and residents that it made.
    pub(super) fn made(&self) -> impl Iterator<Item = RecordId> {
        let made = self.steps.iter().filter(|step| step.did == Did::Made);
        made.filter(|step| step.kind != Kind::Building).map(|step| step.record)
    }
}

fn path(data: &Path, site: SiteId) -> PathBuf {
    data.join("import").join(format!("{site}.last.json"))
}

/// What can be undone as things are.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Back {
    /// Doors to delete, then residents, then buildings.
    pub(super) doors: Vec<RecordId>,
    pub(super) residents: Vec<RecordId>,
    pub(super) buildings: Vec<RecordId>,
    pub(super) changes: Vec<Change>,
    pub(super) values: usize,
    /// Of which records which fields go back.
    pub(super) reverted: BTreeMap<RecordId, Vec<String>>,
    /// Records that stay as they are now, wholly or in part.
    pub(super) kept: BTreeSet<RecordId>,
}

/// `present`: buildings, doors and residents; `recorded`: those of the doors and residents made that have something
/// recorded about them.
pub(super) fn back(last: &Last, present: &[Record], recorded: &BTreeSet<RecordId>) -> Back {
    let mut back = Back::default();
    let present: BTreeMap<RecordId, &Record> = present.iter().map(|record| (record.id, record)).collect();
    let made: BTreeMap<RecordId, u64> = last
        .steps
        .iter()
        .filter(|step| step.did == Did::Made)
        .map(|step| (step.record, step.seq))
        .collect();
    let untouched = |record: &Record| made.get(&record.id) == Some(&record.seq) && !recorded.contains(&record.id);
    // A door stays with somebody who stays, and everybody stays at a door where somebody was.
    let of_kind = |kind: Kind| present.values().copied().filter(move |record| record.kind == kind);
    let staying: BTreeSet<RecordId> = of_kind(Kind::Resident)
        .filter(|resident| !untouched(resident))
        .filter_map(|resident| resident.parent())
        .collect();
    let goes = |door: &Record| untouched(door) && !staying.contains(&door.id);
    back.doors = of_kind(Kind::Door)
        .filter(|door| goes(door))
        .map(|door| door.id)
        .collect();
    let stays = |door: RecordId| made.contains_key(&door) && present.get(&door).is_some_and(|door| !goes(door));
    back.residents = of_kind(Kind::Resident)
        .filter(|resident| untouched(resident) && !resident.parent().is_some_and(stays))
        .map(|resident| resident.id)
        .collect();
    let housing: BTreeSet<RecordId> = of_kind(Kind::Door)
        .filter(|door| !goes(door))
        .filter_map(Record::parent)
        .collect();
    back.buildings = of_kind(Kind::Building)
        .filter(|building| untouched(building) && !housing.contains(&building.id))
        .map(|building| building.id)
        .collect();
    let gone = [&back.doors, &back.residents, &back.buildings].into_iter().flatten();
    let gone: BTreeSet<RecordId> = gone.copied().collect();
    back.kept = made
        .keys()
        .copied()
        .filter(|id| present.contains_key(id) && !gone.contains(id))
        .collect();
    for step in &last.steps {
        let Some(record) = present.get(&step.record) else {
            continue;
        };
        let record = root(&present, record);
        if record.id == step.root.unwrap_or(step.record) {
            back.step(step, record);
        } else {
            // Merged or told apart since: what the import wrote is another record's by now.
            back.kept.insert(step.record);
        }
    }
    back
}

impl Back {
    /// A field goes back where it is still as it was set. `record`: the one that stands for the step's.
    fn step(&mut self, step: &Step, record: &Record) {
        let (kind, id) = (step.kind.clone(), step.record);
        match &step.did {
            Did::Made => {}
            Did::Set(both) => {
                let still = both.iter().filter(|(name, (_, after))| record.get(name) == after);
                let fields: Fields = still
                    .map(|(name, (before, _))| (name.clone(), before.clone()))
                    .collect();
                if fields.len() < both.len() {
                    self.kept.insert(id);
                }
                if !fields.is_empty() {
                    self.values += fields.len();
                    self.reverted.entry(id).or_default().extend(fields.keys().cloned());
                    let record = id;
                    self.changes.push(Change::Set { kind, record, fields });
                }
            }
            Did::Added(field, elements) | Did::Removed(field, elements) => {
                let was_added = matches!(step.did, Did::Added(..));
                let there = record.get(field).as_list().unwrap_or_default();
                let still = elements.iter().filter(|element| there.contains(element) == was_added);
                let elements: Vec<Value> = still.cloned().collect();
                if elements.is_empty() {
                    self.kept.insert(id);
                    return;
                }
                self.values += 1;
                self.reverted.entry(id).or_default().push(field.clone());
                let (record, field) = (id, field.clone());
                self.changes.push(if was_added {
                    Change::Remove {
                        kind,
                        record,
                        field,
                        elements,
                    }
                } else {
                    Change::Add {
                        kind,
                        record,
                        field,
                        elements,
                    }
                });
            }
        }
    }
}
