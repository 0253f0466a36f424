//! One identity's database: reading, from the start or on from where another tab has gone.

use std::collections::{BTreeMap, HashMap};

use shared::{
    id::RecordId,
    protocol::{Cursor, RowMessage},
    record::Record,
    replica::{self, Place, Queued},
};

use super::{
    Disk, Fault,
    device::{BASE, CHUNK, LOG, META, OUTBOX, OUTBOX_LABEL, PLACE, ROWS_LABEL, read_place, written},
    form,
};
use crate::browser::{
    cipher::Sealed,
    database::{At, Durability},
};

/// Chunks opened at once: the plain bytes of all of them together would stay in memory for good.
const OPEN_TOGETHER: usize = 8;

/// What the database holds beyond what this tab knew.
pub(crate) struct Caught {
    pub(crate) place: Place,
    /// In the order in which they came; later ones win.
    pub(crate) rows: Vec<RowMessage>,
    /// `rows` are all there are: what is not among them is gone.
    pub(crate) whole: bool,
    pub(crate) outbox: BTreeMap<u64, Queued>,
    /// Number of the last log entry.
    pub(crate) last: u64,
    /// Log entries there are now.
    pub(crate) entries: usize,
    /// The rows can't be read (damaged, or of a newer version): `rows` is empty. `rebuild` is to follow, or this phone
    /// would ask the server for what comes after a place whose rows it hasn't.
    pub(crate) rotten: bool,
}

impl Disk {
    /// Everything. Rows that can't be read are let go and the disk put back to the start: they are pulled again.
    pub(crate) async fn load(&self) -> Result<Caught, Fault> {
        let caught = self.read(None).await?;
        if !caught.rotten {
            return Ok(caught);
        }
        if self
            .rebuild(caught.place.cursor, caught.last, &Place::START, &[])
            .await?
        {
            return Ok(Caught {
                place: Place::START,
                entries: 0,
                rotten: false,
                ..caught
            });
        }
        // Another tab was faster.
        let caught = self.read(None).await?;
        if caught.rotten { Err(Fault::Refused) } else { Ok(caught) }
    }

    /// What was written since log entry `last`. Everything, where those entries were folded into chunks meanwhile.
    /// Changes nothing, whatever is `rotten`.
    pub(crate) async fn since(&self, last: u64) -> Result<Caught, Fault> {
        self.read(Some(last)).await
    }

    async fn read(&self, since: Option<u64>) -> Result<Caught, Fault> {
        let tx = self.database.read(&[META, OUTBOX, CHUNK, LOG])?;
        let meta = tx.store(META)?;
        let base = meta
            .text(At::Name(BASE))
            .await?
            .and_then(|base| base.parse().ok())
            .unwrap_or(0);
        let since = since.filter(|since| *since >= base);
        let place = read_place(meta.text(At::Name(PLACE)).await?)?;
        let queued = tx.store(OUTBOX)?.above(0).await?;
        let chunks = if since.is_none() {
            tx.store(CHUNK)?.above(0).await?
        } else {
            Vec::new()
        };
        let log = tx.store(LOG)?.above(since.unwrap_or(0)).await?;
        let last = log.last().map_or(since.unwrap_or(base), |(n, _)| *n);
        let outbox = self.open_outbox(queued).await?;
        let entries = log.len();
        let sealed: Vec<Sealed> = chunks.into_iter().chain(log).map(|(_, sealed)| sealed).collect();
        let opened = self.open_rows(&sealed).await;
        Ok(Caught {
            place,
            rotten: opened.is_err(),
            rows: opened.unwrap_or_default(),
            whole: since.is_none(),
            outbox,
            last,
            entries,
        })
    }

