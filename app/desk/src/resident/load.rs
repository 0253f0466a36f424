//! How the page gets its data: straight from the store while the server renders, over HTTP afterwards.

use leptos::{prelude::*, server_fn::codec::Json};
use shared::id::RecordId;

use super::ResidentView;
use crate::Fault;

/// The page as of now; none where there is no such resident. `POST /desk/fn/resident`
#[server(name = LoadResident, prefix = "/desk/fn", endpoint = "resident", input = Json)]
pub(crate) async fn load_resident(id: RecordId) -> Result<Option<ResidentView>, Fault> {
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    let page = context.store.resident_page(&context.viewer, id, context.now).await?;
    Ok(page.map(|page| ResidentView::new(&page, context.now)))
}
