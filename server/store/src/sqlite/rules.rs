//! What a site asks of its phones: kept in its own row, told with every enrolment and at the end of every pull.

use rusqlite::{Connection, params};
use shared::{
    protocol::{LEASE_MS_RANGE, LiveEvent, Rules},
    role::Role,
    time::UnixMs,
};

use super::{
    apply, audit,
    column::Blob as _,
    enrol::by,
    load::{self, Site},
};
use crate::{RulesChange, StoreError, Viewer, envelope::Keyring};

/// What was noted when somebody changed them.
const CHANGED: &str = "rules changed";

pub(super) fn of_site(at: &Connection, site: Site, keyring: &Keyring) -> Result<Rules, StoreError> {
    let mut query = at.prepare_cached("SELECT pin, lease_ms FROM site WHERE no = ?1")?;
    Ok(query.query_row([site.no], |row| {
        Ok(Rules {
            pin: row.get(0)?,
            lease_ms: row.get(1)?,
            envelope_key: keyring.offered(),
        })
    })?)
}

/// No row says so; phones hear of it with the end of the pull that the raised head makes them do.
pub(super) fn change(
    at: &Connection,
    viewer: &Viewer,
    change: RulesChange,
    now: UnixMs,
) -> Result<Option<LiveEvent>, StoreError> {
    if viewer.role != Role::Administrator || viewer.revoked {
        return Err(StoreError::Conflict("only administrators may do this".to_owned()));
    }
    if change
        .lease_ms
        .is_some_and(|lease_ms| !LEASE_MS_RANGE.contains(&lease_ms))
    {
        return Err(StoreError::Conflict("a lease lasts an hour to thirty days".to_owned()));
    }
    let site = load::existing_site(at, viewer.site)?;
    let changed = at.execute(
        "UPDATE site SET pin = coalesce(?2, pin), lease_ms = coalesce(?3, lease_ms) \
         WHERE no = ?1 AND (pin IS NOT coalesce(?2, pin) OR lease_ms IS NOT coalesce(?3, lease_ms))",
        params![site.no, change.pin, change.lease_ms],
    )?;
    if changed > 0 {
        let said = (change.pin.map(|pin| format!("pin {pin}"))).into_iter();
        let said = said.chain(change.lease_ms.map(|lease_ms| format!("lease {lease_ms} ms")));
        let entry = audit::Entry {
            note: Some(said.collect::<Vec<_>>().join(", ")),
            ..by(viewer, site.no, CHANGED, site.id.blob())
        };
        audit::note(at, now, &entry)?;
    }
    apply::tell(at, site, changed)
}
