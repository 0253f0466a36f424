//! A roster becomes buildings, doors and residents, through the same operations as everything else at the desk.
//!
//! Importing again changes only what the roster itself says differently than last time. What people changed since, at
//! the desk or at a door, stays; so does what they deleted. For that a [`Memory`] of fingerprints is kept beside the
//! database. Where it is missing, a difference counts as news from the roster.

use std::path::Path;

use roster::Roster;
use shared::{
    id::{EpochId, RecordId, SiteId},
    kind::Kind,
    op::{Draft, Seen},
    protocol::Status,
    time::UnixMs,
};
use store::{PushError, Store, StoreError, Viewer};

use crate::random::{self, NoRandom};

mod fit;
mod memory;
mod plan;
mod wanted;

use memory::{Memory, Told};
pub use plan::Count;
use plan::{Plan, Planned};

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
    if !plan.changes.is_empty() {
        let before: Vec<(RecordId, Option<Told>)> = plan.changes.iter().map(|planned| planned.told.clone()).collect();
        let refused = submit(store, viewer, plan.changes, now).await?;
        // What isn't stored is not remembered: the next import says it again. The oldest of what was told comes last.
        for (at, ..) in refused.iter().rev() {
            if let Some((id, told)) = before.get(*at).cloned() {
                plan.memory.put_back(id, told);
            }
        }
        outcome.refused = refused.into_iter().map(|(_, line, why)| (line, why)).collect();
    }
    plan.memory.write(data, viewer.site()).map_err(ImportError::Memory)?;
    Ok(outcome)
}

/// The changes that were refused: which, of what line, and why.
async fn submit(
    store: &dyn Store,
    viewer: &Viewer,
    changes: Vec<Planned>,
    now: UnixMs,
) -> Result<Vec<(usize, usize, String)>, ImportError> {
    // Nothing to do, but it tells in which life of the database the rows were read.
    let epoch = store.submit(viewer, Vec::new(), now).await?.epoch;
    let lines: Vec<usize> = changes.iter().map(|planned| planned.line).collect();
    let drafts: Result<Vec<Draft>, NoRandom> = changes
        .into_iter()
        .map(|planned| draft(planned, viewer.site(), epoch, now))
        .collect();
    let pushed = store.submit(viewer, drafts?, now).await?;
    let refused = lines.into_iter().zip(pushed.results).enumerate();
    let refused = refused.filter_map(|(at, (line, result))| {
        let why = || format!("{:?} {}", result.code, result.field.clone().unwrap_or_default());
        matches!(result.status, Status::Rejected | Status::Held).then(|| (at, line, why()))
    });
    Ok(refused.collect())
}

fn draft(planned: Planned, site: SiteId, epoch: EpochId, now: UnixMs) -> Result<Draft, NoRandom> {
    let seen = Seen {
        epoch,
        seq: planned.seen_seq,
    };
    Ok(Draft {
        id: random::op_id(now)?,
        site,
        at: now,
        seen,
        change: planned.change,
    })
}
