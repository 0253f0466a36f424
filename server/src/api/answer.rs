//! The outermost layer of `/api`: every answer is `no-store`, and every answer that is not a success carries our JSON
//! body in the caller's language, whoever made it — a handler, the framework, a panic. A phone takes any status without
//! that body for a captive portal.

use std::sync::atomic::Ordering::Relaxed;

use axum::{
    Json,
    extract::{Request, State as FromState},
    http::{
        HeaderValue, StatusCode,
        header::{ALLOW, CACHE_CONTROL, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::protocol::{ErrorBody, ErrorCode};

use crate::{
    error::{Error, Said, message},
    language::Language,
    state::Shared,
};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(crate) async fn speak(FromState(state): FromState<Shared>, request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let mut response = next.run(request).await;
    if !response.status().is_success() {
        state.metrics.refused.fetch_add(1, Relaxed);
        response = explained(&response, language);
    }
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}

fn explained(response: &Response, language: Language) -> Response {
    let said = response.extensions().get::<Said>().cloned();
    let (status, said) = said.map_or_else(|| by_status(response.status()), |said| (response.status(), said));
    let body = ErrorBody {
        code: said.code,
        message: message(said.code, language).to_owned(),
        last_n: said.last_n,
        retry_after_s: said.retry_after_s,
        rights: said.rights,
    };
    let mut explained = (status, Json(body)).into_response();
    if let Some(after_s) = said.retry_after_s {
        explained.headers_mut().insert(RETRY_AFTER, HeaderValue::from(after_s));
    }
    if let Some(methods) = response.headers().get(ALLOW) {
        explained.headers_mut().insert(ALLOW, methods.clone());
    }
    explained
}

/// An answer that no handler of ours made.
fn by_status(status: StatusCode) -> (StatusCode, Said) {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => Error::WrongMethod.said(),
        StatusCode::NOT_FOUND => Error::NotFound.said(),
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge.said(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::WrongType.said(),
        StatusCode::REQUEST_TIMEOUT => Error::TooSlow.said(),
        status if status.is_client_error() => (status, Said::code(ErrorCode::Malformed)),
        status => (status, Said::code(ErrorCode::Internal)),
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use store::{SqliteOptions, SqliteStore};
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;
    use crate::{Options, state::State};

    async fn panics() -> &'static str {
        panic!("a defect with somebody's name in it")
    }

    async fn is_slow() -> StatusCode {
        StatusCode::REQUEST_TIMEOUT
    }

    #[tokio::test]
    async fn answers_that_no_handler_made_speak_like_ours() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path(), SqliteOptions::COMMAND).unwrap();
        let state = State::new(store, Options::default(), tokio::sync::watch::channel(false).1);
        let routes = Router::new().route("/panics", get(panics)).route("/slow", get(is_slow));
        let routes = routes
            .layer(CatchPanicLayer::new())
            .layer(from_fn_with_state(state.clone(), speak));
        let router = routes.with_state(state);
        for (path, status, code) in [("/panics", 500, ErrorCode::Internal), ("/slow", 408, ErrorCode::Busy)] {
            let request = Request::get(path)
                .header("accept-language", "en")
                .body(Body::empty())
                .unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(
                (response.status().as_u16(), &response.headers()[CACHE_CONTROL]),
                (status, &NO_STORE)
            );
            let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
            let said: ErrorBody = serde_json::from_slice(&body).unwrap();
            assert_eq!(said.code, code);
            assert!(!said.message.contains("name"), "{}", said.message);
        }
    }
}
