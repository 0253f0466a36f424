//! `/desk/audit`: what was noted of people's deeds, for administrators.

use axum::{
    Router,
    extract::{Query, rejection::QueryRejection},
    response::Response,
    routing::get,
};
use desk::audit::{AuditFilter, audit_page, not_for_you_page};
use shared::role::Role;

use super::here::Here;
use crate::state::Shared;

const HERE: &str = "/desk/audit";

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    deed: String,
    before: String,
}

pub(super) fn router() -> Router<Shared> {
    Router::new().route(HERE, get(page))
}

async fn page(here: Here, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    // Said plainly; the store refuses by itself, too.
    if here.viewer.role() != Role::Administrator {
        return not_for_you_page(&here.office);
    }
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let filter = AuditFilter::of(&asked.deed, &asked.before);
    let answer = async {
        let page = here.state.store.trail_page(&here.viewer, filter.ask()).await?;
        Ok(audit_page(&here.office, &page, filter, here.now))
    };
    here.said(HERE, answer.await)
}
