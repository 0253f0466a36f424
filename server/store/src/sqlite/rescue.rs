//! What a phone could not send any more comes in a file. It is judged as that phone's; the file itself counts for nothing: the same
//! one may come twice, and the phone may still send.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{
    id::OpId,
    op::{Body, Incoming},
    protocol::{OpResult, Status},
    time::UnixMs,
};

use super::{
    audit,
    column::{Blob as _, id},
    enrol::{by, desk_only},
    group::{Ops, Push},
    load::{self, Site},
    standing,
};
use crate::{RescueAsk, Rescued, StoreError, Viewer};

/// Operations judged together; phones' pushes go in between.
const TOGETHER: usize = 200;
/// What was noted when somebody brought a file.
pub(super) const BROUGHT: &str = "rescue file imported";

/// A file that is about to be judged.
pub(super) struct Work {
    pub pushes: Vec<Push>,
    /// Operations that are known and final already.
    pub known: BTreeSet<OpId>,
    pub unreadable: usize,
    /// Said before in the same file.
    pub twice: usize,
}

/// `ask` has its envelopes opened, as far as there are keys.
pub(super) fn plan(at: &Connection, viewer: &Viewer, ask: RescueAsk) -> Result<Work, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let maker = standing::of_device(at, ask.device)?.filter(|maker| maker.site == viewer.site && !maker.desk);
    let maker = maker.ok_or_else(|| StoreError::Conflict("no such phone at this site".to_owned()))?;
    let skew_ms = skew_ms(at, site, &ask)?;
    let all = ask.ops.len();
    // A phone's own order, whatever the file's: what it made later stands above what it made before.
    let mut ops: Vec<Incoming> = ask.ops.into_iter().filter(makes_sense).collect();
    let unreadable = all - ops.len();
    ops.sort_by_key(|op| op.n);
    let mut said = BTreeSet::new();
    ops.retain(|op| said.insert(op.id));
    let twice = all - unreadable - ops.len();
    let mut known = BTreeSet::new();
    let mut query = at.prepare_cached("SELECT 1 FROM op WHERE site = ?1 AND id = ?2 AND status <> 'held'")?;
    for op in &ops {
        if query.exists(params![site.no, op.id.blob()])? {
            known.insert(op.id);
        }
    }
    let mut pushes = Vec::new();
    while !ops.is_empty() {
        let rest = ops.split_off(ops.len().min(TOGETHER));
        pushes.push(Push {
            viewer: maker.clone(),
            ops: Ops::Rescued(std::mem::replace(&mut ops, rest)),
            skew_ms,
            now: ask.now,
        });
    }
    Ok(Work {
        pushes,
        known,
        unreadable,
        twice,
    })
}

/// What can't be read is not kept under its name: a file that anybody may have written would be in the phone's way. Nor is what
/// came without an envelope, for which nobody vouches at all.
fn makes_sense(op: &Incoming) -> bool {
    let came_sealed = op.sealed.is_some() || matches!(op.body, Body::Sealed(_));
    came_sealed && matches!(op.body, Body::Readable(_) | Body::Unknown { .. } | Body::Sealed(_))
}

/// How far the phone's clock was off when it last sent something; nobody knows that of the file.
fn skew_ms(at: &Connection, site: Site, ask: &RescueAsk) -> Result<i64, StoreError> {
    let mut query = at.prepare_cached("SELECT op FROM receipt WHERE device = ?1 ORDER BY n DESC LIMIT 1")?;
    let last: Option<OpId> = query.query_row([ask.device.blob()], |row| id(row, 0)).optional()?;
    let Some(last) = last else { return Ok(0) };
    let mut query = at.prepare_cached("SELECT skew_ms FROM op WHERE site = ?1 AND id = ?2")?;
    let skew_ms = query.query_row(params![site.no, last.blob()], |row| row.get(0));
    Ok(skew_ms.optional()?.unwrap_or(0))
}

/// These may stay without a receipt.
pub(super) fn note(at: &Connection, site: Site, ops: &[Incoming]) -> Result<(), StoreError> {
    let mut write = at.prepare_cached("INSERT OR IGNORE INTO rescued (site, op) VALUES (?1, ?2)")?;
    for op in ops {
        write.execute(params![site.no, op.id.blob()])?;
    }
    Ok(())
}

impl Rescued {
    pub(super) fn count(&mut self, known: &BTreeSet<OpId>, result: &OpResult) {
        let counted = match result.status {
            _ if known.contains(&result.id) => &mut self.known,
            Status::Applied | Status::Superseded => &mut self.applied,
            Status::Held => &mut self.held,
            Status::Rejected => &mut self.rejected,
        };
        *counted += 1;
    }
}

/// Who brought it, of whose phone, and what came of it.
pub(super) fn note_brought(
    at: &Connection,
    viewer: &Viewer,
    device: shared::id::DeviceId,
    came_to: Rescued,
    now: UnixMs,
) -> Result<(), StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let Rescued {
        applied,
        known,
        held,
        rejected,
        unreadable,
    } = came_to;
    let counts = format!("{applied} applied, {known} known, {held} held, {rejected} rejected, {unreadable} unreadable");
    let entry = audit::Entry {
        note: Some(counts),
        ..by(viewer, site.no, BROUGHT, device.blob())
    };
    audit::note(at, now, &entry)
}
