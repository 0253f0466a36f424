//! [`SqliteStore`]: one folder, one database file, one writer. Knows nothing of HTTP and judges nothing:
//! `shared::accept` plans, this applies.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

use async_trait::async_trait;
use rusqlite::{Connection, params};
use shared::{
    id::DeviceId,
    op::{Body, Draft, Incoming},
    outcome::Code,
    protocol::{LiveEvent, OpResult},
    time::UnixMs,
};
use tokio::sync::broadcast;

use crate::{
    BackupLine, Check, PullAsk, PullRefusal, Pulled, PushAsk, PushError, Pushed, Replayed, RescueAsk, Rescued, Since,
    Store, StoreError, Viewer, envelope::Keyring,
};

mod account;
mod again;
mod apply;
mod audit;
mod backup;
mod building;
mod card;
mod check;
mod column;
mod confirmation;
mod conflict;
mod demo;
mod digest;
mod enrol;
mod erase;
mod fault;
mod file;
mod group;
mod heard;
mod journal;
mod keep;
mod key;
mod live;
mod load;
mod login;
mod look;
mod pages;
mod people;
mod pull;
mod reader;
mod rescue;
mod resident;
mod retain;
mod rights;
mod roster;
mod rules;
mod schema;
mod standing;
mod timeline;
mod trail;
mod trouble;
mod writer;

use file::Place;
use group::{Ops, Push};

/// Operations of a desk or a command that share a transaction; phones' pushes go in between.
const SUBMIT_OPS_MAX: usize = 1_000;

/// How a folder is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// The one server of this folder: begins a new epoch, and keeps other servers out. Commands that run beside a
    /// server don't serve.
    pub serve: bool,
    /// Connections that read at the same time.
    pub readers: usize,
    /// Where the server keeps the journal; none for `journal/` in the folder. Commands leave it to the server.
    pub journal: Option<PathBuf>,
}

impl SqliteOptions {
    pub const SERVE: Self = Self {
        serve: true,
        readers: 4,
        journal: None,
    };
    pub const COMMAND: Self = Self {
        serve: false,
        readers: 1,
        journal: None,
    };
}

/// A store in one SQLite file. Dropping it finishes the writes that were taken on; [`Store::close`] waits for them.
#[derive(Debug)]
pub struct SqliteStore {
    folder: PathBuf,
    key: Arc<key::Key>,
    keyring: Arc<Keyring>,
    writer: writer::Writer,
    readers: Arc<reader::Readers>,
    live: Arc<live::Live>,
    heard: Arc<heard::Heard>,
    digests: Arc<digest::Digests>,
    /// Lines that the journal lacks, since it can't be written.
    unjournalled: Arc<AtomicU64>,
    watch: Mutex<Option<(mpsc::Sender<()>, JoinHandle<()>)>>,
    place: Mutex<Option<Place>>,
}

impl SqliteStore {
    /// Opens `folder`, making it, its database `dabai.db` and its key file `device.key` where they are missing.
    /// Needs no runtime; reads files and may wait for another process for a few seconds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where another server serves this folder, a newer version wrote it or its journal is another's,
    /// [`StoreError::Unavailable`] where files can't be written.
    pub fn open(folder: &Path, options: SqliteOptions) -> Result<Arc<Self>, StoreError> {
        file::make_folder(folder)?;
        let place = file::place(folder, options.serve)?;
        let key = Arc::new(key::Key::open(folder)?);
        let keyring = Arc::new(Keyring::of(folder));
        let path = file::database(folder);
        let mut writing = file::writer(&path)?;
        let (unjournalled, mut journal) = (Arc::new(AtomicU64::new(0)), None);
        if options.serve {
            keyring.begin(file::clock())?;
            file::begin_epoch(&mut writing)?;
            let at = journal::folder(folder, options.journal.as_deref());
            let mut begun = journal::begin(&mut writing, at, &key, &unjournalled)?;
            // Otherwise it is tried again and again.
            if let Err(error) = erase::wipe(&mut writing, Some(&mut begun)) {
                tracing::warn!(%error, "traces of somebody who was erased are still in the files");
            }
            journal = Some(begun);
            // What is not tried again now stays as it is: no reason to serve nobody.
            if let Err(error) = again::try_again(&mut writing, &keyring) {
                tracing::warn!(%error, "held operations were not tried again");
            }
        }
        if matches!(place, Place::Alone) {
            let at = journal::folder(folder, options.journal.as_deref());
            journal::check_reached(&writing, &at, &key)?;
        }
        journal::capture::begin(&writing)?;
        let live = Arc::new(live::Live::new());
        let watching = file::reader(&path)?;
        live.begin(&watching)?;
        let heard = Arc::new(heard::Heard::default());
        let failed = |error: std::io::Error| StoreError::Unavailable(error.to_string());
        let (stop, stopped) = mpsc::channel();
        let watch = live::watch(watching, Arc::clone(&live), stopped).map_err(failed)?;
        let alone = matches!(place, Place::Alone);
        let writer =
            writer::Writer::start(writing, journal, Arc::clone(&live), Arc::clone(&heard), alone).map_err(failed)?;
        Ok(Arc::new(Self {
            folder: folder.to_owned(),
            key,
            keyring,
            writer,
            readers: reader::Readers::new(path, options.readers),
            live,
            heard,
            digests: Arc::default(),
            unjournalled,
            watch: Mutex::new(Some((stop, watch))),
            place: Mutex::new(Some(place)),
        }))
    }

