//! One identity's database: writing.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use shared::{
    id::{DeviceId, OpId, RecordId},
    json,
    numbered::Numbered,
    op::Draft,
    order,
    packed::Packed,
    protocol::{Cursor, Rules},
    read::from_json,
    replica::{Place, Queued, Said, Standing},
};

use super::{
    Enrolment, Fault,
    envelope::{self, Envelopes},
    form,
    lock::{self, Lock},
};
use crate::browser::{
    cipher::{Key, Sealed},
    database::{Added, At, Database, Durability, Shape, Trouble},
    seal::{Unlocked, Vault},
};

pub(super) const VERSION: u32 = 1;
pub(super) const META: &str = "meta";
pub(super) const OUTBOX: &str = "outbox";
pub(super) const CHUNK: &str = "chunk";
pub(super) const LOG: &str = "log";
const SHAPES: &[Shape] = &[
    Shape::Keyed(META),
    Shape::Counted(OUTBOX),
    Shape::Counted(CHUNK),
    Shape::Counted(LOG),
];

pub(super) const KEY: &str = "key";
pub(super) const ME: &str = "me";
pub(super) const PLACE: &str = "place";
pub(super) const BASE: &str = "base";
/// There where the outbox has moved to another identity's database.
pub(super) const MOVED: &str = "moved";

/// Labels that sealed bytes are bound to.
pub(super) const ROWS_LABEL: &str = "rows";
pub(super) const OUTBOX_LABEL: &str = "outbox";
pub(super) const ME_LABEL: &str = "me";
const NOTE_LABEL: &str = "note";

/// Rows sealed together: few enough to seal within a frame, many enough to read thousands at once.
pub(crate) const CHUNK_ROWS: usize = 1_000;
/// Log entries after which the log is worth folding into chunks. Each costs a start one deciphering.
pub(crate) const LOG_ENTRIES_MAX: usize = 96;

#[derive(Clone)]
pub(crate) struct Disk {
    pub(super) database: Database,
    pub(super) key: Key,
    pub(super) vault: Vault,
    pub(super) lock: Rc<Cell<Lock>>,
    /// When the shift ends; far off until one has begun.
    pub(super) until: Rc<Cell<i64>>,
    pub(super) envelopes: Rc<Envelopes>,
    pub(super) rules: Rc<RefCell<Option<Rules>>>,
}

pub(super) fn name(device: DeviceId) -> String {
    format!("dabai-{device}")
}

impl Disk {
    /// Makes an identity's database, or finds it where it was made before the registry could name it. Where its site asks for
    /// a PIN its key is made to be wrapped under one.
    pub(crate) async fn create(enrolment: &Enrolment) -> Result<Self, Fault> {
        let device = enrolment.me.device;
        let database = Database::open(&name(device), VERSION, SHAPES).await?;
        let vault = Vault(database.clone(), device.to_string());
        let meta = database.read(&[META])?.store(META)?;
        if let Some(key) = meta.key(At::Name(KEY)).await? {
            return Ok(Self::new(vault, key, Lock::Device));
        }
        let rules = enrolment.rules.as_ref();
        let lock = if rules.is_some_and(|rules| rules.pin) {
            Lock::Owed
        } else {
            Lock::Device
        };
        let key = match vault.unlocked(false).await {
            // A try before was cut off.
            Ok(Unlocked::Owed(key)) if lock == Lock::Owed => key,
            _ => Key::generate(lock == Lock::Owed).await.map_err(|_| Fault::NoCipher)?,
        };
        if lock == Lock::Owed {
            Vault::keep_open(&vault.1, &key).await?;
        }
        let me = key.seal(ME_LABEL, enrolment.answer()).await?;
        let tx = database.write(&[META], Durability::Strict)?;
        let meta = tx.store(META)?;
        if lock == Lock::Device {
            meta.put_key(At::Name(KEY), &key)?;
        }
        meta.put(At::Name(ME), &me)?;
        if let Some(rules) = rules {
            meta.put_text(At::Name(lock::RULES), &json::write(rules))?;
        }
        meta.put_text(At::Name(PLACE), &json::write(&Place::START))?;
        tx.done().await?;
        Ok(Self::new(vault, key, lock))
    }

    pub(super) fn new(vault: Vault, key: Key, lock: Lock) -> Self {
        Self {
            database: vault.0.clone(),
            vault,
            key,
            lock: Rc::new(Cell::new(lock)),
            until: Rc::new(Cell::new(i64::MAX)),
            envelopes: Rc::default(),
            rules: Rc::default(),
        }
    }

    /// Removes an identity's database for good.
    pub(crate) async fn remove(device: DeviceId) -> Result<(), Fault> {
        Database::remove(&name(device)).await?;
        Ok(Vault::close(&device.to_string()).await?)
    }

