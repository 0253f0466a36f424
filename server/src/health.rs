//! For whoever watches over the server: is it alive, can it write, how much does it do.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::State as FromState,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use store::Store;
use tokio::sync::Mutex;

use crate::state::Shared;

/// An answer to "can it write" is given again for this long: each probe is a durable write, and anybody may ask.
const READY_FOR: Duration = Duration::from_secs(3);

/// The last probe, when it was and whether it could write. Locked while a probe is under way, so that there is one.
#[derive(Clone, Default)]
pub(crate) struct Readiness(Arc<Mutex<Option<(Instant, bool)>>>);

impl Readiness {
    async fn is_ready(&self, store: &Arc<dyn Store>) -> bool {
        let mut last = Arc::clone(&self.0).lock_owned().await;
        if let Some((at, is_ready)) = *last
            && at.elapsed() < READY_FOR
        {
            return is_ready;
        }
        let store = Arc::clone(store);
        // To its end whoever asked, and the lock with it: callers that hang up would start one probe each.
        let probe = tokio::spawn(async move {
            let done = store.ready().await;
            if let Err(error) = &done {
                tracing::error!(%error, "not ready");
            }
            *last = Some((Instant::now(), done.is_ok()));
            done.is_ok()
        });
        probe.await.unwrap_or(false)
    }
}

pub(crate) async fn alive() -> &'static str {
    "alive\n"
}

/// Ready means: the database can be written.
pub(crate) async fn ready(FromState(state): FromState<Shared>) -> Response {
    if state.readiness.is_ready(&state.store).await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database can't be written\n").into_response()
    }
}

pub(crate) async fn metrics(FromState(state): FromState<Shared>) -> Response {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4")],
        state.metrics.text(state.store.unjournalled()),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use store::{SqliteOptions, SqliteStore};

    use super::*;

    #[tokio::test]
    async fn asking_often_writes_once() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = SqliteStore::open(folder.path(), SqliteOptions::SERVE).unwrap();
        let readiness = Readiness::default();
        assert!(readiness.is_ready(&store).await);
        store.close().await.unwrap();
        assert!(readiness.is_ready(&store).await, "the last answer");
        assert!(!Readiness::default().is_ready(&store).await);
    }
}
