//! Erasing a person. First in one transaction, so that nobody reads anything of them any more: rows, operations, values that lost.
//! Then in the files: what was overwritten still stands in free pages, in the log beside the database and in the journal.

use rusqlite::{Connection, params};
use shared::{
    accept::Plan,
    domain::resident::SAME_AS,
    erase::{self, Rest},
    id::{DeviceId, OpId, RecordId},
    kind::Kind,
    op::{Incoming, Op},
    protocol::LiveEvent,
    record::{Row, Stamp},
    role::Role,
    time::UnixMs,
};

use super::{
    apply, audit,
    column::{self, Blob as _, ROW_COLUMNS, id, signed},
    enrol::by,
    file,
    journal::{self, Journal},
    load::{self, Site},
};
use crate::{Erased, StoreError, Viewer};

const NOTED: &str = "resident erased";

pub(super) fn erase(
    at: &Connection,
    viewer: &Viewer,
    resident: RecordId,
    heads: &mut Vec<LiveEvent>,
    now: UnixMs,
) -> Result<Option<Erased>, StoreError> {
    if viewer.role != Role::Administrator || viewer.revoked {
        return Err(StoreError::Conflict("only administrators erase somebody".to_owned()));
    }
    let site = load::existing_site(at, viewer.site)?;
    let known = load::row(at, site, resident)?;
    if known.is_none_or(|row| row.record.kind != Kind::Resident || row.is_erased()) {
        return Ok(None);
    }
    audit::note(at, now, &by(viewer, site.no, NOTED, resident.blob()))?;
    let mut erased = Erased::default();
    // With every other record of theirs.
    for resident in aliases(at, site, root(at, site, resident)?)? {
        let gone = journal::Gone {
            site: site.id,
            resident,
            device: viewer.device,
            at: now,
        };
        // The head has risen.
        let Erased { visits, ticks, ops } = clear(at, load::existing_site(at, viewer.site)?, &gone, heads)?;
        journal::note(at, &journal::Entry::Erased(gone))?;
        erased.visits += visits;
        erased.ticks += ticks;
        erased.ops += ops;
    }
    Ok(Some(erased))
}

/// Whom a record stands for; itself, where it is no alias of anybody who is there.
fn root(at: &Connection, site: Site, resident: RecordId) -> Result<RecordId, StoreError> {
    let mut chain = vec![resident];
    while let Some(row) = chain.last().map(|id| load::row(at, site, *id)).transpose()?.flatten() {
        let named = row.record.reference(SAME_AS);
        match named.filter(|id| !chain.contains(id)) {
            Some(next) if load::row(at, site, next)?.is_some_and(|row| !row.is_erased()) => chain.push(next),
            _ => break,
        }
    }
    Ok(chain.last().copied().unwrap_or(resident))
}

/// A person's records: this one, its aliases, and theirs.
fn aliases(at: &Connection, site: Site, resident: RecordId) -> Result<Vec<RecordId>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT id FROM record WHERE site = ?1 AND kind = 'resident' AND doc ->> 'same_as' IS NOT NULL \
         AND doc ->> 'same_as' = ?2 ORDER BY id",
    )?;
    let (mut all, mut next) = (vec![resident], 0);
    while let Some(known) = all.get(next) {
        next += 1;
        let found = query.query_map(params![site.no, known.to_string()], |row| id(row, 0))?;
        let found: Vec<RecordId> = found.collect::<Result<_, _>>()?;
        all.extend(
            found
                .into_iter()
                .filter(|alias| !all.contains(alias))
                .collect::<Vec<_>>(),
        );
    }
    Ok(all)
}

/// The same from the journal, or for a backup that is older. Done again it changes nothing. A site that isn't here has nobody.
pub(super) fn again(at: &Connection, gone: &journal::Gone) -> Result<(), StoreError> {
    match load::site(at, gone.site)? {
        Some(site) => clear(at, site, gone, &mut Vec::new()).map(drop),
        None => Ok(()),
    }
}

