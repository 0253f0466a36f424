//! `/desk/people/cards`: the form, and what it makes.

use axum::{
    Form,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    http::HeaderMap,
    response::Response,
};
use desk::cards::{CardFault, CardForm, DAYS_DEFAULT, LineFault, form_page};
use shared::kind::Kind;
use store::{CardFor, CardRefusal, StoreError};

use super::{
    Here,
    ask::{self, Filled, Named, Wanted},
    make, sheet,
};
use crate::{error::Error, random};

const HERE: &str = "/desk/people/cards";

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Came {
    /// Somebody to make another card for.
    name: String,
}

pub(super) async fn form(here: Here, came: Result<Query<Came>, QueryRejection>) -> Response {
    let names = came.map(|Query(came)| came.name).unwrap_or_default();
    let answer = async {
        let filled = Filled {
            once: random::token()?,
            names,
            ..Filled::default()
        };
        draw(&here, filled, Vec::new()).await
    };
    here.said(HERE, answer.await)
}

pub(super) async fn make(here: Here, headers: HeaderMap, filled: Result<Form<Filled>, FormRejection>) -> Response {
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        let once = sheet::checked(&filled.once)?.to_owned();
        let (wanted, days) = match ask::read(&filled) {
            Ok(read) => read,
            Err(faults) => return draw(&here, filled, faults).await,
        };
        let maker = here.viewer.account();
        let mut kept = here.state.sheets.lock().await;
        if kept.find(maker, &once, here.now).is_some() {
            return Ok(sheet::redirect(&once));
        }
        let named = named(&here, wanted).await?;
        let holders = named.iter().map(|named| CardFor::Worker(named.name.clone())).collect();
        match make::sheet(&here, &headers, &once, holders, days).await {
            Ok(sheet) => {
                kept.keep(maker, &once, sheet, here.now);
                Ok(sheet::redirect(&once))
            }
            Err(make::Refusal::Other(error)) => Err(error),
            Err(make::Refusal::Card(refusal)) => {
                drop(kept);
                draw(&here, filled, faults(refusal, &named)?).await
            }
        }
    };
    here.said(HERE, answer.await)
}

/// Everybody by name; those without one after the last who had none.
async fn named(here: &Here, wanted: Wanted) -> Result<Vec<Named>, Error> {
    match wanted {
        Wanted::Names(named) => Ok(named),
        Wanted::Count(count) => {
            let names = numbered(here, count).await?;
            Ok(names.into_iter().map(|name| Named { line: 1, name }).collect())
        }
    }
}

async fn numbered(here: &Here, count: usize) -> Result<Vec<String>, Error> {
    let accounts = here.state.store.records(&here.viewer, &[Kind::Account]).await?;
    let known = accounts.iter().filter_map(|account| account.text("name"));
    Ok(ask::numbered(known, count))
}

/// What the store refuses, line by line where it is about a person.
fn faults(refusal: CardRefusal, named: &[Named]) -> Result<Vec<CardFault>, Error> {
    match refusal {
        CardRefusal::Waiting(names) => {
            let theirs = named.iter().filter(|named| names.contains(&named.name));
            let line = |named: &Named| CardFault::Line {
                line: named.line,
                name: named.name.clone(),
                why: LineFault::Waiting,
            };
            Ok(theirs.map(line).collect())
        }
        // No card is replaced here.
        CardRefusal::CodeInUse | CardRefusal::Used(_) => Ok(vec![CardFault::Busy]),
        CardRefusal::Store(StoreError::Unavailable(_) | StoreError::Busy) => Ok(vec![CardFault::Busy]),
        CardRefusal::Store(error) => Err(error.into()),
    }
}

async fn draw(here: &Here, filled: Filled, faults: Vec<CardFault>) -> Result<Response, Error> {
    let site = here.site().await?;
    let next = numbered(here, 1).await?.pop().unwrap_or_default();
    let form = CardForm {
        once: filled.once,
        names: filled.names,
        count: filled.count,
        days: ask::days(&filled.days).unwrap_or(DAYS_DEFAULT),
        next,
        faults,
        rule: site.day,
        now: here.now,
    };
    Ok(form_page(&here.office, &form))
}