    pub(crate) fn close(&self) {
        self.database.close();
    }

    /// Closes the outbox to taps, of whichever tab, and tells everything that is in it.
    pub(crate) async fn leave(&self) -> Result<Numbered<Queued>, Fault> {
        let tx = self.database.write(&[META, OUTBOX], Durability::Strict)?;
        tx.store(META)?.put_text(At::Name(MOVED), "1")?;
        let queued = tx.store(OUTBOX)?.above(0).await?;
        tx.done().await?;
        self.open_outbox(queued).await
    }

    /// Somebody else works on this phone now: of what its worker could see nothing stays but their own outbox.
    pub(crate) async fn keep_outbox_only(&self) -> Result<(), Fault> {
        let tx = self.database.write(&[META, CHUNK, LOG], Durability::Strict)?;
        tx.store(CHUNK)?.clear()?;
        tx.store(LOG)?.clear()?;
        tx.store(META)?.put_text(At::Name(PLACE), &json::write(&Place::START))?;
        Ok(tx.done().await?)
    }

    /// Opens the outbox again where `leave` came to nothing. For the tab that leads: no other one leaves.
    pub(crate) async fn stay(&self) -> Result<(), Fault> {
        let tx = self.database.write(&[META], Durability::Strict)?;
        tx.store(META)?.delete(At::Name(MOVED))?;
        Ok(tx.done().await?)
    }

    /// Stores the operations of one tap, all or none, and tells their numbers in order. `Refused`
    /// after `leave`.
    pub(crate) async fn store(&self, drafts: &[Draft]) -> Result<Vec<u64>, Fault> {
        let queued: Vec<Queued> = drafts.iter().cloned().map(Queued::waiting).collect();
        self.store_queued(&queued).await
    }

    async fn store_queued(&self, queued: &[Queued]) -> Result<Vec<u64>, Fault> {
        let plain: Vec<Vec<u8>> = queued.iter().map(form::write_queued).collect();
        let envelopes = queued.iter().map(|one| self.envelopes.start_sealing(&one.draft));
        let envelopes: Vec<_> = envelopes.collect();
        let sealed = self.key.seal_all(OUTBOX_LABEL, &plain).await?;
        let mut outsides = Vec::with_capacity(sealed.len());
        for (envelope, queued) in envelopes.into_iter().zip(queued) {
            let envelope = match envelope {
                Some(sealing) => sealing.finish().await.ok(),
                None => None,
            };
            let outside = envelope.map(|envelope| envelope::outside(&queued.draft, &envelope));
            outsides.push(outside.unwrap_or_default());
        }
        let tx = self.database.write(&[META, OUTBOX], Durability::Strict)?;
        // Where `leave` has put its sign, adding it fails, and everything is taken back with it, the numbers too. Asking
        // first would cost a tap one more way to the disk and back.
        let meta = tx.store(META)?;
        meta.add_text(At::Name(MOVED), "")?;
        meta.delete(At::Name(MOVED))?;
        let outbox = tx.store(OUTBOX)?;
        let added = sealed
            .iter()
            .zip(&outsides)
            .map(|(sealed, outside)| outbox.add_entry(sealed, outside))
            .collect::<Result<Vec<_>, Trouble>>()?;
        tx.commit();
        tx.done().await?;
        Ok(added.iter().map(|added| added.key()).collect::<Result<_, _>>()?)
    }

    async fn seal_queued(&self, queued: &Queued) -> Result<Sealed, Fault> {
        let bytes = form::write_queued(queued);
        Ok(self.key.seal(OUTBOX_LABEL, &bytes).await?)
    }

    /// Rewrites outbox entries that are still there, and removes others.
    pub(crate) async fn rewrite(&self, entries: &[(u64, Queued)], forget: &[u64]) -> Result<(), Fault> {
        let mut sealed = Vec::with_capacity(entries.len());
        for (n, queued) in entries {
            let is_settled = matches!(queued.standing, Standing::Settled(_));
            sealed.push((*n, self.seal_queued(queued).await?, is_settled));
        }
        let tx = self.database.write(&[OUTBOX], Durability::Relaxed)?;
        let outbox = tx.store(OUTBOX)?;
        for (n, sealed, is_settled) in sealed {
            // What another tab has pruned is not to rise again.
            outbox.rewrite(n, &sealed, is_settled).await?;
        }
        for n in forget {
            outbox.delete(At::Number(*n))?;
        }
        Ok(tx.done().await?)
    }

