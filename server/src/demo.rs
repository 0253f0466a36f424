//! Sample sites, the same for the same seed. Everything in them is made up, and comes in by the same ways as the real
//! thing: operations of the desk, codes, phones that push.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use shared::{
    id::SiteId,
    op::{Change, Draft, Seen},
    protocol::Status,
    role::{Role, Scope},
    time::{DAY_MS, DayRule, HOUR_MS, UnixMs},
};
use store::{Credential, NewAccount, NewCode, NewSite, Store, Viewer};

use crate::{password, random};

mod dice;
mod lively;
mod person;
mod phone;
mod place;
mod round;
mod stress;

use dice::Dice;

const SITE: &str = "月亮湾";
/// Cards to try a phone with.
const CARDS: usize = 3;
const CARD_VALID_MS: i64 = 7 * DAY_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// 150 doors, two days of work, five phones
    Lively,
    /// 3,000 residents, 1,200 doors, 30,000 ticks, 20,000 visits
    Stress,
    /// The residents and doors of `stress`, where nobody has been yet
    Residents,
}

/// What somebody needs to walk in.
#[derive(Clone, Debug)]
pub struct Keys {
    pub site: String,
    /// Login and password.
    pub administrator: (String, String),
    pub coordinator: (String, String),
    /// Worker and code.
    pub cards: Vec<(String, String)>,
}

/// Where sample data goes.
struct Setting {
    store: Arc<dyn Store>,
    operator: Viewer,
    now: UnixMs,
}

impl Setting {
    async fn submit(&self, changes: Vec<Change>, dice: &mut Dice, at: UnixMs) -> Result<()> {
        let (site, seen) = (self.operator.site(), Seen::NOTHING);
        let drafts = changes.into_iter().map(|change| Draft {
            id: dice.op(at),
            site,
            at,
            seen,
            change,
        });
        let pushed = self.store.submit(&self.operator, drafts.collect(), at).await?;
        match pushed.results.iter().find(|result| result.status != Status::Applied) {
            Some(refused) => bail!("a sample record was refused: {refused:?}"),
            None => Ok(()),
        }
    }
}

/// Fills a data folder that has no site yet.
pub async fn fill(store: Arc<dyn Store>, size: Size, seed: u64, now: UnixMs) -> Result<Keys> {
    if !store.sites().await?.is_empty() {
        bail!("this data folder has a site already; sample data goes into an empty one");
    }
    let site: SiteId = random::site_id(now)?;
    let born = now.plus(-(15 * DAY_MS));
    store
        .add_site(
            NewSite {
                id: site,
                name: SITE.to_owned(),
                day: DayRule::default(),
                demo: true,
            },
            born,
        )
        .await?;
    let operator = store
        .viewer(Credential::Operator { site }, now)
        .await?
        .context("the new site is not there")?;
    let administrator = account(&store, site, "admin", "管理员", Role::Administrator, now).await?;
    let coordinator = account(&store, site, "desk", "调度员", Role::Coordinator, now).await?;
    let setting = Setting { store, operator, now };
    let mut dice = Dice::new(seed);
    match size {
        Size::Lively => lively::fill(&setting, &mut dice).await?,
        Size::Stress => stress::fill(&setting, &mut dice).await?,
        Size::Residents => {
            stress::settle(&setting, &mut dice).await?;
        }
    }
    let mut cards = Vec::new();
    for number in 1..=CARDS {
        cards.push(card(&setting, &format!("志愿者 {number}")).await?);
    }
    Ok(Keys {
        site: SITE.to_owned(),
        administrator,
        coordinator,
        cards,
    })
}

async fn account(
    store: &Arc<dyn Store>,
    site: SiteId,
    login: &str,
    name: &str,
    role: Role,
    now: UnixMs,
) -> Result<(String, String)> {
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let id = random::account_id(now)?;
    let login = login.to_owned();
    store
        .add_account(
            NewAccount {
                id,
                site,
                name: name.to_owned(),
                role,
                login: Some((login.clone(), hash)),
            },
            now,
        )
        .await?;
    Ok((login, password))
}

async fn card(setting: &Setting, name: &str) -> Result<(String, String)> {
    let Setting { store, operator, now } = setting;
    let id = random::account_id(*now)?;
    let new = NewAccount {
        id,
        site: operator.site(),
        name: name.to_owned(),
        role: Role::Worker,
        login: None,
    };
    store.add_account(new, *now).await?;
    let code = random::code()?;
    let valid_until = now.plus(CARD_VALID_MS);
    let expires = Some(now.plus(CARD_VALID_MS + 24 * HOUR_MS));
    let card = NewCode {
        code: code.clone(),
        account: id,
        scope: Scope::WholeSite,
        valid_until,
        expires,
    };
    store.add_code(operator, card, *now).await?;
    Ok((name.to_owned(), code))
}

#[cfg(test)]
mod tests;
