//! What has been kept long enough, found and let go of in small steps: answers of checklists become deletions, which phones hear
//! of; visits just go, since phones have let go of them long ago; old deletions go, and raise the floor below which a phone begins
//! anew; notes of deeds and settled conflicts go. Operations and receipts stay, without the text of what went.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use shared::{
    accept::Plan,
    domain::{Template, seen::DESK_TEMPLATE},
    id::RecordId,
    kind::Kind,
    protocol::LiveEvent,
    record::{Meta, Row, Stamp},
    role::Role,
    time::{DAY_MS, SiteDay, UnixMs},
    value::Fields,
};

use super::{
    apply, audit,
    column::{self, Blob as _, ROW_COLUMNS, count, id, signed},
    enrol::by,
    file,
    load::{self, Site},
    look,
};
use crate::{KEPT_DAYS, Keeping, Outdated, StoreError, TOMBSTONE_DAYS, Viewer};

/// Rows that one transaction lets go of.
const BATCH_ROWS_MAX: usize = 500;
const SET: &str = "retention set";

pub(super) fn keeping(at: &Connection, site: i64) -> Result<Keeping, StoreError> {
    let sql = "SELECT keep_visits_days, keep_audit_days, keep_conflicts_days FROM site WHERE no = ?1";
    Ok(at.query_row(sql, [site], |row| {
        Ok(Keeping {
            visits_days: row.get(0)?,
            audit_days: row.get(1)?,
            conflicts_days: row.get(2)?,
        })
    })?)
}

pub(super) fn set(at: &Connection, viewer: &Viewer, keeping: Keeping, now: UnixMs) -> Result<(), StoreError> {
    let site = administrated(at, viewer)?;
    let Keeping {
        visits_days,
        audit_days,
        conflicts_days,
    } = keeping;
    if [visits_days, audit_days, conflicts_days]
        .iter()
        .any(|days| !KEPT_DAYS.contains(days))
    {
        let (least, most) = (KEPT_DAYS.start(), KEPT_DAYS.end());
        return Err(StoreError::Conflict(format!("between {least} and {most} days, please")));
    }
    at.execute(
        "UPDATE site SET keep_visits_days = ?2, keep_audit_days = ?3, keep_conflicts_days = ?4 WHERE no = ?1",
        params![site.no, visits_days, audit_days, conflicts_days],
    )?;
    let entry = audit::Entry {
        note: Some(format!("{visits_days} {audit_days} {conflicts_days}")),
        ..by(viewer, site.no, SET, viewer.account.blob())
    };
    audit::note(at, now, &entry)
}

fn administrated(at: &Connection, viewer: &Viewer) -> Result<Site, StoreError> {
    if viewer.role != Role::Administrator || viewer.revoked {
        return Err(StoreError::Conflict(
            "only administrators decide how long data is kept".to_owned(),
        ));
    }
    load::existing_site(at, viewer.site)
}

/// What would go.
pub(super) fn outdated(at: &Connection, viewer: &Viewer, now: UnixMs) -> Result<Outdated, StoreError> {
    let site = administrated(at, viewer)?;
    let due = Due::new(at, viewer, site, now)?;
    let most = usize::MAX;
    Ok(Outdated {
        ticks: due.ticks(most)?.len() as u64,
        visits: due.visits(most)?.len() as u64,
        deletions: due.tombstones()?.len() as u64,
        deeds: due.count(DEEDS, due.audit)?,
        conflicts: due.count(CONFLICTS, due.conflicts)?,
    })
}

