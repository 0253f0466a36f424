//! Who let whom in or out, and who took what along.

use rusqlite::{Connection, params};
use shared::time::UnixMs;

use super::column::IdBytes;
use crate::StoreError;

#[derive(Debug, Default)]
pub(super) struct Entry {
    pub site: Option<i64>,
    pub account: Option<IdBytes>,
    pub device: Option<IdBytes>,
    pub what: &'static str,
    /// Whom or what it was about.
    pub subject: Option<IdBytes>,
    /// What somebody said it was for.
    pub note: Option<String>,
}

pub(super) fn note(at: &Connection, now: UnixMs, entry: &Entry) -> Result<(), StoreError> {
    at.prepare_cached(
        "INSERT INTO audit (at, site, account, device, what, subject, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        now.0,
        entry.site,
        entry.account,
        entry.device,
        entry.what,
        entry.subject,
        entry.note
    ])?;
    Ok(())
}
