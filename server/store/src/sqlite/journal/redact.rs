//! Taking who was erased out of lines that were written before.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use rusqlite::{Connection, params};
use shared::id::RecordId;

use super::{
    Journal, Open,
    entry::{self, Gone},
    segment::{self, Segment},
};
use crate::{
    StoreError,
    sqlite::{
        column::{count, signed},
        file,
        key::{Key, unavailable},
    },
};

/// Lines that still wait in the table.
pub(in crate::sqlite) fn redact_waiting(at: &Connection, residents: &[RecordId]) -> Result<(), StoreError> {
    let mut query = at.prepare_cached("SELECT no, line FROM journal")?;
    let mut found = query.query([])?;
    let mut changed = Vec::new();
    while let Some(row) = found.next()? {
        let line = entry::without(row.get_ref(1)?.as_str()?, residents);
        changed.extend(
            line.map(|line| Ok::<_, StoreError>((count(row, 0)?, line)))
                .transpose()?,
        );
    }
    for (no, line) in changed {
        at.execute("UPDATE journal SET line = ?2 WHERE no = ?1", params![signed(no), line])?;
    }
    Ok(())
}

/// Everybody of whom these files say that they were erased, as far as they can be read.
pub(in crate::sqlite) fn gone(folder: &Path, key: &Key) -> Result<Vec<Gone>, StoreError> {
    let mut found = Vec::new();
    for segment in segment::list(folder)? {
        let Ok(read) = segment.read(key) else { continue };
        found.extend(read.lines.iter().filter_map(|line| Gone::of(line.entry.get())));
    }
    Ok(found)
}

impl Journal {
    /// Writes those files anew that speak of these residents. Cut off, a file is as it was.
    pub(in crate::sqlite) fn redact(&mut self, residents: &[RecordId]) -> Result<(), StoreError> {
        let segments = segment::list(&self.folder)?;
        for (at, segment) in segments.iter().enumerate() {
            let Some(text) = self.without(segment, residents)? else {
                continue;
            };
            let failed = |error: std::io::Error| unavailable(&segment.path, &error);
            replace(&segment.path, &text).map_err(failed)?;
            if at + 1 == segments.len() && self.open.is_some() {
                self.open = Some(Open {
                    file: File::options().write(true).open(&segment.path).map_err(failed)?,
                    bytes: text.len() as u64,
                });
            }
        }
        Ok(())
    }

    /// The whole of a file, if anything is to be taken out. A damaged one is left: a restore has to hear of it.
    fn without(&self, segment: &Segment, residents: &[RecordId]) -> Result<Option<String>, StoreError> {
        let read = segment.read(&self.key)?;
        if read.is_damaged {
            tracing::warn!(path = %segment.path.display(), "a damaged file of the journal may still speak of somebody who was erased");
            return Ok(None);
        }
        let mut has_changed = false;
        let mut text = String::new();
        for line in read.lines {
            let changed = entry::without(line.entry.get(), residents);
            has_changed |= changed.is_some();
            let entry = changed.as_deref().unwrap_or(line.entry.get());
            text.push_str(&segment::line(&self.key, line.no, line.at, entry));
        }
        Ok(has_changed.then_some(text))
    }
}

/// In one step.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let part = path.with_extension("part");
    let _ = fs::remove_file(&part);
    let mut file = file::make_new(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
