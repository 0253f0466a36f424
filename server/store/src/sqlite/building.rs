//! One building with what happened in it today.

use rusqlite::{Connection, params};
use shared::{
    domain::{Building, Resident},
    id::RecordId,
    kind::Kind,
    record::Record,
    time::UnixMs,
};

use super::{
    account,
    column::{Blob as _, ROW_COLUMNS},
    confirmation, load,
    look::{self, seen_by},
};
use crate::{BuildingPage, StoreError, Viewer};

pub(super) fn page(
    at: &Connection,
    viewer: &Viewer,
    wanted: Option<RecordId>,
    now: UnixMs,
) -> Result<BuildingPage, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let buildings = look::records(at, viewer, &[Kind::Building])?;
    let chosen = match wanted {
        Some(wanted) => buildings.iter().any(|record| record.id == wanted).then_some(wanted),
        None => first(&buildings),
    };
    let mut records = look::records(at, viewer, &[Kind::Template, Kind::Account])?;
    if let Some(building) = chosen {
        let start = site.day.start(site.day.day(now));
        let doors = under(at, viewer, site.no, building, &Kind::Door)?;
        let mut homes = Vec::new();
        for door in &doors {
            let residents = behind(at, viewer, site.no, door.id, start, &mut records)?;
            homes.extend(residents.iter().map(|resident| (door.id, resident.id)));
            records.extend(residents);
        }
        records.extend(doors);
        let seen = confirmation::last(at, viewer, site.no, homes.into_iter(), start)?;
        records.extend(seen);
    }
    Ok(BuildingPage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        buildings,
        chosen,
        records,
    })
}

/// As the shared views order them.
fn first(buildings: &[Record]) -> Option<RecordId> {
    let buildings = buildings.iter().map(Building::from);
    let first = buildings.min_by(|a, b| (a.order, &a.name, a.id).cmp(&(b.order, &b.name, b.id)));
    first.map(|building| building.id)
}

/// Everybody behind a door; what was done there and about them since `start` goes to `day`.
pub(super) fn behind(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    door: RecordId,
    start: UnixMs,
    day: &mut Vec<Record>,
) -> Result<Vec<Record>, StoreError> {
    let residents = under(at, viewer, site, door, &Kind::Resident)?;
    since(at, viewer, site, (door, &Kind::Visit), start, day)?;
    since(at, viewer, site, (door, &Kind::Tick), start, day)?;
    for resident in &residents {
        // Nothing is asked about anybody else.
        if Resident::from(resident).priority.is_some() {
            since(at, viewer, site, (resident.id, &Kind::Tick), start, day)?;
        }
    }
    Ok(residents)
}

/// What hangs from a record.
fn under(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    parent: RecordId,
    kind: &Kind,
) -> Result<Vec<Record>, StoreError> {
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2 AND kind = ?3"
    ))?;
    let mut found = query.query(params![site, parent.blob(), kind.as_str()])?;
    let mut records = Vec::new();
    while let Some(row) = found.next()? {
        records.extend(seen_by(viewer, row)?);
    }
    Ok(records)
}

fn since(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    (parent, kind): (RecordId, &Kind),
    start: UnixMs,
    into: &mut Vec<Record>,
) -> Result<(), StoreError> {
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2 AND kind = ?3 AND at >= ?4"
    ))?;
    let mut found = query.query(params![site, parent.blob(), kind.as_str(), start.0])?;
    while let Some(row) = found.next()? {
        into.extend(seen_by(viewer, row)?);
    }
    Ok(())
}
