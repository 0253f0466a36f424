//! Operations that an earlier version could not read, or failed at: a newer one tries them again when it starts.

use rusqlite::Connection;
use shared::{
    accept::Logged,
    op::{Body, Incoming},
};

use super::{
    file::clock,
    group::{self, Ops, Push},
    load::{LOGGED_COLUMNS, logged},
    standing,
};
use crate::StoreError;

/// Operations tried at one start; the others are tried when their phones ask about them.
const TRIED_MAX: u32 = 5_000;
const TOGETHER: usize = 200;

/// Each device's in its own order. One that fails again stays as it is.
pub(super) fn try_again(to: &mut Connection) -> Result<(), StoreError> {
    let mut pushes: Vec<Push> = Vec::new();
    for held in held(to)? {
        let Some(op) = Incoming::reread(&held.raw) else {
            continue;
        };
        let incoming = Incoming {
            n: held.n,
            id: held.id,
            raw: held.raw,
            body: Body::Readable(op),
        };
        let last = pushes
            .last_mut()
            .filter(|push| push.viewer.device == held.device && push.skew_ms == held.skew_ms);
        if let Some(Push {
            ops: Ops::Sent(ops), ..
        }) = last
            && ops.len() < TOGETHER
        {
            ops.push(incoming);
            continue;
        }
        match standing::of_device(to, held.device) {
            Ok(Some(viewer)) => pushes.push(Push {
                viewer,
                ops: Ops::Sent(vec![incoming]),
                skew_ms: held.skew_ms,
                now: clock(),
            }),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a device can't be read; what it has held stays held"),
        }
    }
    for push in &pushes {
        group::settle(to, std::slice::from_ref(push));
    }
    Ok(())
}

fn held(at: &Connection) -> Result<Vec<Logged>, StoreError> {
    let mut query = at.prepare(&format!(
        "SELECT {LOGGED_COLUMNS} FROM op WHERE status = 'held' AND code IN ('unknown_change', 'failed') \
         ORDER BY site, device, n LIMIT {TRIED_MAX}"
    ))?;
    let mut found = query.query([])?;
    let mut held = Vec::new();
    while let Some(row) = found.next()? {
        match logged(row) {
            Ok(line) => held.push(line),
            Err(error) => tracing::warn!(%error, "a held operation can't be read and stays held"),
        }
    }
    Ok(held)
}
