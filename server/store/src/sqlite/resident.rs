//! One resident with their history: every operation about them, and the values that lost.

use rusqlite::{Connection, params};
use shared::{
    id::RecordId,
    kind::Kind,
    op::{Incoming, Seen},
    record::Record,
    time::UnixMs,
};

use super::{
    account, audit, building,
    column::{self, Blob as _, ROW_COLUMNS, id},
    confirmation, conflict,
    enrol::{by, desk_only},
    load::{self, Site},
    look::{self, seen_by},
};
use crate::{Edit, ResidentPage, StoreError, Viewer};

/// Visits to the door that are listed; a fortnight of two a day.
const VISITS_MAX: usize = 30;
/// Operations about one resident that are looked through.
const EDITS_MAX: u32 = 500;

pub(super) fn page(
    at: &Connection,
    viewer: &Viewer,
    wanted: RecordId,
    now: UnixMs,
) -> Result<Option<ResidentPage>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let resident = look::record(at, viewer, wanted)?;
    let Some(resident) = resident.filter(|record| record.kind == Kind::Resident) else {
        return Ok(None);
    };
    let mut records = look::records(at, viewer, &[Kind::Template, Kind::Account])?;
    let mut more_visits = false;
    if let Some(door) = resident.parent() {
        more_visits = around(at, viewer, site, door, now, &mut records)?;
    }
    Ok(Some(ResidentPage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        seen: Seen {
            epoch: load::epochs(at, site.no)?.current(),
            seq: resident.seq,
        },
        records,
        more_visits,
        edits: edits(at, site.no, wanted)?,
        conflicts: conflict::of_record(at, site.no, wanted)?,
        resident,
    }))
}

/// The door with all that belongs to it; whether it has more visits than are listed.
fn around(
    at: &Connection,
    viewer: &Viewer,
    site: Site,
    door: RecordId,
    now: UnixMs,
    into: &mut Vec<Record>,
) -> Result<bool, StoreError> {
    let start = site.day.start(site.day.day(now));
    let mut day = Vec::new();
    let residents = building::behind(at, viewer, site.no, door, start, &mut day)?;
    let homes: Vec<_> = residents.iter().map(|resident| (door, resident.id)).collect();
    let record = look::record(at, viewer, door)?;
    let building = match record.as_ref().and_then(Record::parent) {
        Some(building) => look::record(at, viewer, building)?,
        None => None,
    };
    let (visits, more) = visits(at, viewer, site.no, door)?;
    let seen = confirmation::last(at, viewer, site.no, homes.into_iter(), UnixMs(i64::MAX))?;
    // A visit that is both of today and the last one that confirms stands there once.
    let mut facts = day;
    for record in visits.into_iter().chain(seen) {
        if !facts.iter().any(|known| known.id == record.id) {
            facts.push(record);
        }
    }
    into.extend(residents);
    into.extend(record);
    into.extend(building);
    into.extend(facts);
    Ok(more)
}

fn visits(at: &Connection, viewer: &Viewer, site: i64, door: RecordId) -> Result<(Vec<Record>, bool), StoreError> {
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2 AND kind = 'visit' ORDER BY at DESC"
    ))?;
    let mut found = query.query(params![site, door.blob()])?;
    let mut visits = Vec::new();
    while let Some(row) = found.next()? {
        let Some(record) = seen_by(viewer, row)? else { continue };
        if visits.len() == VISITS_MAX {
            return Ok((visits, true));
        }
        visits.push(record);
    }
    Ok((visits, false))
}

/// What was asked about this resident and took effect at least in part, newest first.
fn edits(at: &Connection, site: i64, resident: RecordId) -> Result<Vec<Edit>, StoreError> {
    // As the index `op_resident` is written.
    let mut query = at.prepare_cached(
        "SELECT id, account, at, stored_at, raw, status, code, field, fields, seq, waits_for FROM op \
         WHERE site = ?1 AND iif(json_valid(raw), raw ->> '$.change.record', NULL) = ?2 \
         AND iif(json_valid(raw), raw ->> '$.change.kind', NULL) = 'resident' \
         AND status IN ('applied', 'superseded') ORDER BY stored_at DESC, rowid DESC LIMIT ?3",
    )?;
    let mut found = query.query(params![site, resident.to_string(), EDITS_MAX])?;
    let mut edits = Vec::new();
    while let Some(row) = found.next()? {
        let Some(op) = Incoming::reread(row.get_ref(4)?.as_str()?) else {
            continue;
        };
        let superseded = match column::outcome(row, 5)? {
            shared::outcome::Outcome::Superseded { fields, .. } => fields,
            _ => Vec::new(),
        };
        edits.push(Edit {
            op: id(row, 0)?,
            change: op.change,
            by: id(row, 1)?,
            at: UnixMs(row.get(2)?),
            stored: UnixMs(row.get(3)?),
            superseded,
        });
    }
    Ok(edits)
}

pub(super) fn reveal(
    at: &Connection,
    viewer: &Viewer,
    wanted: RecordId,
    now: UnixMs,
) -> Result<Option<Record>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let resident = look::record(at, viewer, wanted)?;
    let Some(resident) = resident.filter(|record| record.kind == Kind::Resident) else {
        return Ok(None);
    };
    audit::note(at, now, &by(viewer, site.no, "phone shown", wanted.blob()))?;
    Ok(Some(resident))
}
