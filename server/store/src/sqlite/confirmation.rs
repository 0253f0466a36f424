//! When people were last confirmed: of each, the newest visit to their door that says so.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use shared::{domain::Visit, id::RecordId, record::Record, time::UnixMs, view::freshness::last_confirmed};

use super::{
    column::{Blob as _, ROW_COLUMNS, id, maybe_id},
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
    let aliases = aliases(at, site)?;
    for (door, resident) in wanted {
        doors.entry(door).or_default().insert(resident);
        // Whoever was met under another record was met.
        for (alias, door) in aliases.get(&resident).into_iter().flatten() {
            doors.entry(*door).or_default().insert(*alias);
        }
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

/// By the record that stands for somebody, the other records of them and their doors.
fn aliases(at: &Connection, site: i64) -> Result<BTreeMap<RecordId, Vec<(RecordId, RecordId)>>, StoreError> {
    // As the index `record_alias` is written.
    let mut query = at.prepare_cached(
        "SELECT id, parent, doc ->> 'same_as' FROM record \
         WHERE site = ?1 AND kind = 'resident' AND doc ->> 'same_as' IS NOT NULL AND NOT deleted",
    )?;
    let mut found = query.query([site])?;
    let mut same: BTreeMap<RecordId, (RecordId, RecordId)> = BTreeMap::new();
    while let Some(row) = found.next()? {
        if let (Some(door), Ok(other)) = (maybe_id(row, 1)?, row.get_ref(2)?.as_str()?.parse()) {
            same.insert(id(row, 0)?, (other, door));
        }
    }
    let mut aliases: BTreeMap<RecordId, Vec<(RecordId, RecordId)>> = BTreeMap::new();
    for (alias, (first, door)) in &same {
        let mut root = *first;
        // There are no circles; this ends all the same.
        for _ in 0..same.len() {
            root = same.get(&root).map_or(root, |(next, _)| *next);
        }
        aliases.entry(root).or_default().push((*alias, *door));
    }
    Ok(aliases)
}
