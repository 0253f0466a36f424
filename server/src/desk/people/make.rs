//! Codes are drawn, cards made, and the sheet is kept for printing.

use axum::http::HeaderMap;
use desk::cards::{CODE_VALID_H, Sheet, SheetCard, end_of};
use shared::time::HOUR_MS;
use store::{CardFor, CardRefusal, NewCard};

use super::{Here, link_base, sheet};
use crate::{error::Error, random};

/// Eight digits that another card has are drawn anew; with a thousand open cards, once in five hundred sheets.
const DRAWS_MAX: usize = 5;

/// Why there is no sheet.
pub(super) enum Refusal {
    Card(CardRefusal),
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// Makes all of these cards or none.
pub(super) async fn sheet(
    here: &Here,
    headers: &HeaderMap,
    once: &str,
    holders: Vec<CardFor>,
    days: u32,
) -> Result<Sheet, Refusal> {
    let base = link_base(&here.state, headers)?;
    let site = here.site().await?;
    let valid_until = here.now.plus(CODE_VALID_H * HOUR_MS);
    let expires = end_of(site.day, here.now, days);
    let mut left = DRAWS_MAX;
    let cards = loop {
        left -= 1;
        let mut cards = Vec::with_capacity(holders.len());
        for holder in &holders {
            cards.push(NewCard {
                holder: holder.clone(),
                code: random::code().map_err(Error::from)?,
                valid_until,
                expires: Some(expires),
            });
        }
        let codes: Vec<String> = cards.iter().map(|card| card.code.clone()).collect();
        match here.state.store.make_cards(&here.viewer, cards, here.now).await {
            Ok(names) => {
                let pairs = names.into_iter().zip(codes);
                break pairs.map(|(name, code)| SheetCard { name, code }).collect();
            }
            Err(CardRefusal::CodeInUse) if left > 0 => {}
            Err(refusal) => return Err(Refusal::Card(refusal)),
        }
    };
    Ok(Sheet {
        path: sheet::path(once),
        site: site.name,
        base,
        cards,
        valid_until,
        expires,
        shown_until: here.now.plus(sheet::SHOWN_MS),
        rule: site.day,
    })
}
