//! Signing in and out at the desk. Works without a script; slow on purpose for whoever guesses.

use std::sync::atomic::Ordering::Relaxed;

use axum::{
    Form,
    extract::{Query, State as FromState, rejection::FormRejection},
    http::{HeaderMap, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use desk::{SignIn, SignInState};

use super::{
    HOME, page as pages,
    session::{self, Session},
};
use crate::{
    address::Address,
    clock,
    error::Error,
    language::Language,
    password, random,
    state::{Shared, State},
};

pub(super) const LOGIN_CHARS_MAX: usize = 80;

#[derive(Default, serde::Deserialize)]
pub(super) struct Came {
    /// Present after a sign-out.
    out: Option<String>,
}

#[derive(serde::Deserialize)]
pub(super) struct Filled {
    login: String,
    password: String,
}

pub(super) async fn page(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    came: Result<Query<Came>, axum::extract::rejection::QueryRejection>,
) -> Response {
    if let Some(session) = Session::of(&headers)
        && session.shown.reader(&state, None).await.is_ok()
    {
        return Redirect::to(HOME).into_response();
    }
    if super::first::is_empty(&state).await.unwrap_or(false) {
        return Redirect::to("/desk/first").into_response();
    }
    let is_out = came.is_ok_and(|Query(came)| came.out.is_some());
    form(
        &state,
        &headers,
        "",
        if is_out {
            SignInState::SignedOut
        } else {
            SignInState::First
        },
    )
}

pub(super) async fn sign_in(
    FromState(state): FromState<Shared>,
    Address(address): Address,
    headers: HeaderMap,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(Filled { login, password })) = filled else {
        return Error::Malformed.into_response();
    };
    let login: String = login.trim().chars().take(LOGIN_CHARS_MAX).collect();
    let now = clock::now();
    let tries = state
        .sign_in_addresses
        .take(&address, now)
        .and_then(|()| state.sign_in_logins.take(&login, now));
    if let (Err(after_s), false) = (tries, state.options.dev) {
        return form(&state, &headers, &login, SignInState::Throttled { after_s });
    }
    match open_session(&state, &login, password).await {
        Ok(Some(token)) => {
            state.sign_in_addresses.give_back(&address);
            state.sign_in_logins.give_back(&login);
            let mut response = Redirect::to(HOME).into_response();
            if let Some(cookie) = session::set_cookie(&state, &token) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Ok(None) => {
            state.metrics.sign_in_failures.fetch_add(1, Relaxed);
            form(&state, &headers, &login, SignInState::Wrong)
        }
        Err(error) => {
            tracing::error!(%error, "a sign-in could not be looked at");
            form(&state, &headers, &login, SignInState::Busy)
        }
    }
}

/// A new sign-in's token, if the password is that login's.
async fn open_session(state: &State, login: &str, password: String) -> Result<Option<String>, Error> {
    if !password::CHARS.contains(&password.chars().count()) {
        return Ok(None);
    }
    let account = state.store.account_of_login(login).await?;
    let (id, hash) = account.map(|account| (account.account, account.password_hash)).unzip();
    let is_right = state.hasher.is_right(password, hash).await;
    let Some(id) = id.filter(|_| is_right) else {
        return Ok(None);
    };
    let token = random::token()?;
    state
        .store
        .open_session(id, &token, session::until(clock::now()))
        .await?;
    Ok(Some(token))
}

pub(super) async fn sign_out(FromState(state): FromState<Shared>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(session) = Session::of(&headers) {
        state.store.close_session(&session.token).await?;
    }
    let mut response = Redirect::to(session::SIGNED_OUT).into_response();
    if let Some(cookie) = session::drop_cookie(&state) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

fn form(state: &State, headers: &HeaderMap, login: &str, why: SignInState) -> Response {
    let lang = Language::chosen(headers).ui();
    desk::sign_in_page(&SignIn {
        lang,
        state: why,
        login: login.to_owned(),
        stylesheet: pages::stylesheet(state),
    })
}
