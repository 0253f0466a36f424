//! Who asks for a page without a script, in what they see the answer, and when they asked.

use axum::{Extension, RequestPartsExt as _, extract::FromRequestParts, http::request::Parts, response::Response};
use desk::{Fault, Office};
use shared::{protocol::SiteInfo, time::UnixMs};
use store::{StoreError, Viewer};
use tokio::sync::SemaphorePermit;

use super::page;
use crate::{clock, error::Error, language::Language, state::Shared};

#[derive(Clone)]
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
    /// A place for a file that comes up; too many at once are asked to wait.
    pub(super) fn upload(&self) -> Result<SemaphorePermit<'_>, Error> {
        self.state.uploads.try_acquire().map_err(|_| StoreError::Busy.into())
    }

    pub(super) async fn site(&self) -> Result<SiteInfo, Error> {
        let sites = self.state.store.sites().await?;
        let mine = sites.into_iter().find(|site| site.id == self.viewer.site());
        mine.ok_or(Error::NotFound)
    }

    /// The answer, or a page that says why there is none.
    pub(super) fn said(&self, here: &str, answer: Result<Response, Error>) -> Response {
        let error = match answer {
            Ok(response) => return response,
            Err(error) => error,
        };
        let (status, _) = error.said();
        if status.is_server_error() {
            tracing::error!(%error, "a page of the desk could not be made");
        }
        let fault = match error {
            Error::SignInAgain => Fault::SignedOut,
            Error::Store(StoreError::Unavailable(_) | StoreError::Busy | StoreError::Closed) => Fault::Busy,
            _ => Fault::Failed,
        };
        desk::cards::fault_page(&self.office, status, here, fault)
    }
}

/// Work that goes on though whoever asked has hung up: what lies beside the database must not be left behind by it.
pub(super) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let ended = tokio::spawn(work).await;
    ended.unwrap_or_else(|error| Err(Error::Store(StoreError::Fault(error.to_string()))))
}
