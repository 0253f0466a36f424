//! Reads the JSON of a call within a bound, and says exactly what is wrong with it.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{
        HeaderMap,
        header::{CONTENT_ENCODING, CONTENT_TYPE},
    },
};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use shared::protocol::PUSH_BYTES_MAX;

use crate::error::Error;

/// What a push may have around its operations, bytes.
const PUSH_FRAME_BYTES_MAX: usize = 4 * 1_024;
pub(crate) const BODY_BYTES_MAX: usize = PUSH_BYTES_MAX + PUSH_FRAME_BYTES_MAX;
/// A body beyond the bound is read on so far before the refusal: a sender that is cut off mid-way never reads why.
const DRAIN_BYTES_MAX: usize = 1_024 * 1_024;

/// A request body as `T`.
pub(crate) struct Read<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Read<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        // Besides being right, this keeps forms on other sites' pages from changing anything: they can't send JSON.
        if !is_json(request.headers()) {
            return Err(Error::WrongType);
        }
        let bytes = within(request.into_body(), BODY_BYTES_MAX).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Error::Malformed)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let essence = named.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/json") && !headers.contains_key(CONTENT_ENCODING)
}

pub(crate) async fn within(body: Body, most: usize) -> Result<Vec<u8>, Error> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut read = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Error::Malformed)?;
        read += chunk.len();
        if read <= most {
            bytes.extend_from_slice(&chunk);
        } else if read > most + DRAIN_BYTES_MAX {
            break;
        }
    }
    if read > most { Err(Error::TooLarge) } else { Ok(bytes) }
}
