//! `/desk/residents/{id}/numbers`: phone numbers in full, which is noted in the audit log before they are shown.

use axum::response::Response;
use desk::resident_form::{no_resident_page, numbers_page};

use super::{Whom, home, whom};
use crate::desk::here::Here;

/// Answered at once and not by a redirect: a number must not stand in an address.
pub(super) async fn show(here: Here, path: Whom) -> Response {
    let id = whom(&path);
    let answer = async {
        let revealed = here.state.store.reveal(&here.viewer, id, here.now).await?;
        Ok(match revealed {
            Some(record) => numbers_page(&here.office, &record),
            None => no_resident_page(&here.office),
        })
    };
    here.said(&home(id), answer.await)
}
