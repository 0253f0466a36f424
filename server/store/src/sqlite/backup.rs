//! Copies of the database while it is served, and putting one back. A copy counts once it was read again and found sound.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior, backup::Backup, params};
use shared::{id::DeviceId, time::UnixMs};

use super::{
    check,
    column::{Blob as _, count, id, signed},
    erase, file, journal,
    key::{self, Key, unavailable},
};
use crate::{BackupLine, Replayed, Since, StoreError};

/// Pages copied at a time, and the rest between: the server goes on meanwhile.
const PAGES: i32 = 1_000;
const REST: Duration = Duration::from_millis(2);

/// What a copy has.
pub(super) struct Copied {
    /// How far each device had come.
    reached: Vec<(DeviceId, u64)>,
    /// And the journal.
    journal: u64,
}

/// Copies what is in `folder` into `to`, which is made, and looks whether the copy is sound. Cut off, there is a folder without
/// a database, which is no backup; where it fails, nothing is left: on a full disk it will be tried again and again.
pub(super) fn copy(folder: &Path, to: &Path) -> Result<Copied, StoreError> {
    if to.exists() {
        return Err(StoreError::Conflict(format!("{} is there already", to.display())));
    }
    let copied = copy_into(folder, to);
    if copied.is_err()
        && let Err(error) = fs::remove_dir_all(to)
    {
        tracing::warn!(%error, "what a failed backup left could not be removed");
    }
    copied
}

fn copy_into(folder: &Path, to: &Path) -> Result<Copied, StoreError> {
    file::make_folder(to)?;
    let (done, part) = (file::database(to), file::database(to).with_extension("part"));
    let from = file::reader(&file::database(folder))?;
    file::make_file(&part)?;
    {
        let mut into = Connection::open(&part)?;
        Backup::new(&from, &mut into)?.run_to_completion(PAGES, REST, None)?;
        // One file, whatever the mode of the one it was copied from.
        into.pragma_update(None, "journal_mode", "DELETE")?;
    }
    let copied = sound(&part)?;
    key::copy(folder, to)?;
    let failed = |error: std::io::Error| unavailable(&part, &error);
    File::open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&part, &done).map_err(failed)?;
    File::open(to).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(copied)
}

/// How far this database has come, if nothing is wrong with it.
fn sound(path: &Path) -> Result<Copied, StoreError> {
    let at = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    if let Some(fault) = check::sound(&at)?.into_iter().next() {
        return Err(StoreError::Fault(format!("{}: {fault}", path.display())));
    }
    let mut query = at.prepare("SELECT device, max(n) FROM receipt GROUP BY device")?;
    let mut rows = query.query([])?;
    let mut reached = Vec::new();
    while let Some(row) = rows.next()? {
        reached.push((id(row, 0)?, count(row, 1)?));
    }
    let journal = journal::reached(&at)?;
    Ok(Copied { reached, journal })
}

/// From now on phones hold what is not in it, while it is the oldest.
pub(super) fn note(at: &Connection, name: &str, copied: &Copied, now: UnixMs) -> Result<(), StoreError> {
    at.execute(
        "INSERT INTO backup (name, at, journal) VALUES (?1, ?2, ?3)",
        params![name, now.0, signed(copied.journal)],
    )?;
    let no = at.last_insert_rowid();
    let mut add = at.prepare_cached("INSERT INTO backup_device (device, backup, n) VALUES (?1, ?2, ?3)")?;
    for (device, n) in &copied.reached {
        add.execute(params![device.blob(), no, signed(*n)])?;
    }
    Ok(())
}

/// It is not kept any more.
pub(super) fn forget(at: &Connection, name: &str) -> Result<(), StoreError> {
    at.execute(
        "DELETE FROM backup_device WHERE backup = (SELECT no FROM backup WHERE name = ?1)",
        [name],
    )?;
    at.execute("DELETE FROM backup WHERE name = ?1", [name])?;
    Ok(())
}

