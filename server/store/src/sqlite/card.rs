//! Cards: made for workers by name, voided, and listed until a phone uses them.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{
    id::{AccountId, CardId, DeviceId},
    protocol::{ENROL_REPEAT_MS, LiveEvent},
    role::{Role, Scope},
    time::UnixMs,
};

use super::{
    account, audit,
    column::{self, Blob as _, id},
    enrol::{by, desk_only},
    heard::Contact,
    key::{Key, random},
    load::{self, Site},
    look,
};
use crate::{CardFor, CardLine, CardRefusal, NewAccount, NewCard, NewCode, PeopleAsk, PeoplePage, StoreError, Viewer};

/// The heads of the accounts that were made go to `heads`.
pub(super) fn make(
    at: &Connection,
    key: &Key,
    viewer: &Viewer,
    cards: Vec<NewCard>,
    heads: &mut Vec<LiveEvent>,
    now: UnixMs,
) -> Result<Vec<String>, CardRefusal> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let (mut names, mut waiting, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for card in cards {
        let holder = match card.holder {
            CardFor::Worker(name) => {
                let holder = worker(at, viewer, site, name, heads, now)?;
                if has_waiting(at, site, holder.account, now)? {
                    waiting.push(holder.name);
                    continue;
                }
                holder
            }
            CardFor::InPlaceOf(old) => match voided(at, viewer, site, old, now)? {
                Ok(holder) => holder,
                Err(name) => {
                    used.push(name);
                    continue;
                }
            },
        };
        names.push(holder.name);
        let code = NewCode {
            code: card.code,
            account: holder.account,
            scope: holder.scope,
            valid_until: card.valid_until,
            expires: card.expires,
        };
        if !write(at, key, viewer, site, &code, now)? {
            return Err(CardRefusal::CodeInUse);
        }
    }
    match (waiting.is_empty(), used.is_empty()) {
        (true, true) => Ok(names),
        (false, _) => Err(CardRefusal::Waiting(waiting)),
        (true, false) => Err(CardRefusal::Used(used)),
    }
}

/// Whom a card is for, and where it lets them in.
struct Holder {
    account: AccountId,
    name: String,
    scope: Scope,
}

/// The worker of that name, who may have a phone already, or a new one.
fn worker(
    at: &Connection,
    viewer: &Viewer,
    site: Site,
    name: String,
    heads: &mut Vec<LiveEvent>,
    now: UnixMs,
) -> Result<Holder, StoreError> {
    let known = at
        .prepare_cached("SELECT id FROM account WHERE site = ?1 AND name = ?2 AND role = ?3 ORDER BY no LIMIT 1")?
        .query_row(params![site.no, name, Role::Worker.as_str()], |row| id(row, 0))
        .optional()?;
    let account = match known {
        Some(account) => account,
        None => {
            let new = NewAccount {
                id: AccountId::made(now, random()?),
                site: viewer.site,
                name: name.clone(),
                role: Role::Worker,
                login: None,
            };
            heads.push(account::add_account(at, Some(viewer), &new, now)?);
            new.id
        }
    };
    Ok(Holder {
        account,
        name,
        scope: Scope::WholeSite,
    })
}

fn has_waiting(at: &Connection, site: Site, account: AccountId, now: UnixMs) -> Result<bool, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM code WHERE site = ?1 AND account = ?2 AND spent_at IS NULL \
         AND voided_at IS NULL AND valid_until > ?3)",
    )?;
    Ok(query.query_row(params![site.no, account.blob(), now.0], |row| row.get(0))?)
}

