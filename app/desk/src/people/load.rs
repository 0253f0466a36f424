//! How the page gets its data: straight from the store while the server renders, over HTTP afterwards.

use leptos::{prelude::*, server_fn::codec::Json};

use super::{Filter, PeopleView};
use crate::Fault;

/// The page as of now. `POST /desk/fn/people`
#[server(name = LoadPeople, prefix = "/desk/fn", endpoint = "people", input = Json)]
pub(crate) async fn load_people(filter: Filter) -> Result<PeopleView, Fault> {
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    let ask = super::build::ask(context.now);
    let page = context.store.people_page(&context.viewer, ask).await?;
    Ok(PeopleView::new(&page, &filter, context.now))
}
