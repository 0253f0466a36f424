//! Which site is at which `seq`, told to whoever listens. Notices commits of other processes too.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use rusqlite::Connection;
use shared::{id::SiteId, protocol::LiveEvent};
use tokio::sync::broadcast;

use super::column::{count, id};
use crate::StoreError;

/// Events a slow listener may fall behind before it misses some; it hears of the next one.
const EVENTS_KEPT: usize = 1_024;
/// How often the database is asked whether another process has committed.
pub(super) const WATCH_MS: u64 = 100;

#[derive(Debug)]
pub(super) struct Live {
    events: broadcast::Sender<LiveEvent>,
    told: Mutex<HashMap<SiteId, u64>>,
}

impl Live {
    pub(super) fn new() -> Self {
        Self {
            events: broadcast::channel(EVENTS_KEPT).0,
            told: Mutex::default(),
        }
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<LiveEvent> {
        self.events.subscribe()
    }

    /// Tells a head once, whoever noticed it first. Called after COMMIT only.
    pub(super) fn tell(&self, event: LiveEvent) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let known = told.entry(event.site).or_default();
        if event.seq > *known {
            *known = event.seq;
            // Nobody listening is no fault.
            let _ = self.events.send(event);
        }
    }

    /// What was committed before anybody could listen.
    pub(super) fn begin(&self, at: &Connection) -> Result<(), StoreError> {
        let heads = heads(at)?;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.extend(heads.into_iter().map(|event| (event.site, event.seq)));
        Ok(())
    }
}

fn heads(at: &Connection) -> Result<Vec<LiveEvent>, StoreError> {
    let mut query = at.prepare_cached("SELECT id, head FROM site")?;
    let heads = query.query_map([], |row| {
        Ok(LiveEvent {
            site: id(row, 0)?,
            seq: count(row, 1)?,
        })
    })?;
    Ok(heads.collect::<Result<_, _>>()?)
}

/// Looks for commits of others until `stop` is dropped.
pub(super) fn watch(
    at: Connection,
    live: std::sync::Arc<Live>,
    stop: mpsc::Receiver<()>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name("store-watch".to_owned())
        .spawn(move || {
            // What was committed between the beginning and here is found at the first turn.
            let mut seen = None;
            while stop.recv_timeout(Duration::from_millis(WATCH_MS)) == Err(mpsc::RecvTimeoutError::Timeout) {
                let now = version(&at).ok();
                if now.is_some() && now != seen {
                    // A failed look is made again at the next turn.
                    if let Ok(heads) = heads(&at) {
                        heads.into_iter().for_each(|event| live.tell(event));
                        seen = now;
                    }
                }
            }
        })
}

/// Changes whenever another connection commits.
fn version(at: &Connection) -> Result<i64, StoreError> {
    Ok(at.pragma_query_value(None, "data_version", |row| row.get(0))?)
}
