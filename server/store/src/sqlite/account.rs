//! Sites, accounts and desk sign-ins. What phones must know of them is written through operations, by the site's
//! operator.

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{
    id::{AccountId, DeviceId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Op, Seen},
    protocol::{LiveEvent, SiteInfo},
    role::{Role, Scope},
    time::{DayRule, UnixMs},
    value::{Fields, fields},
};

use super::{
    audit::{self, Entry},
    column::{Blob as _, IdBytes, id},
    file, group,
    key::{self, random},
    load,
    standing::{self, Sort},
};
use crate::{NewAccount, NewSite, SessionAccount, StoreError, Viewer};

/// A device about to be written.
pub(super) struct NewDevice<'a> {
    pub id: DeviceId,
    pub site: i64,
    pub account: AccountId,
    pub sort: Sort,
    pub name: &'a str,
    pub role: Role,
    pub scope: &'a Scope,
    pub expires: Option<UnixMs>,
    /// The device it was renewed from, with that one's family and scope generation.
    pub renewed: Option<(DeviceId, DeviceId, u64)>,
    pub key_hash: Option<key::Digest>,
    pub session: Option<key::Digest>,
}

pub(super) fn add_device(at: &Connection, new: &NewDevice<'_>, now: UnixMs) -> Result<(), StoreError> {
    let (from, family, scope_gen) = match new.renewed {
        Some((from, family, scope_gen)) => (Some(from.blob()), family, scope_gen),
        None => (None, new.id, 0),
    };
    at.prepare_cached(
        "INSERT INTO device (id, site, account, sort, name, role, scope, scope_gen, expires, family, renewed_from, \
         key_hash, session, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        new.id.blob(),
        new.site,
        new.account.blob(),
        new.sort.as_str(),
        new.name,
        new.role.as_str(),
        serde_json::to_string(new.scope)?,
        super::column::signed(scope_gen),
        new.expires.map(|end| end.0),
        family.blob(),
        from,
        new.key_hash,
        new.session,
        now.0,
    ])?;
    Ok(())
}

pub(super) fn sites(at: &Connection) -> Result<Vec<SiteInfo>, StoreError> {
    let mut query = at.prepare_cached("SELECT id, name, utc_offset_min, day_turns_min FROM site ORDER BY no")?;
    let sites = query.query_map([], |row| {
        let day = DayRule {
            utc_offset_min: row.get(2)?,
            turns_at_min: row.get(3)?,
        };
        Ok(SiteInfo {
            id: id(row, 0)?,
            name: row.get(1)?,
            day,
        })
    })?;
    Ok(sites.collect::<Result<_, _>>()?)
}

pub(super) fn site_info(at: &Connection, wanted: SiteId) -> Result<SiteInfo, StoreError> {
    let found = sites(at)?.into_iter().find(|site| site.id == wanted);
    found.ok_or_else(|| StoreError::Conflict("no such site".to_owned()))
}

pub(super) fn add_site(at: &Connection, new: &NewSite, now: UnixMs) -> Result<LiveEvent, StoreError> {
    if sites(at)?.iter().any(|site| site.id == new.id || site.name == new.name) {
        return Err(StoreError::Conflict(format!("there is a site {} already", new.name)));
    }
    let operator = DeviceId::made(now, random()?);
    let account = AccountId::made(now, random()?);
    at.execute(
        "INSERT INTO site (id, name, utc_offset_min, day_turns_min, operator, demo, pin) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.id.blob(),
            new.name,
            new.day.utc_offset_min,
            new.day.turns_at_min,
            operator.blob(),
            new.demo,
            // Whoever looks around shall not have to think of one.
            !new.demo,
        ],
    )?;
    let no = at.last_insert_rowid();
    file::draw_epoch(at, no)?;
    let device = NewDevice {
        id: operator,
        site: no,
        account,
        sort: Sort::Operator,
        name: "operator",
        role: Role::Administrator,
        scope: &Scope::WholeSite,
        expires: None,
        renewed: None,
        key_hash: None,
        session: None,
    };
    add_device(at, &device, now)?;
    audit::note(
        at,
        now,
        &Entry {
            site: Some(no),
            what: "site added",
            ..Entry::default()
        },
    )?;
    let named = fields([
        ("name", new.name.as_str().into()),
        ("utc_offset_min", new.day.utc_offset_min.into()),
        ("day_turns_min", new.day.turns_at_min.into()),
    ]);
    create(at, new.id, Kind::Site, new.id.into(), named, now)
}

/// `by`: whoever adds it at the desk; nobody where the machine itself does.
pub(super) fn add_account(
    at: &Connection,
    by: Option<&Viewer>,
    new: &NewAccount,
    now: UnixMs,
) -> Result<LiveEvent, StoreError> {
    let site = load::existing_site(at, new.site)?;
    let known: bool = at
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM account WHERE id = ?1 AND site = ?2)")?
        .query_row(params![new.id.blob(), site.no], |row| row.get(0))?;
    if known {
        return Err(StoreError::Conflict(format!(
            "{} has an account at this site already",
            new.name
        )));
    }
    at.execute(
        "INSERT INTO account (id, site, name, role, made_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![new.id.blob(), site.no, new.name, new.role.as_str(), now.0],
    )?;
    if let Some((login, password)) = &new.login {
        if account_of_login(at, login)?.is_some() {
            return Err(StoreError::Conflict(format!("the sign-in name {login} is taken")));
        }
        at.execute(
            "INSERT INTO login (login, account, password) VALUES (?1, ?2, ?3)",
            params![login, new.id.blob(), password],
        )?;
    }
    let entry = Entry {
        site: Some(site.no),
        account: by.map(|viewer| viewer.account.blob()),
        device: by.map(|viewer| viewer.device.blob()),
        what: "account added",
        subject: Some(new.id.blob()),
        ..Entry::default()
    };
    audit::note(at, now, &entry)?;
    let named = fields([("name", new.name.as_str().into()), ("role", new.role.as_str().into())]);
    create(at, new.site, Kind::Account, new.id.into(), named, now)
}

