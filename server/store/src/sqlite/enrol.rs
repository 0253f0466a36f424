//! Enrolment codes, enrolled phones, and how they renew or lose their identity.

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{
    id::{AccountId, DeviceId},
    protocol::{ENROL_REPEAT_MS, LiveEvent, Worker},
    role::Scope,
    time::UnixMs,
};

use super::{
    account::{self, NewDevice},
    apply,
    audit::{self, Entry},
    card,
    column::{self, Blob as _, id, maybe_id},
    key::{self, Key, random},
    load, rules,
    standing::{self, Sort},
};
use crate::{EnrolRefusal, Enrolled, NewCode, StoreError, Viewer, envelope::Keyring};

const DEVICE_NAME_CHARS_MAX: usize = 60;

/// What a phone gets something of: a token by the folder's own key, and whom to seal for.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub own: &'a Key,
    pub ring: &'a Keyring,
}

pub(super) fn add_code(
    at: &Connection,
    key: &Key,
    viewer: &Viewer,
    new: &NewCode,
    now: UnixMs,
) -> Result<(), StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let known: bool = at
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM account WHERE id = ?1 AND site = ?2)")?
        .query_row(params![new.account.blob(), site.no], |row| row.get(0))?;
    if !known {
        return Err(StoreError::Conflict("nobody at this site has this account".to_owned()));
    }
    if card::write(at, key, viewer, site, new, now)? {
        Ok(())
    } else {
        Err(StoreError::Conflict("this code is in use".to_owned()))
    }
}

/// A code as it is stored.
struct Card {
    site: i64,
    account: AccountId,
    scope: Scope,
    valid_until: UnixMs,
    expires: Option<UnixMs>,
    spent_at: Option<UnixMs>,
    device: Option<DeviceId>,
    is_voided: bool,
}

fn of_hash(at: &Connection, hash: key::Digest) -> Result<Option<Card>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT site, account, scope, valid_until, expires, spent_at, device, voided_at IS NOT NULL FROM code \
         WHERE hash = ?1",
    )?;
    let mut found = query.query([hash])?;
    let Some(row) = found.next()? else { return Ok(None) };
    Ok(Some(Card {
        site: row.get(0)?,
        account: id(row, 1)?,
        scope: column::json(row, 2)?,
        valid_until: UnixMs(row.get(3)?),
        expires: row.get::<_, Option<i64>>(4)?.map(UnixMs),
        spent_at: row.get::<_, Option<i64>>(5)?.map(UnixMs),
        device: maybe_id(row, 6)?,
        is_voided: row.get(7)?,
    }))
}

pub(super) fn enrol(
    at: &Connection,
    keys: Keys<'_>,
    code: &str,
    phone_key: &str,
    device_name: &str,
    now: UnixMs,
) -> Result<Enrolled, EnrolRefusal> {
    let hash = keys.own.code_hash(code);
    let card = of_hash(at, hash)?.ok_or(EnrolRefusal::Unknown)?;
    let key_hash = key::hash(phone_key);
    if let Some(spent_at) = card.spent_at {
        let same = card.device.filter(|_| now.since(spent_at) < ENROL_REPEAT_MS);
        return match same {
            Some(device) if made_with(at, device)? == Some(key_hash) => Ok(enrolled(at, keys, device)?),
            _ => Err(EnrolRefusal::Spent),
        };
    }
    if card.is_voided {
        return Err(EnrolRefusal::Voided);
    }
    if now >= card.valid_until {
        return Err(EnrolRefusal::Expired);
    }
    let device = new_phone(at, &card, key_hash, device_name, now)?;
    at.execute(
        "UPDATE code SET spent_at = ?2, device = ?3 WHERE hash = ?1",
        params![hash, now.0, device.blob()],
    )
    .map_err(StoreError::from)?;
    Ok(enrolled(at, keys, device)?)
}

fn new_phone(
    at: &Connection,
    card: &Card,
    key_hash: key::Digest,
    name: &str,
    now: UnixMs,
) -> Result<DeviceId, StoreError> {
    let role: String = at
        .prepare_cached("SELECT role FROM account WHERE id = ?1 AND site = ?2")?
        .query_row(params![card.account.blob(), card.site], |row| row.get(0))?;
    let device = DeviceId::made(now, random()?);
    let name: String = name.chars().take(DEVICE_NAME_CHARS_MAX).collect();
    let new = NewDevice {
        id: device,
        site: card.site,
        account: card.account,
        sort: Sort::Phone,
        name: &name,
        role: role
            .parse()
            .map_err(|error: shared::role::UnknownRole| StoreError::Fault(error.to_string()))?,
        scope: &card.scope,
        expires: card.expires,
        renewed: None,
        key_hash: Some(key_hash),
        session: None,
    };
    account::add_device(at, &new, now)?;
    let entry = Entry {
        site: Some(card.site),
        account: Some(card.account.blob()),
        device: Some(device.blob()),
        what: "enrolled",
        subject: None,
        note: None,
    };
    audit::note(at, now, &entry)?;
    Ok(device)
}

