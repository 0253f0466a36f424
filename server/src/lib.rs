//! The server: the phones' API, the desk's pages, the commands. Everything stored goes through `store`; no SQL here.

// The desk's pages are types within types, and every one of them must be seen to be `Send`.
#![recursion_limit = "256"]

mod address;
mod api;
mod assets;
pub mod backup;
mod clock;
pub mod command;
pub mod config;
pub mod demo;
mod desk;
mod door;
mod error;
mod health;
mod home;
pub mod import;
mod language;
mod metric;
mod pack;
mod password;
mod random;
mod rescue;
mod retention;
mod router;
mod site;
mod state;
mod throttle;
mod tls;
mod trace;

use std::{future::Future, path::PathBuf, sync::Arc, time::Duration};

use shared::protocol::LiveEvent;
use store::{Credential, Store};
use tokio::{
    net::TcpListener,
    sync::{broadcast::error::RecvError, watch},
};

pub use assets::{AssetError, Assets};
pub use door::Limits;
pub use tls::{Tls, TlsError};

/// Requests that are under way when the server is told to end may take so long.
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

/// What a server needs to know beside its store.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How people reach it, e.g. `https://dabai.example.org`, without a slash at the end.
    pub public_url: Option<String>,
    /// None: an API without pages.
    pub assets: Option<Arc<Assets>>,
    /// The last `X-Forwarded-For` is the caller: only where a proxy of ours writes it.
    pub behind_proxy: bool,
    /// For development and browser tests: enrolment and sign-in are not throttled.
    pub dev: bool,
    /// None: plain HTTP, for this machine or behind a proxy.
    pub tls: Option<Arc<Tls>>,
    pub limits: Limits,
    /// The folder the database is in.
    pub data: PathBuf,
    /// Whoever shows this may set an empty server up.
    pub first_key: Option<String>,
}

/// Serves until `shutdown` resolves, then finishes what is under way.
pub async fn serve(
    listener: TcpListener,
    store: Arc<dyn Store>,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (close, closing) = watch::channel(false);
    let state = state::State::new(store, options, closing.clone());
    let heads = tokio::spawn(follow_heads(state.clone()));
    let retention = tokio::spawn(retention::follow(state.clone()));
    let tls = state.options.tls.clone();
    let door = door::Door {
        tls: tls.clone(),
        limits: state.options.limits,
        behind_proxy: state.options.behind_proxy,
        router: router::router(state),
        closing: closing.clone(),
    };
    let renewing = tls.map(|tls| tokio::spawn(async move { tls.follow().await }));
    tokio::spawn(async move {
        shutdown.await;
        let _ = close.send(true);
    });
    let mut overdue = closing;
    let overdue = async move {
        let _ = overdue.wait_for(|closing| *closing).await;
        tokio::time::sleep(CLOSE_WITHIN).await;
    };
    tokio::select! {
        () = door.open(listener) => {}
        () = overdue => {}
    }
    heads.abort();
    // A step that is under way ends by itself.
    retention.abort();
    renewing.inspect(tokio::task::JoinHandle::abort);
    Ok(())
}

/// Keeps the gauge of every site's head.
async fn follow_heads(state: state::Shared) {
    let mut changes = state.store.live();
    for site in state.store.sites().await.unwrap_or_default() {
        let operator = Credential::Operator { site: site.id };
        if let Ok(Some(viewer)) = state.store.viewer(operator, clock::now()).await
            && let Ok(seq) = state.store.head(&viewer).await
        {
            state.metrics.head(site.id, seq);
        }
    }
    loop {
        match changes.recv().await {
            Ok(LiveEvent { site, seq }) => state.metrics.head(site, seq),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
