//! How the page gets its data: straight from the store while the server renders, over HTTP afterwards.

use leptos::{prelude::*, server_fn::codec::Json};

use super::NowView;
use crate::Fault;

/// The page as of now. `POST /desk/fn/now`
#[server(name = LoadNow, prefix = "/desk/fn", endpoint = "now", input = Json)]
pub(crate) async fn load_now() -> Result<NowView, Fault> {
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    // One more than is shown tells whether there are more.
    let visits = u32::try_from(super::FEED_ROWS_MAX + 1).unwrap_or(u32::MAX);
    let page = context.store.now_page(&context.viewer, visits, context.now).await?;
    Ok(NowView::new(&page, context.now))
}