/// Phones show who somebody is.
pub(super) fn tell_role(
    at: &Connection,
    site: SiteId,
    account: AccountId,
    role: Role,
    now: UnixMs,
) -> Result<LiveEvent, StoreError> {
    let (kind, record, fields) = (Kind::Account, account.into(), fields([("role", role.as_str().into())]));
    within(at, site, Change::Set { kind, record, fields }, now)
}

fn create(
    at: &Connection,
    site: SiteId,
    kind: Kind,
    record: RecordId,
    fields: Fields,
    now: UnixMs,
) -> Result<LiveEvent, StoreError> {
    within(at, site, Change::Create { kind, record, fields }, now)
}

/// Changes a record as the site's operator.
fn within(at: &Connection, site: SiteId, change: Change, now: UnixMs) -> Result<LiveEvent, StoreError> {
    let operator = operator(at, site)?.ok_or_else(|| StoreError::Fault("a site without an operator".to_owned()))?;
    let own = load::existing_site(at, site)?;
    let seen = Seen {
        epoch: load::epochs(at, own.no)?.current(),
        seq: own.head,
    };
    let op = Op {
        n: 0,
        id: OpId::made(now, random()?),
        site,
        at: now,
        seen,
        change,
        was: None,
    };
    group::within(at, operator, vec![op], now)
}

pub(super) fn operator(at: &Connection, site: SiteId) -> Result<Option<Viewer>, StoreError> {
    match standing::operator(at, site)? {
        Some(device) => standing::of_device(at, device),
        None => Ok(None),
    }
}

pub(super) fn account_of_login(at: &Connection, login: &str) -> Result<Option<SessionAccount>, StoreError> {
    let mut query = at.prepare_cached("SELECT account, password FROM login WHERE login = ?1")?;
    let found = query.query_row([login], |row| {
        Ok(SessionAccount {
            account: id(row, 0)?,
            password_hash: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn set_password(at: &Connection, login: &str, password_hash: &str) -> Result<(), StoreError> {
    let changed = at.execute(
        "UPDATE login SET password = ?2 WHERE login = ?1",
        params![login, password_hash],
    )?;
    if changed == 0 {
        return Err(StoreError::Conflict(format!("nobody signs in as {login}")));
    }
    at.execute(
        "DELETE FROM session WHERE account = (SELECT account FROM login WHERE login = ?1)",
        [login],
    )?;
    // At every site they belong to.
    let mut query = at.prepare_cached(
        "SELECT a.site, a.id FROM login l JOIN account a ON a.id = l.account WHERE l.login = ?1 ORDER BY a.no",
    )?;
    let found = query.query_map([login], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for found in found.collect::<Result<Vec<(i64, IdBytes)>, _>>()? {
        let (site, subject) = found;
        let entry = Entry {
            site: Some(site),
            what: "password set",
            subject: Some(subject),
            ..Entry::default()
        };
        audit::note(at, file::clock(), &entry)?;
    }
    Ok(())
}

/// A sign-in, with a device at each of the account's sites: what it does there is numbered like a phone's doing.
pub(super) fn open_session(at: &Connection, account: AccountId, token: &str, until: UnixMs) -> Result<(), StoreError> {
    let now = file::clock();
    let session = key::hash(token);
    // Never one that would outlast this one, be the clock ever so wrong.
    at.execute("DELETE FROM session WHERE until < ?1", [now.min(until).0])?;
    at.execute(
        "INSERT INTO session (token, account, until) VALUES (?1, ?2, ?3)",
        params![session, account.blob(), until.0],
    )?;
    let sites: Vec<(i64, String)> = {
        let mut query = at.prepare_cached("SELECT site, role FROM account WHERE id = ?1 ORDER BY no")?;
        let sites = query.query_map([account.blob()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        sites.collect::<Result<_, _>>()?
    };
    if sites.is_empty() {
        return Err(StoreError::Conflict("no such account".to_owned()));
    }
    for (site, role) in sites {
        let role = role
            .parse()
            .map_err(|error: shared::role::UnknownRole| StoreError::Fault(error.to_string()))?;
        let device = NewDevice {
            id: DeviceId::made(now, random()?),
            site,
            account,
            sort: Sort::Desk,
            name: "desk",
            role,
            scope: &Scope::WholeSite,
            expires: Some(until),
            renewed: None,
            key_hash: None,
            session: Some(session),
        };
        add_device(at, &device, now)?;
    }
    audit::note(
        at,
        now,
        &Entry {
            what: "signed in",
            account: Some(account.blob()),
            ..Entry::default()
        },
    )
}

pub(super) fn close_session(at: &Connection, token: &str) -> Result<(), StoreError> {
    at.execute("DELETE FROM session WHERE token = ?1", [key::hash(token)])?;
    Ok(())
}
