//! Values that lost between two concurrent edits: listed for a record, and settled by somebody.

use rusqlite::{Connection, params};
use shared::{id::RecordId, protocol::LiveEvent, time::UnixMs};

use super::{
    apply, audit,
    column::{Blob as _, id, json},
    enrol::{by, desk_only},
    load,
};
use crate::{ConflictLine, ConflictNo, StoreError, Viewer};

/// Conflicts of one record that are looked at; somebody settles them long before there are so many.
const CONFLICTS_MAX: u32 = 100;

/// Newest first, those that wait for somebody before all others.
pub(super) fn of_record(at: &Connection, site: i64, record: RecordId) -> Result<Vec<ConflictLine>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT no, field, lost, kept, op, found_at, settled_at FROM conflict WHERE site = ?1 AND record = ?2 \
         ORDER BY settled_at IS NOT NULL, no DESC LIMIT ?3",
    )?;
    let mut found = query.query(params![site, record.blob(), CONFLICTS_MAX])?;
    let mut lines = Vec::new();
    while let Some(row) = found.next()? {
        lines.push(ConflictLine {
            no: ConflictNo(row.get(0)?),
            field: row.get(1)?,
            lost: json(row, 2)?,
            kept: json(row, 3)?,
            op: id(row, 4)?,
            found: UnixMs(row.get(5)?),
            settled: row.get::<_, Option<i64>>(6)?.map(UnixMs),
        });
    }
    Ok(lines)
}

/// The head it rose to, where somebody settled it just now: no row says so, and the other pages look again.
pub(super) fn settle(
    at: &Connection,
    viewer: &Viewer,
    record: RecordId,
    conflict: ConflictNo,
    now: UnixMs,
) -> Result<Option<LiveEvent>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let settled = at
        .prepare_cached(
            "UPDATE conflict SET settled_at = ?4 WHERE no = ?1 AND site = ?2 AND record = ?3 AND settled_at IS NULL",
        )?
        .execute(params![conflict.0, site.no, record.blob(), now.0])?;
    if settled == 0 {
        return Ok(None);
    }
    audit::note(at, now, &by(viewer, site.no, "conflict settled", record.blob()))?;
    let seq = site.head + 1;
    apply::raise_head(at, site, seq)?;
    Ok(Some(LiveEvent { site: site.id, seq }))
}
