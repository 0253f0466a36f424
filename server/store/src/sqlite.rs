//! [`SqliteStore`]: one folder, one database file, one writer. Knows nothing of HTTP and judges nothing:
//! `shared::accept` plans, this applies.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::JoinHandle,
};

use async_trait::async_trait;
use rusqlite::{Connection, params};
use shared::{
    id::{AccountId, CardId, DeviceId, RecordId},
    kind::Kind,
    op::Draft,
    protocol::{LiveEvent, SiteInfo},
    record::Record,
    time::UnixMs,
};
use tokio::sync::broadcast;

use crate::{
    BuildingPage, CardRefusal, Check, ConflictNo, Credential, EnrolRefusal, Enrolled, Export, LoginChange, LoginLine,
    LoginRefusal, NewAccount, NewCard, NewCode, NewSite, NowPage, PeopleAsk, PeoplePage, PullAsk, PullRefusal, Pulled,
    PushAsk, PushError, Pushed, ResidentPage, RosterPage, SessionAccount, Store, StoreError, TrailAsk, TrailPage,
    Viewer, VisitsAsk, VisitsPage,
};

mod account;
mod again;
mod apply;
mod audit;
mod building;
mod card;
mod check;
mod column;
mod confirmation;
mod conflict;
mod demo;
mod enrol;
mod fault;
mod file;
mod group;
mod heard;
mod key;
mod live;
mod load;
mod login;
mod look;
mod pull;
mod reader;
mod resident;
mod roster;
mod schema;
mod standing;
mod timeline;
mod trail;
mod writer;

use file::Place;
use group::{Ops, Push};

/// Operations of a desk or a command that share a transaction; phones' pushes go in between.
const SUBMIT_OPS_MAX: usize = 1_000;

/// How a folder is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// The one server of this folder: begins a new epoch, and keeps other servers out. Commands that run beside a
    /// server don't serve.
    pub serve: bool,
    /// Connections that read at the same time.
    pub readers: usize,
}

impl SqliteOptions {
    pub const SERVE: Self = Self {
        serve: true,
        readers: 4,
    };
    pub const COMMAND: Self = Self {
        serve: false,
        readers: 1,
    };
}

/// A store in one SQLite file. Dropping it finishes the writes that were taken on; [`Store::close`] waits for them.
#[derive(Debug)]
pub struct SqliteStore {
    key: Arc<key::Key>,
    writer: writer::Writer,
    readers: Arc<reader::Readers>,
    live: Arc<live::Live>,
    heard: Arc<heard::Heard>,
    watch: Mutex<Option<(mpsc::Sender<()>, JoinHandle<()>)>>,
    place: Mutex<Option<Place>>,
}

impl SqliteStore {
    /// Opens `folder`, making it, its database `dabai.db` and its key file `device.key` where they are missing.
    /// Needs no runtime; reads files and may wait for another process for a few seconds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where another server serves this folder or a newer version wrote it,
    /// [`StoreError::Unavailable`] where files can't be written.
    pub fn open(folder: &Path, options: SqliteOptions) -> Result<Arc<Self>, StoreError> {
        file::make_folder(folder)?;
        let place = file::place(folder, options.serve)?;
        let key = Arc::new(key::Key::open(folder)?);
        let path = file::database(folder);
        let mut writing = file::writer(&path)?;
        if options.serve {
            file::begin_epoch(&mut writing)?;
            // What is not tried again now stays as it is: no reason to serve nobody.
            if let Err(error) = again::try_again(&mut writing) {
                tracing::warn!(%error, "held operations were not tried again");
            }
        }
        let live = Arc::new(live::Live::new());
        let watching = file::reader(&path)?;
        live.begin(&watching)?;
        let heard = Arc::new(heard::Heard::default());
        let failed = |error: std::io::Error| StoreError::Unavailable(error.to_string());
        let (stop, stopped) = mpsc::channel();
        let watch = live::watch(watching, Arc::clone(&live), stopped).map_err(failed)?;
        let alone = matches!(place, Place::Alone);
        let writer = writer::Writer::start(writing, Arc::clone(&live), Arc::clone(&heard), alone).map_err(failed)?;
        Ok(Arc::new(Self {
            key,
            writer,
            readers: reader::Readers::new(path, options.readers),
            live,
            heard,
            watch: Mutex::new(Some((stop, watch))),
            place: Mutex::new(Some(place)),
        }))
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
    async fn add_site(&self, site: NewSite, now: UnixMs) -> Result<(), StoreError> {
        self.writer
            .write(move |at, heads| account::add_site(at, &site, now).map(|head| heads.push(head)))
            .await
    }

    async fn remove_demo(&self, viewer: &Viewer) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer.write(move |at, _| demo::remove(at, &viewer)).await
    }

