//! What a line of the journal says, and who leaves one by hand; rows leave theirs by themselves ([`capture`]).

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use shared::{id::DeviceId, op::Op, time::UnixMs, was::Was};

use super::capture;
use crate::{
    StoreError,
    sqlite::group::{Answer, Ops, Push},
};

/// What was written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::sqlite) enum Entry {
    /// A row as it stands now.
    Row(capture::Row),
    /// The row of this key is gone.
    Gone(capture::Row),
    Ops(Own),
    /// Somebody has settled this.
    Settled(capture::Row),
    /// A made-up site, by its number, with everything in it.
    SiteRemoved(i64),
    /// What came before is elsewhere: a backup was put back without it.
    SetAside,
}

/// Operations of the desk or a command, with what came of each.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sqlite) struct Own {
    pub device: DeviceId,
    /// When they were judged.
    pub at: UnixMs,
    /// Each says what it came to.
    pub ops: Vec<Op>,
}

pub(in crate::sqlite) fn note(at: &Connection, entry: &Entry) -> Result<(), StoreError> {
    at.prepare_cached("INSERT INTO journal (line) VALUES (?1)")?
        .execute([serde_json::to_string(entry)?])?;
    Ok(())
}

/// What the server itself made of these pushes. Phones hold the others.
pub(in crate::sqlite) fn note_own(at: &Connection, pushes: &[&Push], answers: &[Answer]) -> Result<(), StoreError> {
    for (push, answer) in pushes.iter().zip(answers) {
        let (Ops::Own(ops), Ok(pushed)) = (&push.ops, answer) else {
            continue;
        };
        if ops.is_empty() {
            continue;
        }
        let came_to = pushed.results.iter().map(|result| Was::of(pushed.epoch, result));
        let ops = ops.iter().zip(came_to).map(|(op, was)| Op {
            was: was.map(Box::new),
            ..op.clone()
        });
        let own = Own {
            device: push.viewer.device,
            at: push.now,
            ops: ops.collect(),
        };
        note(at, &Entry::Ops(own))?;
    }
    Ok(())
}
