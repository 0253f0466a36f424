//! `/desk/first`: an empty server becomes somebody's. Whoever reads its console has the link; it makes the first site and
//! its administrator, while there is none. A made-up site's administrator can make room for the first one again.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, State as FromState, rejection::FormRejection},
    http::{HeaderMap, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use desk::first::{DemoKeys, First, FirstFault, demo_page, first_page, remove_page};
use shared::role::Role;
use store::{Credential, NewAccount, StoreError};

use super::{
    here::{Here, to_its_end},
    page as pages, session,
    sign_in::LOGIN_CHARS_MAX,
};
use crate::{
    clock, demo,
    error::Error,
    import,
    language::Language,
    pack::Pack,
    password, random, site,
    state::{Shared, State},
};

/// Where the new administrator goes on.
const NEXT: &str = "/desk/roster";
const SIGN_IN: &str = "/desk/sign-in";
const NAME_CHARS_MAX: usize = 40;
/// The made-up site is always the same.
const DEMO_SEED: u64 = 1;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    site: String,
    name: String,
    login: String,
    password: String,
    pack: String,
}

pub(super) async fn page(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    key: Option<Path<String>>,
) -> Response {
    let key = key.map(|Path(key)| key).unwrap_or_default();
    match is_empty(&state).await {
        Ok(true) => draw(&state, &headers, &key, &Filled::default(), Vec::new()),
        Ok(false) => Redirect::to(SIGN_IN).into_response(),
        Err(error) => error.into_response(),
    }
}

/// Whether nobody has set this server up yet.
pub(super) async fn is_empty(state: &State) -> Result<bool, Error> {
    Ok(state.options.first_key.is_some() && state.store.sites().await?.is_empty())
}

