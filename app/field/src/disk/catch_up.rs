//! One identity's database: reading, from the start or on from where another tab has gone.

use std::collections::VecDeque;

use shared::{
    json,
    numbered::Numbered,
    protocol::Cursor,
    replica::{self, Place, Queued, Rows, Said},
};

use super::{
    Disk, Earlier, Fault,
    device::{BASE, CHUNK, LOG, META, OUTBOX, OUTBOX_LABEL, PLACE, ROWS_LABEL, read_place},
    form,
    recent::RECENT,
};
use crate::browser::{
    cipher::Sealed,
    database::{At, Durability},
};

/// Chunks opened at once: the plain bytes of all of them together would be twice what is kept.
const OPEN_AHEAD: usize = 8;

/// What the database holds beyond what this tab knew.
pub(crate) struct Caught {
    pub(crate) place: Place,
    /// In the order in which they came; later ones win.
    pub(crate) rows: Vec<Said>,
    /// `rows` are all there are: what is not among them is gone.
    pub(crate) whole: bool,
    pub(crate) outbox: Numbered<Queued>,
    /// Number of the last log entry.
    pub(crate) last: u64,
    /// Log entries there are now.
    pub(crate) entries: usize,
    /// The rows can't be read (damaged, or of a newer version): `rows` is empty. `rebuild` is to follow, or this phone
    /// would ask the server for what comes after a place whose rows it hasn't.
    pub(crate) rotten: bool,
    /// What happened before today is kept apart. After `begin` it is still to be read.
    pub(crate) earlier: Option<Earlier>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// What the first screen needs, where that is kept apart.
    First,
    All,
    /// What was written since this log entry.
    Since(u64),
}

impl Disk {
    /// What the first screen needs, where the disk keeps that apart; `earlier` tells what is still to come. Else
    /// everything, as `load`.
    pub(crate) async fn begin(&self) -> Result<Caught, Fault> {
        let caught = self.read(Want::First).await?;
        if caught.rotten { self.load().await } else { Ok(caught) }
    }

    /// Everything. Rows that can't be read are let go and the disk put back to the start: they are pulled again.
    pub(crate) async fn load(&self) -> Result<Caught, Fault> {
        let caught = self.read(Want::All).await?;
        let (mut place, mut entries) = (caught.place, caught.entries);
        if caught.rotten {
            if !self.rebuild(place.cursor, caught.last, &Place::START, &[]).await? {
                // Another tab was faster.
                let caught = self.read(Want::All).await?;
                return if caught.rotten {
                    Err(Fault::Refused)
                } else {
                    Ok(Caught {
                        earlier: None,
                        ..caught
                    })
                };
            }
            (place, entries) = (Place::START, 0);
        }
        Ok(Caught {
            place,
            entries,
            rotten: false,
            earlier: None,
            ..caught
        })
    }

    /// What was written since log entry `last`. Everything, where those entries were folded into chunks meanwhile.
    /// Changes nothing, whatever is `rotten`.
    pub(crate) async fn since(&self, last: u64) -> Result<Caught, Fault> {
        self.read(Want::Since(last)).await
    }

