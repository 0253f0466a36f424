//! `/desk/residents/{id}/erase`: a person's data goes for good. For administrators.

use axum::{
    extract::{Query, rejection::QueryRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use desk::resident_form::{Subject, erase_page, erased_page, no_resident_page};
use shared::role::Role;

use super::{Whom, home, whom};
use crate::{
    desk::here::{Here, to_its_end},
    error::Error,
    import,
};

#[derive(Default, serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: Option<String>,
}

pub(super) async fn form(here: Here, path: Whom, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let id = whom(&path);
    let is_done = asked.is_ok_and(|Query(asked)| asked.done.is_some());
    let answer = async {
        let page = here.state.store.resident_page(&here.viewer, id, here.now).await?;
        Ok(match page {
            Some(page) => erase_page(&here.office, &Subject::new(&page)),
            None if is_done => erased_page(&here.office),
            None => no_resident_page(&here.office),
        })
    };
    here.said(&home(id), answer.await)
}

pub(super) async fn erase(here: Here, path: Whom) -> Response {
    // Said plainly; the store refuses by itself, too.
    if here.viewer.role() != Role::Administrator {
        return form(here, path, Ok(Query(Asked::default()))).await;
    }
    let id = whom(&path);
    let worker = here.clone();
    let answer = to_its_end(async move {
        let Here { state, viewer, now, .. } = worker;
        let _alone = state.rosters.forget().await;
        let erased = state.store.erase(&viewer, id, now).await?;
        // Whoever goes with them, too: they may have had several records.
        let gone = state.store.erased(&viewer).await?;
        import::erase(&state.options.data, viewer.site(), &gone, now)?;
        Ok(match erased {
            Some(_) => Redirect::to(&format!("{}/erase?done", home(id))).into_response(),
            None => no_resident_page(&worker.office),
        })
    });
    let answer: Result<Response, Error> = answer.await;
    here.said(&home(id), answer)
}
