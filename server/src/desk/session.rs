//! A desk sign-in: a random token in a cookie, of which the store keeps a hash.

use axum::{
    extract::{FromRequestParts, Request, State as FromState},
    http::{HeaderMap, HeaderValue, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use shared::time::{HOUR_MS, UnixMs};

use crate::{
    api::credential::{Shown, cookie},
    error::Error,
    state::{Shared, State},
};

const SIGN_IN: &str = "/desk/sign-in";
pub(super) const SIGNED_OUT: &str = "/desk/sign-in?out";
pub(super) const LIVE: &str = "/desk/live";
const FUNCTIONS: &str = "/desk/fn/";
const COOKIE: &str = "dabai-desk";
/// A shift; then whoever sits there signs in again.
const KEPT_MS: i64 = 12 * HOUR_MS;

/// The sign-in that a request shows, not yet judged.
pub(crate) struct Session {
    pub(crate) shown: Shown,
    pub(crate) token: String,
}

impl Session {
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let token = cookie(headers, COOKIE)?.to_owned();
        Some(Self {
            shown: Shown::Session { token: token.clone() },
            token,
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Self::of(&parts.headers).ok_or(Error::SignInAgain)
    }
}

pub(super) const fn until(now: UnixMs) -> UnixMs {
    now.plus(KEPT_MS)
}

pub(super) fn set_cookie(state: &State, token: &str) -> Option<HeaderValue> {
    cookie_value(state, token, KEPT_MS / 1_000)
}

pub(super) fn drop_cookie(state: &State) -> Option<HeaderValue> {
    cookie_value(state, "", 0)
}

fn cookie_value(state: &State, token: &str, kept_s: i64) -> Option<HeaderValue> {
    let secure = if state.is_https() { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/desk; Max-Age={kept_s}; HttpOnly; SameSite=Lax{secure}");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Lets through whoever is signed in, with their [`store::Viewer`] in the request; sends others to the sign-in.
pub(super) async fn require(FromState(state): FromState<Shared>, mut request: Request, next: Next) -> Response {
    let session = Session::of(request.headers());
    let viewer = match &session {
        Some(session) => session.shown.reader(&state, None).await,
        None => Err(Error::SignInAgain),
    };
    match viewer {
        Ok(viewer) => {
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
        Err(Error::SignInAgain) if wants_page(&request) => Redirect::to(SIGN_IN).into_response(),
        Err(Error::SignInAgain) if request.uri().path().starts_with(FUNCTIONS) => desk::signed_out(),
        Err(error) => error.into_response(),
    }
}

/// A page or a form, as opposed to a server function or a live stream, whose callers must not get a page instead.
fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    path != LIVE && !path.starts_with(FUNCTIONS)
}
