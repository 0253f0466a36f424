//! `dabai site`.

use anyhow::{Result, bail};

use super::Bench;
use crate::{clock, site};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Add a site, with the checklist of a closed compound; its day turns at 04:00, China time
    Add {
        /// What people call it
        name: String,
    },
    /// List the sites
    List,
}

pub(super) async fn run(at: &Bench, command: Command) -> Result<()> {
    match command {
        Command::Add { name } => add(at, name.trim()).await,
        Command::List => {
            for site in at.store.sites().await? {
                println!("{}  {}", site.id, site.name);
            }
            Ok(())
        }
    }
}

async fn add(at: &Bench, name: &str) -> Result<()> {
    if name.is_empty() {
        bail!("a site needs a name");
    }
    if at.store.sites().await?.iter().any(|site| site.name == name) {
        bail!("there is a site {name} already");
    }
    let id = site::create(at.store.as_ref(), name, clock::now()).await?;
    at.say(
        format_args!("已添加：{name}（{id}）"),
        format_args!("added: {name} ({id})"),
    );
    Ok(())
}
