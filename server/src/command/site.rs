//! `dabai site`.

use anyhow::{Context, Result, bail};
use shared::{
    op::{Draft, Seen},
    time::DayRule,
};
use store::{Credential, NewSite};

use super::Bench;
use crate::{clock, pack, random};

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
    let now = clock::now();
    let id = random::site_id(now)?;
    at.store
        .add_site(
            NewSite {
                id,
                name: name.to_owned(),
                day: DayRule::default(),
            },
            now,
        )
        .await?;
    let operator = at.store.viewer(Credential::Operator { site: id }, now).await?;
    let operator = operator.context("the new site is not there")?;
    let draft = Draft {
        id: random::op_id(now)?,
        site: id,
        at: now,
        seen: Seen::NOTHING,
        change: pack::closed_compound(random::record_id(now)?),
    };
    at.store.submit(&operator, vec![draft], now).await?;
    at.say(
        format_args!("已添加：{name}（{id}）"),
        format_args!("added: {name} ({id})"),
    );
    Ok(())
}
