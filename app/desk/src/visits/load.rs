//! How the page gets its data: straight from the store while the server renders, over HTTP afterwards.

use leptos::{prelude::*, server_fn::codec::Json};

use super::{Filter, VisitsView};
use crate::Fault;

/// The page as of now. `POST /desk/fn/visits`
#[server(name = LoadVisits, prefix = "/desk/fn", endpoint = "visits", input = Json)]
pub(crate) async fn load_visits(filter: Filter) -> Result<VisitsView, Fault> {
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    let rule = context.rule().await?;
    let page = context
        .store
        .visits_page(&context.viewer, super::ask(&filter, rule))
        .await?;
    Ok(VisitsView::new(&page, context.now))
}
