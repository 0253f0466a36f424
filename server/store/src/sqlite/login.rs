//! Who signs in at the desk, as administrators see and change it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use shared::{id::AccountId, protocol::LiveEvent, role::Role, time::UnixMs};

use super::{
    account, audit,
    column::{self, Blob as _, id},
    enrol::by,
    load::{self, Site},
    standing,
};
use crate::{LoginChange, LoginLine, LoginRefusal, NewAccount, StoreError, Viewer};

fn administrator(viewer: &Viewer) -> Result<(), LoginRefusal> {
    if viewer.role == Role::Administrator && !viewer.revoked {
        Ok(())
    } else {
        Err(LoginRefusal::Forbidden)
    }
}

/// Who asks, as they stand in this transaction: their sign-in may have been ended since the request came in.
fn present(at: &Connection, viewer: &Viewer) -> Result<Viewer, LoginRefusal> {
    let signed_in: bool = at
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM device d WHERE d.id = ?1 \
             AND (d.session IS NULL OR EXISTS (SELECT 1 FROM session t WHERE t.token = d.session)))",
        )?
        .query_row([viewer.device.blob()], |row| row.get(0))?;
    let present = standing::of_device(at, viewer.device)?;
    present.filter(|_| signed_in).ok_or(LoginRefusal::Forbidden)
}

pub(super) fn list(at: &Connection, viewer: &Viewer) -> Result<Vec<LoginLine>, LoginRefusal> {
    administrator(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let signed_in = last_sign_ins(at)?;
    let mut query = at.prepare_cached(
        "SELECT a.id, a.name, a.role, l.login FROM account a LEFT JOIN login l ON l.account = a.id \
         WHERE a.site = ?1 AND (l.login IS NOT NULL OR a.role <> 'worker') ORDER BY l.login IS NULL, a.name, a.no",
    )?;
    let mut rows = query.query([site.no])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let account: AccountId = id(row, 0)?;
        lines.push(LoginLine {
            account,
            name: row.get(1)?,
            role: column::role(row, 2)?,
            login: row.get(3)?,
            signed_in: signed_in.get(&account).copied(),
        });
    }
    Ok(lines)
}

pub(super) fn of_account(at: &Connection, account: AccountId) -> Result<Option<(String, String)>, StoreError> {
    let mut query = at.prepare_cached("SELECT login, password FROM login WHERE account = ?1")?;
    let found = query.query_row([account.blob()], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

fn last_sign_ins(at: &Connection) -> Result<HashMap<AccountId, UnixMs>, StoreError> {
    // A sign-in is of no site.
    let mut query = at.prepare_cached(
        "SELECT account, max(at) FROM audit WHERE site IS NULL AND what = 'signed in' AND account IS NOT NULL \
         GROUP BY account",
    )?;
    let found = query.query_map([], |row| Ok((id(row, 0)?, UnixMs(row.get(1)?))))?;
    Ok(found.collect::<Result<_, _>>()?)
}

pub(super) fn change(
    at: &Connection,
    viewer: &Viewer,
    change: LoginChange,
    heads: &mut Vec<LiveEvent>,
    now: UnixMs,
) -> Result<(), LoginRefusal> {
    let viewer = &present(at, viewer)?;
    let is_own_password =
        matches!(&change, LoginChange::Password { account, .. } if *account == viewer.account && viewer.desk);
    if !is_own_password {
        administrator(viewer)?;
    }
    let site = load::existing_site(at, viewer.site)?;
    match change {
        LoginChange::Add(new) => add(at, viewer, new, heads, now),
        LoginChange::Password {
            account,
            password_hash,
            instead_of,
        } => {
            one_login(at, site, account)?;
            let changed = at.execute(
                "UPDATE login SET password = ?2 WHERE account = ?1 AND (?3 IS NULL OR password = ?3)",
                params![account.blob(), password_hash, instead_of],
            )?;
            // Somebody else has given them another one meanwhile.
            if changed == 0 {
                return Err(LoginRefusal::Forbidden);
            }
            end_sessions(at, account)?;
            Ok(audit::note(
                at,
                now,
                &by(viewer, site.no, "password set", account.blob()),
            )?)
        }
        LoginChange::Role { account, role } => {
            not_oneself(viewer, account)?;
            one_login(at, site, account)?;
            at.execute(
                "UPDATE account SET role = ?3 WHERE id = ?1 AND site = ?2",
                params![account.blob(), site.no, role.as_str()],
            )?;
            end_sessions(at, account)?;
            heads.push(account::tell_role(at, viewer.site, account, role, now)?);
            let entry = audit::Entry {
                note: Some(role.as_str().to_owned()),
                ..by(viewer, site.no, "role set", account.blob())
            };
            Ok(audit::note(at, now, &entry)?)
        }
        LoginChange::End { account } => {
            not_oneself(viewer, account)?;
            one_login(at, site, account)?;
            at.execute("DELETE FROM login WHERE account = ?1", [account.blob()])?;
            end_sessions(at, account)?;
            Ok(audit::note(
                at,
                now,
                &by(viewer, site.no, "account ended", account.blob()),
            )?)
        }
    }
}

fn add(
    at: &Connection,
    viewer: &Viewer,
    new: NewAccount,
    heads: &mut Vec<LiveEvent>,
    now: UnixMs,
) -> Result<(), LoginRefusal> {
    if new.site != viewer.site {
        return Err(LoginRefusal::Forbidden);
    }
    if let Some((login, _)) = &new.login
        && account::account_of_login(at, login)?.is_some()
    {
        return Err(LoginRefusal::Taken);
    }
    heads.push(account::add_account(at, Some(viewer), &new, now)?);
    Ok(())
}

fn not_oneself(viewer: &Viewer, account: AccountId) -> Result<(), LoginRefusal> {
    if viewer.account == account {
        Err(LoginRefusal::Oneself)
    } else {
        Ok(())
    }
}

fn one_login(at: &Connection, site: Site, account: AccountId) -> Result<(), LoginRefusal> {
    let found: Option<i64> = at
        .prepare_cached(
            "SELECT 1 FROM login l JOIN account a ON a.id = l.account WHERE l.account = ?1 AND a.site = ?2",
        )?
        .query_row(params![account.blob(), site.no], |row| row.get(0))
        .optional()?;
    found.map(|_| ()).ok_or(LoginRefusal::Nobody)
}

fn end_sessions(at: &Connection, account: AccountId) -> Result<(), StoreError> {
    at.execute("DELETE FROM session WHERE account = ?1", [account.blob()])?;
    Ok(())
}
