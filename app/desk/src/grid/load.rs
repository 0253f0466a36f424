//! How the page gets its data: straight from the store while the server renders, over HTTP afterwards.

use leptos::{prelude::*, server_fn::codec::Json};

use super::{Filter, GridView};
use crate::Fault;

/// The page as of now. `POST /desk/fn/grid`
#[server(name = LoadGrid, prefix = "/desk/fn", endpoint = "grid", input = Json)]
pub(crate) async fn load_grid(filter: Filter) -> Result<GridView, Fault> {
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    let page = context
        .store
        .building_page(&context.viewer, filter.building, context.now)
        .await?;
    Ok(GridView::new(&page, filter, context.now))
}
