//! `dabai site`.

use anyhow::{Result, bail};

use super::Bench;
use crate::{clock, pack::Pack, site};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Add a site; its day turns at 04:00, China time
    Add {
        /// What people call it
        name: String,
        /// The checklist it begins with
        #[arg(long, default_value = "closed-compound", value_parser = ["closed-compound", "living-alone", "school-visit"])]
        checklist: String,
    },
    /// List the sites
    List,
}

pub(super) async fn run(at: &Bench, command: Command) -> Result<()> {
    match command {
        Command::Add { name, checklist } => add(at, name.trim(), Pack::of(&checklist).unwrap_or_default()).await,
        Command::List => {
            for site in at.store.sites().await? {
                println!("{}  {}", site.id, site.name);
            }
            Ok(())
        }
    }
}

async fn add(at: &Bench, name: &str, pack: Pack) -> Result<()> {
    if name.is_empty() {
        bail!("a site needs a name");
    }
    if at.store.sites().await?.iter().any(|site| site.name == name) {
        bail!("there is a site {name} already");
    }
    let id = site::create(at.store.as_ref(), name, pack, clock::now()).await?;
    at.say(
        format_args!("已添加：{name}（{id}）"),
        format_args!("added: {name} ({id})"),
    );
    Ok(())
}
