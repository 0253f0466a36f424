//! [`SqliteStore`]: one folder, one database file, one writer. Knows nothing of HTTP and judges nothing:
//! `shared::accept` plans, this applies.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use shared::{
    id::{AccountId, DeviceId, RecordId},
    kind::Kind,
    op::Draft,
    protocol::{LiveEvent, SiteInfo},
    record::Record,
    time::UnixMs,
};
use tokio::sync::broadcast;

use crate::{
    Check, Credential, EnrolRefusal, Enrolled, NewAccount, NewCode, NewSite, NowPage, PullAsk, PullRefusal, Pulled,
    PushAsk, PushError, Pushed, SessionAccount, Store, StoreError, Viewer,
};

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
    pub const SERVE: Self = Self { serve: true, readers: 4 };
    pub const COMMAND: Self = Self { serve: false, readers: 1 };
}

/// A store in one SQLite file. Dropping it finishes the writes that were taken on; [`Store::close`] waits for them.
#[derive(Debug)]
pub struct SqliteStore {
    events: broadcast::Sender<LiveEvent>,
}

impl SqliteStore {
    /// Opens `folder`, making it, its database `dabai.db` and its key file `device.key` where they are missing.
    /// Needs no runtime; reads files and may wait for another process for a few seconds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where another server serves this folder, [`StoreError::Unavailable`] where files can't
    /// be written.
    pub fn open(folder: &Path, options: SqliteOptions) -> Result<Arc<Self>, StoreError> {
        let _ = (folder, options);
        Ok(Arc::new(Self { events: broadcast::channel(16).0 }))
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn add_site(&self, _: NewSite, _: UnixMs) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn sites(&self) -> Result<Vec<SiteInfo>, StoreError> {
        Err(StoreError::Closed)
    }
    async fn add_account(&self, _: NewAccount, _: UnixMs) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn set_password(&self, _: &str, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn account_of_login(&self, _: &str) -> Result<Option<SessionAccount>, StoreError> {
        Err(StoreError::Closed)
    }
    async fn open_session(&self, _: AccountId, _: &str, _: UnixMs) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn close_session(&self, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn viewer(&self, _: Credential<'_>, _: UnixMs) -> Result<Option<Viewer>, StoreError> {
        Err(StoreError::Closed)
    }
    async fn add_code(&self, _: &Viewer, _: NewCode, _: UnixMs) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn enrol(&self, _: &str, _: &str, _: &str, _: UnixMs) -> Result<Enrolled, EnrolRefusal> {
        Err(StoreError::Closed.into())
    }
    async fn renew(&self, _: &Viewer, _: &str, _: UnixMs) -> Result<Enrolled, StoreError> {
        Err(StoreError::Closed)
    }
    async fn revoke(&self, _: &Viewer, _: DeviceId, _: UnixMs) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn push(&self, _: &Viewer, _: PushAsk) -> Result<Pushed, PushError> {
        Err(StoreError::Closed.into())
    }
    async fn submit(&self, _: &Viewer, _: Vec<Draft>, _: UnixMs) -> Result<Pushed, PushError> {
        Err(StoreError::Closed.into())
    }
    async fn pull(&self, _: &Viewer, _: PullAsk) -> Result<Pulled, PullRefusal> {
        Err(StoreError::Closed.into())
    }
    async fn head(&self, _: &Viewer) -> Result<u64, StoreError> {
        Err(StoreError::Closed)
    }
    fn live(&self) -> broadcast::Receiver<LiveEvent> {
        self.events.subscribe()
    }
    fn heard(&self, _: DeviceId, _: Option<u64>, _: UnixMs) {}
    async fn records(&self, _: &Viewer, _: &[Kind]) -> Result<Vec<Record>, StoreError> {
        Err(StoreError::Closed)
    }
    async fn record(&self, _: &Viewer, _: RecordId) -> Result<Option<Record>, StoreError> {
        Err(StoreError::Closed)
    }
    async fn now_page(&self, _: &Viewer, _: u32, _: UnixMs) -> Result<NowPage, StoreError> {
        Err(StoreError::Closed)
    }
    async fn ready(&self) -> Result<(), StoreError> {
        Err(StoreError::Closed)
    }
    async fn check(&self) -> Result<Check, StoreError> {
        Err(StoreError::Closed)
    }
    async fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
