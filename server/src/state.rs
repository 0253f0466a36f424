//! What every handler shares.

use std::{net::IpAddr, sync::Arc};

use store::Store;
use tokio::sync::{Mutex, Semaphore, watch};

use crate::{
    Options,
    api::stream::Streams,
    desk::{people::Sheets, roster::Rosters},
    health::Readiness,
    metric::Metrics,
    password::Hasher,
    throttle::{ENROL_ALL, ENROL_EACH, SIGN_IN_ADDRESS, SIGN_IN_LOGIN, Throttle},
};

pub(crate) type Shared = Arc<State>;

/// Files that are on their way up at once: each is held in memory until it is read.
const UPLOADS_MAX: usize = 4;

pub(crate) struct State {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) options: Options,
    pub(crate) metrics: Metrics,
    pub(crate) enrol_tries: Throttle<IpAddr>,
    pub(crate) sign_in_addresses: Throttle<IpAddr>,
    pub(crate) sign_in_logins: Throttle<String>,
    pub(crate) hasher: Hasher,
    pub(crate) readiness: Readiness,
    pub(crate) streams: Streams,
    pub(crate) sheets: Sheets,
    pub(crate) rosters: Rosters,
    pub(crate) uploads: Semaphore,
    /// One site is set up at a time.
    pub(crate) first: Mutex<()>,
    /// Turns true when the server is to end: live streams close, or they would hold it open.
    pub(crate) closing: watch::Receiver<bool>,
}

impl State {
    pub(crate) fn new(store: Arc<dyn Store>, options: Options, closing: watch::Receiver<bool>) -> Shared {
        Arc::new(Self {
            store,
            options,
            metrics: Metrics::default(),
            enrol_tries: Throttle::new(ENROL_EACH, Some(ENROL_ALL)),
            sign_in_addresses: Throttle::new(SIGN_IN_ADDRESS, None),
            sign_in_logins: Throttle::new(SIGN_IN_LOGIN, None),
            hasher: Hasher::default(),
            readiness: Readiness::default(),
            streams: Streams::default(),
            sheets: Sheets::default(),
            rosters: Rosters::default(),
            uploads: Semaphore::new(UPLOADS_MAX),
            first: Mutex::default(),
            closing,
        })
    }

    /// Browsers keep a `Secure` cookie only where the page came over HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        let named = self.options.public_url.as_deref();
        named.map_or(self.options.tls.is_some(), |url| url.starts_with("https://"))
    }
}
