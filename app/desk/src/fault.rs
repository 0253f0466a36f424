//! Why a page's data could not be had, as far as whoever sits there can do something about it.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The sign-in has ended: sign in again.
    #[error("signed out")]
    SignedOut,
    /// The server did not answer: it or the network is away.
    #[error("the server can't be reached")]
    Unreachable,
    /// The store is busy or can't be written just now.
    #[error("the server is busy")]
    Busy,
    /// A defect of ours, or an answer that is not ours.
    #[error("the server failed")]
    Failed,
}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            _ => Self::Failed,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<store::StoreError> for Fault {
    fn from(error: store::StoreError) -> Self {
        use store::StoreError::{Busy, Closed, Conflict, Fault, Unavailable};
        tracing::error!(%error, "a desk page could not be read");
        match error {
            Unavailable(_) | Busy | Closed => Self::Busy,
            Conflict(_) | Fault(_) => Self::Failed,
        }
    }
}
