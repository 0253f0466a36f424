//! A phone gets another scope, role or end. Its next pull hears of it, what it made before is judged by what it had then.

use rusqlite::{Connection, params};
use shared::{
    id::DeviceId,
    protocol::LiveEvent,
    role::{Rights, Scope},
    time::UnixMs,
};

use super::{
    apply, audit,
    column::Blob as _,
    enrol::{by, desk_only},
    load,
    standing::{self, Sort},
};
use crate::{PhoneRights, StoreError, Viewer};

/// What was noted of it.
const CHANGED: &str = "rights changed";

/// What a phone of the viewer's site has; none where there is no such phone, or it was signed off.
pub(super) fn of_phone(at: &Connection, viewer: &Viewer, device: DeviceId) -> Result<Option<PhoneRights>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut query =
        at.prepare_cached("SELECT name FROM device WHERE id = ?1 AND site = ?2 AND sort = ?3 AND revoked_at IS NULL")?;
    let mut found = query.query(params![device.blob(), site.no, Sort::Phone.as_str()])?;
    let Some(row) = found.next()? else { return Ok(None) };
    let device_name = row.get(0)?;
    let phone = standing::of_device(at, device)?;
    Ok(phone.map(|phone| PhoneRights {
        worker: phone.name.clone(),
        device_name,
        rights: phone.rights(),
        generation: phone.scope_gen,
    }))
}

/// Of all devices renewed from one another. Nobody gives or takes more than they have themselves.
pub(super) fn change(
    at: &Connection,
    viewer: &Viewer,
    device: DeviceId,
    shown: u64,
    rights: &Rights,
    now: UnixMs,
) -> Result<Option<LiveEvent>, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let refused = |why: &str| Err(StoreError::Conflict(why.to_owned()));
    let Some(phone) = of_phone(at, viewer, device)? else {
        return refused("no such phone at this site");
    };
    let before = phone.rights;
    if rights.role.max(before.role) > viewer.role {
        return refused("only those who may as much give or take this role");
    }
    if rights.expires.is_some_and(|end| end <= now) {
        return refused("this end is over already");
    }
    // Sent twice it is done once, whoever was first.
    if before == *rights {
        return Ok(None);
    }
    if phone.generation != shown {
        return refused("somebody has changed it meanwhile");
    }
    let scope = serde_json::to_string(&rights.scope)?;
    let named = buildings(at, site.no, &rights.scope)?;
    if (rights.role, &rights.scope) != (before.role, &before.scope) {
        at.execute(
            "INSERT INTO rights_before (family, until_at, role, scope) \
             SELECT family, ?2, role, scope FROM device WHERE id = ?1",
            params![device.blob(), now.0],
        )?;
    }
    at.execute(
        "UPDATE device SET role = ?2, scope = ?3, expires = ?4, scope_gen = scope_gen + 1 \
         WHERE family = (SELECT family FROM device WHERE id = ?1)",
        params![
            device.blob(),
            rights.role.as_str(),
            scope,
            rights.expires.map(|end| end.0)
        ],
    )?;
    let entry = audit::Entry {
        note: Some(format!("{} {named}", rights.role.as_str()).trim_end().to_owned()),
        ..by(viewer, site.no, CHANGED, device.blob())
    };
    audit::note(at, now, &entry)?;
    // No row says so: the phone looks, and hears it.
    apply::tell(at, site, 1)
}

/// The names of these buildings, of which each has to be there.
fn buildings(at: &Connection, site: i64, scope: &Scope) -> Result<String, StoreError> {
    let Scope::Buildings(buildings) = scope else {
        return Ok(String::new());
    };
    let mut query = at.prepare_cached(
        "SELECT doc ->> 'name' FROM record WHERE site = ?1 AND id = ?2 AND kind = 'building' AND deleted = 0",
    )?;
    let mut names: Vec<String> = Vec::new();
    for building in buildings {
        let mut found = query.query(params![site, building.blob()])?;
        let Some(row) = found.next()? else {
            return Err(StoreError::Conflict("no such building at this site".to_owned()));
        };
        names.push(row.get(0)?);
    }
    if names.is_empty() {
        return Err(StoreError::Conflict(
            "a phone works in one building at least".to_owned(),
        ));
    }
    Ok(names.join(", "))
}
