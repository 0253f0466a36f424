//! Who a device belongs to and what it may, as it stands now.

use rusqlite::{Connection, OptionalExtension as _};
use shared::{id::DeviceId, role::Before, time::UnixMs};

use super::column::{self, Blob as _, IdBytes, count, id};
use crate::{StoreError, Viewer};

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Phone,
    /// A desk sign-in.
    Desk,
    /// Somebody at the machine itself.
    Operator,
}

impl Sort {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Desk => "desk",
            Self::Operator => "operator",
        }
    }
}

pub(super) fn of_device(at: &Connection, device: DeviceId) -> Result<Option<Viewer>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT d.account, coalesce(a.name, ''), s.id, d.role, d.scope, d.scope_gen, d.expires, \
         d.revoked_at IS NOT NULL, d.sort, s.demo, d.family FROM device d JOIN site s ON s.no = d.site \
         LEFT JOIN account a ON a.id = d.account AND a.site = d.site WHERE d.id = ?1",
    )?;
    let mut found = query.query([device.blob()])?;
    let Some(row) = found.next()? else { return Ok(None) };
    let role = row.get_ref(3)?.as_str()?.parse();
    Ok(Some(Viewer {
        account: id(row, 0)?,
        name: row.get(1)?,
        device,
        site: id(row, 2)?,
        role: role.map_err(|error: shared::role::UnknownRole| StoreError::Fault(error.to_string()))?,
        scope: column::json(row, 4)?,
        scope_gen: count(row, 5)?,
        expires: row.get::<_, Option<i64>>(6)?.map(UnixMs),
        revoked: row.get(7)?,
        // A sign-in is shared by tabs, the operator's device by commands.
        desk: row.get_ref(8)?.as_str()? != Sort::Phone.as_str(),
        demo: row.get(9)?,
        accepted: false,
        before: before(at, row.get(10)?)?,
    }))
}

/// What a device had before somebody changed it, and all those renewed from one another with it.
fn before(at: &Connection, family: IdBytes) -> Result<Vec<Before>, StoreError> {
    let mut query =
        at.prepare_cached("SELECT until_at, role, scope FROM rights_before WHERE family = ?1 ORDER BY until_at, no")?;
    let mut found = query.query([family])?;
    let mut before = Vec::new();
    while let Some(row) = found.next()? {
        before.push(Before {
            until: UnixMs(row.get(0)?),
            role: column::role(row, 1)?,
            scope: column::json(row, 2)?,
        });
    }
    Ok(before)
}

/// The device of a desk sign-in at a site; the account's first site where none is named.
pub(super) fn device_of_session(
    at: &Connection,
    token: &super::key::Digest,
    site: Option<shared::id::SiteId>,
    now: UnixMs,
) -> Result<Option<DeviceId>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT d.id FROM session t JOIN device d ON d.session = t.token JOIN site s ON s.no = d.site \
         JOIN account a ON a.id = d.account AND a.site = d.site \
         WHERE t.token = ?1 AND t.until > ?2 AND (?3 IS NULL OR s.id = ?3) ORDER BY a.no LIMIT 1",
    )?;
    let site = site.map(shared::id::SiteId::blob);
    Ok(query
        .query_row(rusqlite::params![token, now.0, site], |row| id(row, 0))
        .optional()?)
}

pub(super) fn operator(at: &Connection, site: shared::id::SiteId) -> Result<Option<DeviceId>, StoreError> {
    let mut query = at.prepare_cached("SELECT operator FROM site WHERE id = ?1")?;
    Ok(query.query_row([site.blob()], |row| id(row, 0)).optional()?)
}
