//! `dabai serve`.

use std::{io::Write, sync::Arc};

use anyhow::{Context, Result};
use store::{People as _, SqliteOptions, SqliteStore, Store as _};
use tokio::net::TcpListener;

use crate::{AssetError, Assets, Options, Tls, backup, clock, config::Config, import, random};

pub(super) async fn run(config: Config) -> Result<()> {
    let assets = match Assets::open(config.assets.as_deref()) {
        Ok(assets) => Some(Arc::new(assets)),
        Err(AssetError::NotEmbedded) => {
            tracing::warn!("no web assets: the API works, phone and desk have no pages; see --assets");
            None
        }
        Err(error) => return Err(error.into()),
    };
    let (scheme, schedule) = (config.scheme(), config.backups());
    let tls = config
        .tls
        .map(|(cert, key)| Tls::open(cert, key))
        .transpose()?
        .map(Arc::new);
    let kept = SqliteOptions {
        journal: config.journal_dir.clone(),
        ..SqliteOptions::SERVE
    };
    let store = SqliteStore::open(&config.data, kept)
        .with_context(|| format!("opening the data folder {}", config.data.display()))?;
    // A backup may have brought back what rosters had said of somebody who was erased since.
    if let Err(error) = import::erase_all(store.as_ref(), &config.data, clock::now()).await {
        tracing::warn!(%error, "what rosters had said of somebody who was erased may still be there");
    }
    let listener = TcpListener::bind(&config.addr)
        .await
        .with_context(|| format!("listening on {}", config.addr))?;
    let addr = listener.local_addr()?;
    let options = Options {
        public_url: config.public_url,
        assets,
        behind_proxy: config.behind_proxy,
        dev: config.dev,
        tls,
        limits: config.limits,
        data: config.data,
        first_key: Some(random::token()?),
    };
    let stop = stop_signal()?;
    // Scripts and tests wait for this line and read the port from it.
    println!("listening on {scheme}://{addr}");
    // Whoever reads this console may make the first account.
    let is_empty = store.sites().await?.is_empty();
    if let Some(key) = options.first_key.as_ref().filter(|_| is_empty) {
        let base = options
            .public_url
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{addr}"));
        let link = format!("{base}/desk/first/{key}");
        println!("首次设置，在浏览器里打开 · to set this server up, open:\n{link}");
    }
    std::io::stdout().flush()?;
    let backups = (schedule.every_ms > 0).then(|| {
        let (store, data) = (store.clone(), options.data.clone());
        tokio::spawn(async move { backup::follow(store.as_ref(), &data, &schedule).await })
    });
    let served = crate::serve(listener, store.clone(), options, stop).await;
    if let Some(backups) = backups {
        // One that is being made is not waited for: without its end it is none.
        backups.abort();
    }
    served?;
    store.close().await.context("closing the database")
}

/// SIGTERM or Ctrl-C.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
