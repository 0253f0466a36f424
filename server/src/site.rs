//! A new site: its name, China's time, and a checklist to begin with.

use shared::{
    id::SiteId,
    op::{Draft, Seen},
    time::{DayRule, UnixMs},
};
use store::{Credential, NewSite, Store};

use crate::{error::Error, pack::Pack, random};

/// A site's name, characters.
pub(crate) const NAME_CHARS_MAX: usize = 40;

pub(crate) async fn create(store: &dyn Store, name: &str, pack: Pack, now: UnixMs) -> Result<SiteId, Error> {
    let id = random::site_id(now)?;
    let site = NewSite {
        id,
        name: name.to_owned(),
        day: DayRule::default(),
        demo: false,
    };
    store.add_site(site, now).await?;
    let operator = store.viewer(Credential::Operator { site: id }, now).await?;
    let operator = operator.ok_or(Error::NotFound)?;
    let draft = Draft {
        id: random::op_id(now)?,
        site: id,
        at: now,
        seen: Seen::NOTHING,
        change: pack.change(random::record_id(now)?),
    };
    store.submit(&operator, vec![draft], now).await?;
    Ok(id)
}