    /// Puts the backup in `from` in the place of what is in `folder`, which is moved into `aside`, and does again what the journal
    /// has since. `journal` as in [`SqliteOptions`].
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a server serves this folder, `from` is no backup or the journal has a gap,
    /// [`StoreError::Fault`] where the backup is not sound, [`StoreError::Unavailable`] where files can't be written.
    pub fn restore(
        folder: &Path,
        from: &Path,
        aside: &Path,
        journal: Option<&Path>,
        since: Since,
    ) -> Result<Replayed, StoreError> {
        backup::restore(folder, from, aside, &journal::folder(folder, journal), since)
    }

    /// Takes nothing more on. What is left is to wait for the threads, which finish what they have.
    fn ending(&self) -> Ending {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.readers.close();
        Ending {
            writer: self.writer.end(),
            watch: watch.map(|(_, thread)| thread),
            _place: self.place.lock().unwrap_or_else(PoisonError::into_inner).take(),
        }
    }

    /// What came in envelopes, opened. That is work for a processor, of which others' calls get some too.
    async fn opened(&self, ops: Vec<Incoming>) -> Result<Vec<Incoming>, StoreError> {
        if !ops.iter().any(|op| matches!(op.body, Body::Sealed(_))) {
            return Ok(ops);
        }
        let keyring = Arc::clone(&self.keyring);
        let open = move || ops.into_iter().map(|op| keyring.open(op)).collect();
        let opened = tokio::task::spawn_blocking(open).await;
        opened.map_err(|error| StoreError::Fault(error.to_string()))
    }

    async fn submit_chunk(&self, viewer: &Viewer, drafts: Vec<Draft>, now: UnixMs) -> Result<Pushed, PushError> {
        let ops = drafts.into_iter().map(|draft| draft.numbered(0)).collect();
        self.writer
            .push(Push {
                viewer: viewer.clone(),
                ops: Ops::Own(ops),
                skew_ms: 0,
                now,
            })
            .await
    }
}

/// Threads that are about to end. The folder stays taken until they have: before that nobody else may begin an epoch.
struct Ending {
    writer: Option<JoinHandle<Connection>>,
    watch: Option<JoinHandle<()>>,
    _place: Option<Place>,
}

