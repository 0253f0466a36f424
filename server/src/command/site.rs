//! `dabai site`.

use anyhow::{Result, bail};
use shared::{
    protocol::{LEASE_MS_RANGE, Rules},
    time::HOUR_MS,
};
use store::{Keeping, RulesChange};

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
    /// Set what a site asks of its phones; without a setting, say it
    Set {
        /// Whether phones ask for a PIN at the beginning of a shift
        #[arg(long, value_name = "on|off", value_parser = on_or_off)]
        pin: Option<bool>,
        /// Hours for which a phone shows what it has without having heard the server, 1 to 720
        #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(i64).range(LEASE_MS_RANGE.start() / HOUR_MS..=LEASE_MS_RANGE.end() / HOUR_MS))]
        lease_hours: Option<i64>,
        #[arg(long, env = "DABAI_SITE")]
        site: Option<String>,
    },
    /// Say how many days a site keeps things, or change it; tombstones of deletions are kept for 180
    Keep {
        /// Visits, and answers that are asked for anew each day
        #[arg(long)]
        visits: Option<i64>,
        /// Notes of people's deeds
        #[arg(long)]
        audit: Option<i64>,
        /// Conflicts, once they are settled
        #[arg(long)]
        conflicts: Option<i64>,
        #[arg(long, env = "DABAI_SITE")]
        site: Option<String>,
    },
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".to_owned()),
    }
}

pub(super) async fn run(at: &Bench, command: Command) -> Result<()> {
    match command {
        Command::Add { name, checklist } => add(at, name.trim(), Pack::of(&checklist).unwrap_or_default()).await,
        Command::Keep {
            visits,
            audit,
            conflicts,
            site,
        } => keep(at, site.as_deref(), visits, audit, conflicts).await,
        Command::List => {
            for site in at.store.sites().await? {
                println!("{}  {}", site.id, site.name);
            }
            Ok(())
        }
        Command::Set { pin, lease_hours, site } => {
            let change = RulesChange {
                pin,
                lease_ms: lease_hours.map(|hours| hours * HOUR_MS),
            };
            set(at, change, site.as_deref()).await
        }
    }
}

async fn set(at: &Bench, change: RulesChange, name: Option<&str>) -> Result<()> {
    let site = at.site(name).await?;
    let operator = at.operator(&site).await?;
    let Rules { pin, lease_ms, .. } = if change == RulesChange::default() {
        at.store.rules(&operator).await?
    } else {
        at.store.change_rules(&operator, change, clock::now()).await?
    };
    let (name, hours) = (site.name, lease_ms / HOUR_MS);
    let (zh, en) = if pin { ("要", "on") } else { ("不要", "off") };
    at.say(
        format_args!("{name}：上岗{zh} PIN，离线最多看 {hours} 小时"),
        format_args!("{name}: PIN {en}, {hours} hours without the server"),
    );
    Ok(())
}

async fn keep(
    at: &Bench,
    site: Option<&str>,
    visits: Option<i64>,
    audit: Option<i64>,
    conflicts: Option<i64>,
) -> Result<()> {
    let site = at.site(site).await?;
    let viewer = at.operator(&site).await?;
    let before = at.store.keeping(&viewer).await?;
    let keeping = Keeping {
        visits_days: visits.unwrap_or(before.visits_days),
        audit_days: audit.unwrap_or(before.audit_days),
        conflicts_days: conflicts.unwrap_or(before.conflicts_days),
    };
    if keeping != before {
        at.store.set_keeping(&viewer, keeping, clock::now()).await?;
    }
    let Keeping {
        visits_days,
        audit_days,
        conflicts_days,
    } = keeping;
    at.say(
        format_args!("上门和答案 {visits_days} 天，操作记录 {audit_days} 天，已定的冲突 {conflicts_days} 天"),
        format_args!(
            "visits and answers {visits_days} days, notes of deeds {audit_days}, settled conflicts {conflicts_days}"
        ),
    );
    Ok(())
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
