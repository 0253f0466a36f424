//! What a push is measured against: the same operation and record rows, in the same transactions, written to tables of
//! the same form by nothing but SQLite.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};

use crate::clock;

/// As the store opens its own database.
const SET_UP: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; \
                      PRAGMA cache_size = -16384;";
const TABLES: [&str; 2] = ["op", "record"];

pub(crate) struct Bare {
    pub(crate) took: Duration,
    pub(crate) cpu: Duration,
    pub(crate) batches: usize,
}

/// The rows of one transaction: operations, records.
type Batch = [Vec<Vec<Value>>; 2];

/// Writes again what the server wrote above `head`. Its transactions are told apart by the time they are stamped with;
/// two within a millisecond count as one, in favour of the bare database.
pub(crate) fn write_again(data: &Path, head: u64, rows: usize) -> Result<Bare> {
    let theirs = Connection::open_with_flags(data.join("dabai.db"), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut batches: Vec<Batch> = Vec::new();
    let mut stamp = None;
    let mut query = theirs.prepare(
        "SELECT record.seq, record.stored_at, op.rowid, record.rowid FROM record \
         JOIN op ON op.site = record.site AND op.seq = record.seq WHERE record.seq > ?1 ORDER BY record.seq",
    )?;
    let found = query.query_map([i64::try_from(head)?], |row| {
        Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
    })?;
    let mut read = TABLES.map(|table| theirs.prepare(&format!("SELECT * FROM {table} WHERE rowid = ?1")));
    for line in found {
        let (stored_at, op, record) = line?;
        if stamp != Some(stored_at) {
            stamp = Some(stored_at);
            batches.push(Batch::default());
        }
        let Some(batch) = batches.last_mut() else { continue };
        for (at, rowid) in [op, record].into_iter().enumerate() {
            let query = read[at].as_mut().map_err(|error| anyhow::anyhow!("{error}"))?;
            let columns = query.column_count();
            let row = query.query_row([rowid], |row| (0..columns).map(|column| row.get(column)).collect())?;
            batch[at].push(row);
        }
    }
    let read: usize = batches.iter().map(|batch| batch[0].len()).sum();
    ensure!(read == rows, "{read} rows were stored, {rows} were acknowledged");
    write(&data.join("bare.db"), &schema(&theirs)?, &batches)
}

fn schema(theirs: &Connection) -> Result<Vec<String>> {
    let mut query = theirs.prepare(
        "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('op', 'record') AND sql IS NOT NULL \
         AND type IN ('table', 'index') ORDER BY type DESC",
    )?;
    let statements = query.query_map([], |row| row.get(0))?;
    Ok(statements.collect::<Result<_, _>>()?)
}

fn write(path: &Path, schema: &[String], batches: &[Batch]) -> Result<Bare> {
    let ours = Connection::open(path)?;
    ours.execute_batch(SET_UP)?;
    for statement in schema {
        ours.execute_batch(statement)?;
    }
    let (cpu, began) = (clock::cpu("self"), Instant::now());
    for batch in batches {
        ours.execute_batch("BEGIN IMMEDIATE")?;
        for (table, rows) in TABLES.iter().zip(batch) {
            let places = vec!["?"; rows.first().map_or(0, Vec::len)].join(", ");
            let mut insert = ours.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?;
            for row in rows {
                insert.execute(params_from_iter(row))?;
            }
        }
        ours.execute_batch("COMMIT")?;
    }
    Ok(Bare {
        took: began.elapsed(),
        cpu: clock::cpu("self").saturating_sub(cpu),
        batches: batches.len(),
    })
}
