//! Everybody of a site, for the desk's list.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use shared::{id::RecordId, kind::Kind, record::Record, time::UnixMs};

use super::{
    account,
    column::{Blob as _, ROW_COLUMNS, id, maybe_id},
    confirmation,
    enrol::desk_only,
    load,
    look::{self, seen_by},
};
use crate::{RosterPage, StoreError, Viewer};

pub(super) fn page(at: &Connection, viewer: &Viewer, now: UnixMs) -> Result<RosterPage, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let kinds = [
        Kind::Building,
        Kind::Door,
        Kind::Resident,
        Kind::Template,
        Kind::Account,
    ];
    let mut records = look::records(at, viewer, &kinds)?;
    let start = site.day.start(site.day.day(now));
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND at >= ?2 AND kind = 'tick' ORDER BY at"
    ))?;
    let mut found = query.query(params![site.no, start.0])?;
    while let Some(row) = found.next()? {
        records.extend(seen_by(viewer, row)?);
    }
    Ok(RosterPage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        records,
    })
}

pub(super) fn last_seen(at: &Connection, viewer: &Viewer, residents: &[RecordId]) -> Result<Vec<Record>, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let mut query = at.prepare_cached(
        "SELECT id, parent FROM record WHERE site = ?1 AND id = ?2 AND kind = 'resident' AND NOT deleted",
    )?;
    let mut homes: Vec<(RecordId, RecordId)> = Vec::with_capacity(residents.len());
    for resident in residents {
        let mut found = query.query(params![site.no, resident.blob()])?;
        if let Some(row) = found.next()?
            && let Some(door) = maybe_id(row, 1)?
        {
            homes.push((door, id(row, 0)?));
        }
    }
    confirmation::last(at, viewer, site.no, homes.into_iter(), UnixMs(i64::MAX))
}

/// Which of these have a visit or a tick about them, voided ones too, or are whom somebody's alias stands for. A visit is about
/// its door and about whom it names.
pub(super) fn recorded(at: &Connection, viewer: &Viewer, records: &[RecordId]) -> Result<Vec<RecordId>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    // What people record has a time.
    let mut about =
        at.prepare_cached("SELECT 1 FROM record WHERE site = ?1 AND parent = ?2 AND at IS NOT NULL LIMIT 1")?;
    let mut naming = at.prepare_cached(
        "SELECT 1 FROM record v WHERE v.site = ?1 AND v.kind = 'visit' \
         AND v.parent = (SELECT parent FROM record WHERE site = ?1 AND id = ?2 AND kind = 'resident') \
         AND EXISTS (SELECT 1 FROM json_each(v.doc, '$.persons') p WHERE p.value ->> 'resident' = ?3) LIMIT 1",
    )?;
    let mut roots = at.prepare_cached(
        "SELECT doc ->> 'same_as' FROM record WHERE site = ?1 AND kind = 'resident' AND doc ->> 'same_as' IS NOT NULL",
    )?;
    let roots = roots.query_map([site.no], |row| row.get(0))?;
    let roots: BTreeSet<String> = roots.collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for record in records {
        if roots.contains(&record.to_string())
            || about.exists(params![site.no, record.blob()])?
            || naming.exists(params![site.no, record.blob(), record.to_string()])?
        {
            found.push(*record);
        }
    }
    Ok(found)
}
