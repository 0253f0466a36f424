//! `/desk/logins`: who signs in at the desk; `/desk/password`: one's own password.

use axum::{
    Form,
    extract::{
        Path, Query, State as FromState,
        rejection::{FormRejection, PathRejection, QueryRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use desk::logins::{
    LOGIN_CHARS_MAX, LoginDone, LoginFault, LoginForm, Logins, NAME_CHARS_MAX, ROLES, login_page, login_refused_page,
    logins_page, password_page,
};
use shared::{id::AccountId, role::Role};
use store::{LoginChange, LoginLine, LoginRefusal, NewAccount};

use super::Here;
use crate::{address::Address, error::Error, password, random, state::Shared};

const HERE: &str = "/desk/logins";
const PASSWORD: &str = "/desk/password";
const SIGN_IN: &str = "/desk/sign-in";

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    deed: String,
    name: String,
    login: String,
    role: String,
    password: String,
    present: String,
}

impl Filled {
    fn role(&self) -> Option<Role> {
        let role = self.role.parse().ok()?;
        ROLES.contains(&role).then_some(role)
    }

    fn fault(&self) -> Option<LoginFault> {
        let says = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count());
        if !says(&self.name, NAME_CHARS_MAX) {
            Some(LoginFault::Name)
        } else if !says(&self.login, LOGIN_CHARS_MAX) || self.login.trim().contains(char::is_whitespace) {
            Some(LoginFault::Login)
        } else {
            self.bad_password()
        }
    }

    fn bad_password(&self) -> Option<LoginFault> {
        let is_good = password::CHARS.contains(&self.password.chars().count());
        (!is_good).then_some(LoginFault::Password)
    }
}

/// What is the matter, or a page instead.
enum Refused {
    Fault(LoginFault),
    Page(Response),
    Error(Error),
}

fn refused(here: &Here, why: LoginRefusal) -> Refused {
    match why {
        LoginRefusal::Forbidden => Refused::Page(login_refused_page(&here.office, StatusCode::FORBIDDEN)),
        LoginRefusal::Nobody => Refused::Page(login_refused_page(&here.office, StatusCode::NOT_FOUND)),
        LoginRefusal::Taken => Refused::Fault(LoginFault::Taken),
        LoginRefusal::Oneself => Refused::Fault(LoginFault::Oneself),
        LoginRefusal::Store(error) => Refused::Error(error.into()),
    }
}

async fn list(here: &Here) -> Result<Logins, Refused> {
    let lines = here.state.store.logins(&here.viewer).await;
    let lines = lines.map_err(|why| refused(here, why))?;
    here.logins_of(lines).await.map_err(Refused::Error)
}

impl Here {
    /// For a file: whoever may not see it has been told so before.
    pub(in crate::desk) async fn logins(&self) -> Result<Logins, Error> {
        let lines = self.state.store.logins(&self.viewer).await;
        let lines = lines.map_err(|why| match why {
            LoginRefusal::Store(error) => error.into(),
            _ => Error::Forbidden,
        });
        self.logins_of(lines?).await
    }

    async fn logins_of(&self, lines: Vec<LoginLine>) -> Result<Logins, Error> {
        Ok(Logins {
            lines,
            rule: self.site().await?.day,
            me: self.viewer.account(),
        })
    }
}

/// The page there is instead, where a fault has none of its own.
fn without_form(here: &Here, why: Refused) -> Result<Response, Error> {
    match why {
        Refused::Page(page) => Ok(page),
        Refused::Error(error) => Err(error),
        Refused::Fault(_) => Ok(login_refused_page(&here.office, StatusCode::NOT_FOUND)),
    }
}

pub(super) async fn page(here: Here, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let done = asked.ok().and_then(|Query(asked)| LoginDone::of(&asked.done));
    let answer = async {
        match list(&here).await {
            Ok(list) => Ok(logins_page(&here.office, &list, &LoginForm::default(), None, done)),
            Err(why) => without_form(&here, why),
        }
    };
    here.said(HERE, answer.await)
}

pub(super) async fn add(here: Here, filled: Result<Form<Filled>, FormRejection>) -> Response {
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        match try_add(&here, &filled).await {
            Ok(()) => Ok(done(LoginDone::Added)),
            Err(Refused::Fault(fault)) => {
                let form = LoginForm {
                    role: filled.role(),
                    name: filled.name,
                    login: filled.login,
                };
                match list(&here).await {
                    Ok(list) => Ok(logins_page(&here.office, &list, &form, Some(fault), None)),
                    Err(why) => without_form(&here, why),
                }
            }
            Err(why) => without_form(&here, why),
        }
    };
    here.said(HERE, answer.await)
}

async fn try_add(here: &Here, filled: &Filled) -> Result<(), Refused> {
    if let Some(fault) = filled.fault() {
        return Err(Refused::Fault(fault));
    }
    let role = filled.role().ok_or(Refused::Error(Error::Malformed))?;
    let new = NewAccount {
        id: random::account_id(here.now).map_err(|error| Refused::Error(error.into()))?,
        site: here.viewer.site(),
        name: filled.name.trim().to_owned(),
        role,
        login: Some((filled.login.trim().to_owned(), hash(here, filled).await?)),
    };
    change(here, LoginChange::Add(new)).await
}

