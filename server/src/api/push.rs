//! Operations come up. Open to every device that ever was, revoked and expired ones too: what they hold must not be lost.

use std::time::Instant;

use axum::{Json, extract::State as FromState, http::HeaderMap};
use shared::{
    op::Incoming,
    protocol::{PUSH_OPS_MAX, PushResponse, RawPush},
};
use store::PushAsk;

use super::{body::Read, credential::Shown};
use crate::{clock, error::Error, state::Shared};

pub(crate) async fn push(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    Read(ask): Read<RawPush>,
) -> Result<Json<PushResponse>, Error> {
    let (now, began) = (clock::now(), Instant::now());
    if ask.ops.len() > PUSH_OPS_MAX {
        return Err(Error::TooLarge);
    }
    let viewer = Shown::device(&headers, ask.device)?.sender(&state, now).await?;
    let ops: Result<Vec<Incoming>, _> = ask.ops.iter().map(|raw| Incoming::read(raw)).collect();
    let ops = ops.map_err(|_| Error::Malformed)?;
    let pushed = state
        .store
        .push(
            &viewer,
            PushAsk {
                ops,
                skew_ms: ask.client_now.since(now),
                now,
            },
        )
        .await?;
    state.store.heard(ask.device, ask.unsent, now);
    state.metrics.pushed(&pushed.results, began.elapsed());
    Ok(Json(PushResponse {
        epoch: pushed.epoch,
        last_n: pushed.last_n,
        safe_n: pushed.safe_n,
        server_now: now,
        results: pushed.results,
    }))
}
