//! What people look at: records of a kind, one record, and the desk's first page.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params};
use shared::{
    domain::{Resident, Visit},
    id::{DeviceId, RecordId},
    kind::Kind,
    record::Record,
    schema::{self, Shape},
    time::UnixMs,
    view::freshness::last_confirmed,
};

use super::{
    account,
    column::{self, Blob as _, ROW_COLUMNS, count, id},
    confirmation,
    heard::Contact,
    load, trouble,
};
use crate::{NowPage, PhoneLine, StoreError, Viewer, VisitLine};

/// The record in this result row, if the viewer may see it, and as they may read it.
pub(super) fn seen_by(viewer: &Viewer, row: &rusqlite::Row<'_>) -> Result<Option<Record>, StoreError> {
    let deleted: bool = row.get(4)?;
    if deleted || !viewer.scope.covers(column::scope(row, 3)?) {
        return Ok(None);
    }
    let Record { kind, id, seq, fields } = column::record(row)?;
    let fields = schema::readable(&kind, viewer.role, fields);
    Ok(Some(Record { kind, id, seq, fields }))
}

pub(super) fn records(at: &Connection, viewer: &Viewer, kinds: &[Kind]) -> Result<Vec<Record>, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let mut records = Vec::new();
    for kind in kinds {
        let entity = schema::spec(kind).is_none_or(|spec| spec.shape == Shape::Entity);
        // Each half has its index.
        let which = if entity { "at IS NULL" } else { "at IS NOT NULL" };
        let mut query = at.prepare_cached(&format!(
            "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND kind = ?2 AND {which} ORDER BY seq"
        ))?;
        let mut found = query.query(params![site.no, kind.as_str()])?;
        while let Some(row) = found.next()? {
            records.extend(seen_by(viewer, row)?);
        }
    }
    Ok(records)
}

pub(super) fn deleted(at: &Connection, viewer: &Viewer, kinds: &[Kind]) -> Result<Vec<RecordId>, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let mut query =
        at.prepare_cached("SELECT id, scope FROM record WHERE site = ?1 AND kind = ?2 AND deleted ORDER BY seq")?;
    let mut gone = Vec::new();
    for kind in kinds {
        let mut found = query.query(params![site.no, kind.as_str()])?;
        while let Some(row) = found.next()? {
            if viewer.scope.covers(column::scope(row, 1)?) {
                gone.push(id(row, 0)?);
            }
        }
    }
    Ok(gone)
}

pub(super) fn record(at: &Connection, viewer: &Viewer, wanted: RecordId) -> Result<Option<Record>, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let mut query = at.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
    let mut found = query.query(params![site.no, wanted.blob()])?;
    match found.next()? {
        Some(row) => seen_by(viewer, row),
        None => Ok(None),
    }
}

pub(super) fn now_page(
    at: &Connection,
    viewer: &Viewer,
    most: u32,
    heard: &HashMap<DeviceId, Contact>,
    now: UnixMs,
) -> Result<NowPage, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let kinds = [Kind::Building, Kind::Door, Kind::Resident, Kind::Template];
    let mut day = records(at, viewer, &kinds)?;
    let places: BTreeMap<RecordId, usize> = day.iter().enumerate().map(|(at, record)| (record.id, at)).collect();
    let place = |id: RecordId| places.get(&id).map(|at| day[*at].clone());
    let visits = visits(at, viewer, site.no, most, place)?;
    let start = site.day.start(site.day.day(now));
    since(at, viewer, &site, start, &mut day)?;
    let earlier = confirmations_before(at, viewer, &site, start, &day)?;
    day.extend(earlier);
    Ok(NowPage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        visits,
        phones: phones(at, site.no, heard)?,
        day,
        troubles: trouble::counts(at, site.no)?,
    })
}

/// Visits and ticks made at or after `start`.
fn since(
    at: &Connection,
    viewer: &Viewer,
    site: &load::Site,
    start: UnixMs,
    into: &mut Vec<Record>,
) -> Result<(), StoreError> {
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND at >= ?2 ORDER BY at"
    ))?;
    let mut found = query.query(params![site.no, start.0])?;
    while let Some(row) = found.next()? {
        into.extend(seen_by(viewer, row)?);
    }
    Ok(())
}