pub(super) async fn set_up(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    Path(key): Path<String>,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let Ok(Form(filled)) = filled else {
        return Error::Malformed.into_response();
    };
    let faults = if is_key(&state, &key) {
        faults(&filled)
    } else {
        vec![FirstFault::Key]
    };
    if !faults.is_empty() {
        return draw(&state, &headers, &key, &filled, faults);
    }
    match make(&state, filled).await {
        Ok(Some(token)) => {
            let mut response = Redirect::to(NEXT).into_response();
            if let Some(cookie) = session::set_cookie(&state, &token) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Ok(None) => Redirect::to(SIGN_IN).into_response(),
        Err(error) => error.into_response(),
    }
}

/// The new administrator's sign-in; none where somebody else was faster.
async fn make(state: &State, filled: Filled) -> Result<Option<String>, Error> {
    let hash = state.hasher.hash(filled.password).await?;
    let _one = state.first.lock().await;
    if !is_empty(state).await? {
        return Ok(None);
    }
    let now = clock::now();
    let id = random::account_id(now)?;
    let pack = Pack::of(&filled.pack).unwrap_or_default();
    let site = site::create(state.store.as_ref(), filled.site.trim(), pack, now).await?;
    let account = NewAccount {
        id,
        site,
        name: filled.name.trim().to_owned(),
        role: Role::Administrator,
        login: Some((filled.login.trim().to_owned(), hash)),
    };
    state.store.add_account(account, now).await?;
    let token = random::token()?;
    state.store.open_session(id, &token, session::until(now)).await?;
    Ok(Some(token))
}

/// A made-up site to look around in, once; whoever asked is its administrator.
pub(super) async fn demo(FromState(state): FromState<Shared>, headers: HeaderMap, Path(key): Path<String>) -> Response {
    if !is_key(&state, &key) {
        return draw(&state, &headers, &key, &Filled::default(), vec![FirstFault::Key]);
    }
    let made = to_its_end(make_demo(Arc::clone(&state)));
    match made.await {
        Ok(Some((keys, token))) => {
            let mut response = demo_page(&DemoKeys {
                lang: Language::chosen(&headers).ui(),
                site: keys.site,
                administrator: keys.administrator,
                coordinator: keys.coordinator,
                cards: keys.cards,
                stylesheet: pages::stylesheet(&state),
            });
            if let Some(cookie) = session::set_cookie(&state, &token) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        // Loaded again: it is there already.
        Ok(None) => Redirect::to(SIGN_IN).into_response(),
        Err(error) => error.into_response(),
    }
}

/// Its keys and a sign-in; none where there is a site already.
async fn make_demo(state: Shared) -> Result<Option<(demo::Keys, String)>, Error> {
    let _one = state.first.lock().await;
    if !is_empty(&state).await? {
        return Ok(None);
    }
    let now = clock::now();
    let made = async {
        let keys = demo::fill(Arc::clone(&state.store), demo::Size::Lively, DEMO_SEED, now).await;
        let keys = keys.map_err(|error| Error::Store(StoreError::Fault(format!("{error:#}"))))?;
        let account = state.store.account_of_login(&keys.administrator.0).await?;
        let account = account.ok_or(Error::NotFound)?.account;
        let token = random::token()?;
        state.store.open_session(account, &token, session::until(now)).await?;
        Ok(Some((keys, token)))
    };
    let made = made.await;
    if made.is_err() {
        // Half a site is nobody's.
        for site in state.store.sites().await? {
            if let Some(operator) = state.store.viewer(Credential::Operator { site: site.id }, now).await? {
                state.store.remove_demo(&operator).await?;
            }
        }
    }
    made
}

pub(super) fn removal() -> Router<Shared> {
    Router::new().route("/desk/demo", get(ask_to_remove).post(remove))
}

async fn ask_to_remove(here: Here) -> Response {
    if here.viewer.demo() && here.viewer.role() == Role::Administrator {
        remove_page(&here.office)
    } else {
        Redirect::to("/desk/").into_response()
    }
}

async fn remove(here: Here) -> Response {
    if !here.viewer.demo() || here.viewer.role() != Role::Administrator {
        return Redirect::to("/desk/").into_response();
    }
    let worker = here.clone();
    let answer = to_its_end(async move {
        worker.state.store.remove_demo(&worker.viewer).await?;
        // What its rosters said goes with it.
        import::forget(&worker.state.options.data, worker.viewer.site())?;
        let key = worker.state.options.first_key.as_deref().unwrap_or_default();
        Ok(Redirect::to(&format!("/desk/first/{key}")).into_response())
    });
    here.said("/desk/demo", answer.await)
}

fn faults(filled: &Filled) -> Vec<FirstFault> {
    let says = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count());
    let checks = [
        (says(&filled.site, site::NAME_CHARS_MAX), FirstFault::Site),
        (says(&filled.name, NAME_CHARS_MAX), FirstFault::Name),
        (
            says(&filled.login, LOGIN_CHARS_MAX) && !filled.login.trim().contains(char::is_whitespace),
            FirstFault::Login,
        ),
        (
            password::CHARS.contains(&filled.password.chars().count()),
            FirstFault::Password,
        ),
    ];
    let wrong = checks.into_iter().filter(|(is_good, _)| !is_good);
    wrong.map(|(_, fault)| fault).collect()
}

/// As long for a wrong key as for the right one.
fn is_key(state: &State, key: &str) -> bool {
    let Some(known) = &state.options.first_key else {
        return false;
    };
    let differs = known.bytes().zip(key.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    known.len() == key.len() && differs == 0
}

fn draw(state: &State, headers: &HeaderMap, key: &str, filled: &Filled, faults: Vec<FirstFault>) -> Response {
    first_page(&First {
        lang: Language::chosen(headers).ui(),
        key: key.to_owned(),
        has_key: is_key(state, key),
        site: filled.site.clone(),
        name: filled.name.clone(),
        login: filled.login.clone(),
        pack: filled.pack.clone(),
        faults,
        stylesheet: pages::stylesheet(state),
    })
}
