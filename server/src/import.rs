//! A roster becomes buildings, doors and residents, through the same operations as everything else at the desk.
//!
//! Importing again changes only what the roster itself says differently than last time. What people changed since, at
//! the desk or at a door, stays; so does what they deleted. For that a [`Memory`] of fingerprints is kept beside the
//! database. Where it is missing, a difference counts as news from the roster. The last import can be taken back.

use std::path::Path;

use roster::Roster;
use shared::{
    id::SiteId,
    kind::Kind,
    op::{Change, Draft, Seen},
    protocol::{OpResult, Status},
    time::UnixMs,
};
use store::{PushError, RosterNote, Store, StoreError, Viewer};

use crate::random::{self, NoRandom};

mod erase;
mod fit;
mod last;
mod memory;
mod plan;
mod undo;
mod wanted;

pub use erase::erase;
pub(crate) use erase::erase_all;
pub use last::Last;
use memory::Memory;
pub use plan::Count;
use plan::Plan;
pub use undo::{Undone, undo};

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Push(#[from] PushError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Random(#[from] NoRandom),
    #[error("the memory of earlier imports: {0}")]
    Memory(std::io::Error),
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub doors: Count,
    pub residents: Count,
    /// Operations written; 0 when nothing changed.
    pub changes: usize,
    /// Lines of which something was refused, with the field: a defect of the file or of ours, never silent.
    pub refused: Vec<(usize, String)>,
    /// Lines (0 for a building or a door) of which a value was beyond what a field holds, with the field: it was cut.
    pub cut: Vec<(usize, &'static str)>,
}

/// Whether to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Write,
    /// Say what would be written.
    Plan,
}

/// Imports a roster into the viewer's site. `data` is the folder the database is in.
pub async fn import(
    store: &dyn Store,
    viewer: &Viewer,
    roster: &Roster,
    data: &Path,
    mode: Mode,
    now: UnixMs,
) -> Result<Outcome, ImportError> {
    let kinds = [Kind::Building, Kind::Door, Kind::Resident];
    let present = store.records(viewer, &kinds).await?;
    let deleted = store.deleted(viewer, &kinds).await?.into_iter().collect();
    let memory = Memory::read(data, viewer.site()).map_err(ImportError::Memory)?;
    let mut plan = Plan::new(&present, deleted, memory, || random::record_id(now));
    plan.take(roster)?;
    let mut outcome = Outcome {
        doors: plan.doors,
        residents: plan.residents,
        changes: plan.changes.len(),
        refused: Vec::new(),
        cut: plan.cut,
    };
    if mode == Mode::Plan {
        return Ok(outcome);
    }
    if plan.changes.is_empty() {
        plan.memory.write(data, viewer.site()).map_err(ImportError::Memory)?;
        return Ok(outcome);
    }
    let changes = plan.changes;
    let drafts = changes.iter().map(|planned| (planned.change.clone(), planned.seen_seq));
    let results = submit(store, viewer, drafts, now).await?;
    // What isn't stored is not remembered: the next import says it again. The oldest of what was told comes last.
    for (planned, result) in changes.iter().zip(&results).rev() {
        if !matches!(result.status, Status::Applied | Status::Superseded) {
            let (id, told) = planned.told.clone();
            plan.memory.put_back(id, told);
            let why = format!("{:?} {}", result.code, result.field.clone().unwrap_or_default());
            outcome.refused.push((planned.line, why));
        }
    }
    outcome.refused.reverse();
    // Before what is remembered: cut off between the two, what is taken back is still this import.
    let last = Last {
        at: now,
        by: viewer.name().to_owned(),
        doors: outcome.doors,
        residents: outcome.residents,
        steps: last::steps(&changes, &results, &present),
    };
    last.write(data, viewer.site()).map_err(ImportError::Memory)?;
    plan.memory.write(data, viewer.site()).map_err(ImportError::Memory)?;
    if outcome.refused.len() < outcome.changes {
        let note = RosterNote {
            is_undone: false,
            doors: outcome.doors.new + outcome.doors.changed,
            residents: outcome.residents.new + outcome.residents.changed,
        };
        store.note_roster(viewer, note, now).await?;
    }
    Ok(outcome)
}

/// What came of each of these changes. `seen`: the number of the row that each was decided on.
async fn submit(
    store: &dyn Store,
    viewer: &Viewer,
    changes: impl IntoIterator<Item = (Change, u64)>,
    now: UnixMs,
) -> Result<Vec<OpResult>, ImportError> {
    // Nothing to do, but it tells in which life of the database the rows were read.
    let epoch = store.submit(viewer, Vec::new(), now).await?.epoch;
    let draft = |(change, seq)| {
        Ok(Draft {
            id: random::op_id(now)?,
            site: viewer.site(),
            at: now,
            seen: Seen { epoch, seq },
            change,
        })
    };
    let drafts: Result<Vec<Draft>, NoRandom> = changes.into_iter().map(draft).collect();
    Ok(store.submit(viewer, drafts?, now).await?.results)
}

/// What rosters of a site that is no more have said.
pub(crate) fn forget(data: &Path, site: SiteId) -> Result<(), ImportError> {
    Last::forget(data, site)
        .and_then(|()| Memory::remove(data, site))
        .map_err(ImportError::Memory)
}