impl Ending {
    /// The writer's connection is let go of last and alone: whichever is the last one folds the log into the database,
    /// and of two at once neither is.
    fn wait(self) {
        // Their panics were caught where they happened.
        if let Some(watch) = self.watch {
            let _ = watch.join();
        }
        if let Some(writer) = self.writer {
            drop(writer.join());
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.ending().wait();
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn push(&self, viewer: &Viewer, ask: PushAsk) -> Result<Pushed, PushError> {
        let PushAsk { ops, skew_ms, now } = ask;
        let ops = self.opened(ops).await?;
        self.writer
            .push(Push {
                viewer: viewer.clone(),
                ops: Ops::Sent(ops),
                skew_ms,
                now,
            })
            .await
    }

    async fn open_held(&self, now: UnixMs) -> Result<usize, StoreError> {
        let (mut opened, mut next) = (0, Some(again::Shut::ALL));
        while let Some(after) = next {
            let keyring = Arc::clone(&self.keyring);
            let shut = move |at: &rusqlite::Transaction<'_>| again::shut(at, &keyring, after, now);
            let (pushes, rest) = self.readers.read(shut).await?;
            for push in pushes {
                match self.writer.push(push).await {
                    Ok(pushed) => {
                        let is_open = |result: &&OpResult| result.code != Some(Code::Sealed);
                        opened += pushed.results.iter().filter(is_open).count();
                    }
                    Err(PushError::Store(error)) => return Err(error),
                    Err(error) => tracing::warn!(%error, "what was held in envelopes stays held"),
                }
            }
            next = rest;
        }
        Ok(opened)
    }

    async fn rescue(&self, viewer: &Viewer, ask: RescueAsk) -> Result<Rescued, StoreError> {
        let (asker, device, now) = (viewer.clone(), ask.device, ask.now);
        let ops = self.opened(ask.ops).await?;
        let ask = RescueAsk { ops, ..ask };
        let plan = move |at: &rusqlite::Transaction<'_>| rescue::plan(at, &asker, ask);
        let work = self.readers.read(plan).await?;
        let mut came_to = Rescued {
            unreadable: work.unreadable,
            known: work.twice,
            ..Rescued::default()
        };
        for push in work.pushes {
            let pushed = self.writer.push(push).await.map_err(|error| match error {
                PushError::Store(error) => error,
                PushError::Refused(refusal) => StoreError::Fault(refusal.to_string()),
            })?;
            pushed
                .results
                .iter()
                .for_each(|result| came_to.count(&work.known, result));
        }
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| rescue::note_brought(at, &viewer, device, came_to, now))
            .await?;
        Ok(came_to)
    }

    async fn submit(&self, viewer: &Viewer, mut drafts: Vec<Draft>, now: UnixMs) -> Result<Pushed, PushError> {
        let mut results = Vec::with_capacity(drafts.len());
        loop {
            let later = drafts.split_off(drafts.len().min(SUBMIT_OPS_MAX));
            let pushed = self.submit_chunk(viewer, drafts, now).await?;
            results.extend(pushed.results);
            if later.is_empty() {
                return Ok(Pushed { results, ..pushed });
            }
            drafts = later;
        }
    }

    async fn pull(&self, viewer: &Viewer, ask: PullAsk) -> Result<Pulled, PullRefusal> {
        let (viewer, keyring, digests) = (viewer.clone(), Arc::clone(&self.keyring), Arc::clone(&self.digests));
        self.readers
            .read(move |at| pull::pull(at, &keyring, &digests, &viewer, ask))
            .await
    }

    async fn head(&self, viewer: &Viewer) -> Result<u64, StoreError> {
        let site = viewer.site;
        self.readers
            .read(move |at| Ok(load::existing_site(at, site)?.head))
            .await
    }

    fn live(&self) -> broadcast::Receiver<LiveEvent> {
        self.live.subscribe()
    }

    fn heard(&self, device: DeviceId, unsent: Option<u64>, now: UnixMs) {
        self.heard.note(device, unsent, now);
    }

    async fn ready(&self) -> Result<(), StoreError> {
        let probe = |at: &rusqlite::Transaction<'_>, _: &mut Vec<LiveEvent>| {
            at.execute(
                "INSERT OR REPLACE INTO probe (no, at) VALUES (1, ?1)",
                params![file::clock().0],
            )?;
            Ok(())
        };
        self.writer.write(probe).await
    }

    async fn backup(&self, to: &Path, name: &str, now: UnixMs) -> Result<(), StoreError> {
        let (folder, to) = (self.folder.clone(), to.to_owned());
        let copied = tokio::task::spawn_blocking(move || backup::copy(&folder, &to)).await;
        let copied = copied.map_err(|error| StoreError::Fault(error.to_string()))??;
        let name = name.to_owned();
        self.writer
            .write(move |at, _| backup::note(at, &name, &copied, now))
            .await
    }

    fn unjournalled(&self) -> u64 {
        self.unjournalled.load(Ordering::Relaxed)
    }

    async fn backups(&self) -> Result<Vec<BackupLine>, StoreError> {
        self.readers.read(|at| backup::list(at)).await
    }

    async fn forget_backup(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.writer.write(move |at, _| backup::forget(at, &name)).await
    }

    async fn check(&self) -> Result<Check, StoreError> {
        self.readers.read(|at| check::check(at)).await
    }

    async fn close(&self) -> Result<(), StoreError> {
        let ending = self.ending();
        let done = tokio::task::spawn_blocking(move || ending.wait()).await;
        done.map_err(|error| StoreError::Fault(error.to_string()))
    }
}
