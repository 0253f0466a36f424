//! Removing a site that was made up to look around in. Nothing else is ever removed so.

use rusqlite::Connection;
use shared::role::Role;

use super::{journal, load};
use crate::{StoreError, Viewer};

/// What belongs to a site by its number; devices and accounts after what is found through them.
const STATEMENTS: [&str; 16] = [
    "DELETE FROM receipt WHERE device IN (SELECT id FROM device WHERE site = ?1)",
    "DELETE FROM session WHERE account IN (SELECT id FROM account WHERE site = ?1)",
    "DELETE FROM login WHERE account IN (SELECT id FROM account WHERE site = ?1)",
    "DELETE FROM audit WHERE site = ?1 OR site IS NULL AND account IN (SELECT id FROM account WHERE site = ?1)",
    "DELETE FROM record WHERE site = ?1",
    "DELETE FROM \"left\" WHERE site = ?1",
    "DELETE FROM op WHERE site = ?1",
    "DELETE FROM rescued WHERE site = ?1",
    "DELETE FROM conflict WHERE site = ?1",
    "DELETE FROM unwiped WHERE site = ?1",
    "DELETE FROM code WHERE site = ?1",
    "DELETE FROM rights_before WHERE family IN (SELECT family FROM device WHERE site = ?1)",
    "DELETE FROM device WHERE site = ?1",
    "DELETE FROM account WHERE site = ?1",
    "DELETE FROM epoch WHERE site = ?1",
    "DELETE FROM site WHERE no = ?1",
];

pub(super) fn remove(at: &Connection, viewer: &Viewer) -> Result<(), StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let is_demo: bool = at.query_row("SELECT demo FROM site WHERE no = ?1", [site.no], |row| row.get(0))?;
    if !is_demo || viewer.role != Role::Administrator || viewer.revoked {
        return Err(StoreError::Conflict(
            "only administrators remove a site, and only a made-up one".to_owned(),
        ));
    }
    journal::note(at, &journal::Entry::SiteRemoved(site.no))?;
    clear(at, site.no)
}

pub(super) fn clear(at: &Connection, site: i64) -> Result<(), StoreError> {
    for statement in STATEMENTS {
        at.execute(statement, [site])?;
    }
    Ok(())
}
