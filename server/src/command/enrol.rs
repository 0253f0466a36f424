//! `dabai enrol`: cards for workers' phones.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use shared::{
    id::AccountId,
    kind::Kind,
    role::{Role, Scope},
    time::{HOUR_MS, UnixMs},
};
use store::{NewAccount, NewCode, Viewer};

use super::Bench;
use crate::{clock, random};

/// A card that nobody used by then is waste paper.
pub(crate) const CODE_VALID_H: i64 = 48;
/// Ten years: whoever means longer means no end.
const HOURS_MAX: f64 = 87_600.0;
/// Cards in one call.
const COUNT_MAX: u32 = 500;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The worker; with --count, what their names begin with
    #[arg(long)]
    name: String,
    /// How many workers: 志愿者 1, 志愿者 2 …
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(COUNT_MAX)))]
    count: u32,
    /// A building they work in, may be repeated [default: the whole site]
    #[arg(long)]
    building: Vec<String>,
    /// Hours from now until the enrolment ends by itself, 1.5 too; 0 for no end
    #[arg(long, default_value_t = 72.0, value_parser = hours)]
    hours: f64,
    #[arg(long, env = "DABAI_SITE")]
    site: Option<String>,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let site = at.site(args.site.as_deref()).await?;
    let viewer = at.operator(&site).await?;
    let scope = scope(at, &viewer, &args.building).await?;
    let now = clock::now();
    let expires = (args.hours > 0.0).then(|| now.plus((args.hours * HOUR_MS as f64) as i64));
    for number in 1..=args.count {
        let name = if args.count == 1 {
            args.name.clone()
        } else {
            format!("{} {number}", args.name)
        };
        let account = worker(at, &viewer, &name, now).await?;
        let code = card(at, &viewer, account, scope.clone(), expires, now).await?;
        println!("{name}  {code}  {}", link(at, &code));
    }
    Ok(())
}

fn hours(text: &str) -> Result<f64, String> {
    let hours: f64 = text.parse().map_err(|_| "not a number of hours".to_owned())?;
    if (0.0..=HOURS_MAX).contains(&hours) {
        Ok(hours)
    } else {
        Err(format!("hours are 0 to {HOURS_MAX}"))
    }
}

/// What the card's QR code says. Behind `#`, so that no server's log ever has it.
pub(crate) fn link(at: &Bench, code: &str) -> String {
    format!("{}/app/#c={code}", at.config.link_base())
}

pub(crate) async fn card(
    at: &Bench,
    viewer: &Viewer,
    account: AccountId,
    scope: Scope,
    expires: Option<UnixMs>,
    now: UnixMs,
) -> Result<String> {
    let code = random::code()?;
    let valid_until = now.plus(CODE_VALID_H * HOUR_MS);
    at.store
        .add_code(
            viewer,
            NewCode {
                code: code.clone(),
                account,
                scope,
                valid_until,
                expires,
            },
            now,
        )
        .await?;
    Ok(code)
}

/// The worker of that name, who may have a phone already, or a new one.
async fn worker(at: &Bench, viewer: &Viewer, name: &str, now: UnixMs) -> Result<AccountId> {
    let known = at.store.records(viewer, &[Kind::Account]).await?;
    let same = known
        .iter()
        .find(|record| record.text("name") == Some(name) && record.text("role") == Some(Role::Worker.as_str()));
    if let Some(record) = same {
        return Ok(AccountId::from_uuid(record.id.uuid()));
    }
    let id = random::account_id(now)?;
    let account = NewAccount {
        id,
        site: viewer.site(),
        name: name.to_owned(),
        role: Role::Worker,
        login: None,
    };
    at.store.add_account(account, now).await?;
    Ok(id)
}

async fn scope(at: &Bench, viewer: &Viewer, names: &[String]) -> Result<Scope> {
    if names.is_empty() {
        return Ok(Scope::WholeSite);
    }
    let buildings = at.store.records(viewer, &[Kind::Building]).await?;
    let mut scope = BTreeSet::new();
    for name in names {
        let Some(building) = buildings.iter().find(|building| building.text("name") == Some(name)) else {
            let known: Vec<&str> = buildings.iter().filter_map(|building| building.text("name")).collect();
            bail!("there is no building {name}; there are: {}", known.join(", "));
        };
        scope.insert(building.id);
    }
    Ok(Scope::Buildings(scope))
}
