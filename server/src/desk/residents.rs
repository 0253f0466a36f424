//! What is done about a resident: forms that are read here and drawn by `desk::resident_form`. Everything that is stored
//! goes through operations, as a phone's do: what somebody else changed meanwhile is a conflict, and never lost.

use axum::{
    Router,
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use desk::resident_form::{EditFault, no_resident_page};
use shared::{
    id::RecordId,
    op::{Change, Draft, Seen},
    protocol::Status,
};
use store::{PushError, ResidentPage, StoreError};

use super::here::Here;
use crate::{error::Error, random, state::Shared};

mod ask;
mod conflict;
mod edit;
mod erase;
mod numbers;
mod priority;

pub(super) use conflict::take;

/// A form's fields; one that may be ticked more than once comes once for every tick.
type Pairs = Vec<(String, String)>;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/desk/residents/{id}/edit", get(edit::form).post(edit::save))
        .route(
            "/desk/residents/{id}/priority",
            get(priority::form).post(priority::save),
        )
        .route("/desk/residents/{id}/erase", get(erase::form).post(erase::erase))
        .route("/desk/residents/{id}/numbers", get(back).post(numbers::show))
        .route("/desk/residents/{id}/conflict", post(conflict::settle))
}

/// Whose page it is; an address that is no id is that of nobody.
type Whom = Result<Path<RecordId>, PathRejection>;

fn whom(path: &Whom) -> RecordId {
    path.as_ref().map_or(RecordId::NIL, |Path(id)| *id)
}

fn home(id: RecordId) -> String {
    format!("/desk/residents/{id}")
}

/// Where a form leads that was done with: loading that page again does nothing.
fn done(id: RecordId, word: &str) -> Response {
    Redirect::to(&format!("{}?done={word}", home(id))).into_response()
}

async fn back(path: Whom) -> Response {
    Redirect::to(&home(whom(&path))).into_response()
}

/// What came of changes that were sent.
pub(super) enum Sent {
    Applied,
    /// Something lost to a later edit that the person had not seen.
    Lost,
    Refused(EditFault),
}

impl Here {
    /// The resident as they are now, or the page that says that there is none.
    async fn resident(&self, id: RecordId) -> Result<Result<ResidentPage, Response>, Error> {
        let page = self.state.store.resident_page(&self.viewer, id, self.now).await?;
        Ok(page.ok_or_else(|| no_resident_page(&self.office)))
    }

    pub(super) async fn send(&self, changes: Vec<Change>, seen: Seen) -> Result<Sent, Error> {
        let mut drafts = Vec::with_capacity(changes.len());
        for change in changes {
            drafts.push(Draft {
                id: random::op_id(self.now)?,
                site: self.viewer.site(),
                at: self.now,
                seen,
                change,
            });
        }
        let pushed = match self.state.store.submit(&self.viewer, drafts, self.now).await {
            Ok(pushed) => pushed,
            Err(PushError::Store(StoreError::Unavailable(_) | StoreError::Busy)) => {
                return Ok(Sent::Refused(EditFault::Busy));
            }
            Err(error) => return Err(error.into()),
        };
        let mut sent = Sent::Applied;
        for result in pushed.results {
            match result.status {
                Status::Applied => {}
                Status::Superseded => sent = Sent::Lost,
                _ => {
                    let code = result.code.map(|code| format!("{code:?}")).unwrap_or_default();
                    let field = result.field.unwrap_or_default();
                    return Ok(Sent::Refused(EditFault::Refused(
                        format!("{code} {field}").trim().to_owned(),
                    )));
                }
            }
        }
        Ok(sent)
    }
}
