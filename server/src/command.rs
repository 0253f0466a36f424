//! The server's own commands. Passwords and codes are printed to stdout once, and nowhere else.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use shared::protocol::SiteInfo;
use store::{Credential, SqliteOptions, SqliteStore, Store, Viewer};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    clock,
    config::{Config, Settings},
    language::Language,
};

mod account;
mod backup;
mod check;
mod demo;
mod enrol;
mod envelope_key;
mod erase;
mod import;
mod rescue;
mod retention;
mod serve;
mod site;

/// 大白敲门 Dabai: door-to-door work for a whole site, without a network where there is none.
#[derive(Parser)]
#[command(name = "dabai", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve,
    /// Sites: compounds, quarantine points, schools
    #[command(subcommand)]
    Site(site::Command),
    /// Keys that open what phones seal; to be kept apart from the data and its backups
    #[command(subcommand)]
    EnvelopeKey(envelope_key::Command),
    /// People who sign in at the desk
    #[command(subcommand)]
    Account(account::Command),
    /// Make enrolment codes for workers' phones
    Enrol(enrol::Args),
    /// Take in a roster; again, only what it says differently changes
    Import(import::Args),
    /// Take in rescue files: what phones could not send
    Rescue(rescue::Args),
    /// Take a resident's data out of everything, for good; without --yes, says what would go
    Erase(erase::Args),
    /// What has been kept long enough: visits, old answers, deletions, notes of deeds, settled conflicts; see `dabai site keep`
    Retention(retention::Args),
    /// Fill an empty data folder with a made-up site; prints passwords and codes
    Demo(demo::Args),
    /// Look for faults in the data folder
    ///
    /// Reads everything and changes nothing: the database file, as SQLite sees it; numbers, receipts, and whether what is named is
    /// there; every row's form; every field once more from the operations that wrote it; and whether what phones are sent is what
    /// their digests say, for every scope that a phone has.
    Check,
    /// Copy the data folder, while it is served, and look whether the copy is sound
    Backup(backup::Args),
    /// Put a backup in the data folder's place; no server may be running there
    Restore(backup::RestoreArgs),
}

/// Runs the command that the process was called with.
pub async fn run() -> Result<()> {
    let cli = Cli::parse();
    let config = cli.settings.read()?;
    start_log(&config.log)?;
    match cli.command {
        Command::Serve => serve::run(config).await,
        Command::Site(command) => {
            Bench::open(config)?
                .closing(async |at| site::run(at, command).await)
                .await
        }
        Command::EnvelopeKey(command) => {
            Bench::open(config)?
                .closing(async |at| envelope_key::run(at, command).await)
                .await
        }
        Command::Account(command) => {
            Bench::open(config)?
                .closing(async |at| account::run(at, command).await)
                .await
        }
        Command::Enrol(args) => {
            Bench::open(config)?
                .closing(async |at| enrol::run(at, args).await)
                .await
        }
        Command::Import(args) => {
            Bench::open(config)?
                .closing(async |at| import::run(at, args).await)
                .await
        }
        Command::Rescue(args) => {
            Bench::open(config)?
                .closing(async |at| rescue::run(at, args).await)
                .await
        }
        Command::Erase(args) => {
            Bench::open(config)?
                .closing(async |at| erase::run(at, args).await)
                .await
        }
        Command::Retention(args) => {
            Bench::open(config)?
                .closing(async |at| retention::run(at, args).await)
                .await
        }
        Command::Demo(args) => Bench::open(config)?.closing(async |at| demo::run(at, args).await).await,
        Command::Check => Bench::open(config)?.closing(async |at| check::run(at).await).await,
        Command::Backup(args) => {
            Bench::open(config)?
                .closing(async |at| backup::run(at, args).await)
                .await
        }
        Command::Restore(args) => backup::restore(&config, &args),
    }
}

fn start_log(filter: &str) -> Result<()> {
    // By module and level only: filters by spans and fields would bring an engine for regular expressions.
    let targets: Targets = filter.parse().with_context(|| format!("--log {filter}"))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines).with(targets).init();
    Ok(())
}

/// Where a command works: the data folder opened beside a server that may be running.
pub(crate) struct Bench {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) config: Config,
    pub(crate) language: Language,
}

impl Bench {
    fn open(config: Config) -> Result<Self> {
        let store = SqliteStore::open(&config.data, SqliteOptions::COMMAND)
            .with_context(|| format!("opening the data folder {}", config.data.display()))?;
        Ok(Self {
            store,
            config,
            language: Language::of_environment(),
        })
    }

    /// Runs `work`, then lets go of the files, whatever became of it.
    async fn closing(self, work: impl AsyncFnOnce(&Self) -> Result<()>) -> Result<()> {
        let done = work(&self).await;
        self.store.close().await.context("closing the database")?;
        done
    }

    pub(crate) fn say(&self, zh: impl std::fmt::Display, en: impl std::fmt::Display) {
        match self.language {
            Language::Zh => println!("{zh}"),
            Language::En => println!("{en}"),
        }
    }

    /// The named site; without a name, the only one there is.
    pub(crate) async fn site(&self, name: Option<&str>) -> Result<SiteInfo> {
        let sites = self.store.sites().await?;
        let names = || {
            sites
                .iter()
                .map(|site| site.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match (name, sites.as_slice()) {
            (None, [only]) => Ok(only.clone()),
            (None, []) => bail!("there is no site yet: `dabai site add NAME`"),
            (None, _) => bail!("there are several sites, choose one with --site: {}", names()),
            (Some(name), _) => {
                let found = sites
                    .iter()
                    .find(|site| site.name == name || site.id.to_string() == name);
                found
                    .cloned()
                    .with_context(|| format!("there is no site {name}; there are: {}", names()))
            }
        }
    }

    /// Whoever is at the machine.
    pub(crate) async fn operator(&self, site: &SiteInfo) -> Result<Viewer> {
        let viewer = self
            .store
            .viewer(Credential::Operator { site: site.id }, clock::now())
            .await?;
        viewer.context("the site is not in this data folder")
    }
}
