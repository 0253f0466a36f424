//! The journal: what no phone holds, in files outside the database. Whatever is written not by a phone's push leaves a line in the
//! table `journal`, in its own transaction; after COMMIT and before the answer the server appends it to the last file. What a
//! restored database lacks is done again from there ([`replay`]). Phones' pushes leave none.
//!
//! Only the server appends. What commands write beside it, or while none runs, waits in the table.

use std::{
    fs::{self, File},
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rusqlite::{Connection, params};

use super::{
    column::{count, signed},
    file,
    key::{Key, unavailable},
};
use crate::{Replayed, StoreError};

pub(super) mod capture;
mod entry;
mod redact;
pub(super) mod replay;
mod segment;

pub(super) use entry::{Entry, Gone, note, note_own};
pub(super) use redact::{gone, redact_waiting};

/// The folder of the journal, where none is named: in the data folder.
const FOLDER: &str = "journal";
/// A file that has come so far is followed by another; those that the oldest backup doesn't need are removed then.
const SEGMENT_BYTES_MAX: u64 = 4 * 1_024 * 1_024;
/// Lines that are written at once. A line holds up to a thousand operations.
const LINES_MAX: u32 = 64;

pub(super) fn folder(data: &Path, named: Option<&Path>) -> PathBuf {
    named.map_or_else(|| data.join(FOLDER), Path::to_owned)
}

/// The journal of a server that starts: first the database is brought up to it, where that is older, then it to the database.
pub(super) fn begin(
    to: &mut Connection,
    folder: PathBuf,
    key: &Arc<Key>,
    lacking: &Arc<AtomicU64>,
) -> Result<Journal, StoreError> {
    let mut journal = Journal::open(folder, Arc::clone(key), Arc::clone(lacking))?;
    if journal.last > reached(to)? {
        let Replayed { lines, failed } = replay::catch_up(to, &journal.folder, key)?;
        tracing::warn!(
            lines,
            ?failed,
            "the database was older than its journal; what it lacked is done again"
        );
    }
    journal.follow(to);
    Ok(journal)
}

/// The number of the last line this database has written; 0 for none, as before there was a journal.
pub(super) fn reached(at: &Connection) -> Result<u64, StoreError> {
    let is_there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'journal')";
    if !at.query_row(is_there, [], |row| row.get::<_, bool>(0))? {
        return Ok(0);
    }
    Ok(at.query_row("SELECT coalesce(max(no), 0) FROM journal", [], |row| count(row, 0))?)
}

/// A command is about to write where no server runs. Its lines would take the numbers of those that this database lacks.
///
/// # Errors
/// [`StoreError::Conflict`] where the database is older than its journal.
pub(super) fn check_reached(at: &Connection, folder: &Path, key: &Key) -> Result<(), StoreError> {
    let Some(newest) = segment::list(folder)?.pop() else {
        return Ok(());
    };
    let last = newest.read(key)?.lines.last().map_or(0, |line| line.no);
    if last > reached(at)? {
        let words = "the database is older than its journal: start the server once, it does what is lacking again";
        return Err(StoreError::Conflict(words.to_owned()));
    }
    Ok(())
}

/// The files, as the one server of a folder appends to them.
pub(super) struct Journal {
    folder: PathBuf,
    key: Arc<Key>,
    open: Option<Open>,
    /// The number of the last line that is in the files.
    last: u64,
    /// Lines before this one are in the table no more.
    trimmed: u64,
    /// Lines that the files lack since they couldn't be written; while there are some, they are tried again at each turn only.
    lacking: Arc<AtomicU64>,
}

