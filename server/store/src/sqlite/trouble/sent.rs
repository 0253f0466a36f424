//! What phones sent that was rejected or is held: listed, and noted as seen to.

use rusqlite::{Connection, Row as SqlRow, params};
use shared::{
    id::{DeviceId, OpId},
    op::{Incoming, OP_BYTES_MAX},
    protocol::LiveEvent,
    time::UnixMs,
};

use super::{Contacts, cut, start};
use crate::{
    Maker, SentTrouble, Settlement, StoreError, TroubleBefore, TroubleList, TroubleStage, TroublesAsk, Viewer,
    sqlite::{
        apply, audit,
        column::{self, Blob as _, id},
        enrol::{by, desk_only},
        load::{self, Site},
        standing::Sort,
    },
};

/// What was noted when somebody has seen to one.
pub(in crate::sqlite) const SETTLED: &str = "record settled";

/// Raw texts beyond what a phone may send can't be read anyway, and are left where they are.
fn columns() -> String {
    format!(
        "o.rowid, o.id, o.device, o.at, o.skew_ms, o.stored_at, o.status, o.code, o.field, o.fields, o.seq, o.waits_for, \
         iif(octet_length(o.raw) <= {OP_BYTES_MAX}, o.raw, ''), o.settled_at, d.name, d.heard_at, \
         coalesce((SELECT a.name FROM account a WHERE a.id = o.account AND a.site = o.site), ''), \
         coalesce((SELECT a.name FROM account a WHERE a.id = o.settled_by AND a.site = o.site), '')"
    )
}

/// What the desk itself asked for and did not get was said there at once.
pub(super) fn of_phones() -> String {
    let phone = Sort::Phone.as_str();
    format!("EXISTS (SELECT 1 FROM device d WHERE d.id = o.device AND d.sort = '{phone}')")
}

type Page = (Vec<SentTrouble>, Option<TroubleBefore>);

pub(super) fn page(at: &Connection, site: Site, ask: TroublesAsk, heard: &Contacts) -> Result<Page, StoreError> {
    // Each of the four has its index. What was held and has been applied since somebody tried again is settled.
    let which = match (ask.list, ask.stage) {
        (TroubleList::Held, TroubleStage::Open) => "o.status = 'held' AND o.settled_at IS NULL",
        (TroubleList::Held, TroubleStage::Settled) => "o.status <> 'rejected' AND o.settled_at IS NOT NULL",
        (_, TroubleStage::Open) => "o.status = 'rejected' AND o.settled_at IS NULL",
        (_, TroubleStage::Settled) => "o.status = 'rejected' AND o.settled_at IS NOT NULL",
    };
    let time = match ask.stage {
        TroubleStage::Open => "o.stored_at",
        TroubleStage::Settled => "o.settled_at",
    };
    let (columns, of_phones) = (columns(), of_phones());
    let mut query = at.prepare_cached(&format!(
        "SELECT {columns}, {time} FROM op o LEFT JOIN device d ON d.id = o.device \
         WHERE o.site = ?1 AND {which} AND {of_phones} AND ({time}, o.rowid) < (?2, ?3) \
         ORDER BY {time} DESC, o.rowid DESC LIMIT ?4"
    ))?;
    let (before_at, before_no) = start(ask);
    let mut rows = query.query(params![site.no, before_at, before_no, i64::from(ask.lines) + 1])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let before = TroubleBefore {
            at: UnixMs(row.get(18)?),
            no: row.get(0)?,
        };
        found.push((before, line(row, heard)?));
    }
    Ok(cut(found, ask.lines))
}

fn line(row: &SqlRow<'_>, heard: &Contacts) -> Result<SentTrouble, StoreError> {
    let device: DeviceId = id(row, 2)?;
    let written = row.get::<_, Option<i64>>(15)?.map(UnixMs);
    let settled = row.get::<_, Option<i64>>(13)?;
    let by = row.get(17)?;
    Ok(SentTrouble {
        op: id(row, 1)?,
        by: Maker {
            name: row.get(16)?,
            phone: row.get(14)?,
            at: UnixMs(row.get(3)?),
        },
        skew_ms: row.get(4)?,
        stored: UnixMs(row.get(5)?),
        heard: written.max(heard.get(&device).map(|contact| contact.at)),
        outcome: column::outcome(row, 6)?,
        change: Incoming::reread(row.get_ref(12)?.as_str()?).map(|op| op.change),
        settled: settled.map(|at| Settlement { by, at: UnixMs(at) }),
    })
}

/// Notes that somebody has seen to these, and how many were still open. Whatever a phone shows of them it goes on showing.
pub(in crate::sqlite) fn settle(
    at: &Connection,
    viewer: &Viewer,
    ops: &[OpId],
    now: UnixMs,
) -> Result<(usize, Option<LiveEvent>), StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut write = at.prepare_cached(
        "UPDATE op SET settled_at = ?3, settled_by = ?4 WHERE site = ?1 AND id = ?2 AND status IN ('rejected', 'held') \
         AND settled_at IS NULL RETURNING device, code",
    )?;
    let mut count = 0;
    for op in ops {
        let mut settled = write.query(params![site.no, op.blob(), now.0, viewer.account.blob()])?;
        let Some(row) = settled.next()? else { continue };
        let (device, code): (column::IdBytes, Option<String>) = (row.get(0)?, row.get(1)?);
        let entry = audit::Entry {
            note: code,
            ..by(viewer, site.no, SETTLED, device)
        };
        audit::note(at, now, &entry)?;
        count += 1;
    }
    Ok((count, apply::tell(at, site, count)?))
}
