//! `/desk/people/unused`: cards that nobody has used are voided, or made anew.

use axum::{
    Form,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use desk::cards::{CARDS_AT_ONCE_MAX, DAYS_DEFAULT, Unused, UnusedCard, UnusedFault, unused_page};
use shared::id::CardId;
use store::{CardFor, CardRefusal, StoreError};

use super::{Here, LIST, ask, make, sheet};
use crate::{error::Error, random};

const HERE: &str = "/desk/people/unused";

/// A form or a query in which `card` comes once for every card.
type Pairs = Vec<(String, String)>;

pub(super) async fn page(here: Here, query: Result<Query<Pairs>, QueryRejection>) -> Response {
    let asked = Asked::of(query.map(|Query(pairs)| pairs).unwrap_or_default());
    let answer = async {
        let asked = Asked {
            once: random::token()?,
            ..asked?
        };
        draw(&here, &asked, None).await
    };
    here.said(HERE, answer.await)
}

pub(super) async fn act(here: Here, headers: HeaderMap, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = Asked::of(pairs)?;
        if asked.cards.is_empty() {
            return draw(&here, &asked, Some(UnusedFault::NoneChosen)).await;
        }
        match asked.act.as_str() {
            "void" => {
                here.state
                    .store
                    .void_cards(&here.viewer, &asked.cards, here.now)
                    .await?;
                Ok(Redirect::to(&format!("{LIST}?done=voided")).into_response())
            }
            "remake" => remake(&here, &headers, &asked).await,
            _ => Err(Error::Malformed),
        }
    };
    here.said(HERE, answer.await)
}

async fn remake(here: &Here, headers: &HeaderMap, asked: &Asked) -> Result<Response, Error> {
    let once = sheet::checked(&asked.once)?;
    let days = ask::days(&asked.days).ok_or(Error::Malformed)?;
    let maker = here.viewer.account();
    let mut kept = here.state.sheets.lock().await;
    if kept.find(maker, once, here.now).is_some() {
        return Ok(sheet::redirect(once));
    }
    let holders = asked.cards.iter().copied().map(CardFor::InPlaceOf).collect();
    let refusal = match make::sheet(here, headers, once, holders, days).await {
        Ok(sheet) => {
            kept.keep(maker, once, sheet, here.now);
            return Ok(sheet::redirect(once));
        }
        Err(make::Refusal::Other(error)) => return Err(error),
        Err(make::Refusal::Card(refusal)) => refusal,
    };
    drop(kept);
    let fault = match refusal {
        CardRefusal::Used(names) => UnusedFault::Used(names),
        CardRefusal::CodeInUse
        | CardRefusal::Waiting(_)
        | CardRefusal::Store(StoreError::Unavailable(_) | StoreError::Busy) => UnusedFault::Busy,
        CardRefusal::Store(error) => return Err(error.into()),
    };
    draw(here, asked, Some(fault)).await
}

/// What was asked.
#[derive(Default)]
struct Asked {
    once: String,
    act: String,
    days: String,
    cards: Vec<CardId>,
    /// Every card is to be ticked.
    all: bool,
}

impl Asked {
    fn of(pairs: Pairs) -> Result<Self, Error> {
        let mut asked = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "once" => asked.once = value,
                "act" => asked.act = value,
                "days" => asked.days = value,
                "all" => asked.all = true,
                "card" => asked.cards.push(value.parse().map_err(|_| Error::Malformed)?),
                _ => {}
            }
        }
        asked.cards.sort_unstable();
        asked.cards.dedup();
        if asked.cards.len() > CARDS_AT_ONCE_MAX {
            return Err(Error::Malformed);
        }
        Ok(asked)
    }
}

async fn draw(here: &Here, asked: &Asked, fault: Option<UnusedFault>) -> Result<Response, Error> {
    let people = here.people().await?;
    let is_chosen = |card: CardId| asked.all || asked.cards.contains(&card);
    let lines = people.cards.iter();
    let mut cards: Vec<UnusedCard> = lines
        .filter_map(|line| UnusedCard::new(line, is_chosen(line.card), here.now))
        .collect();
    // What was asked for is at hand, then the newest; and people are found by name.
    cards.sort_by_key(|card| !card.is_chosen);
    let more = cards.len() > CARDS_AT_ONCE_MAX;
    cards.truncate(CARDS_AT_ONCE_MAX);
    cards.sort_by(|a, b| (!a.is_chosen, &a.worker).cmp(&(!b.is_chosen, &b.worker)));
    let unused = Unused {
        once: asked.once.clone(),
        cards,
        more,
        days: ask::days(&asked.days).unwrap_or(DAYS_DEFAULT),
        fault,
        rule: people.site.day,
        now: here.now,
    };
    Ok(unused_page(&here.office, &unused))
}