fn made_with(at: &Connection, device: DeviceId) -> Result<Option<key::Digest>, StoreError> {
    let mut query = at.prepare_cached("SELECT key_hash FROM device WHERE id = ?1")?;
    Ok(query.query_row([device.blob()], |row| row.get(0)).optional()?.flatten())
}

fn enrolled(at: &Connection, keys: Keys<'_>, device: DeviceId) -> Result<Enrolled, StoreError> {
    let viewer = standing::of_device(at, device)?.ok_or_else(|| StoreError::Fault("a device is missing".to_owned()))?;
    Ok(Enrolled {
        device,
        token: keys.own.device_token(device),
        worker: Worker {
            account: viewer.account,
            name: viewer.name,
        },
        role: viewer.role,
        site: account::site_info(at, viewer.site)?,
        scope: viewer.scope,
        expires: viewer.expires,
        rules: rules::of_site(at, load::existing_site(at, viewer.site)?, keys.ring)?,
    })
}

/// A new identity with the old one's standing; a revoked or expired device stays what it is under the new one too.
pub(super) fn renew(
    at: &Connection,
    keys: Keys<'_>,
    viewer: &Viewer,
    phone_key: &str,
    now: UnixMs,
) -> Result<Enrolled, StoreError> {
    if viewer.desk {
        return Err(StoreError::Conflict("only a phone's identity is renewed".to_owned()));
    }
    let key_hash = key::hash(phone_key);
    let mut query = at.prepare_cached("SELECT id FROM device WHERE renewed_from = ?1 AND key_hash = ?2")?;
    let again = query
        .query_row(params![viewer.device.blob(), key_hash], |row| id(row, 0))
        .optional()?;
    if let Some(device) = again {
        return enrolled(at, keys, device);
    }
    let old =
        standing::of_device(at, viewer.device)?.ok_or_else(|| StoreError::Conflict("no such device".to_owned()))?;
    let (site, name, family, revoked_at): (i64, String, DeviceId, Option<i64>) = at
        .prepare_cached("SELECT site, name, family, revoked_at FROM device WHERE id = ?1")?
        .query_row([viewer.device.blob()], |row| {
            Ok((row.get(0)?, row.get(1)?, id(row, 2)?, row.get(3)?))
        })?;
    let device = DeviceId::made(now, random()?);
    let new = NewDevice {
        id: device,
        site,
        account: old.account,
        sort: Sort::Phone,
        name: &name,
        role: old.role,
        scope: &old.scope,
        expires: old.expires,
        renewed: Some((old.device, family, old.scope_gen)),
        key_hash: Some(key_hash),
        session: None,
    };
    account::add_device(at, &new, now)?;
    at.execute(
        "UPDATE device SET revoked_at = ?2 WHERE id = ?1",
        params![device.blob(), revoked_at],
    )?;
    audit::note(at, now, &by(viewer, site, "renewed", device.blob()))?;
    enrolled(at, keys, device)
}

pub(super) fn revoke(at: &Connection, viewer: &Viewer, device: DeviceId, now: UnixMs) -> Result<LiveEvent, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let found = at.execute(
        "UPDATE device SET revoked_at = coalesce(revoked_at, ?3) \
         WHERE family = (SELECT family FROM device WHERE id = ?1 AND site = ?2 AND sort = 'phone')",
        params![device.blob(), site.no, now.0],
    )?;
    if found == 0 {
        return Err(StoreError::Conflict("no such phone at this site".to_owned()));
    }
    audit::note(at, now, &by(viewer, site.no, "revoked", device.blob()))?;
    // No row says so. The phone looks, and hears that it may not; the desk looks, too.
    let seq = site.head + 1;
    apply::raise_head(at, site, seq)?;
    Ok(LiveEvent { site: site.id, seq })
}

pub(super) fn desk_only(viewer: &Viewer) -> Result<(), StoreError> {
    if viewer.role.is_desk() && !viewer.revoked {
        Ok(())
    } else {
        Err(StoreError::Conflict("only the desk may do this".to_owned()))
    }
}

pub(super) const fn by(viewer: &Viewer, site: i64, what: &'static str, subject: column::IdBytes) -> Entry {
    Entry {
        site: Some(site),
        account: Some(viewer.account.uuid().into_bytes()),
        device: Some(viewer.device.uuid().into_bytes()),
        what,
        subject: Some(subject),
        note: None,
    }
}
