//! Going somewhere by writing where: a door, a person, a building, a page; and the keys that do it.
//! On the server the parts are links; in the browser they open.

mod dialog;
#[cfg(feature = "ssr")]
mod hits;
mod keys;

use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

pub(crate) use dialog::tools;

use crate::Fault;

/// Hits that are shown.
#[cfg(feature = "ssr")]
const HITS_MAX: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum HitKind {
    Page,
    Building,
    Door,
    Resident,
}

/// Where one can go.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Hit {
    pub(crate) kind: HitKind,
    pub(crate) title: String,
    /// What tells it from others: who lives there, where they live.
    pub(crate) hint: String,
    pub(crate) href: String,
}

/// What is meant by `q`, the likeliest first. `POST /desk/fn/find`
#[server(name = Find, prefix = "/desk/fn", endpoint = "find", input = Json)]
pub(crate) async fn find(q: String) -> Result<Vec<Hit>, Fault> {
    use shared::kind::Kind;
    let context = use_context::<crate::DeskContext>().ok_or(Fault::SignedOut)?;
    let kinds = [Kind::Building, Kind::Door, Kind::Resident];
    let records = context.store.records(&context.viewer, &kinds).await?;
    Ok(hits::hits(context.lang, context.rule().await?, &records, &q))
}
