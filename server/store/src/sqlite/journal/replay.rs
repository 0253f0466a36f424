//! Doing again what a database lacks of its journal. Rows are put as they were; operations are judged anew, since what phones sent
//! meanwhile is not here yet: it comes back later, and is judged over them.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use shared::protocol::Status;

use super::{
    capture,
    entry::{Brought, Entry, Gone, Own},
    reached,
    segment::{self, Line},
};
use crate::{
    PushError, Pushed, Replayed, StoreError,
    sqlite::{
        column::signed,
        demo, erase, file,
        group::{self, Ops, Push},
        key::Key,
        load, standing,
    },
};

/// Whether all of the journal is there that a database lacks which has come to line `after`.
pub(in crate::sqlite) fn check(folder: &Path, key: &Key, after: u64) -> Result<(), StoreError> {
    segment::walk(folder, key, after, |_| Ok(())).map(drop)
}

/// Does what is in the journal in `folder` after the last line of this database, in one transaction. Its epoch must have begun after
/// whatever the database was copied from. A line that can't be done is told and passed over: the others are worth having.
pub(in crate::sqlite) fn catch_up(to: &mut Connection, folder: &Path, key: &Key) -> Result<Replayed, StoreError> {
    let write = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut replayed = Replayed::default();
    let mut newest = None;
    // First, so that nothing of them comes back by the lines before.
    let mut erased = Vec::new();
    segment::walk(folder, key, reached(&write)?, |line| {
        erased.extend(Gone::of(line.entry.get()));
        Ok(())
    })?;
    for gone in &erased {
        erase::again(&write, gone)?;
    }
    segment::walk(folder, key, reached(&write)?, |line| {
        match again(&write, &line) {
            Ok(otherwise) => {
                replayed.lines += 1;
                let told = otherwise.into_iter().map(|what| format!("line {}: {what}", line.no));
                replayed.failed.extend(told);
            }
            Err(StoreError::Unavailable(error)) => return Err(StoreError::Unavailable(error)),
            Err(error) => replayed.failed.push(format!("line {}: {error}", line.no)),
        }
        newest = Some(line);
        Ok(())
    })?;
    if let Some(Line { no, entry, .. }) = newest {
        write.execute("DELETE FROM journal", [])?;
        write.execute(
            "INSERT INTO journal (no, line) VALUES (?1, ?2)",
            params![signed(no), entry.get()],
        )?;
    }
    write.commit()?;
    Ok(replayed)
}

/// All of a line, or nothing of it; answers what came to something else than it had.
fn again(write: &Transaction<'_>, line: &Line) -> Result<Vec<String>, StoreError> {
    write.execute_batch("SAVEPOINT line")?;
    let done = group::caught(|| apply(write, serde_json::from_str(line.entry.get())?));
    if done.is_err() {
        write.execute_batch("ROLLBACK TO line")?;
    }
    write.execute_batch("RELEASE line")?;
    done
}

fn apply(at: &Connection, entry: Entry) -> Result<Vec<String>, StoreError> {
    match entry {
        Entry::Row(row) => {
            let is_site = row.table == "site";
            capture::put(at, row)?;
            if is_site {
                give_epochs(at)?;
            }
        }
        Entry::Gone(key) => capture::remove(at, key)?,
        Entry::Ops(own) => return operate(at, own),
        Entry::Rescued(brought) => return rescue(at, &brought),
        Entry::Erased(gone) => erase::again(at, &gone)?,
        Entry::Settled(row) => capture::settle(at, row)?,
        Entry::SiteRemoved(site) => demo::clear(at, site)?,
        Entry::SetAside => {}
    }
    Ok(Vec::new())
}

/// Epochs are not in the journal: a site that is put back begins one here.
fn give_epochs(at: &Connection) -> Result<(), StoreError> {
    let without = "SELECT no FROM site s WHERE NOT EXISTS (SELECT 1 FROM epoch e WHERE e.site = s.no)";
    let without: Option<i64> = at.query_row(without, [], |row| row.get(0)).optional()?;
    without.map_or(Ok(()), |site| file::draw_epoch(at, site))
}

/// Answers what can't be judged at all; what is judged otherwise than it was is the desk's to see.
fn rescue(at: &Connection, brought: &Brought) -> Result<Vec<String>, StoreError> {
    let viewer = standing::of_device(at, brought.device)?
        .ok_or_else(|| StoreError::Fault("a rescue file of a phone that is not here".to_owned()))?;
    let site = load::existing_site(at, viewer.site)?;
    let push = Push {
        viewer,
        ops: Ops::Rescued(brought.incoming()),
        skew_ms: brought.skew_ms,
        now: brought.at,
    };
    group::of_site(at, site, &[&push], load::Waiting::Retried)?;
    Ok(Vec::new())
}

/// Answers which had been applied and are not this time, being about what only a phone can bring back.
fn operate(at: &Connection, own: Own) -> Result<Vec<String>, StoreError> {
    let viewer = standing::of_device(at, own.device)?
        .ok_or_else(|| StoreError::Fault("operations of a device that is not here".to_owned()))?;
    let site = load::existing_site(at, viewer.site)?;
    let had: Vec<Option<Status>> = own.ops.iter().map(|op| Some(op.was.as_ref()?.status)).collect();
    let push = Push {
        viewer,
        ops: Ops::Own(own.ops),
        skew_ms: 0,
        now: own.at,
    };
    let (answers, _) = group::of_site(at, site, &[&push], load::Waiting::Retried)?;
    let pushed: Result<Vec<Pushed>, PushError> = answers.into_iter().collect();
    let pushed = pushed.map_err(|error| StoreError::Fault(error.to_string()))?;
    let results = pushed.into_iter().flat_map(|pushed| pushed.results);
    let is_applied = |status| matches!(status, Status::Applied | Status::Superseded);
    let lost = had.into_iter().zip(results);
    let lost = lost.filter(|(had, now)| had.is_some_and(is_applied) && !is_applied(now.status));
    Ok(lost
        .map(|(_, now)| {
            let (id, status, code) = (now.id, now.status, now.code);
            format!("operation {id} had been applied and is {status:?} {code:?} now")
        })
        .collect())
}