    async fn sites(&self) -> Result<Vec<SiteInfo>, StoreError> {
        self.readers.read(|at| account::sites(at)).await
    }

    async fn add_account(&self, account: NewAccount, now: UnixMs) -> Result<(), StoreError> {
        self.writer
            .write(move |at, heads| account::add_account(at, None, &account, now).map(|head| heads.push(head)))
            .await
    }

    async fn set_password(&self, login: &str, password_hash: &str) -> Result<(), StoreError> {
        let (login, password_hash) = (login.to_owned(), password_hash.to_owned());
        self.writer
            .write(move |at, _| account::set_password(at, &login, &password_hash))
            .await
    }

    async fn account_of_login(&self, login: &str) -> Result<Option<SessionAccount>, StoreError> {
        let login = login.to_owned();
        self.readers.read(move |at| account::account_of_login(at, &login)).await
    }

    async fn login_of(&self, account: AccountId) -> Result<Option<(String, String)>, StoreError> {
        self.readers.read(move |at| login::of_account(at, account)).await
    }

    async fn logins(&self, viewer: &Viewer) -> Result<Vec<LoginLine>, LoginRefusal> {
        let viewer = viewer.clone();
        self.readers.read(move |at| login::list(at, &viewer)).await
    }

    async fn change_login(&self, viewer: &Viewer, change: LoginChange, now: UnixMs) -> Result<(), LoginRefusal> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| login::change(at, &viewer, change, heads, now))
            .await
    }

    async fn open_session(&self, account: AccountId, token: &str, until: UnixMs) -> Result<(), StoreError> {
        let token = token.to_owned();
        self.writer
            .write(move |at, _| account::open_session(at, account, &token, until))
            .await
    }

    async fn close_session(&self, token: &str) -> Result<(), StoreError> {
        let token = token.to_owned();
        self.writer.write(move |at, _| account::close_session(at, &token)).await
    }

    async fn viewer(&self, credential: Credential<'_>, now: UnixMs) -> Result<Option<Viewer>, StoreError> {
        match credential {
            Credential::Device { device, token } => {
                if !self.key.is_token_of(device, token) {
                    return Ok(None);
                }
                let found = self.readers.read(move |at| standing::of_device(at, device)).await?;
                Ok(found.filter(|viewer| !viewer.desk))
            }
            Credential::Session { token, site } => {
                let token = key::hash(token);
                let find =
                    move |at: &rusqlite::Transaction<'_>| match standing::device_of_session(at, &token, site, now)? {
                        Some(device) => standing::of_device(at, device),
                        None => Ok(None),
                    };
                self.readers.read(find).await
            }
            Credential::Operator { site } => self.readers.read(move |at| account::operator(at, site)).await,
        }
    }

    async fn add_code(&self, viewer: &Viewer, code: NewCode, now: UnixMs) -> Result<(), StoreError> {
        let (key, viewer) = (Arc::clone(&self.key), viewer.clone());
        self.writer
            .write(move |at, _| enrol::add_code(at, &key, &viewer, &code, now))
            .await
    }

    async fn make_cards(&self, viewer: &Viewer, cards: Vec<NewCard>, now: UnixMs) -> Result<Vec<String>, CardRefusal> {
        let (key, viewer) = (Arc::clone(&self.key), viewer.clone());
        self.writer
            .write(move |at, heads| card::make(at, &key, &viewer, cards, heads, now))
            .await
    }

    async fn void_cards(&self, viewer: &Viewer, cards: &[CardId], now: UnixMs) -> Result<Vec<CardId>, StoreError> {
        let (viewer, cards) = (viewer.clone(), cards.to_vec());
        self.writer
            .write(move |at, _| card::void(at, &viewer, &cards, now))
            .await
    }

    async fn enrol(&self, code: &str, key: &str, device_name: &str, now: UnixMs) -> Result<Enrolled, EnrolRefusal> {
        let (secret, code, key, name) = (
            Arc::clone(&self.key),
            code.to_owned(),
            key.to_owned(),
            device_name.to_owned(),
        );
        self.writer
            .write(move |at, _| enrol::enrol(at, &secret, &code, &key, &name, now))
            .await
    }

    async fn renew(&self, viewer: &Viewer, key: &str, now: UnixMs) -> Result<Enrolled, StoreError> {
        let (secret, viewer, key) = (Arc::clone(&self.key), viewer.clone(), key.to_owned());
        self.writer
            .write(move |at, _| enrol::renew(at, &secret, &viewer, &key, now))
            .await
    }

    async fn revoke(&self, viewer: &Viewer, device: DeviceId, now: UnixMs) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| enrol::revoke(at, &viewer, device, now).map(|head| heads.push(head)))
            .await
    }

    async fn push(&self, viewer: &Viewer, ask: PushAsk) -> Result<Pushed, PushError> {
        let PushAsk { ops, skew_ms, now } = ask;
        self.writer
            .push(Push {
                viewer: viewer.clone(),
                ops: Ops::Sent(ops),
                skew_ms,
                now,
            })
            .await
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
        let viewer = viewer.clone();
        self.readers.read(move |at| pull::pull(at, &viewer, ask)).await
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

    async fn records(&self, viewer: &Viewer, kinds: &[Kind]) -> Result<Vec<Record>, StoreError> {
        let (viewer, kinds) = (viewer.clone(), kinds.to_vec());
        self.readers.read(move |at| look::records(at, &viewer, &kinds)).await
    }

    async fn deleted(&self, viewer: &Viewer, kinds: &[Kind]) -> Result<Vec<RecordId>, StoreError> {
        let (viewer, kinds) = (viewer.clone(), kinds.to_vec());
        self.readers.read(move |at| look::deleted(at, &viewer, &kinds)).await
    }

    async fn record(&self, viewer: &Viewer, id: RecordId) -> Result<Option<Record>, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| look::record(at, &viewer, id)).await
    }

    async fn now_page(&self, viewer: &Viewer, visits: u32, now: UnixMs) -> Result<NowPage, StoreError> {
        let (viewer, heard) = (viewer.clone(), self.heard.unwritten());
        self.readers
            .read(move |at| look::now_page(at, &viewer, visits, &heard, now))
            .await
    }

    async fn roster_page(&self, viewer: &Viewer, now: UnixMs) -> Result<RosterPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| roster::page(at, &viewer, now)).await
    }

    async fn last_seen(&self, viewer: &Viewer, residents: &[RecordId]) -> Result<Vec<Record>, StoreError> {
        let (viewer, residents) = (viewer.clone(), residents.to_vec());
        self.readers
            .read(move |at| roster::last_seen(at, &viewer, &residents))
            .await
    }

    async fn recorded(&self, viewer: &Viewer, records: &[RecordId]) -> Result<Vec<RecordId>, StoreError> {
        let (viewer, records) = (viewer.clone(), records.to_vec());
        self.readers
            .read(move |at| roster::recorded(at, &viewer, &records))
            .await
    }

    async fn building_page(
        &self,
        viewer: &Viewer,
        building: Option<RecordId>,
        now: UnixMs,
    ) -> Result<BuildingPage, StoreError> {
        let viewer = viewer.clone();
        self.readers
            .read(move |at| building::page(at, &viewer, building, now))
            .await
    }

    async fn resident_page(
        &self,
        viewer: &Viewer,
        resident: RecordId,
        now: UnixMs,
    ) -> Result<Option<ResidentPage>, StoreError> {
        let viewer = viewer.clone();
        self.readers
            .read(move |at| resident::page(at, &viewer, resident, now))
            .await
    }

    async fn reveal(&self, viewer: &Viewer, resident: RecordId, now: UnixMs) -> Result<Option<Record>, StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| resident::reveal(at, &viewer, resident, now))
            .await
    }

    async fn settle(
        &self,
        viewer: &Viewer,
        record: RecordId,
        conflict: ConflictNo,
        now: UnixMs,
    ) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| conflict::settle(at, &viewer, record, conflict, now).map(|head| heads.extend(head)))
            .await
    }

    async fn visits_page(&self, viewer: &Viewer, ask: VisitsAsk) -> Result<VisitsPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| timeline::page(at, &viewer, ask)).await
    }

    async fn note_export(&self, viewer: &Viewer, export: Export, now: UnixMs) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, _| trail::note_export(at, &viewer, &export, now))
            .await
    }

    async fn trail_page(&self, viewer: &Viewer, ask: TrailAsk) -> Result<TrailPage, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| trail::page(at, &viewer, ask)).await
    }

    async fn people_page(&self, viewer: &Viewer, ask: PeopleAsk) -> Result<PeoplePage, StoreError> {
        let (viewer, heard) = (viewer.clone(), self.heard.unwritten());
        self.readers.read(move |at| card::page(at, &viewer, ask, &heard)).await
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

    async fn check(&self) -> Result<Check, StoreError> {
        self.readers.read(|at| check::check(at)).await
    }

    async fn close(&self) -> Result<(), StoreError> {
        let ending = self.ending();
        let done = tokio::task::spawn_blocking(move || ending.wait()).await;
        done.map_err(|error| StoreError::Fault(error.to_string()))
    }
}
