//! The desk's list of visits. Reads the visits of one page, the doors they are about and who lives there; no more.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use shared::{
    domain::{Outcome, Visit, is_seen_mark, seen_id},
    id::RecordId,
    kind::Kind,
    record::Record,
    time::UnixMs,
};

use super::{
    account,
    column::{self, Blob as _, ROW_COLUMNS, id},
    enrol::desk_only,
    load,
    look::{names, records, seen_by},
};
use crate::{Attention, Before, SeenLine, Sight, StoreError, Viewer, VisitLine, VisitsAsk, VisitsPage};

/// A visit that is let through, and when it was stored.
type Found = (Record, UnixMs);

pub(super) fn page(at: &Connection, viewer: &Viewer, ask: VisitsAsk) -> Result<VisitsPage, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let names = names(at, site.no)?;
    let (found, earlier) = visits(at, viewer, site.no, ask)?;
    let buildings = records(at, viewer, &[Kind::Building])?;
    let places = places(at, viewer, site.no, &found)?;
    let place = |id: RecordId| places.get(&id).cloned();
    let building = |id: RecordId| buildings.iter().find(|record| record.id == id).cloned();
    let mut lines = Vec::with_capacity(found.len());
    for (record, stored) in found {
        let visit = Visit::from(&record);
        let seen = mark(at, viewer, site.no, record.id)?.map(|mark| sight(&mark, &names));
        let door = place(visit.door);
        let line = VisitLine {
            building: door.as_ref().and_then(Record::parent).and_then(building),
            door,
            residents: visit.persons.iter().filter_map(|p| place(p.resident)).collect(),
            by: names.get(&visit.by).cloned().unwrap_or_default(),
            stored,
            visit: record,
        };
        lines.push(SeenLine { line, seen });
    }
    Ok(VisitsPage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        lines,
        places: places.into_values().collect(),
        buildings,
        workers: workers(at, site.no)?,
        earlier,
    })
}

/// The visits of one page, and where the next one begins.
fn visits(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    ask: VisitsAsk,
) -> Result<(Vec<Found>, Option<Before>), StoreError> {
    // The index is by time; the id decides between visits of one millisecond.
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS}, stored_at, at, doc ->> '$.by', doc ->> '$.outcome' FROM record \
         WHERE site = ?1 AND at >= ?2 AND at < ?3 AND kind = 'visit' AND (at, id) < (?4, ?5) \
         ORDER BY at DESC, id DESC"
    ))?;
    let before = ask.before.unwrap_or(Before {
        at: UnixMs(i64::MAX),
        visit: RecordId::NIL,
    });
    // An end of its own, so that the index is entered where the page begins.
    let until = ask.until.unwrap_or(UnixMs(i64::MAX)).min(before.at.plus(1));
    let mut rows = query.query(params![
        site,
        ask.from.unwrap_or(UnixMs(i64::MIN)).0,
        until.0,
        before.at.0,
        before.visit.blob()
    ])?;
    let (mut found, mut looked_at, mut last) = (Vec::new(), 0, None);
    let worker = ask.worker.map(|worker| worker.to_string());
    while let Some(row) = rows.next()? {
        if found.len() == ask.lines as usize || looked_at == ask.looked_at {
            return Ok((found, last));
        }
        looked_at += 1;
        let visit: RecordId = id(row, 0)?;
        last = Some(Before {
            at: UnixMs(row.get(8)?),
            visit,
        });
        let is_of = |column: usize, wanted: &str| -> Result<bool, StoreError> {
            Ok(row.get_ref(column)?.as_str_or_null()? == Some(wanted))
        };
        if let Some(worker) = &worker
            && !is_of(9, worker)?
        {
            continue;
        }
        if let Some(outcome) = ask.outcome
            && is_of(10, "no_answer")? != (outcome == Outcome::NoAnswer)
        {
            continue;
        }
        if let Some(building) = ask.building
            && column::scope(row, 3)? != shared::role::RowScope::Building(building)
        {
            continue;
        }
        if ask.attention == Attention::Unseen && mark(at, viewer, site, visit)?.is_some() {
            continue;
        }
        if let Some(record) = seen_by(viewer, row)? {
            found.push((record, UnixMs(row.get(7)?)));
        }
    }
    Ok((found, None))
}

/// 已阅, where somebody has said so.
fn mark(at: &Connection, viewer: &Viewer, site: i64, visit: RecordId) -> Result<Option<Record>, StoreError> {
    let mut query = at.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
    let mut rows = query.query(params![site, seen_id(visit).blob()])?;
    let record = match rows.next()? {
        Some(row) => seen_by(viewer, row)?,
        None => None,
    };
    Ok(record.filter(is_seen_mark))
}

fn sight(mark: &Record, names: &std::collections::HashMap<RecordId, String>) -> Sight {
    let by = mark.reference("by").and_then(|by| names.get(&by).cloned());
    Sight {
        by: by.unwrap_or_default(),
        at: UnixMs(mark.int("at").unwrap_or(0)),
    }
}

/// The doors of these visits, whoever lives there, and whoever the visits name.
fn places(
    at: &Connection,
    viewer: &Viewer,
    site: i64,
    found: &[Found],
) -> Result<BTreeMap<RecordId, Record>, StoreError> {
    let visits: Vec<Visit> = found.iter().map(|(record, _)| Visit::from(record)).collect();
    let doors: BTreeSet<RecordId> = visits.iter().map(|visit| visit.door).collect();
    let named = visits.iter().flat_map(|visit| visit.persons.iter().map(|p| p.resident));
    let mut one = at.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
    // Visits and ticks, of which a door has hundreds, have a time.
    let mut under = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2 AND kind = 'resident' AND at IS NULL"
    ))?;
    let mut places = BTreeMap::new();
    for door in &doors {
        let mut rows = under.query(params![site, door.blob()])?;
        while let Some(row) = rows.next()? {
            places.extend(seen_by(viewer, row)?.map(|record| (record.id, record)));
        }
    }
    for wanted in named.chain(doors.iter().copied()).collect::<BTreeSet<_>>() {
        if !places.contains_key(&wanted)
            && let Some(row) = one.query(params![site, wanted.blob()])?.next()?
        {
            places.extend(seen_by(viewer, row)?.map(|record| (record.id, record)));
        }
    }
    Ok(places)
}

fn workers(at: &Connection, site: i64) -> Result<Vec<(shared::id::AccountId, String)>, StoreError> {
    let mut query = at.prepare_cached("SELECT id, name FROM account WHERE site = ?1 ORDER BY name, no")?;
    let names = query.query_map([site], |row| Ok((id(row, 0)?, row.get(1)?)))?;
    Ok(names.collect::<Result<_, _>>()?)
}
