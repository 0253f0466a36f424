//! Writes a plan. Decides nothing: what is in the plan is written as it stands.

use rusqlite::{Connection, params};
use shared::{
    accept::{Logged, Plan},
    kind::Kind,
    protocol::LiveEvent,
    record::Row,
    time::UnixMs,
};

use super::{
    column::{Blob as _, OutcomeColumns, made_at, scope_blob, signed},
    load::Site,
};
use crate::StoreError;

pub(super) fn apply(at: &Connection, site: Site, plan: &Plan, now: UnixMs) -> Result<(), StoreError> {
    raise_head(at, site, plan.head)?;
    rows(at, site, plan, now)?;
    left(at, site, plan)?;
    log(at, site, plan, now)?;
    receipts(at, plan)?;
    conflicts(at, site, plan, now)
}

/// The first write of the transaction: whoever comes second waits here, so commits follow each other in `seq` order.
pub(super) fn raise_head(at: &Connection, site: Site, head: u64) -> Result<(), StoreError> {
    if head == site.head {
        return Ok(());
    }
    let mut raise = at.prepare_cached("UPDATE site SET head = ?3 WHERE no = ?1 AND head = ?2")?;
    match raise.execute(params![site.no, signed(site.head), signed(head)])? {
        1 => Ok(()),
        _ => Err(StoreError::Fault("the head was raised by somebody else".to_owned())),
    }
}

/// Where somebody noted something `count` times that is in no row: the head rises, so that the other pages look again.
pub(super) fn tell(at: &Connection, site: Site, count: usize) -> Result<Option<LiveEvent>, StoreError> {
    if count == 0 {
        return Ok(None);
    }
    let seq = site.head + 1;
    raise_head(at, site, seq)?;
    Ok(Some(LiveEvent { site: site.id, seq }))
}

fn rows(at: &Connection, site: Site, plan: &Plan, now: UnixMs) -> Result<(), StoreError> {
    let insert = "INSERT INTO record (site, id, seq, scope, parent, at, deleted, doc, meta, kind, stored_at) \
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let update = "UPDATE record SET seq = ?3, scope = ?4, parent = ?5, at = ?6, deleted = ?7, doc = ?8, meta = ?9 \
                  WHERE site = ?1 AND id = ?2";
    let (mut insert, mut update) = (at.prepare_cached(insert)?, at.prepare_cached(update)?);
    // In `seq` order, so that a first sync reads the file from front to back.
    let mut rows: Vec<&Row> = plan.rows.values().collect();
    rows.sort_unstable_by_key(|row| row.record.seq);
    for row in rows {
        let record = &row.record;
        let id = record.id.blob();
        let scope = scope_blob(row.scope);
        let parent = record.parent().map(shared::id::RecordId::blob);
        let doc = serde_json::to_string(&record.fields)?;
        let meta = serde_json::to_string(&row.meta)?;
        let (seq, made_at) = (signed(record.seq), made_at(record));
        let is_new = row.meta.born.is_none_or(|born| born.seq > site.head);
        let written = if is_new {
            let kind = record.kind.as_str();
            insert.execute(params![
                site.no,
                id,
                seq,
                scope,
                parent,
                made_at,
                row.deleted,
                doc,
                meta,
                kind,
                now.0
            ])?
        } else {
            update.execute(params![
                site.no,
                id,
                seq,
                scope,
                parent,
                made_at,
                row.deleted,
                doc,
                meta
            ])?
        };
        if written != 1 {
            return Err(StoreError::Fault(format!("row {seq} was not written")));
        }
        mirror(at, site, row)?;
    }
    Ok(())
}

/// What the store's own tables repeat of a record.
fn mirror(at: &Connection, site: Site, row: &Row) -> Result<(), StoreError> {
    let record = &row.record;
    match record.kind {
        Kind::Site if record.id == site.id.into() => {
            let mut write = at.prepare_cached(
                "UPDATE site SET name = coalesce(?2, name), utc_offset_min = coalesce(?3, utc_offset_min), \
                 day_turns_min = coalesce(?4, day_turns_min) WHERE no = ?1",
            )?;
            let (name, offset, turns) = (
                record.text("name"),
                record.int("utc_offset_min"),
                record.int("day_turns_min"),
            );
            write.execute(params![site.no, name, offset, turns])?;
        }
        Kind::Account => {
            let mut write =
                at.prepare_cached("UPDATE account SET name = coalesce(?3, name) WHERE id = ?1 AND site = ?2")?;
            write.execute(params![record.id.blob(), site.no, record.text("name")])?;
        }
        _ => {}
    }
    Ok(())
}

fn left(at: &Connection, site: Site, plan: &Plan) -> Result<(), StoreError> {
    let mut write =
        at.prepare_cached("INSERT INTO \"left\" (site, seq, id, kind, scope) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for left in &plan.left {
        let kind = plan.rows.get(&left.id).map_or("", |row| row.record.kind.as_str());
        write.execute(params![
            site.no,
            signed(left.seq),
            left.id.blob(),
            kind,
            scope_blob(left.scope)
        ])?;
    }
    Ok(())
}

fn log(at: &Connection, site: Site, plan: &Plan, now: UnixMs) -> Result<(), StoreError> {
    let mut write = at.prepare_cached(
        "INSERT INTO op (site, id, device, n, account, at, skew_ms, status, code, field, fields, seq, epoch, waits_for, \
         stored_at, raw, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
         ON CONFLICT (site, id) DO UPDATE SET at = ?6, skew_ms = ?7, status = ?8, code = ?9, field = ?10, \
         fields = ?11, seq = ?12, epoch = ?13, waits_for = ?14, settled_at = iif(status = ?8, settled_at, NULL), \
         raw = ?16, sealed = ?17",
    )?;
    for Logged {
        id,
        device,
        n,
        account,
        raw,
        sealed,
        at,
        skew_ms,
        outcome,
        epoch,
    } in plan.log.values()
    {
        let came_to = OutcomeColumns::new(outcome)?;
        write.execute(params![
            site.no,
            id.blob(),
            device.blob(),
            signed(*n),
            account.blob(),
            at.0,
            skew_ms,
            came_to.status,
            came_to.code,
            came_to.field,
            came_to.fields,
            came_to.seq,
            epoch.blob(),
            came_to.waits_for,
            now.0,
            raw,
            sealed,
        ])?;
    }
    Ok(())
}

fn receipts(at: &Connection, plan: &Plan) -> Result<(), StoreError> {
    let mut write = at.prepare_cached("INSERT INTO receipt (device, n, op) VALUES (?1, ?2, ?3)")?;
    for (device, n, op) in &plan.receipts {
        write.execute(params![device.blob(), signed(*n), op.blob()])?;
    }
    Ok(())
}

fn conflicts(at: &Connection, site: Site, plan: &Plan, now: UnixMs) -> Result<(), StoreError> {
    let mut write = at.prepare_cached(
        "INSERT INTO conflict (site, seq, kind, record, field, lost, kept, op, found_at, lost_device, lost_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for conflict in &plan.conflicts {
        write.execute(params![
            site.no,
            signed(conflict.seq),
            conflict.kind.as_str(),
            conflict.record.blob(),
            conflict.field,
            serde_json::to_string(&conflict.lost)?,
            serde_json::to_string(&conflict.kept)?,
            conflict.op.blob(),
            now.0,
            conflict.lost_by.device.blob(),
            conflict.lost_by.at.0,
        ])?;
    }
    Ok(())
}