/// Lets go of so much as one transaction takes; nothing, where all is done.
pub(super) fn let_go(
    at: &Connection,
    viewer: &Viewer,
    heads: &mut Vec<LiveEvent>,
    now: UnixMs,
) -> Result<Outdated, StoreError> {
    let site = administrated(at, viewer)?;
    let due = Due::new(at, viewer, site, now)?;
    let mut gone = Outdated::default();
    let room = |gone: &Outdated| {
        BATCH_ROWS_MAX
            - usize::try_from(gone.sum())
                .unwrap_or(BATCH_ROWS_MAX)
                .min(BATCH_ROWS_MAX)
    };
    // In this order: a visit waits for its marks, a deletion for what hangs from it.
    gone.ticks = due.delete_ticks(room(&gone), heads)?;
    if room(&gone) > 0 {
        gone.visits = due.remove_visits(room(&gone))?;
    }
    if room(&gone) > 0 {
        gone.deletions = due.remove_tombstones(room(&gone))?;
    }
    if room(&gone) > 0 {
        gone.deeds = due.remove("audit", DEEDS, due.audit, room(&gone))?;
    }
    if room(&gone) > 0 {
        gone.conflicts = due.remove("conflict", CONFLICTS, due.conflicts, room(&gone))?;
    }
    Ok(gone)
}

const DEEDS: &str = "SELECT no FROM audit WHERE at < ?2 \
    AND (site = ?1 OR site IS NULL AND account IN (SELECT id FROM account WHERE site = ?1))";
const CONFLICTS: &str = "SELECT no FROM conflict WHERE site = ?1 AND settled_at < ?2";

/// A site, and since when each kind of thing is kept.
struct Due<'a> {
    at: &'a Connection,
    site: Site,
    /// Whoever lets go.
    viewer: &'a Viewer,
    now: UnixMs,
    visits: UnixMs,
    tombstones: UnixMs,
    audit: UnixMs,
    conflicts: UnixMs,
}

impl<'a> Due<'a> {
    fn new(at: &'a Connection, viewer: &'a Viewer, site: Site, now: UnixMs) -> Result<Self, StoreError> {
        let keeping = keeping(at, site.no)?;
        let before = |days: i64| now.plus(-days * DAY_MS);
        let first_day = SiteDay(site.day.day(now).0 - keeping.visits_days);
        Ok(Self {
            at,
            site,
            viewer,
            now,
            // Whole days of the site.
            visits: site.day.start(first_day),
            tombstones: before(TOMBSTONE_DAYS),
            audit: before(keeping.audit_days),
            conflicts: before(keeping.conflicts_days),
        })
    }

