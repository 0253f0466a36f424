//! How the page gets its data: straight from the store while the server renders, over HTTP afterwards.

use leptos::{prelude::*, server_fn::codec::Json};

use super::{Filter, ResidentsView};
use crate::Fault;

/// The page as of now. `POST /desk/fn/residents`
#[server(name = LoadResidents, prefix = "/desk/fn", endpoint = "residents", input = Json)]
pub(crate) async fn load_residents(filter: Filter) -> Result<ResidentsView, Fault> {
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    let page = context.store.roster_page(&context.viewer, context.now).await?;
    let roster = super::build::Roster::new(&page, context.now);
    let wanted = roster.to_look_up(&filter);
    let seen = context.store.last_seen(&context.viewer, &wanted).await?;
    Ok(roster.view(&seen, &filter))
}
