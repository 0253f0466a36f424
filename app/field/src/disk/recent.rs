//! Rows apart by when they are wanted: the chunks hold what was before today, and the log begins with everything else.
//! A start reads the log, and the chunks when the first screen is drawn. Whoever reads all of it, chunks first, as earlier
//! versions do, finds the same rows.

use shared::{id::RecordId, order, protocol::Cursor, replica::Said, time::UnixMs};

use super::{
    Appended, Disk, Fault,
    device::{BASE, CHUNK, LOG, META, PLACE, read_place},
};
use crate::browser::{
    cipher::Sealed,
    database::{At, Durability, Trouble},
};

pub(super) const RECENT: &str = "recent";

/// Asking for each chunk alone takes a slow phone longer than reading it.
const CHUNKS_AT_ONCE: u32 = 8;

/// All rows, sealed.
pub(crate) struct Folded {
    /// What happened since then is in `recent`, and all that is no happening.
    pub(crate) since: UnixMs,
    pub(crate) recent: Vec<Sealed>,
    pub(crate) before: Vec<Sealed>,
}

/// What is still to be read after `begin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// What happened since then has been read.
    pub(crate) since: UnixMs,
    base: u64,
    /// Said in the log to be gone: chunks may still have them. In order.
    gone: Vec<RecordId>,
    /// The last chunk that was read.
    chunk: u64,
}

impl Earlier {
    /// None where the rows were put together anew since by a version that keeps nothing apart.
    pub(super) fn read(text: &str, base: u64) -> Option<Self> {
        let (of, since) = text.split_once(' ')?;
        (of.parse() == Ok(base)).then_some(Self {
            since: UnixMs(since.parse().ok()?),
            base,
            gone: Vec::new(),
            chunk: 0,
        })
    }

    fn write(base: u64, since: UnixMs) -> String {
        format!("{base} {}", since.0)
    }

    /// Those that nothing was said of since.
    fn still(&self, mut rows: Vec<Said>) -> Vec<Said> {
        rows.retain(|row| self.gone.binary_search(&row.id()).is_err());
        rows
    }

    pub(super) fn note_gone(&mut self, log: &[Said]) {
        for said in log {
            if let Said::Gone { id, .. } = said {
                order::put(&mut self.gone, *id);
            }
        }
    }
}

impl Disk {
    /// Puts these in the place of all rows and the log up to `last`. None: rows came meanwhile, nothing was done.
    pub(crate) async fn fold(&self, at: Cursor, last: u64, folded: &Folded) -> Result<Option<Appended>, Fault> {
        let tx = self.database.write(&[META, CHUNK, LOG], Durability::Relaxed)?;
        let meta = tx.store(META)?;
        if read_place(meta.text(At::Name(PLACE)).await?)?.cursor != at {
            return Ok(None);
        }
        let (chunk, log) = (tx.store(CHUNK)?, tx.store(LOG)?);
        chunk.clear()?;
        log.clear()?;
        for sealed in &folded.before {
            chunk.add(sealed)?;
        }
        let added = folded.recent.iter().map(|sealed| log.add(sealed));
        let added = added.collect::<Result<Vec<_>, Trouble>>()?;
        meta.put_text(At::Name(BASE), &last.to_string())?;
        meta.put_text(At::Name(RECENT), &Earlier::write(last, folded.since))?;
        tx.done().await?;
        Ok(Some(Appended::of(&added)?))
    }

    /// The next rows of before; none: that was all. `Refused` where another tab has put the rows together anew.
    pub(crate) async fn earlier(&self, earlier: &mut Earlier) -> Result<Option<Vec<Said>>, Fault> {
        let tx = self.database.read(&[META, CHUNK])?;
        let base = tx.store(META)?.ask_text(At::Name(BASE))?;
        let next = tx.store(CHUNK)?.ask_some(earlier.chunk, CHUNKS_AT_ONCE)?;
        if base.await?.and_then(|base| base.parse().ok()) != Some(earlier.base) {
            return Err(Fault::Refused);
        }
        let (numbers, sealed): (Vec<u64>, Vec<Sealed>) = next.await?.into_iter().unzip();
        let Some(number) = numbers.last() else {
            return Ok(None);
        };
        earlier.chunk = *number;
        Ok(Some(earlier.still(self.open_rows(&sealed).await?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_apart_is_known_until_rows_are_put_together_anew() {
        let text = Earlier::write(7, UnixMs(1_668_384_000_000));
        assert_eq!(
            Earlier::read(&text, 7).map(|earlier| earlier.since),
            Some(UnixMs(1_668_384_000_000))
        );
        assert_eq!(Earlier::read(&text, 8), None);
        assert_eq!(Earlier::read("7", 7), None);
        assert_eq!(Earlier::read("", 0), None);
    }

    #[test]
    fn what_is_gone_since_does_not_come_back() {
        let said = |byte| Said::Gone {
            id: RecordId::made(UnixMs(1), [byte; 10]),
            seq: 1,
        };
        let mut earlier = Earlier::read("7 0", 7).unwrap();
        earlier.note_gone(&[said(3), said(1)]);
        assert_eq!(earlier.still(vec![said(1), said(2), said(3)]), [said(2)]);
    }
}