    fn count(&self, which: &str, before: UnixMs) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM ({which})");
        Ok(self
            .at
            .query_row(&sql, params![self.site.no, before.0], |row| count(row, 0))?)
    }

    fn remove(&self, table: &str, which: &str, before: UnixMs, most: usize) -> Result<u64, StoreError> {
        let sql = format!("DELETE FROM {table} WHERE no IN ({which} LIMIT ?3)");
        let gone = self.at.execute(&sql, params![self.site.no, before.0, limit(most)])?;
        Ok(gone as u64)
    }

    /// Answers of days that are kept no more, but for those that last until they are changed, which only the templates tell; marks
    /// on visits that go; and whatever is about somebody or something deleted long ago.
    fn ticks(&self, most: usize) -> Result<Vec<RecordId>, StoreError> {
        let mut query = self.at.prepare_cached(
            "SELECT t.id FROM record t WHERE t.site = ?1 AND t.at < ?2 AND t.stored_at < ?2 AND t.kind = 'tick' AND NOT t.deleted \
               AND (t.doc ->> 'template') || char(10) || (t.doc ->> 'item') IN (SELECT value FROM json_each(?3)) \
             UNION SELECT t.id FROM record v JOIN record t ON t.site = v.site AND t.parent = v.id \
               WHERE v.site = ?1 AND v.at < ?2 AND v.stored_at < ?2 AND v.kind = 'visit' AND t.kind = 'tick' AND NOT t.deleted \
             UNION SELECT t.id FROM record p JOIN record t ON t.site = p.site AND t.parent = p.id \
               WHERE p.site = ?1 AND p.deleted AND p.meta ->> '$.existence.at' < ?4 AND p.stored_at < ?4 AND t.kind = 'tick' AND NOT t.deleted \
             LIMIT ?5",
        )?;
        let passing = serde_json::to_string(&self.passing()?)?;
        let values = params![self.site.no, self.visits.0, passing, self.tombstones.0, limit(most)];
        let found = query.query_map(values, |row| id(row, 0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Items that every template of their name asks anew each day.
    fn passing(&self) -> Result<BTreeSet<String>, StoreError> {
        let templates = look::records(self.at, self.viewer, &[Kind::Template])?;
        let templates: Vec<Template> = templates.iter().map(Template::from).collect();
        let items = |is_lasting: bool| -> BTreeSet<String> {
            let of = |template: &Template| {
                let items = template.items.iter().filter(|item| item.lasting == is_lasting);
                items
                    .map(|item| format!("{}\n{}", template.key, item.key))
                    .collect::<Vec<_>>()
            };
            templates.iter().flat_map(of).collect()
        };
        let mut passing = items(false);
        passing.retain(|item| !items(true).contains(item) && !item.starts_with(DESK_TEMPLATE));
        Ok(passing)
    }

    fn delete_ticks(&self, most: usize, heads: &mut Vec<LiveEvent>) -> Result<u64, StoreError> {
        let mut rows = BTreeMap::new();
        let mut head = self.site.head;
        for tick in self.ticks(most)? {
            let Some(row) = load::row(self.at, self.site, tick)? else {
                continue;
            };
            for stamp in row.meta.born.into_iter().chain(row.meta.standing("value", None)) {
                self.forget_text(tick, stamp)?;
            }
            head += 1;
            rows.insert(tick, self.deleted(row, head));
        }
        let gone = rows.len() as u64;
        if gone > 0 {
            let plan = Plan {
                head,
                rows,
                ..Plan::default()
            };
            apply::apply(self.at, self.site, &plan, self.now)?;
            let site = self.site.id;
            heads.push(LiveEvent { site, seq: head });
        }
        Ok(gone)
    }

    /// Nothing of it, for those who have it to hear.
    fn deleted(&self, mut row: Row, seq: u64) -> Row {
        let existence = Stamp {
            seq,
            device: self.viewer.device,
            n: 0,
            seen: self.site.head,
            at: self.now,
            was: None,
        };
        row.record.seq = seq;
        row.record.fields = Fields::new();
        row.deleted = true;
        row.meta = Meta {
            born: row.meta.born,
            existence: Some(existence),
            ..Meta::default()
        };
        row
    }

    fn visits(&self, most: usize) -> Result<Vec<RecordId>, StoreError> {
        let mut query = self.at.prepare_cached(
            "SELECT id FROM record WHERE site = ?1 AND at < ?2 AND stored_at < ?2 AND kind = 'visit' LIMIT ?3",
        )?;
        let found = query.query_map(params![self.site.no, self.visits.0, limit(most)], |row| id(row, 0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn remove_visits(&self, most: usize) -> Result<u64, StoreError> {
        let visits = self.visits(most)?;
        for visit in &visits {
            if let Some(born) = load::row(self.at, self.site, *visit)?.and_then(|row| row.meta.born) {
                self.forget_text(*visit, born)?;
            }
            self.remove_row(*visit)?;
        }
        Ok(visits.len() as u64)
    }

    fn remove_row(&self, record: RecordId) -> Result<(), StoreError> {
        self.at
            .prepare_cached("DELETE FROM record WHERE site = ?1 AND id = ?2")?
            .execute(params![self.site.no, record.blob()])?;
        Ok(())
    }

    /// Of what was final about it the result stays. A rescue file has numbers of its own, that others may have, too.
    fn forget_text(&self, record: RecordId, stamp: Stamp) -> Result<(), StoreError> {
        self.at
            .prepare_cached(
                "UPDATE op SET raw = '', sealed = NULL WHERE site = ?1 AND status <> 'held' AND raw <> '' \
                 AND id IN (SELECT op FROM receipt WHERE device = ?2 AND n = ?3 \
                   UNION SELECT f.op FROM rescued f JOIN op o ON o.site = f.site AND o.id = f.op \
                     WHERE f.site = ?1 AND o.device = ?2 AND o.n = ?3) AND instr(raw, ?4) > 0",
            )?
            .execute(params![
                self.site.no,
                stamp.device.blob(),
                signed(stamp.n),
                record.to_string()
            ])?;
        Ok(())
    }

    /// The same of everything that was ever said of these: what they were called must not outlast that they were deleted.
    fn forget_texts(&self, records: &[(RecordId, u64)]) -> Result<(), StoreError> {
        let records: Vec<RecordId> = records.iter().map(|(record, _)| *record).collect();
        self.at.execute(
            "UPDATE op SET raw = '', sealed = NULL WHERE site = ?1 AND status <> 'held' AND raw <> '' \
             AND iif(json_valid(raw), raw ->> '$.change.record', NULL) IN (SELECT value FROM json_each(?2))",
            params![self.site.no, serde_json::to_string(&records)?],
        )?;
        Ok(())
    }

    /// Deletions that everybody has heard of who was here since, and from which nothing hangs that stays.
    fn tombstones(&self) -> Result<Vec<(RecordId, u64)>, StoreError> {
        let mut query = self.at.prepare_cached(&format!(
            "SELECT {ROW_COLUMNS}, parent FROM record WHERE site = ?1 AND deleted AND doc ->> 'erased' IS NULL \
             AND meta ->> '$.existence.at' < ?2 AND stored_at < ?2"
        ))?;
        let mut found = query.query(params![self.site.no, self.tombstones.0])?;
        let mut old: BTreeMap<RecordId, (u64, Option<RecordId>)> = BTreeMap::new();
        while let Some(row) = found.next()? {
            old.insert(id(row, 0)?, (count(row, 2)?, column::maybe_id(row, 7)?));
        }
        let mut staying: BTreeSet<RecordId> = BTreeSet::new();
        for record in old.keys() {
            if self.children(*record)?.iter().any(|child| !old.contains_key(child)) {
                staying.insert(*record);
            }
        }
        // Whatever hangs from it keeps it, and what that hangs from.
        let mut next: Vec<RecordId> = staying.iter().copied().collect();
        while let Some(record) = next.pop() {
            let parent = old.get(&record).and_then(|(_, parent)| *parent);
            next.extend(parent.filter(|parent| staying.insert(*parent)));
        }
        old.retain(|record, _| !staying.contains(record));
        Ok(old.into_iter().map(|(record, (seq, _))| (record, seq)).collect())
    }

    /// What hangs from it, but for what goes by itself.
    fn children(&self, record: RecordId) -> Result<Vec<RecordId>, StoreError> {
        let mut query = self.at.prepare_cached(
            "SELECT id FROM record WHERE site = ?1 AND parent = ?2 AND NOT (kind = 'visit' AND at < ?3 AND stored_at < ?3) \
             AND NOT (kind = 'tick' AND NOT deleted)",
        )?;
        let found = query.query_map(params![self.site.no, record.blob(), self.visits.0], |row| id(row, 0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn remove_tombstones(&self, most: usize) -> Result<u64, StoreError> {
        let mut old = self.tombstones()?;
        // What hangs from another before that: ids rise as things are made.
        old.reverse();
        old.truncate(most);
        let Some(floor) = old.iter().map(|(_, seq)| *seq).max() else {
            return Ok(0);
        };
        self.forget_texts(&old)?;
        for (record, _) in &old {
            self.remove_row(*record)?;
        }
        self.at.execute(
            "UPDATE site SET floor = max(floor, ?2) WHERE no = ?1",
            params![self.site.no, signed(floor)],
        )?;
        file::draw_epoch(self.at, self.site.no)?;
        // Whoever has not read so far begins anew.
        self.at.execute(
            "DELETE FROM \"left\" WHERE site = ?1 AND seq <= ?2",
            params![self.site.no, signed(floor)],
        )?;
        Ok(old.len() as u64)
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
