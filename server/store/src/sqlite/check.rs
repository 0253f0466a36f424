//! `dabai check`: whether what is stored hangs together. Reads everything, changes nothing.

use rusqlite::{Connection, params};
use shared::{record::Meta, value::Fields};

use super::column::{self, ROW_COLUMNS};
use crate::{Check, StoreError};

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
        "SELECT count(*) FROM (SELECT 1 FROM record GROUP BY site, seq HAVING count(*) > 1)",
        "numbers used by two rows",
    ),
    (
        "SELECT count(*) FROM op o WHERE NOT EXISTS \
         (SELECT 1 FROM receipt r WHERE r.device = o.device AND r.n = o.n AND r.op = o.id)",
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

pub(super) fn check(at: &Connection) -> Result<Check, StoreError> {
    let mut check = Check::default();
    let mut query = at.prepare("PRAGMA integrity_check(100)")?;
    let lines = query
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    check.faults.extend(lines.into_iter().filter(|line| line != "ok"));
    for (sql, meaning) in MUST_BE_NONE {
        let found: i64 = at.query_row(sql, [], |row| row.get(0))?;
        if found > 0 {
            check.faults.push(format!("{found} {meaning}"));
        }
    }
    read_rows(at, &mut check)?;
    check.ops = at.query_row("SELECT count(*) FROM op", [], |row| column::count(row, 0))?;
    check.faults.truncate(FAULTS_MAX);
    Ok(check)
}

fn read_rows(at: &Connection, check: &mut Check) -> Result<(), StoreError> {
    let mut query = at.prepare(&format!("SELECT {ROW_COLUMNS} FROM record"))?;
    let mut found = query.query(params![])?;
    while let Some(row) = found.next()? {
        check.rows += 1;
        let fields = column::json::<Fields>(row, 5).err();
        let meta = column::json::<Meta>(row, 6).err();
        for error in [fields, meta]
            .into_iter()
            .flatten()
            .take(FAULTS_MAX.saturating_sub(check.faults.len()))
        {
            let seq = column::count(row, 2)?;
            check.faults.push(format!("row {seq} can't be read: {error}"));
        }
    }
    Ok(())
}
