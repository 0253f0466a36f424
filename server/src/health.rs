//! For whoever watches over the server: is it alive, can it write, how much does it do.

use axum::{
    extract::State as FromState,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use crate::state::Shared;

pub(crate) async fn alive() -> &'static str {
    "alive\n"
}

/// Ready means: the database can be written.
pub(crate) async fn ready(FromState(state): FromState<Shared>) -> Response {
    match state.store.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database can't be written\n").into_response()
        }
    }
}

pub(crate) async fn metrics(FromState(state): FromState<Shared>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.text()).into_response()
}
