//! Rows on their way down: in `seq` order, within scope, as the role may read them, out of one snapshot.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{
    erase::ERASED,
    id::{EpochId, RecordId},
    kind::Kind,
    protocol::{Cursor, HORIZON_DAYS, PULL_ROWS_MAX, RowMessage},
    record::Meta,
    role::RowScope,
    schema,
    time::{SiteDay, UnixMs},
    value::Fields,
};

use super::{
    backup,
    column::{self, Blob as _, ROW_COLUMNS, count, id, signed},
    digest::{Digests, Of, is_beyond},
    load, rules, standing,
};
use crate::{PullAsk, PullRefusal, Pulled, StoreError, Viewer, envelope::Keyring};

/// Rows looked at for one page, those of other buildings included.
const EXAMINED_MAX: usize = 100_000;

pub(super) fn pull(
    at: &Connection,
    keyring: &Keyring,
    digests: &Digests,
    viewer: &Viewer,
    ask: PullAsk,
) -> Result<Pulled, PullRefusal> {
    let viewer = reader(at, viewer, ask.now)?;
    let site = load::existing_site(at, viewer.site)?;
    let epochs = load::epochs(at, site.no)?;
    let cursor = ask.cursor;
    if !cursor.is_start() {
        if !epochs.knows(cursor.epoch, cursor.top) {
            return Err(PullRefusal::EpochChanged);
        }
        if is_too_old(cursor, site.floor, epochs.current()) {
            return Err(PullRefusal::CursorTooOld);
        }
        if cursor.scope_gen != viewer.scope_gen {
            return Err(PullRefusal::ScopeChanged(viewer.rights()));
        }
    }
    let horizon_day = SiteDay(site.day.day(ask.now).0 - HORIZON_DAYS);
    let of = Of::viewer(&viewer, site, site.day.start(horizon_day));
    let page = Page {
        at,
        of: &of,
        after: cursor.seq,
        most: ask.limit.clamp(1, PULL_ROWS_MAX) as usize,
    };
    let (mut rows, examined) = page.rows()?;
    let mut seq = examined.unwrap_or(site.head);
    let mut more = examined.is_some();
    let (gone, cut) = page.gone(seq)?;
    if let Some(cut) = cut {
        seq = cut;
        more = true;
        rows.retain(|row| row.seq <= cut);
    }
    rows.extend(gone);
    rows.sort_by_key(|row| row.seq);
    let check = match ask.check && !more {
        true => digests.get(at, &of)?,
        false => None,
    };
    let last_n = load::last_n(at, viewer.device)?;
    let rules = if more {
        None
    } else {
        Some(rules::of_site(at, site, keyring)?)
    };
    let cursor = Cursor {
        epoch: epochs.current(),
        scope_gen: viewer.scope_gen,
        seq,
        top: cursor.top.max(site.head),
    };
    Ok(Pulled {
        rows,
        cursor,
        more,
        last_n,
        safe_n: backup::safe_n(at, viewer.device, last_n)?,
        horizon_day,
        check,
        rights: ask.cursor.is_start().then(|| viewer.rights()),
        rules,
    })
}

/// Deletions are forgotten that it has not heard of. When they are, an epoch begins: a cursor of the present one that has not come so
/// far belongs to a pull from 0 that began after that.
fn is_too_old(cursor: Cursor, floor: u64, current: EpochId) -> bool {
    cursor.seq < floor && cursor.epoch != current
}

/// The viewer as they stand in this snapshot, if they may read at all.
fn reader(at: &Connection, viewer: &Viewer, now: UnixMs) -> Result<Viewer, PullRefusal> {
    let present = standing::of_device(at, viewer.device)?.ok_or(PullRefusal::Revoked { last_n: 0 })?;
    let last_n = load::last_n(at, viewer.device)?;
    if present.revoked {
        return Err(PullRefusal::Revoked { last_n });
    }
    if present.expires.is_some_and(|end| now >= end) {
        return Err(PullRefusal::Expired { last_n });
    }
    Ok(present)
}

/// Rows as somebody who may read like this gets them from `after` on, `most` at most, and the last `seq` looked at where there
/// are more behind it.
pub(super) fn rows(
    at: &Connection,
    of: &Of,
    after: u64,
    most: usize,
) -> Result<(Vec<RowMessage>, Option<u64>), StoreError> {
    Page { at, of, after, most }.rows()
}

