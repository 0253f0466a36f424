//! When people were last confirmed: of each, the newest visit to their door that says so.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use shared::{domain::Visit, id::RecordId, record::Record, time::UnixMs, view::freshness::last_confirmed};

use super::{
    column::{Blob as _, ROW_COLUMNS},
    look::seen_by,
};
use crate::{StoreError, Viewer};

/// `wanted`: a door, and somebody behind it. Visits made before `end`, each once whomever it confirms.
pub(super) fn last(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    wanted: impl Iterator<Item = (RecordId, RecordId)>,
    end: UnixMs,
) -> Result<Vec<Record>, StoreError> {
    let mut doors: BTreeMap<RecordId, BTreeSet<RecordId>> = BTreeMap::new();
    for (door, resident) in wanted {
        doors.entry(door).or_default().insert(resident);
    }
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2 AND kind = 'visit' AND at < ?3 \
         ORDER BY at DESC"
    ))?;
    let mut confirming = Vec::new();
    for (door, mut missing) in doors {
        let mut found = query.query(params![site, door.blob(), end.0])?;
        while let Some(row) = found.next()? {
            let Some(record) = seen_by(viewer, row)? else { continue };
            let visit = Visit::from(&record);
            let before = missing.len();
            missing.retain(|resident| last_confirmed(*resident, [&visit]).is_none());
            if missing.len() < before {
                confirming.push(record);
            }
            if missing.is_empty() {
                break;
            }
        }
    }
    Ok(confirming)
}