fn clear(at: &Connection, site: Site, gone: &journal::Gone, heads: &mut Vec<LiveEvent>) -> Result<Erased, StoreError> {
    let known = rows(at, site, gone.resident)?;
    let name = known.iter().find(|row| row.record.id == gone.resident);
    let name = name
        .and_then(|row| row.record.text("name"))
        .unwrap_or_default()
        .to_owned();
    let stamp = Stamp {
        seq: site.head + 1,
        device: gone.device,
        n: 0,
        seen: site.head,
        at: gone.at,
        was: None,
    };
    let left = erase::rows(gone.resident, known, stamp);
    let visits: Vec<&Row> = left.iter().filter(|row| row.is_fact()).collect();
    let mut erased = Erased {
        visits: visits.len(),
        ticks: (left.len() - visits.len()).saturating_sub(1),
        ops: about(at, site, gone, &name)?,
    };
    for visit in visits {
        erased.ops += usize::from(beside(at, site, visit, gone.resident, &name)?);
    }
    for row in left.iter().filter(|row| !row.is_fact()) {
        at.prepare_cached("DELETE FROM conflict WHERE site = ?1 AND record = ?2")?
            .execute(params![site.no, row.record.id.blob()])?;
    }
    at.prepare_cached("INSERT OR REPLACE INTO unwiped (site, record) VALUES (?1, ?2)")?
        .execute(params![site.no, gone.resident.blob()])?;
    if let Some(last) = left.last() {
        let head = last.record.seq;
        let plan = Plan {
            head,
            rows: left.into_iter().map(|row| (row.record.id, row)).collect(),
            ..Plan::default()
        };
        apply::apply(at, site, &plan, gone.at)?;
        let site = site.id;
        heads.push(LiveEvent { site, seq: head });
    }
    Ok(erased)
}

/// Their row, what hangs from it, and the visits that name them, be it in a remark at their door.
fn rows(at: &Connection, site: Site, resident: RecordId) -> Result<Vec<Row>, StoreError> {
    let mut query = at.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2 \
         UNION ALL SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2 \
         UNION ALL SELECT {ROW_COLUMNS} FROM record v WHERE site = ?1 AND kind = 'visit' AND (instr(doc, ?3) > 0 OR EXISTS (\
           SELECT 1 FROM record r WHERE r.site = ?1 AND r.id = ?2 AND r.parent = v.parent AND r.doc ->> 'name' <> '' \
             AND instr(v.doc ->> 'note', r.doc ->> 'name') > 0))"
    ))?;
    let mut found = query.query(params![site.no, resident.blob(), resident.to_string()])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(column::row(row)?);
    }
    Ok(rows)
}

/// Empties the texts of operations that speak of them; how many. What was held comes to its end with that.
fn about(at: &Connection, site: Site, gone: &journal::Gone, name: &str) -> Result<usize, StoreError> {
    let mut query = at.prepare_cached("SELECT id, raw FROM op WHERE site = ?1 AND instr(raw, ?2) > 0")?;
    let found = query.query_map(params![site.no, gone.resident.to_string()], |row| {
        Ok((id(row, 0)?, row.get(1)?))
    })?;
    let found: Vec<(OpId, String)> = found.collect::<Result<_, _>>()?;
    let mut empty = at.prepare_cached(
        "UPDATE op SET raw = '', sealed = NULL, waits_for = NULL, status = iif(status = 'held', 'applied', status), \
           code = iif(status = 'held', 'erased', code), settled_at = iif(status = 'rejected', coalesce(settled_at, ?3), settled_at) \
         WHERE site = ?1 AND id = ?2",
    )?;
    let mut count = 0;
    for (id, raw) in found {
        let op = Incoming::reread(&raw);
        match op.as_ref().map(|op| erase::rest(&op.change, gone.resident, name)) {
            Some(Rest::Same) => continue,
            Some(Rest::Part(change)) => shorten(at, site, id, op.map(|op| Op { change, ..op }))?,
            // One that can't be read, and speaks of them, goes as a whole, too.
            Some(Rest::Nothing) | None => drop(empty.execute(params![site.no, id.blob(), gone.at.0])?),
        }
        count += 1;
    }
    Ok(count)
}

