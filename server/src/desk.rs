//! `/desk`: sign-in, the layer that lets nobody else in, the live stream, and the coordinator's pages behind it.

use axum::Router;

use crate::state::Shared;

pub(crate) fn router(_state: &Shared) -> Router<Shared> {
    Router::new()
}
