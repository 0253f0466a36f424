//! What is done about people and phones: forms that are read here and drawn by `desk::cards`. A form that is sent twice
//! does its work once; who may do it is the store's to say.

use axum::{
    Extension, RequestPartsExt as _, Router,
    extract::FromRequestParts,
    http::{HeaderMap, header::HOST, request::Parts},
    response::Response,
    routing::get,
};
use desk::{Fault, Office};
use shared::{protocol::SiteInfo, time::UnixMs};
use store::{PeopleAsk, PeoplePage, StoreError, Viewer};

use super::page;
use crate::{
    clock,
    error::Error,
    language::Language,
    state::{Shared, State},
};

mod ask;
mod card;
mod make;
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
        .route("/desk/people/stop", get(stop::ask).post(stop::stop))
}

/// Whoever asks, in what they see the answer, and when they asked.
pub(super) struct Here {
    pub(super) state: Shared,
    pub(super) viewer: Viewer,
    pub(super) office: Office,
    pub(super) now: UnixMs,
}

impl FromRequestParts<Shared> for Here {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Error> {
        let Extension(viewer) = parts
            .extract::<Extension<Viewer>>()
            .await
            .map_err(|_| Error::SignInAgain)?;
        let lang = Language::chosen(&parts.headers).ui();
        Ok(Self {
            office: Office::new(&viewer, lang, page::stylesheet(state)),
            state: state.clone(),
            viewer,
            now: clock::now(),
        })
    }
}

impl Here {
    pub(super) async fn site(&self) -> Result<SiteInfo, Error> {
        let sites = self.state.store.sites().await?;
        let mine = sites.into_iter().find(|site| site.id == self.viewer.site());
        mine.ok_or(Error::NotFound)
    }

    pub(super) async fn people(&self) -> Result<PeoplePage, Error> {
        let ask = PeopleAsk {
            ended_since: self.now.plus(-LAPSED_KEPT_MS),
            cards: CARDS_READ_MAX,
        };
        Ok(self.state.store.people_page(&self.viewer, ask).await?)
    }

    /// The answer, or a page that says why there is none.
    pub(super) fn said(&self, here: &'static str, answer: Result<Response, Error>) -> Response {
        let error = match answer {
            Ok(response) => return response,
            Err(error) => error,
        };
        let (status, _) = error.said();
        if status.is_server_error() {
            tracing::error!(%error, "a page about people could not be made");
        }
        let fault = match error {
            Error::SignInAgain => Fault::SignedOut,
            Error::Store(StoreError::Unavailable(_) | StoreError::Busy | StoreError::Closed) => Fault::Busy,
            _ => Fault::Failed,
        };
        desk::cards::fault_page(&self.office, status, here, fault)
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
    Ok(format!("http://{host}"))
}
