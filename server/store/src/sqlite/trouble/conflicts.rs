//! Values that lost, all over the site.

use rusqlite::{Connection, Row as SqlRow, params};
use shared::{
    id::{DeviceId, EpochId, RecordId},
    op::Seen,
    record::{Row, Stamp},
    time::UnixMs,
    value::Value,
};

use super::{cut, maker, start};
use crate::{
    ConflictNo, ConflictTrouble, Settlement, StoreError, TroubleBefore, TroubleStage, TroublesAsk, Viewer,
    sqlite::{
        column::{self, Blob as _, ROW_COLUMNS, id, json, maybe_id},
        enrol::desk_only,
        load::{self, Site},
    },
};

const COLUMNS: &str = "c.no, c.kind, c.record, c.field, c.lost, c.lost_device, c.lost_at, c.found_at, c.settled_at, \
                       coalesce((SELECT a.name FROM account a WHERE a.id = c.settled_by AND a.site = c.site), '')";

type Page = (Vec<ConflictTrouble>, Option<TroubleBefore>);

pub(super) fn page(at: &Connection, site: Site, ask: TroublesAsk) -> Result<Page, StoreError> {
    // Each stage has its index.
    let (stage, time) = match ask.stage {
        TroubleStage::Open => ("c.settled_at IS NULL", "c.found_at"),
        TroubleStage::Settled => ("c.settled_at IS NOT NULL", "c.settled_at"),
    };
    let mut query = at.prepare_cached(&format!(
        "SELECT {COLUMNS}, {time} FROM conflict c WHERE c.site = ?1 AND {stage} AND ({time}, c.no) < (?2, ?3) \
         ORDER BY {time} DESC, c.no DESC LIMIT ?4"
    ))?;
    let epoch = load::epochs(at, site.no)?.current();
    let (before_at, before_no) = start(ask);
    let mut rows = query.query(params![site.no, before_at, before_no, i64::from(ask.lines) + 1])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let line = line(at, site, epoch, row)?;
        let before = TroubleBefore {
            at: UnixMs(row.get(10)?),
            no: line.no.0,
        };
        found.push((before, line));
    }
    Ok(cut(found, ask.lines))
}

pub(in crate::sqlite) fn one(
    at: &Connection,
    viewer: &Viewer,
    no: ConflictNo,
) -> Result<Option<ConflictTrouble>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let epoch = load::epochs(at, site.no)?.current();
    let mut query = at.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM conflict c WHERE c.no = ?1 AND c.site = ?2"
    ))?;
    let mut rows = query.query(params![no.0, site.no])?;
    rows.next()?.map(|row| line(at, site, epoch, row)).transpose()
}

/// Whether it is deleted is no field of it.
fn present(row: &Row, field: &str) -> Value {
    if field == "deleted" {
        Value::Bool(row.deleted)
    } else {
        row.record.get(field).clone()
    }
}

fn line(at: &Connection, site: Site, epoch: EpochId, row: &SqlRow<'_>) -> Result<ConflictTrouble, StoreError> {
    let record: RecordId = id(row, 2)?;
    let field: String = row.get(3)?;
    let lost: Value = json(row, 4)?;
    let stands = stands(at, site, record)?;
    let lost_by = match (maybe_id::<DeviceId>(row, 5)?, row.get::<_, Option<i64>>(6)?) {
        (Some(device), Some(made)) => maker(at, device, UnixMs(made))?,
        _ => None,
    };
    let stamp: Option<Stamp> = stands
        .as_ref()
        .and_then(|row| row.meta.standing(&field, lost.as_text()));
    let now_by = match stamp {
        Some(Stamp { device, at: made, .. }) => maker(at, device, made)?,
        None => None,
    };
    let settled = row.get::<_, Option<i64>>(8)?;
    let by = row.get(9)?;
    Ok(ConflictTrouble {
        no: ConflictNo(row.get(0)?),
        kind: row.get_ref(1)?.as_str()?.into(),
        record,
        now: stands.as_ref().map(|row| present(row, &field)).unwrap_or_default(),
        field,
        lost,
        lost_by,
        now_by,
        found: UnixMs(row.get(7)?),
        seen: Seen {
            epoch,
            seq: stands.map_or(0, |row| row.record.seq),
        },
        settled: settled.map(|at| Settlement { by, at: UnixMs(at) }),
    })
}

fn stands(at: &Connection, site: Site, record: RecordId) -> Result<Option<Row>, StoreError> {
    let mut query = at.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
    let mut rows = query.query(params![site.no, record.blob()])?;
    rows.next()?.map(column::row).transpose()
}