    /// Puts `chunks` and `place` where all rows and the log up to `last` were; the outbox stays. `false`: another tab has
    /// moved the cursor since `before`, nothing was done.
    pub(crate) async fn rebuild(
        &self,
        before: Cursor,
        last: u64,
        place: &Place,
        chunks: &[Sealed],
    ) -> Result<bool, Fault> {
        let place = written(place)?;
        let tx = self.database.write(&[META, CHUNK, LOG], Durability::Relaxed)?;
        let meta = tx.store(META)?;
        if read_place(meta.text(At::Name(PLACE)).await?)?.cursor != before {
            return Ok(false);
        }
        let chunk = tx.store(CHUNK)?;
        chunk.clear()?;
        tx.store(LOG)?.clear()?;
        for sealed in chunks {
            chunk.add(sealed)?;
        }
        meta.put_text(At::Name(BASE), &last.to_string())?;
        meta.put_text(At::Name(PLACE), &place)?;
        tx.done().await?;
        Ok(true)
    }

    async fn open_rows(&self, sealed: &[Sealed]) -> Result<Vec<RowMessage>, Fault> {
        let mut rows = Vec::new();
        for sealed in sealed.chunks(OPEN_TOGETHER) {
            for plain in self.key.open_all(ROWS_LABEL, sealed).await? {
                rows.append(&mut form::read_rows(&plain).map_err(|_| Fault::Unreadable)?);
            }
        }
        Ok(rows)
    }

    /// The outbox is the truth: one entry that can't be read is a fault, never skipped.
    pub(super) async fn open_outbox(&self, entries: Vec<(u64, Sealed)>) -> Result<BTreeMap<u64, Queued>, Fault> {
        let (numbers, sealed): (Vec<u64>, Vec<Sealed>) = entries.into_iter().unzip();
        let mut outbox = BTreeMap::new();
        for (n, plain) in numbers.into_iter().zip(self.key.open_all(OUTBOX_LABEL, &sealed).await?) {
            outbox.insert(n, form::read_queued(&plain).map_err(|_| Fault::Unreadable)?);
        }
        Ok(outbox)
    }
}

impl Caught {
    /// What a new replica starts from.
    pub(crate) fn into_disk(self) -> replica::Disk {
        replica::Disk {
            place: self.place,
            rows: settled(self.rows),
            outbox: self.outbox,
        }
    }
}

/// The last word about each record, without those that are gone.
fn settled(rows: Vec<RowMessage>) -> Vec<Record> {
    let mut last: HashMap<RecordId, usize> = HashMap::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        last.insert(row.id, at);
    }
    let newest = rows
        .into_iter()
        .enumerate()
        .filter(|(at, row)| row.is_live() && last.get(&row.id) == Some(at));
    newest
        .map(
            |(
                _,
                RowMessage {
                    kind, id, seq, fields, ..
                },
            )| Record { kind, id, seq, fields },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use shared::{kind::Kind, time::UnixMs, value::fields};

    use super::*;

    fn row(byte: u8, seq: u64, name: Option<&str>) -> RowMessage {
        let id = RecordId::made(UnixMs(1), [byte; 10]);
        let gone = name.is_none();
        let fields = name.map(|name| fields([("name", name.into())])).unwrap_or_default();
        RowMessage {
            kind: Kind::Resident,
            id,
            seq,
            fields,
            deleted: false,
            gone,
        }
    }

    #[test]
    fn a_later_row_wins_even_under_a_smaller_number() {
        // A restored server counts from lower down.
        let rows = vec![row(1, 9, Some("old")), row(2, 3, Some("stays")), row(1, 4, Some("new"))];
        let names: Vec<String> = settled(rows)
            .iter()
            .filter_map(|row| row.text("name").map(str::to_owned))
            .collect();
        assert_eq!(names, ["stays", "new"]);
    }

    #[test]
    fn what_is_gone_comes_back_only_with_a_later_row() {
        assert_eq!(settled(vec![row(1, 1, Some("a")), row(1, 0, None)]), []);
        assert_eq!(settled(vec![row(1, 0, None), row(1, 2, Some("a"))]).len(), 1);
    }
}