/// Those that are kept, the oldest first.
pub(super) fn list(at: &Connection) -> Result<Vec<BackupLine>, StoreError> {
    let mut query = at.prepare_cached("SELECT name, at FROM backup ORDER BY no")?;
    let lines = query.query_map([], |row| {
        Ok(BackupLine {
            name: row.get(0)?,
            at: UnixMs(row.get(1)?),
        })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// Up to where a device may let go of what it sent: what every backup has. That is what the oldest has, unless one was put back
/// since: a later one may have less then. Without backups, all that is stored.
pub(super) fn safe_n(at: &Connection, device: DeviceId, last_n: u64) -> Result<u64, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT min(coalesce(d.n, 0)) FROM backup b LEFT JOIN backup_device d ON d.backup = b.no AND d.device = ?1",
    )?;
    let least: Option<i64> = query.query_row([device.blob()], |row| row.get(0))?;
    Ok(least.map_or(last_n, |n| u64::try_from(n).unwrap_or(0).min(last_n)))
}

/// Puts the backup in `from` in the place of what is in `folder`, which is moved into `aside`, and does again what the journal has
/// since. Nobody may be at work there. Cut off before the database is in its place, it has to be
/// run again; after that, the next start does the rest.
pub(super) fn restore(
    folder: &Path,
    from: &Path,
    aside: &Path,
    journal: &Path,
    since: Since,
) -> Result<Replayed, StoreError> {
    let copy = file::database(from);
    if !copy.is_file() {
        return Err(StoreError::Conflict(format!("{} is no backup", from.display())));
    }
    let copied = sound(&copy)?;
    let key = Key::read(from)?;
    file::make_folder(folder)?;
    let _alone = file::place(folder, true)?;
    let present = file::database(folder);
    // What was committed last may not have come into the journal. The database may be what is broken, too.
    if present.exists()
        && let Err(error) = append_rest(folder, journal)
    {
        tracing::warn!(%error, "what the database has and the journal lacks could not be appended");
    }
    if since == Since::Replayed {
        journal::replay::check(journal, &key, copied.journal)?;
    }
    let erased = erased_since(&present, journal, &key);
    let part = present.with_extension("part");
    let failed = |error: std::io::Error| unavailable(&part, &error);
    remove(&part)?;
    file::make_file(&part)?;
    fs::copy(&copy, &part).map_err(failed)?;
    // Before it counts: whoever starts it in between must find nobody who was erased, and must not do again what is to be left.
    if !erased.is_empty() {
        erase_again(&mut file::writer(&part)?, &erased)?;
    }
    if since == Since::Left {
        let name = aside.file_name().unwrap_or_default();
        journal::set_aside(&file::writer(&part)?, journal, &journal.join(name), &key)?;
    }
    File::open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
    if present.exists() {
        file::make_folder(aside)?;
        key::copy(folder, aside)?;
        // The log first: a database without it is older, one with another's is broken.
        for ending in ["-wal", "-shm", ""] {
            let beside = |folder: &Path| {
                let mut path = file::database(folder).into_os_string();
                path.push(ending);
                PathBuf::from(path)
            };
            moved(&beside(folder), &beside(aside))?;
        }
    }
    key::copy(from, folder)?;
    fs::rename(&part, &present).map_err(failed)?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    let mut restored = file::writer(&present)?;
    match since {
        Since::Replayed => {
            // Phones have not seen what is done again under the numbers it gets.
            file::begin_epoch(&mut restored)?;
            journal::replay::catch_up(&mut restored, journal, &key)
        }
        Since::Left => Ok(Replayed::default()),
    }
}

/// Everybody who was erased, as the journal and the present database know, which may both be damaged. Its site tells whose it is.
fn erased_since(present: &Path, journal: &Path, key: &Key) -> Vec<journal::Gone> {
    let told = |error: &StoreError| tracing::warn!(%error, "who was erased can't be read here");
    let mut erased = journal::gone(journal, key).inspect_err(told).unwrap_or_default();
    if present.exists() {
        let known = file::reader(present).and_then(|at| erase::all(&at));
        erased.extend(known.inspect_err(told).unwrap_or_default());
    }
    erased
}

/// In an epoch of its own: phones may have seen other rows under the numbers that this writes.
fn erase_again(to: &mut Connection, erased: &[journal::Gone]) -> Result<(), StoreError> {
    file::begin_epoch(to)?;
    let write = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for gone in erased {
        erase::again(&write, gone)?;
    }
    Ok(write.commit()?)
}

fn append_rest(folder: &Path, journal: &Path) -> Result<(), StoreError> {
    let at = file::reader(&file::database(folder))?;
    let key = Arc::new(Key::read(folder)?);
    journal::Journal::open(journal.to_owned(), key, Arc::default())?.append(&at)
}

fn moved(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unavailable(from, &error)),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unavailable(path, &error)),
        _ => Ok(()),
    }
}