    async fn read(&self, want: Want) -> Result<Caught, Fault> {
        let tx = self.database.read(&[META, OUTBOX, CHUNK, LOG])?;
        let meta = tx.store(META)?;
        // Asked together: each waiting for the one before would make a start long.
        let base = meta.ask_text(At::Name(BASE))?;
        let recent = meta.ask_text(At::Name(RECENT))?;
        let place = meta.ask_text(At::Name(PLACE))?;
        let queued = tx.store(OUTBOX)?.ask_above(0)?;
        let (chunk, log) = (tx.store(CHUNK)?, tx.store(LOG)?);
        let base = base.await?.and_then(|base| base.parse().ok()).unwrap_or(0);
        let recent = recent.await?;
        let mut earlier = recent.and_then(|text| Earlier::read(&text, base));
        let since = match want {
            Want::Since(last) if last >= base => Some(last),
            _ => None,
        };
        let is_part = since.is_some() || (want == Want::First && earlier.is_some());
        let chunks = if is_part { None } else { Some(chunk.ask_above(0)?) };
        let log = log.ask_above(since.unwrap_or(0))?;
        let chunks = match chunks {
            Some(chunks) => chunks.await?,
            None => Vec::new(),
        };
        let log = log.await?;
        let (place, queued) = (read_place(place.await?)?, queued.await?);
        let last = log.last().map_or(since.unwrap_or(base), |(n, _)| *n);
        let outbox = self.open_outbox(queued).await?;
        let entries = log.len();
        let sealed: Vec<Sealed> = chunks.into_iter().chain(log).map(|(_, sealed)| sealed).collect();
        let opened = self.open_rows(&sealed).await;
        let (rotten, rows) = (opened.is_err(), opened.unwrap_or_default());
        if let Some(earlier) = &mut earlier {
            earlier.note_gone(&rows);
        }
        Ok(Caught {
            place,
            rotten,
            rows,
            whole: !is_part,
            outbox,
            last,
            entries,
            earlier,
        })
    }

    /// Puts `chunks` and `place` where all rows and the log up to `last` were, nothing apart; the outbox stays. `false`: another tab has
    /// moved the cursor since `before`, nothing was done.
    pub(crate) async fn rebuild(
        &self,
        before: Cursor,
        last: u64,
        place: &Place,
        chunks: &[Sealed],
    ) -> Result<bool, Fault> {
        let place = json::write(place);
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
        meta.delete(At::Name(RECENT))?;
        meta.put_text(At::Name(PLACE), &place)?;
        tx.done().await?;
        Ok(true)
    }

    pub(super) async fn open_rows(&self, sealed: &[Sealed]) -> Result<Vec<Said>, Fault> {
        let mut rows = Vec::new();
        let mut sealed = sealed.iter();
        let mut ahead = VecDeque::new();
        // While one is read the next ones are deciphered.
        loop {
            for one in sealed.by_ref().take(OPEN_AHEAD - ahead.len()) {
                ahead.push_back(self.key.start_opening(ROWS_LABEL, one)?);
            }
            let Some(opening) = ahead.pop_front() else {
                return Ok(rows);
            };
            form::read_rows(opening.finish().await?, |said| rows.push(said)).map_err(|_| Fault::Unreadable)?;
        }
    }

    /// The outbox is the truth: one entry that can't be read is a fault, never skipped.
    pub(super) async fn open_outbox(&self, entries: Vec<(u64, Sealed)>) -> Result<Numbered<Queued>, Fault> {
        let (numbers, sealed): (Vec<u64>, Vec<Sealed>) = entries.into_iter().unzip();
        let mut outbox = Numbered::default();
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
fn settled(said: Vec<Said>) -> Rows {
    let mut rows = Rows::with_capacity(said.len());
    for said in said {
        rows.take(said);
    }
    rows
}

#[cfg(test)]
mod tests {
    use shared::{id::RecordId, kind::Kind, packed::Packed, time::UnixMs, value::fields};

    use super::*;

    fn said(byte: u8, seq: u64, name: Option<&str>) -> Said {
        let id = RecordId::made(UnixMs(1), [byte; 10]);
        match name {
            Some(name) => Said::Here(Packed::new(Kind::Resident, id, seq, &fields([("name", name.into())]))),
            None => Said::Gone { id, seq },
        }
    }

    #[test]
    fn a_later_row_wins_even_under_a_smaller_number() {
        // A restored server counts from lower down.
        let rows = settled(vec![
            said(1, 9, Some("old")),
            said(2, 3, Some("stays")),
            said(1, 4, Some("new")),
        ]);
        let mut names: Vec<&str> = rows.iter().filter_map(|row| row.text("name")).collect();
        names.sort_unstable();
        assert_eq!(names, ["new", "stays"]);
    }

    #[test]
    fn what_is_gone_comes_back_only_with_a_later_row() {
        assert!(settled(vec![said(1, 1, Some("a")), said(1, 0, None)]).is_empty());
        assert_eq!(settled(vec![said(1, 0, None), said(1, 2, Some("a"))]).len(), 1);
    }
}