/// Voids a card and says whose it was; that person's name alone where a phone has used it.
fn voided(
    at: &Connection,
    viewer: &Viewer,
    site: Site,
    card: CardId,
    now: UnixMs,
) -> Result<Result<Holder, String>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT c.account, coalesce(a.name, ''), c.scope, c.spent_at IS NOT NULL FROM code c \
         LEFT JOIN account a ON a.id = c.account AND a.site = c.site WHERE c.id = ?1 AND c.site = ?2",
    )?;
    let mut found = query.query(params![card.blob(), site.no])?;
    let Some(row) = found.next()? else {
        return Err(StoreError::Conflict("no such card at this site".to_owned()));
    };
    let name: String = row.get(1)?;
    if row.get(3)? {
        return Ok(Err(name));
    }
    let holder = Holder {
        account: id(row, 0)?,
        name,
        scope: column::json(row, 2)?,
    };
    void(at, viewer, &[card], now)?;
    Ok(Ok(holder))
}

pub(super) fn void(at: &Connection, viewer: &Viewer, cards: &[CardId], now: UnixMs) -> Result<Vec<CardId>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut done = Vec::new();
    for card in cards {
        let changed = at
            .prepare_cached(
                "UPDATE code SET voided_at = ?3 WHERE id = ?1 AND site = ?2 AND spent_at IS NULL AND voided_at IS NULL",
            )?
            .execute(params![card.blob(), site.no, now.0])?;
        if changed > 0 {
            audit::note(at, now, &by(viewer, site.no, "card voided", card.blob()))?;
            done.push(*card);
        }
    }
    Ok(done)
}

/// False where these digits are in use.
pub(super) fn write(
    at: &Connection,
    key: &Key,
    viewer: &Viewer,
    site: Site,
    new: &NewCode,
    now: UnixMs,
) -> Result<bool, StoreError> {
    // Eight digits come up again after a while; a code that is done with makes room. A voided one is on paper still.
    let written = at
        .prepare_cached(
            "INSERT INTO code (hash, site, account, scope, valid_until, expires, made_at, id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9) ON CONFLICT (hash) DO UPDATE SET site = ?2, account = ?3, \
             scope = ?4, valid_until = ?5, expires = ?6, made_at = ?7, id = ?9, spent_at = NULL, voided_at = NULL, \
             device = NULL WHERE valid_until <= ?7 OR spent_at + ?8 <= ?7",
        )?
        .execute(params![
            key.code_hash(&new.code),
            site.no,
            new.account.blob(),
            serde_json::to_string(&new.scope)?,
            new.valid_until.0,
            new.expires.map(|end| end.0),
            now.0,
            ENROL_REPEAT_MS,
            CardId::made(now, random()?).blob(),
        ])?;
    if written > 0 {
        let entry = by(viewer, site.no, "code made", new.account.blob());
        audit::note(at, now, &entry)?;
    }
    Ok(written > 0)
}

pub(super) fn page(
    at: &Connection,
    viewer: &Viewer,
    ask: PeopleAsk,
    heard: &HashMap<DeviceId, Contact>,
) -> Result<PeoplePage, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    Ok(PeoplePage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        cards: lines(at, site, ask)?,
        phones: look::phones(at, site.no, heard)?,
    })
}

fn lines(at: &Connection, site: Site, ask: PeopleAsk) -> Result<Vec<CardLine>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT c.id, coalesce(a.name, ''), coalesce(a.role, 'worker'), c.made_at, c.valid_until, c.expires, \
         c.voided_at FROM code c LEFT JOIN account a ON a.id = c.account AND a.site = c.site \
         WHERE c.site = ?1 AND c.spent_at IS NULL AND min(c.valid_until, coalesce(c.voided_at, c.valid_until)) >= ?2 \
         ORDER BY c.made_at DESC, c.id DESC LIMIT ?3",
    )?;
    let mut found = query.query(params![site.no, ask.ended_since.0, ask.cards])?;
    let mut lines = Vec::new();
    while let Some(row) = found.next()? {
        lines.push(CardLine {
            card: id(row, 0)?,
            worker: row.get(1)?,
            role: column::role(row, 2)?,
            made: UnixMs(row.get(3)?),
            valid_until: UnixMs(row.get(4)?),
            expires: row.get::<_, Option<i64>>(5)?.map(UnixMs),
            voided: row.get::<_, Option<i64>>(6)?.map(UnixMs),
        });
    }
    Ok(lines)
}
