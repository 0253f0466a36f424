//! Rows go down.

use std::sync::atomic::Ordering::Relaxed;

use axum::{Json, extract::State as FromState, http::HeaderMap};
use shared::{
    kind::Kind,
    protocol::{PULL_ROWS_MAX, PullRequest, PullResponse},
};
use store::PullAsk;

use super::{body::Read, credential::Shown};
use crate::{clock, error::Error, state::Shared};

pub(crate) async fn pull(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    Read(ask): Read<PullRequest>,
) -> Result<Json<PullResponse>, Error> {
    let now = clock::now();
    // Whether they may read is the store's to say: whoever may not hears how far it has what they sent.
    let viewer = Shown::device(&headers, ask.device)?.sender(&state, now).await?;
    if ask.site != viewer.site() {
        return Err(Error::Forbidden);
    }
    if !ask.differs.is_empty() {
        state.metrics.differing.fetch_add(1, Relaxed);
        // Words of this version, and nothing that a phone has made up.
        let known: Vec<&str> = Kind::KNOWN
            .iter()
            .filter(|kind| ask.differs.contains(kind))
            .map(Kind::as_str)
            .collect();
        tracing::error!(device = %ask.device, kinds = known.join(" "), "a phone had not the rows it should have");
    }
    let limit = ask.limit.unwrap_or(PULL_ROWS_MAX).clamp(1, PULL_ROWS_MAX);
    let pulled = state
        .store
        .pull(
            &viewer,
            PullAsk {
                cursor: ask.cursor,
                limit,
                check: ask.check,
                now,
            },
        )
        .await?;
    state.store.heard(ask.device, ask.unsent, now);
    state.metrics.pulled(pulled.rows.len());
    Ok(Json(PullResponse {
        rows: pulled.rows,
        cursor: pulled.cursor,
        more: pulled.more,
        last_n: pulled.last_n,
        safe_n: pulled.safe_n,
        server_now: now,
        horizon_day: pulled.horizon_day,
        check: pulled.check,
        rights: pulled.rights,
        rules: pulled.rules,
    }))
}
