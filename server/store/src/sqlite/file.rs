//! The database file: how it is opened, by whom it is served, and when a new epoch begins.

use std::{
    fs::{DirBuilder, File, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant, SystemTime},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, params};
use shared::{id::EpochId, time::UnixMs};

use super::{
    column::{Blob as _, id},
    key::{random, unavailable},
    schema,
};
use crate::StoreError;

const DATABASE_FILE: &str = "dabai.db";
const LOCK_FILE: &str = "dabai.lock";
/// How long a writer waits for another process's transaction.
const LOCKED_MS: u64 = 5_000;
/// How long a server waits for commands that are just looking whether one serves.
const SERVING_MS: u64 = 1_000;
const SERVING_ASK_MS: u64 = 20;
/// Pages of the log before it is copied into the database: 16 MB.
const CHECKPOINT_PAGES: u32 = 4_000;
/// Kibibytes of pages a connection keeps in memory; the system keeps the file itself.
const WRITER_CACHE_KIB: i64 = 8 * 1_024;
const READER_CACHE_KIB: i64 = 2 * 1_024;
const STATEMENTS_KEPT: usize = 64;

/// Makes the folder where it is missing, for its owner alone: it will hold people's names and needs.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| unavailable(folder, &error))
}

pub(super) fn database(folder: &Path) -> PathBuf {
    folder.join(DATABASE_FILE)
}

/// Makes what is missing and brings the database to the present form.
///
/// # Errors
/// [`StoreError::Conflict`] where a backup was about to be put back: an empty database is not what belongs there.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() && path.with_extension("part").exists() {
        let words = "a backup was being put back here and the end is missing: run the restore again";
        return Err(StoreError::Conflict(words.to_owned()));
    }
    make_file(path)?;
    let mut connection = Connection::open(path)?;
    set_up(&connection, WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    schema::migrate(&mut connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// For its owner alone, whatever the folder lets others see; the log beside it takes its rights from it.
pub(super) fn make_file(path: &Path) -> Result<(), StoreError> {
    // One that exists is not opened: closing it would let go of the locks that SQLite holds on it in this process.
    match make_new(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(unavailable(path, &error)),
        _ => Ok(()),
    }
}

/// A file that wasn't there, for its owner alone.
pub(super) fn make_new(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection, READER_CACHE_KIB)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn set_up(connection: &Connection, cache_kib: i64) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_millis(LOCKED_MS))?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

/// Who opened the folder.
#[derive(Debug)]
pub(super) enum Place {
    /// The one server; others are kept out while this is held.
    Serving {
        _lock: File,
    },
    BesideServer,
    /// Nobody serves: what is written here may be what follows a restored copy.
    Alone,
}

/// Takes a server's place, or looks whether somebody has it.
pub(super) fn place(folder: &Path, serve: bool) -> Result<Place, StoreError> {
    let path = folder.join(LOCK_FILE);
    let failed = |error: std::io::Error| unavailable(&path, &error);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed)?;
    if !serve {
        return match file.try_lock_shared() {
            Ok(()) => Ok(Place::Alone),
            Err(TryLockError::WouldBlock) => Ok(Place::BesideServer),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        };
    }
    let until = Instant::now() + Duration::from_millis(SERVING_MS);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Place::Serving { _lock: file }),
            Err(TryLockError::WouldBlock) if Instant::now() < until => sleep(Duration::from_millis(SERVING_ASK_MS)),
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Conflict("another server is serving this folder".to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

/// Begins a new life of every site: from here on, what was read from another branch is noticed.
pub(super) fn begin_epoch(to: &mut Connection) -> Result<(), StoreError> {
    let write = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sites: Vec<i64> = {
        let mut query = write.prepare("SELECT no FROM site")?;
        let sites = query.query_map([], |row| row.get(0))?;
        sites.collect::<Result<_, _>>()?
    };
    for site in sites {
        draw_epoch(&write, site)?;
    }
    Ok(write.commit()?)
}

/// Its id is above that of every epoch before, whatever the clock says: ids tell which life came later.
pub(super) fn draw_epoch(at: &Connection, site: i64) -> Result<(), StoreError> {
    let mut query = at.prepare_cached("SELECT epoch FROM epoch WHERE site = ?1 ORDER BY no DESC LIMIT 1")?;
    let last: Option<EpochId> = query.query_row([site], |row| id(row, 0)).optional()?;
    let now = clock();
    let made = last.map_or(now, |last| now.max(last.made_at().plus(1)));
    let epoch = EpochId::made(made, random()?);
    at.execute(
        "INSERT INTO epoch (site, no, epoch, born_seq, born_at) \
         SELECT no, (SELECT coalesce(max(e.no), 0) + 1 FROM epoch e WHERE e.site = site.no), ?2, head, ?3 \
         FROM site WHERE no = ?1",
        params![site, epoch.blob(), now.0],
    )?;
    Ok(())
}

/// For notes of when something was made, and for ids that rise.
pub(super) fn clock() -> UnixMs {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    UnixMs(i64::try_from(since.as_millis()).unwrap_or(0))
}
