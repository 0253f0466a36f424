//! A phone becomes somebody: by the code of a card, or by renewing an identity that can't go on.

use std::sync::atomic::Ordering::Relaxed;

use axum::{
    Json,
    extract::State as FromState,
    http::{HeaderMap, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use shared::{
    protocol::{EnrolRequest, EnrolResponse, Limits, RenewRequest},
    time::UnixMs,
};
use store::Enrolled;

use super::{
    body::Read,
    credential::{Shown, bearer, device_cookie},
};
use crate::{
    address::Address,
    clock,
    error::Error,
    random::CODE_DIGITS,
    state::{Shared, State},
};

/// The phone's random key for repeating a call, characters.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 8..=128;
const DEVICE_NAME_CHARS_MAX: usize = 60;

pub(crate) async fn enrol(
    FromState(state): FromState<Shared>,
    Address(address): Address,
    Read(ask): Read<EnrolRequest>,
) -> Result<Response, Error> {
    let now = clock::now();
    check_key(&ask.key)?;
    let code: String = ask.code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    // A slip of the finger is no guess.
    if code.len() != CODE_DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Enrol(store::EnrolRefusal::Unknown));
    }
    if !state.options.dev {
        state
            .enrol_tries
            .take(&address, now)
            .map_err(|after_s| Error::TooManyTries { after_s })?;
    }
    let name: String = ask.device_name.trim().chars().take(DEVICE_NAME_CHARS_MAX).collect();
    let enrolled = state.store.enrol(&code, &ask.key, &name, now).await?;
    state.enrol_tries.give_back(&address);
    state.metrics.enrolments.fetch_add(1, Relaxed);
    Ok(welcome(&state, enrolled, ask.bearer, now))
}

pub(crate) async fn renew(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    Read(ask): Read<RenewRequest>,
) -> Result<Response, Error> {
    let now = clock::now();
    check_key(&ask.key)?;
    let viewer = Shown::device(&headers, ask.device)?.sender(&state, now).await?;
    let enrolled = state.store.renew(&viewer, &ask.key, now).await?;
    Ok(welcome(&state, enrolled, bearer(&headers).is_some(), now))
}

fn check_key(key: &str) -> Result<(), Error> {
    if KEY_CHARS.contains(&key.len()) {
        Ok(())
    } else {
        Err(Error::Malformed)
    }
}

fn welcome(state: &State, enrolled: Enrolled, wants_token: bool, now: UnixMs) -> Response {
    let cookie = device_cookie(enrolled.device, &enrolled.token, state.is_https());
    let body = EnrolResponse {
        device: enrolled.device,
        worker: enrolled.worker,
        role: enrolled.role,
        sites: vec![enrolled.site],
        scope: enrolled.scope,
        expires: enrolled.expires,
        server_now: now,
        limits: Limits::default(),
        envelope_key: enrolled.rules.envelope_key.clone(),
        rules: Some(enrolled.rules),
        token: wants_token.then_some(enrolled.token),
    };
    let mut response = Json(body).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