    /// Appends a page. Tells the number of the last log entry, or none where another tab has moved the cursor since
    /// `before`: then nothing was stored.
    pub(crate) async fn store_page(
        &self,
        before: Cursor,
        place: &Place,
        rows: &[Said],
        drop: &[RecordId],
        forget: &[u64],
    ) -> Result<Option<Appended>, Fault> {
        let mut sealed = Vec::new();
        let gone: Vec<Said> = drop.iter().copied().map(gone).collect();
        for rows in rows.chunks(CHUNK_ROWS).chain(gone.chunks(CHUNK_ROWS)) {
            let plain = form::write_rows(rows).map_err(|_| Fault::Unreadable)?;
            sealed.push(self.key.seal(ROWS_LABEL, &plain).await?);
        }
        let place = json::write(place);
        let tx = self.database.write(&[META, LOG, OUTBOX], Durability::Relaxed)?;
        let meta = tx.store(META)?;
        if read_place(meta.text(At::Name(PLACE)).await?)?.cursor != before {
            return Ok(None);
        }
        let log = tx.store(LOG)?;
        let added = sealed
            .iter()
            .map(|one| log.add(one))
            .collect::<Result<Vec<_>, Trouble>>()?;
        meta.put_text(At::Name(PLACE), &place)?;
        let outbox = tx.store(OUTBOX)?;
        for n in forget {
            outbox.delete(At::Number(*n))?;
        }
        tx.done().await?;
        Ok(Some(Appended::of(&added)?))
    }

    /// The plain bytes of one chunk, for `seal_chunk`. Apart from it, since nothing borrowed may be held while waiting.
    pub(crate) fn chunk(rows: &[&Packed]) -> Result<Plain, Fault> {
        form::write_packed(rows).map(Plain).map_err(|_| Fault::Unreadable)
    }

    pub(crate) async fn seal_chunk(&self, Plain(bytes): Plain) -> Result<Sealed, Fault> {
        Ok(self.key.seal(ROWS_LABEL, &bytes).await?)
    }

    /// Fills a new identity's database with everything another one held, under new numbers and the same operation ids;
    /// what came over in an earlier try that was cut off is not doubled.
    pub(crate) async fn adopt(&self, outbox: &Numbered<Queued>, place: &Place, chunks: &[Sealed]) -> Result<(), Fault> {
        let mut known: Vec<OpId> = Vec::new();
        for queued in self.load().await?.outbox.values() {
            order::put(&mut known, queued.draft.id);
        }
        let mut queued = Vec::with_capacity(outbox.len());
        for one in outbox.values() {
            if known.binary_search(&one.draft.id).is_err() {
                queued.push(self.seal_queued(one).await?);
            }
        }
        let place = json::write(place);
        let tx = self.database.write(&[META, OUTBOX, CHUNK, LOG], Durability::Strict)?;
        let (chunk, store) = (tx.store(CHUNK)?, tx.store(OUTBOX)?);
        chunk.clear()?;
        tx.store(LOG)?.clear()?;
        for sealed in chunks {
            chunk.add(sealed)?;
        }
        for sealed in &queued {
            store.add(sealed)?;
        }
        tx.store(META)?.put_text(At::Name(PLACE), &place)?;
        Ok(tx.done().await?)
    }

    /// What the screens asked to remember under `note`.
    pub(crate) async fn note(&self, note: &str) -> Result<Option<String>, Fault> {
        let sealed = self
            .database
            .read(&[META])?
            .store(META)?
            .sealed(At::Name(&note_key(note)))
            .await?;
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(String::from_utf8(self.key.open(NOTE_LABEL, &sealed).await?).ok())
    }

    pub(crate) async fn set_note(&self, note: &str, text: &str) -> Result<(), Fault> {
        let sealed = self.key.seal(NOTE_LABEL, text.as_bytes()).await?;
        let tx = self.database.write(&[META], Durability::Relaxed)?;
        tx.store(META)?.put(At::Name(&note_key(note)), &sealed)?;
        Ok(tx.done().await?)
    }
}

/// The rows of a chunk, not sealed yet.
pub(crate) struct Plain(Vec<u8>);

/// What was added to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Appended {
    pub(crate) last: Option<u64>,
    pub(crate) entries: usize,
}

impl Appended {
    /// To be asked once the transaction is complete.
    pub(super) fn of(added: &[Added]) -> Result<Self, Fault> {
        let last = added.last().map(Added::key).transpose()?;
        Ok(Self {
            last,
            entries: added.len(),
        })
    }
}

fn note_key(note: &str) -> String {
    format!("note-{note}")
}

/// Beyond every number a row can have: it is gone, however new it was.
const fn gone(id: RecordId) -> Said {
    Said::Gone { id, seq: u64::MAX }
}

/// A place that is missing or can't be read is the start: rows can be pulled again.
pub(super) fn read_place(text: Option<String>) -> Result<Place, Fault> {
    Ok(text.and_then(|text| from_json(text.as_bytes())).unwrap_or(Place::START))
}