/// The last file, and how far it is good.
struct Open {
    file: File,
    bytes: u64,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl Journal {
    /// Looks how far the files in `folder` have come, making it where it is missing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the last file is not this key's.
    pub(super) fn open(folder: PathBuf, key: Arc<Key>, lacking: Arc<AtomicU64>) -> Result<Self, StoreError> {
        file::make_folder(&folder)?;
        let (mut last, mut open) = (0, None);
        if let Some(newest) = segment::list(&folder)?.pop() {
            let read = newest.read(&key)?;
            last = read.lines.last().map_or(newest.first.saturating_sub(1), |line| line.no);
            let failed = |error: std::io::Error| unavailable(&newest.path, &error);
            open = Some(Open {
                file: File::options().write(true).open(&newest.path).map_err(failed)?,
                bytes: read.good_bytes,
            });
        }
        Ok(Self {
            folder,
            key,
            open,
            last,
            trimmed: 0,
            lacking,
        })
    }

    /// Appends what was committed. What can't be written stays in the table: it is done, and nobody is refused for it.
    pub(super) fn follow(&mut self, at: &Connection) {
        if self.lacking.load(Ordering::Relaxed) == 0 {
            self.try_append(at);
        }
    }

    /// Now and then: tries again what could not be written, and takes out of the table what was.
    pub(super) fn turn(&mut self, at: &Connection) {
        self.try_append(at);
        if self.trimmed < self.last
            && at
                .execute("DELETE FROM journal WHERE no < ?1", [signed(self.last)])
                .is_ok()
        {
            self.trimmed = self.last;
        }
    }

    fn try_append(&mut self, at: &Connection) {
        let lacking = match self.append(at) {
            Ok(()) => 0,
            Err(error) => {
                tracing::error!(%error, folder = %self.folder.display(), "the journal can't be written; the database has what is to go there");
                let lacking = "SELECT count(*) FROM journal WHERE no > ?1";
                at.query_row(lacking, [signed(self.last)], |row| count(row, 0))
                    .unwrap_or(0)
                    .max(1)
            }
        };
        self.lacking.store(lacking, Ordering::Relaxed);
    }

    /// Durable when it returns.
    pub(super) fn append(&mut self, at: &Connection) -> Result<(), StoreError> {
        loop {
            let lines = waiting(at, self.last)?;
            let (Some((first, _)), Some((last, _))) = (lines.first(), lines.last()) else {
                return Ok(());
            };
            let (first, last) = (*first, *last);
            let goes_on = first == self.last + 1;
            if self
                .open
                .as_ref()
                .is_none_or(|open| !goes_on || open.bytes >= SEGMENT_BYTES_MAX)
            {
                self.begin(at, first)?;
            }
            let now = file::clock();
            let text: String = lines
                .iter()
                .map(|(no, entry)| segment::line(&self.key, *no, now, entry))
                .collect();
            self.write(&text)?;
            self.last = last;
        }
    }

    fn write(&mut self, text: &str) -> Result<(), StoreError> {
        let Some(open) = &mut self.open else {
            return Err(StoreError::Fault("no file of the journal is open".to_owned()));
        };
        let write = |open: &mut Open| -> std::io::Result<()> {
            if open.bytes == 0 {
                File::open(&self.folder)?.sync_all()?;
            }
            // What a full disk or a crash cut off was never said to be there.
            open.file.set_len(open.bytes)?;
            open.file.seek(SeekFrom::Start(open.bytes))?;
            open.file.write_all(text.as_bytes())?;
            open.file.sync_all()
        };
        write(open).map_err(|error| unavailable(&self.folder, &error))?;
        open.bytes += text.len() as u64;
        Ok(())
    }

    /// A new file; those that no backup needs go.
    fn begin(&mut self, at: &Connection, first: u64) -> Result<(), StoreError> {
        let path = segment::path(&self.folder, first);
        let file = file::make_new(&path).map_err(|error| unavailable(&path, &error))?;
        self.open = Some(Open { file, bytes: 0 });
        // Should its first line not be written now, the next try goes on with this file.
        self.last = first.saturating_sub(1);
        if let Err(error) = self.prune(at) {
            tracing::warn!(%error, "old files of the journal could not be removed");
        }
        Ok(())
    }

    fn prune(&self, at: &Connection) -> Result<(), StoreError> {
        let oldest: Option<i64> = at.query_row("SELECT min(journal) FROM backup", [], |row| row.get(0))?;
        // Without a backup there may be copies made by other means.
        let Some(oldest) = oldest else { return Ok(()) };
        for pair in segment::list(&self.folder)?.windows(2) {
            let [old, next] = pair else { continue };
            if signed(next.first) <= oldest + 1 {
                fs::remove_file(&old.path).map_err(|error| unavailable(&old.path, &error))?;
            }
        }
        Ok(())
    }
}

fn waiting(at: &Connection, last: u64) -> Result<Vec<(u64, String)>, StoreError> {
    let mut query = at.prepare_cached("SELECT no, line FROM journal WHERE no > ?1 ORDER BY no LIMIT ?2")?;
    let lines = query.query_map(params![signed(last), LINES_MAX], |row| {
        Ok((count(row, 0)?, row.get(1)?))
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// A backup is about to be put back without what came after it: the files go into the folder `aside`, and the database goes
/// on where they ended, so that no older copy takes a new line for an old one.
pub(super) fn set_aside(to: &Connection, folder: &Path, aside: &Path, key: &Key) -> Result<(), StoreError> {
    let segments = segment::list(folder)?;
    let Some(newest) = segments.last() else { return Ok(()) };
    let last = newest.read(key).map_or(newest.first, |read| {
        read.lines.last().map_or(newest.first, |line| line.no)
    });
    file::make_folder(aside)?;
    for segment in &segments {
        let name = segment.path.file_name().unwrap_or_default();
        fs::rename(&segment.path, aside.join(name)).map_err(|error| unavailable(&segment.path, &error))?;
    }
    let last = last.max(reached(to)?) + 1;
    to.execute(
        "INSERT INTO journal (no, line) VALUES (?1, ?2)",
        params![signed(last), serde_json::to_string(&Entry::SetAside)?],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