/// Whoever may not does not make the server work.
async fn hash(here: &Here, filled: &Filled) -> Result<String, Refused> {
    if here.viewer.role() != Role::Administrator {
        return Err(refused(here, LoginRefusal::Forbidden));
    }
    let hash = here.state.hasher.hash(filled.password.clone()).await;
    hash.map_err(|error| Refused::Error(error.into()))
}

async fn change(here: &Here, change: LoginChange) -> Result<(), Refused> {
    let changed = here.state.store.change_login(&here.viewer, change, here.now).await;
    changed.map_err(|why| refused(here, why))
}

fn done(done: LoginDone) -> Response {
    Redirect::to(&format!("{HERE}?done={}", done.as_str())).into_response()
}

type Whose = Result<Path<AccountId>, PathRejection>;

async fn line(here: &Here, whose: &Whose) -> Result<LoginLine, Refused> {
    let whose = whose.as_ref().map_or(AccountId::NIL, |Path(id)| *id);
    let mut lines = list(here).await?.lines.into_iter();
    let found = lines.find(|line| line.account == whose && line.login.is_some());
    found.ok_or_else(|| refused(here, LoginRefusal::Nobody))
}

pub(super) async fn one(here: Here, whose: Whose) -> Response {
    let answer = async {
        match line(&here, &whose).await {
            Ok(line) if line.account == here.viewer.account() => Ok(Redirect::to(PASSWORD).into_response()),
            Ok(line) => Ok(login_page(&here.office, &line, None)),
            Err(why) => without_form(&here, why),
        }
    };
    here.said(HERE, answer.await)
}

pub(super) async fn act(here: Here, whose: Whose, filled: Result<Form<Filled>, FormRejection>) -> Response {
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        let line = match line(&here, &whose).await {
            // One's own password is asked for where the present one is, too.
            Ok(line) if line.account == here.viewer.account() => return Ok(Redirect::to(PASSWORD).into_response()),
            Ok(line) => line,
            Err(why) => return without_form(&here, why),
        };
        match try_act(&here, line.account, &filled).await {
            Ok(what) => Ok(done(what)),
            Err(Refused::Fault(fault)) => Ok(login_page(&here.office, &line, Some(fault))),
            Err(why) => without_form(&here, why),
        }
    };
    here.said(HERE, answer.await)
}

async fn try_act(here: &Here, account: AccountId, filled: &Filled) -> Result<LoginDone, Refused> {
    let malformed = || Refused::Error(Error::Malformed);
    let (what, done) = match filled.deed.as_str() {
        "role" => {
            let role = filled.role().ok_or_else(malformed)?;
            (LoginChange::Role { account, role }, LoginDone::Role)
        }
        "password" => {
            if let Some(fault) = filled.bad_password() {
                return Err(Refused::Fault(fault));
            }
            let password_hash = hash(here, filled).await?;
            let change = LoginChange::Password {
                account,
                password_hash,
                instead_of: None,
            };
            (change, LoginDone::Password)
        }
        "end" => (LoginChange::End { account }, LoginDone::Ended),
        _ => return Err(malformed()),
    };
    change(here, what).await?;
    Ok(done)
}

pub(super) async fn password(here: Here) -> Response {
    password_page(&here.office, None)
}

/// Guessed at as slowly as a sign-in.
pub(super) async fn set_password(
    here: Here,
    FromState(state): FromState<Shared>,
    Address(address): Address,
    filled: Result<Form<Filled>, FormRejection>,
) -> Response {
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        if let Some(fault) = filled.bad_password() {
            return Ok(password_page(&here.office, Some(fault)));
        }
        let account = here.viewer.account();
        let Some((login, known)) = state.store.login_of(account).await? else {
            return Err(Error::SignInAgain);
        };
        let tries = state
            .sign_in_addresses
            .take(&address, here.now)
            .and_then(|()| state.sign_in_logins.take(&login, here.now));
        if tries.is_err() && !state.options.dev {
            return Ok(password_page(&here.office, Some(LoginFault::TooManyTries)));
        }
        if !state.hasher.is_right(filled.present.clone(), Some(known.clone())).await {
            return Ok(password_page(&here.office, Some(LoginFault::Wrong)));
        }
        state.sign_in_addresses.give_back(&address);
        state.sign_in_logins.give_back(&login);
        let password_hash = state.hasher.hash(filled.password).await?;
        let password = LoginChange::Password {
            account,
            password_hash,
            instead_of: Some(known),
        };
        match change(&here, password).await {
            Ok(()) => Ok(Redirect::to(SIGN_IN).into_response()),
            Err(why) => without_form(&here, why),
        }
    };
    here.said(PASSWORD, answer.await)
}
