//! Takes the last import of a site back.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use shared::{id::RecordId, kind::Kind, op::Change, protocol::Status, record::Record, time::UnixMs};
use store::{RosterNote, Store, Viewer};

use super::{
    ImportError, Mode,
    last::{self, Last},
    memory::Memory,
    plan::root,
    submit,
};

/// What taking an import back does, or did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    pub doors: usize,
    pub residents: usize,
    /// Values that are again what they were.
    pub values: usize,
    /// Records that stay as they are, wholly or in part, since somebody has touched them.
    pub kept: usize,
}

/// Takes back the import that was made `at`. None: it is not the last one, or too long ago.
pub async fn undo(
    store: &dyn Store,
    viewer: &Viewer,
    data: &Path,
    at: UnixMs,
    mode: Mode,
    now: UnixMs,
) -> Result<Option<Undone>, ImportError> {
    let last = Last::read(data, viewer.site(), now).map_err(ImportError::Memory)?;
    let Some(last) = last.filter(|last| last.at == at) else {
        return Ok(None);
    };
    let present = store
        .records(viewer, &[Kind::Building, Kind::Door, Kind::Resident])
        .await?;
    let made: Vec<RecordId> = last.made().collect();
    let recorded = store.recorded(viewer, &made).await?.into_iter().collect();
    let back = last::back(&last, &present, &recorded);
    if mode == Mode::Plan {
        return Ok(Some(Undone {
            doors: back.doors.len(),
            residents: back.residents.len(),
            values: back.values,
            kept: back.kept.len(),
        }));
    }
    let desk = Desk {
        store,
        viewer,
        rows: present.iter().map(|record| (record.id, record)).collect(),
        now,
    };
    let mut kept = back.kept;
    let mut reverted = back.reverted;
    for missed in desk.send(back.changes).await? {
        reverted.remove(&missed);
        kept.insert(missed);
    }
    // A visit that comes in meanwhile keeps its door, and the door whoever lives there.
    let doors = desk.delete(&Kind::Door, back.doors, &mut kept).await?;
    let homeless = |id: &RecordId| desk.parent(id).is_none_or(|door| !kept.contains(&door));
    let residents = back.residents.into_iter().filter(homeless).collect();
    let residents = desk.delete(&Kind::Resident, residents, &mut kept).await?;
    let housing: BTreeSet<RecordId> = kept.iter().filter_map(|id| desk.parent(id)).collect();
    let buildings = back.buildings.into_iter().filter(|id| !housing.contains(id));
    desk.delete(&Kind::Building, buildings.collect(), &mut kept).await?;
    desk.forget(data, &last, &kept, &reverted)?;
    let note = RosterNote {
        is_undone: true,
        doors,
        residents,
    };
    store.note_roster(viewer, note, now).await?;
    Ok(Some(Undone {
        doors,
        residents,
        values: back.values,
        kept: kept.len(),
    }))
}

struct Desk<'a> {
    store: &'a dyn Store,
    viewer: &'a Viewer,
    rows: BTreeMap<RecordId, &'a Record>,
    now: UnixMs,
}

impl Desk<'_> {
    fn parent(&self, id: &RecordId) -> Option<RecordId> {
        self.rows.get(id).and_then(|record| record.parent())
    }

    /// Which records these changes did not reach.
    async fn send(&self, changes: Vec<Change>) -> Result<Vec<RecordId>, ImportError> {
        let targets: Vec<Option<RecordId>> = changes.iter().map(|change| Some(change.target()?.1)).collect();
        let row = |id: &Option<RecordId>| id.and_then(|id| self.rows.get(&id)).map(|row| root(&self.rows, row));
        let seen = |id| row(id).map_or(0, |row| row.seq);
        let seen = targets.iter().map(seen);
        let results = submit(self.store, self.viewer, changes.into_iter().zip(seen), self.now).await?;
        let missed = targets
            .into_iter()
            .zip(results)
            .filter(|(_, result)| result.status != Status::Applied);
        Ok(missed.filter_map(|(id, _)| id).collect())
    }

    /// How many went.
    async fn delete(
        &self,
        kind: &Kind,
        ids: Vec<RecordId>,
        kept: &mut BTreeSet<RecordId>,
    ) -> Result<usize, ImportError> {
        let count = ids.len();
        let delete = |record| Change::Delete {
            kind: kind.clone(),
            record,
        };
        let stayed = self.send(ids.into_iter().map(delete).collect()).await?;
        let gone = count - stayed.len();
        kept.extend(stayed);
        Ok(gone)
    }

    /// The next import says again what was taken back.
    fn forget(
        &self,
        data: &Path,
        last: &Last,
        kept: &BTreeSet<RecordId>,
        reverted: &BTreeMap<RecordId, Vec<String>>,
    ) -> Result<(), ImportError> {
        let site = self.viewer.site();
        let mut memory = Memory::read(data, site).map_err(ImportError::Memory)?;
        // What was told at first comes last.
        for step in last.steps.iter().rev() {
            if !kept.contains(&step.record) {
                memory.put_back(step.record, step.told.clone());
            } else if let Some(names) = reverted.get(&step.record) {
                memory.put_back_fields(step.record, step.told.as_ref(), names);
            }
        }
        memory.write(data, site).map_err(ImportError::Memory)?;
        Last::forget(data, site).map_err(ImportError::Memory)
    }
}