/// Takes a name out of the text of the operation that recorded this visit; tells whether it was there.
fn beside(at: &Connection, site: Site, visit: &Row, resident: RecordId, name: &str) -> Result<bool, StoreError> {
    let Some(born) = visit.meta.born else { return Ok(false) };
    let mut query = at.prepare_cached(
        "SELECT o.id, o.raw FROM receipt r JOIN op o ON o.site = ?1 AND o.id = r.op WHERE r.device = ?2 AND r.n = ?3 \
         UNION SELECT o.id, o.raw FROM rescued f JOIN op o ON o.site = f.site AND o.id = f.op \
           WHERE f.site = ?1 AND o.device = ?2 AND o.n = ?3",
    )?;
    let found = query.query_map(params![site.no, born.device.blob(), signed(born.n)], |row| {
        Ok((id(row, 0)?, row.get::<_, String>(1)?))
    })?;
    let found: Vec<(OpId, String)> = found.collect::<Result<_, _>>()?;
    let mut was_beside = false;
    for (op_id, raw) in found {
        let Some(op) = Incoming::reread(&raw) else { continue };
        if let Rest::Part(change) = erase::rest(&op.change, resident, name) {
            shorten(at, site, op_id, Some(Op { change, ..op }))?;
            was_beside = true;
        }
    }
    Ok(was_beside)
}

fn shorten(at: &Connection, site: Site, id: OpId, op: Option<Op>) -> Result<(), StoreError> {
    let raw = op.map(|op| serde_json::to_string(&op)).transpose()?.unwrap_or_default();
    at.prepare_cached("UPDATE op SET raw = ?3, sealed = NULL WHERE site = ?1 AND id = ?2")?
        .execute(params![site.no, id.blob(), raw])?;
    Ok(())
}

/// Everybody of a site who was erased.
pub(super) fn residents(at: &Connection, site: i64) -> Result<Vec<RecordId>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT id FROM record WHERE site = ?1 AND kind = 'resident' AND at IS NULL AND deleted AND doc ->> 'erased'",
    )?;
    let found = query.query_map([site], |row| id(row, 0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Everybody of all sites who was erased, as it stands here. By whom is told elsewhere.
pub(super) fn all(at: &Connection) -> Result<Vec<journal::Gone>, StoreError> {
    let mut query = at.prepare(
        "SELECT s.id, r.id FROM record r JOIN site s ON s.no = r.site \
         WHERE r.kind = 'resident' AND r.at IS NULL AND r.deleted AND r.doc ->> 'erased'",
    )?;
    let found = query.query_map([], |row| {
        Ok(journal::Gone {
            site: id(row, 0)?,
            resident: id(row, 1)?,
            device: DeviceId::NIL,
            at: file::clock(),
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether somebody was erased whose traces may still be in the files.
pub(super) fn is_due(at: &Connection) -> Result<bool, StoreError> {
    Ok(at.query_row("SELECT EXISTS (SELECT 1 FROM unwiped)", [], |row| row.get(0))?)
}

/// Writes anew whatever may still have a trace of them: waiting lines of the journal, its files, where they are this process's to
/// write, and the database. What can't be done now is tried again.
pub(super) fn wipe(to: &mut Connection, journal: Option<&mut Journal>) -> Result<(), StoreError> {
    if !is_due(to)? {
        return Ok(());
    }
    let due: Vec<RecordId> = {
        let mut query = to.prepare("SELECT record FROM unwiped")?;
        let due = query.query_map([], |row| id(row, 0))?;
        due.collect::<Result<_, _>>()?
    };
    journal::redact_waiting(to, &due)?;
    let is_server = journal.is_some();
    if let Some(journal) = journal {
        journal.append(to)?;
        journal.redact(&due)?;
    }
    if to.query_row("SELECT EXISTS (SELECT 1 FROM unwiped WHERE NOT vacuumed)", [], |row| {
        row.get(0)
    })? {
        to.execute_batch("VACUUM; UPDATE unwiped SET vacuumed = 1")?;
    }
    let is_read: bool = to.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if is_read {
        return Err(StoreError::Unavailable("somebody still reads the log".to_owned()));
    }
    if is_server {
        to.execute("DELETE FROM unwiped WHERE vacuumed", [])?;
    }
    Ok(())
}