struct Page<'a> {
    at: &'a Connection,
    of: &'a Of,
    after: u64,
    most: usize,
}

impl Page<'_> {
    /// The rows, and the last `seq` looked at where there are more behind it.
    fn rows(&self) -> Result<(Vec<RowMessage>, Option<u64>), StoreError> {
        let mut query = self.at.prepare_cached(&format!(
            "SELECT {ROW_COLUMNS}, at FROM record WHERE site = ?1 AND seq > ?2 ORDER BY seq"
        ))?;
        let mut found = query.query(params![self.of.site, signed(self.after)])?;
        let mut rows = Vec::new();
        let mut examined = self.after;
        let mut looked_at = 0;
        while let Some(row) = found.next()? {
            if rows.len() == self.most || looked_at == EXAMINED_MAX {
                return Ok((rows, Some(examined)));
            }
            looked_at += 1;
            examined = count(row, 2)?;
            rows.extend(self.message(row)?);
        }
        Ok((rows, None))
    }

    fn message(&self, row: &rusqlite::Row<'_>) -> Result<Option<RowMessage>, StoreError> {
        if !self.of.scope.covers(column::scope(row, 3)?) {
            return Ok(None);
        }
        let kind: Kind = row.get_ref(1)?.as_str()?.into();
        if is_beyond(self.of.horizon, &kind, row.get(7)?) {
            return Ok(None);
        }
        let deleted: bool = row.get(4)?;
        let fields = if deleted {
            // Made and deleted behind the cursor: there is nothing to take away.
            let mut fields: Fields = column::json(row, 5)?;
            fields.retain(|name, _| name == ERASED);
            let meta: Meta = column::json(row, 6)?;
            // Whatever is final about somebody who was erased goes from the phones, too.
            if fields.is_empty() && meta.born.is_some_and(|born| born.seq > self.after) {
                return Ok(None);
            }
            fields
        } else {
            schema::readable(&kind, self.of.role, column::json(row, 5)?)
        };
        Ok(Some(RowMessage {
            kind,
            id: id(row, 0)?,
            seq: count(row, 2)?,
            fields,
            deleted,
            gone: false,
        }))
    }

    /// Rows that left the viewer's scope after the cursor, up to `to`, and are outside of it now. Where there are more
    /// than a page takes, also the `seq` at which it has to end.
    fn gone(&self, to: u64) -> Result<(Vec<RowMessage>, Option<u64>), StoreError> {
        if self.after == 0 || self.of.scope == shared::role::Scope::WholeSite {
            return Ok((Vec::new(), None));
        }
        let mut query = self.at.prepare_cached(
            "SELECT seq, id, kind, scope FROM \"left\" WHERE site = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq",
        )?;
        let mut found = query.query(params![self.of.site, signed(self.after), signed(to)])?;
        let mut gone: BTreeMap<RecordId, RowMessage> = BTreeMap::new();
        let mut last = self.after;
        while let Some(line) = found.next()? {
            if gone.len() == self.most {
                return Ok((gone.into_values().collect(), Some(last)));
            }
            last = count(line, 0)?;
            let record: RecordId = id(line, 1)?;
            let was_ours = self.of.scope.covers(column::scope(line, 3)?);
            if !was_ours
                || self
                    .present_scope(record)?
                    .is_some_and(|scope| self.of.scope.covers(scope))
            {
                continue;
            }
            let kind = line.get_ref(2)?.as_str()?.into();
            let message = RowMessage {
                kind,
                id: record,
                seq: last,
                fields: Fields::new(),
                deleted: false,
                gone: true,
            };
            gone.insert(record, message);
        }
        Ok((gone.into_values().collect(), None))
    }

    fn present_scope(&self, record: RecordId) -> Result<Option<RowScope>, StoreError> {
        let mut query = self
            .at
            .prepare_cached("SELECT scope FROM record WHERE site = ?1 AND id = ?2")?;
        Ok(query
            .query_row(params![self.of.site, record.blob()], |row| column::scope(row, 0))
            .optional()?)
    }
}
