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

/// Notes that somebody has decided about these, and how many nobody had decided about before.
pub(super) fn settle(
    at: &Connection,
    viewer: &Viewer,
    conflicts: &[ConflictNo],
    now: UnixMs,
) -> Result<(usize, Option<LiveEvent>), StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut write = at.prepare_cached(
        "UPDATE conflict SET settled_at = ?3, settled_by = ?4 WHERE no = ?1 AND site = ?2 AND settled_at IS NULL \
         RETURNING record",
    )?;
    let mut count = 0;
    for conflict in conflicts {
        let mut settled = write.query(params![conflict.0, site.no, now.0, viewer.account.blob()])?;
        let Some(row) = settled.next()? else { continue };
        audit::note(at, now, &by(viewer, site.no, "conflict settled", row.get(0)?))?;
        count += 1;
    }
    Ok((count, apply::tell(at, site, count)?))
}
