//! `dabai check`: whether what is stored hangs together. Reads everything, changes nothing.
//!
//! The file itself, as SQLite sees it; numbers, receipts and what names what; every row's form, and its fields once more
//! from the operations that its memory of merging names; and whether what a pull from 0 delivers is what the digests say,
//! for every scope that a phone has.

use rusqlite::{Connection, params};

use super::{
    column::{self, ROW_COLUMNS, maybe_id},
    schema,
};
use crate::{Check, StoreError};

mod log;
mod row;
mod scope;

/// Faults that are listed; a broken database has as many as it has rows.
const FAULTS_MAX: usize = 100;

/// Counts that must be zero, and what each means when it is not.
const MUST_BE_NONE: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM record r JOIN site s ON s.no = r.site WHERE r.seq > s.head",
        "rows beyond their site's head",
    ),
    (
        "SELECT count(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM site s WHERE s.no = r.site)",
        "rows of no site",
    ),
    (
        "SELECT count(*) FROM record r WHERE r.parent IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM record p WHERE p.site = r.site AND p.id = r.parent)",
        "rows that hang from a row that isn't there",
    ),
    (
        "SELECT count(*) FROM record r JOIN record p ON p.site = r.site AND p.id = r.parent \
         WHERE r.kind IN ('resident', 'tick') AND r.scope IS NOT p.scope",
        "rows of another building than what they hang from",
    ),
    (
        "SELECT count(*) FROM \"left\" l JOIN site s ON s.no = l.site WHERE l.seq > s.head",
        "rows that left a building beyond their site's head",
    ),
    (
        "SELECT count(*) FROM conflict c WHERE NOT EXISTS (SELECT 1 FROM op o WHERE o.site = c.site AND o.id = c.op)",
        "conflicts without their operation",
    ),
    (
        "SELECT count(*) FROM (SELECT 1 FROM record GROUP BY site, seq HAVING count(*) > 1)",
        "numbers used by two rows",
    ),
    (
        "SELECT count(*) FROM op o WHERE NOT EXISTS \
         (SELECT 1 FROM receipt r WHERE r.device = o.device AND r.n = o.n AND r.op = o.id) \
         AND NOT EXISTS (SELECT 1 FROM rescued f WHERE f.site = o.site AND f.op = o.id)",
        "operations without their receipt",
    ),
    (
        "SELECT count(*) FROM receipt r JOIN device d ON d.id = r.device WHERE NOT EXISTS \
         (SELECT 1 FROM op o WHERE o.site = d.site AND o.id = r.op)",
        "receipts without their operation",
    ),
    (
        "SELECT count(*) FROM receipt r WHERE NOT EXISTS (SELECT 1 FROM device d WHERE d.id = r.device)",
        "receipts of no device",
    ),
    (
        "SELECT count(*) FROM (SELECT 1 FROM receipt GROUP BY device HAVING min(n) <> 1 OR max(n) <> count(*))",
        "devices whose numbers have gaps",
    ),
    (
        "SELECT count(*) FROM op o JOIN site s ON s.no = o.site WHERE o.seq > s.head",
        "operations beyond their site's head",
    ),
    (
        "SELECT count(*) FROM site s WHERE NOT EXISTS (SELECT 1 FROM epoch e WHERE e.site = s.no)",
        "sites without an epoch",
    ),
    (
        "SELECT count(*) FROM epoch e JOIN site s ON s.no = e.site WHERE e.born_seq > s.head",
        "epochs born beyond their site's head",
    ),
];

/// Whether a copy can be worked with: its file, and numbers, receipts and what names what. Whatever else is amiss is no reason
/// to have no copy, and is for [`check`] to tell. Of an earlier version only the file is looked at.
pub(super) fn sound(at: &Connection) -> Result<Vec<String>, StoreError> {
    let mut faults = Faults::default();
    whole(at, &mut faults)?;
    if schema::is_present(at)? {
        hang_together(at, &mut faults)?;
    }
    Ok(faults.0)
}

pub(super) fn check(at: &Connection) -> Result<Check, StoreError> {
    let mut check = Check::default();
    let mut faults = Faults::default();
    whole(at, &mut faults)?;
    hang_together(at, &mut faults)?;
    check.rows = rows(at, &mut faults)?;
    log::applied(at, &mut faults)?;
    scope::delivered(at, &mut faults)?;
    check.ops = at.query_row("SELECT count(*) FROM op", [], |row| column::count(row, 0))?;
    check.faults = faults.0;
    Ok(check)
}

/// The file, as SQLite sees it.
fn whole(at: &Connection, faults: &mut Faults) -> Result<(), StoreError> {
    let mut query = at.prepare("PRAGMA integrity_check(100)")?;
    let lines = query
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    lines
        .into_iter()
        .filter(|line| line != "ok")
        .for_each(|line| faults.add(line));
    Ok(())
}

fn hang_together(at: &Connection, faults: &mut Faults) -> Result<(), StoreError> {
    for (sql, meaning) in MUST_BE_NONE {
        let found: i64 = at.query_row(sql, [], |row| row.get(0))?;
        if found > 0 {
            faults.add(format!("{found} {meaning}"));
        }
    }
    Ok(())
}

/// One line each, as many as are worth listing.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, fault: String) {
        if self.0.len() < FAULTS_MAX {
            self.0.push(fault);
        }
    }
}

/// Every row by itself, and against the operations that wrote it.
fn rows(at: &Connection, faults: &mut Faults) -> Result<u64, StoreError> {
    let mut log = log::Log::new(at)?;
    let mut query = at.prepare(&format!("SELECT {ROW_COLUMNS}, site, parent, at FROM record"))?;
    let mut found = query.query(params![])?;
    let mut rows = 0;
    while let Some(line) = found.next()? {
        rows += 1;
        match column::row(line) {
            Ok(row) if row.is_erased() => row::hold_erased(&row, faults),
            Ok(row) => {
                row::hold(&row, maybe_id(line, 8)?, line.get(9)?, faults);
                log.hold(&row, line.get(7)?, faults)?;
            }
            Err(error) => faults.add(format!("row {} can't be read: {error}", column::count(line, 2)?)),
        }
    }
    Ok(rows)
}
