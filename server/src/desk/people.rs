//! What is done about people and phones: forms that are read here and drawn by `desk::cards`. A form that is sent twice
//! does its work once; who may do it is the store's to say.

use axum::{
    Router,
    http::{HeaderMap, header::HOST},
    routing::get,
};
use store::{PeopleAsk, PeoplePage};

use super::here::Here;
use crate::{
    error::Error,
    state::{Shared, State},
};

mod ask;
mod card;
mod logins;
mod make;
mod rights;
mod sheet;
mod stop;
mod unused;

pub(crate) use sheet::Sheets;

const LIST: &str = "/desk/people";
/// Cards looked through for those that can be redone.
const CARDS_READ_MAX: u32 = 2_000;
/// A lapsed card can be redone for so long.
const LAPSED_KEPT_MS: i64 = 7 * shared::time::DAY_MS;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/desk/people/cards", get(card::form).post(card::make))
        .route("/desk/people/sheet/{once}", get(sheet::page))
        .route("/desk/people/unused", get(unused::page).post(unused::act))
        .route("/desk/logins", get(logins::page).post(logins::add))
        .route("/desk/logins/{account}", get(logins::one).post(logins::act))
        .route("/desk/password", get(logins::password).post(logins::set_password))
        .route("/desk/people/rights", get(rights::form).post(rights::change))
        .route("/desk/people/stop", get(stop::ask).post(stop::stop))
}

impl Here {
    pub(super) async fn people(&self) -> Result<PeoplePage, Error> {
        let ask = PeopleAsk {
            ended_since: self.now.plus(-LAPSED_KEPT_MS),
            cards: CARDS_READ_MAX,
        };
        Ok(self.state.store.people_page(&self.viewer, ask).await?)
    }
}

/// What links on cards begin with. Without a public URL, as the coordinator's own browser found us.
fn link_base(state: &State, headers: &HeaderMap) -> Result<String, Error> {
    if let Some(url) = &state.options.public_url {
        return Ok(url.clone());
    }
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(is_plain) {
        return Err(Error::Malformed);
    }
    let scheme = if state.is_https() { "https" } else { "http" };
    Ok(format!("{scheme}://{host}"))
}