/// Of everybody in priority care whom no visit among `day` confirms, the last visit before `start` that does: how long
/// ago somebody was seen does not begin anew in the morning.
fn confirmations_before(
    at: &Connection,
    viewer: &Viewer,
    site: &load::Site,
    start: UnixMs,
    day: &[Record],
) -> Result<Vec<Record>, StoreError> {
    let today: Vec<Visit> = day
        .iter()
        .filter(|record| record.kind == Kind::Visit)
        .map(Visit::from)
        .collect();
    let residents = day
        .iter()
        .filter(|record| record.kind == Kind::Resident)
        .map(Resident::from);
    let unseen = residents.filter(|resident| {
        let is_listed = resident.priority.is_some();
        is_listed && last_confirmed(resident.id, &today).is_none()
    });
    confirmation::last(
        at,
        viewer,
        site.no,
        unseen.map(|resident| (resident.door, resident.id)),
        start,
    )
}

/// The visits that came in last, newest first.
fn visits(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    most: u32,
    place: impl Fn(RecordId) -> Option<Record>,
) -> Result<Vec<VisitLine>, StoreError> {
    let names = names(at, site)?;
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS}, stored_at FROM record WHERE site = ?1 AND kind = 'visit' ORDER BY seq DESC"
    ))?;
    let mut found = query.query([site])?;
    let mut lines = Vec::new();
    while let Some(row) = found.next()? {
        if lines.len() == most as usize {
            break;
        }
        let Some(record) = seen_by(viewer, row)? else { continue };
        let visit = Visit::from(&record);
        let door = place(visit.door);
        lines.push(VisitLine {
            building: door.as_ref().and_then(Record::parent).and_then(&place),
            door,
            residents: visit
                .persons
                .iter()
                .filter_map(|person| place(person.resident))
                .collect(),
            by: names.get(&visit.by).cloned().unwrap_or_default(),
            stored: UnixMs(row.get(7)?),
            visit: record,
        });
    }
    Ok(lines)
}

pub(super) fn names(at: &Connection, site: i64) -> Result<HashMap<RecordId, String>, StoreError> {
    let mut query = at.prepare_cached("SELECT id, name FROM account WHERE site = ?1")?;
    let names = query.query_map([site], |row| Ok((id(row, 0)?, row.get(1)?)))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// The site's phones, those heard last first. One that was renewed is shown under its new identity, once that was heard.
pub(super) fn phones(
    at: &Connection,
    site: i64,
    heard: &HashMap<DeviceId, Contact>,
) -> Result<Vec<PhoneLine>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT d.id, coalesce(a.name, ''), d.name, d.heard_at, d.unsent, d.expires, d.revoked_at IS NOT NULL, \
         (SELECT coalesce(max(n), 0) FROM receipt WHERE device = d.id), d.renewed_from, d.role FROM device d \
         LEFT JOIN account a ON a.id = d.account AND a.site = d.site WHERE d.site = ?1 AND d.sort = 'phone'",
    )?;
    let mut found = query.query([site])?;
    let mut phones = Vec::new();
    let mut replaced = Vec::new();
    while let Some(row) = found.next()? {
        let device: DeviceId = id(row, 0)?;
        let contact = heard.get(&device);
        let written = row.get::<_, Option<i64>>(3)?.map(UnixMs);
        let unsent = row
            .get::<_, Option<i64>>(4)?
            .and_then(|unsent| u64::try_from(unsent).ok());
        let line = PhoneLine {
            device,
            worker: row.get(1)?,
            role: column::role(row, 9)?,
            device_name: row.get(2)?,
            heard: written.max(contact.map(|contact| contact.at)),
            unsent: contact.and_then(|contact| contact.unsent).or(unsent),
            last_n: count(row, 7)?,
            expires: row.get::<_, Option<i64>>(5)?.map(UnixMs),
            revoked: row.get(6)?,
        };
        if let Some(old) = column::maybe_id::<DeviceId>(row, 8)?.filter(|_| line.heard.is_some()) {
            replaced.push(old);
        }
        phones.push(line);
    }
    phones.retain(|line| !replaced.contains(&line.device));
    phones.sort_by_key(|line| std::cmp::Reverse(line.heard));
    Ok(phones)
}
