//! Reads what a plan needs: every row, log line and waiting operation that [`Keys`] names. Judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{
    accept::{Keys, Loaded, Logged, MOVED_WITH_MAX},
    epoch::{Epoch, Epochs},
    id::{DeviceId, OpId, RecordId, SiteId},
    op::Incoming,
    record::Row,
    schema::{self, Shape},
    time::{DayRule, UnixMs},
};

use super::{
    column::{self, Blob as _, ROW_COLUMNS, count, id, signed},
    standing,
};
use crate::StoreError;

/// Waiting operations that are tried again with one group; the others are tried when they are asked about.
const RETRIED_MAX: usize = 5_000;

/// What the site's own row says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub no: i64,
    pub id: SiteId,
    pub head: u64,
    /// Deletions up to this number are forgotten.
    pub floor: u64,
    pub day: DayRule,
}

/// Whether operations that wait for a record are tried again when it comes to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    Retried,
    LeftAlone,
}

pub(super) fn site(at: &Connection, wanted: SiteId) -> Result<Option<Site>, StoreError> {
    let mut query =
        at.prepare_cached("SELECT no, head, utc_offset_min, day_turns_min, floor FROM site WHERE id = ?1")?;
    let found = query.query_row([wanted.blob()], |row| {
        let day = DayRule {
            utc_offset_min: row.get(2)?,
            turns_at_min: row.get(3)?,
        };
        Ok(Site {
            no: row.get(0)?,
            id: wanted,
            head: count(row, 1)?,
            floor: count(row, 4)?,
            day,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn existing_site(at: &Connection, wanted: SiteId) -> Result<Site, StoreError> {
    site(at, wanted)?.ok_or_else(|| StoreError::Conflict("no such site".to_owned()))
}

pub(super) fn epochs(at: &Connection, site: i64) -> Result<Epochs, StoreError> {
    let mut query = at.prepare_cached("SELECT epoch, born_seq FROM epoch WHERE site = ?1 ORDER BY no")?;
    let rows = query.query_map([site], |row| {
        Ok(Epoch {
            id: id(row, 0)?,
            born_seq: count(row, 1)?,
        })
    })?;
    Ok(Epochs(rows.collect::<Result<_, _>>()?))
}

pub(super) fn last_n(at: &Connection, device: DeviceId) -> Result<u64, StoreError> {
    let mut query = at.prepare_cached("SELECT coalesce(max(n), 0) FROM receipt WHERE device = ?1")?;
    Ok(query.query_row([device.blob()], |row| count(row, 0))?)
}

/// Everything `keys` names, as it stands in this transaction.
pub(super) fn load(at: &Connection, site: Site, mut keys: Keys, waiting: Waiting) -> Result<Loaded, StoreError> {
    let mut loaded = Loaded {
        site: Some(site.id),
        head: site.head,
        epochs: epochs(at, site.no)?,
        day: site.day,
        ..Loaded::default()
    };
    if waiting == Waiting::Retried {
        loaded.held = held(at, site, &mut keys)?;
    }
    for device in &keys.devices {
        loaded.last_n.insert(*device, last_n(at, *device)?);
    }
    rows(at, site, &keys.rows, &mut loaded)?;
    // The one an alias stands for may be an alias, too.
    while let roots = loaded.roots()
        && !roots.is_empty()
        && rows(at, site, &roots, &mut loaded)? > 0
    {}
    log(at, site, &keys, &mut loaded)?;
    receipts(at, &keys, &mut loaded)?;
    hanging(at, site, &keys, &mut loaded)?;
    newest_facts(at, site, &keys, &mut loaded)?;
    Ok(loaded)
}

pub(super) fn row(at: &Connection, site: Site, wanted: RecordId) -> Result<Option<Row>, StoreError> {
    let mut query = at.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
    let mut found = query.query(params![site.no, wanted.blob()])?;
    found.next()?.map(column::row).transpose()
}

/// How many there are.
fn rows(at: &Connection, site: Site, ids: &BTreeSet<RecordId>, loaded: &mut Loaded) -> Result<usize, StoreError> {
    let before = loaded.rows.len();
    let mut query = at.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND id = ?2"))?;
    for wanted in ids {
        let mut found = query.query(params![site.no, wanted.blob()])?;
        if let Some(row) = found.next()? {
            loaded.rows.insert(*wanted, column::row(row)?);
        }
    }
    Ok(loaded.rows.len() - before)
}

pub(super) const LOGGED_COLUMNS: &str =
    "id, device, n, account, at, skew_ms, epoch, raw, status, code, field, fields, seq, waits_for, sealed";

pub(super) fn logged(row: &rusqlite::Row<'_>) -> Result<Logged, StoreError> {
    Ok(Logged {
        id: id(row, 0)?,
        device: id(row, 1)?,
        n: count(row, 2)?,
        account: id(row, 3)?,
        at: UnixMs(row.get(4)?),
        skew_ms: row.get(5)?,
        epoch: id(row, 6)?,
        raw: row.get(7)?,
        outcome: column::outcome(row, 8)?,
        sealed: row.get(14)?,
    })
}

fn log(at: &Connection, site: Site, keys: &Keys, loaded: &mut Loaded) -> Result<(), StoreError> {
    let mut query = at.prepare_cached(&format!("SELECT {LOGGED_COLUMNS} FROM op WHERE site = ?1 AND id = ?2"))?;
    for wanted in &keys.ops {
        let mut found = query.query(params![site.no, wanted.blob()])?;
        if let Some(row) = found.next()? {
            loaded.log.insert(*wanted, logged(row)?);
        }
    }
    Ok(())
}

fn receipts(at: &Connection, keys: &Keys, loaded: &mut Loaded) -> Result<(), StoreError> {
    let mut query = at.prepare_cached("SELECT op FROM receipt WHERE device = ?1 AND n = ?2")?;
    for (device, n) in &keys.receipts {
        // Above the last number there is none: a push of new operations looks up nothing.
        if loaded.last_n.get(device).is_some_and(|last_n| n > last_n) {
            continue;
        }
        let found: Option<OpId> = query
            .query_row(params![device.blob(), signed(*n)], |row| id(row, 0))
            .optional()?;
        if let Some(op) = found {
            loaded.receipts.insert((*device, *n), op);
        }
    }
    Ok(())
}

/// Operations that wait for what may come to exist, and those that wait for what these would make. What they touch is
/// added to `keys`.
fn held(at: &Connection, site: Site, keys: &mut Keys) -> Result<Vec<(Logged, shared::role::Actor)>, StoreError> {
    let mut any = at.prepare_cached("SELECT EXISTS (SELECT 1 FROM op WHERE site = ?1 AND waits_for IS NOT NULL)")?;
    let mut waiting = Vec::new();
    if !any.query_row([site.no], |row| row.get::<_, bool>(0))? {
        return Ok(waiting);
    }
    let mut query = at.prepare_cached(&format!(
        "SELECT {LOGGED_COLUMNS} FROM op WHERE site = ?1 AND waits_for = ?2 ORDER BY device, n"
    ))?;
    let mut asked: BTreeSet<RecordId> = keys.created.clone();
    let mut next: Vec<RecordId> = asked.iter().copied().collect();
    let mut actors = BTreeMap::new();
    while let Some(record) = next.pop() {
        let mut found = query.query(params![site.no, record.blob()])?;
        while let Some(row) = found.next()? {
            if waiting.len() == RETRIED_MAX {
                return Ok(waiting);
            }
            let logged = logged(row)?;
            if let std::collections::btree_map::Entry::Vacant(entry) = actors.entry(logged.device) {
                entry.insert(standing::of_device(at, logged.device)?);
            }
            let Some(Some(maker)) = actors.get(&logged.device) else {
                continue;
            };
            let Some(op) = Incoming::reread(&logged.raw) else {
                continue;
            };
            let mut own = Keys::default();
            own.add_op(&op);
            next.extend(own.created.iter().filter(|record| asked.insert(**record)));
            keys.add_op(&op);
            let actor = maker.actor(logged.skew_ms);
            waiting.push((logged, actor));
        }
    }
    Ok(waiting)
}

/// What hangs from a record that may move, facts aside, directly or through another.
fn hanging(at: &Connection, site: Site, keys: &Keys, loaded: &mut Loaded) -> Result<(), StoreError> {
    let sql = format!("SELECT {ROW_COLUMNS} FROM record WHERE site = ?1 AND parent = ?2");
    let mut query = at.prepare_cached(&sql)?;
    for moved in &keys.moved {
        if !loaded.rows.contains_key(moved) {
            continue;
        }
        let mut below = 0;
        let mut next = vec![*moved];
        // One more than may move along, so that the judge sees that it is too much.
        'below: while let Some(parent) = next.pop() {
            let mut found = query.query(params![site.no, parent.blob()])?;
            while let Some(row) = found.next()? {
                let kind = row.get_ref(1)?.as_str()?.into();
                if schema::spec(&kind).is_none_or(|spec| spec.shape == Shape::Fact) {
                    continue;
                }
                let row = column::row(row)?;
                let child = row.record.id;
                below += 1;
                next.push(child);
                loaded.rows.insert(child, row);
                if below > MOVED_WITH_MAX {
                    break 'below;
                }
            }
        }
    }
    Ok(())
}

fn newest_facts(at: &Connection, site: Site, keys: &Keys, loaded: &mut Loaded) -> Result<(), StoreError> {
    let mut query = at.prepare_cached("SELECT kind, seq FROM record WHERE site = ?1 AND parent = ?2")?;
    for deleted in &keys.deleted {
        let mut found = query.query(params![site.no, deleted.blob()])?;
        let mut newest = 0;
        while let Some(row) = found.next()? {
            let kind = row.get_ref(0)?.as_str()?.into();
            if schema::spec(&kind).is_some_and(|spec| spec.shape == Shape::Fact) {
                newest = newest.max(count(row, 1)?);
            }
        }
        if newest > 0 {
            loaded.newest_fact.insert(*deleted, newest);
        }
    }
    Ok(())
}
