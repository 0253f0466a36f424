//! What was noted of people's deeds: written for exports, read by administrators.

use rusqlite::{Connection, params};
use shared::{role::Role, time::UnixMs};

use super::{
    account, audit,
    column::{count, signed},
    enrol::{by, desk_only},
    load,
};
use crate::{Deed, Export, RosterNote, StoreError, TrailAsk, TrailLine, TrailPage, Viewer};

const EXPORTED: &str = "exported";
const REVEALED: &str = "phone shown";
const IMPORTED: &str = "roster imported";
const UNDONE: &str = "import undone";
const SIGNED_IN: &str = "signed in";

pub(super) fn note_export(at: &Connection, viewer: &Viewer, export: &Export, now: UnixMs) -> Result<(), StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let Export { file, rows, purpose } = export;
    let entry = audit::Entry {
        subject: None,
        note: Some(format!("{file} ({rows}) {purpose}")),
        ..by(viewer, site.no, EXPORTED, viewer.account.uuid().into_bytes())
    };
    audit::note(at, now, &entry)
}

pub(super) fn note_roster(at: &Connection, viewer: &Viewer, roster: RosterNote, now: UnixMs) -> Result<(), StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let RosterNote {
        is_undone,
        doors,
        residents,
    } = roster;
    let what = if is_undone { UNDONE } else { IMPORTED };
    let entry = audit::Entry {
        subject: None,
        note: Some(format!("{doors} doors, {residents} residents")),
        ..by(viewer, site.no, what, viewer.account.uuid().into_bytes())
    };
    audit::note(at, now, &entry)
}

pub(super) fn page(at: &Connection, viewer: &Viewer, ask: TrailAsk) -> Result<TrailPage, StoreError> {
    if viewer.role != Role::Administrator || viewer.revoked {
        return Err(StoreError::Conflict("only administrators may read this".to_owned()));
    }
    let site = load::existing_site(at, viewer.site)?;
    // A sign-in is of no site: it is told at those that its account belongs to.
    let mut query = at.prepare_cached(
        "SELECT t.no, t.at, coalesce(a.name, ''), t.what, \
           coalesce(s.name, r.doc ->> 'name', ''), coalesce(t.note, '') FROM audit t \
         LEFT JOIN account a ON a.id = t.account AND a.site = ?1 \
         LEFT JOIN account s ON s.site = ?1 AND s.id = coalesce((SELECT d.account FROM device d WHERE d.id = t.subject), \
           (SELECT c.account FROM code c WHERE c.id = t.subject), t.subject) \
         LEFT JOIN record r ON r.site = ?1 AND r.id = t.subject AND r.kind = 'resident' \
         WHERE t.no < ?2 AND (t.site = ?1 OR t.site IS NULL AND a.no IS NOT NULL) \
           AND (?3 IS NULL OR t.what = ?3) AND (NOT ?4 OR t.what NOT IN (?5, ?6, ?7)) \
         ORDER BY t.no DESC LIMIT ?8",
    )?;
    let what = match ask.deed {
        Some(Deed::SignedIn) => Some(SIGNED_IN),
        Some(Deed::Exported) => Some(EXPORTED),
        Some(Deed::Revealed) => Some(REVEALED),
        Some(Deed::Changed) | None => None,
    };
    let mut rows = query.query(params![
        site.no,
        ask.before.map_or(i64::MAX, signed),
        what,
        ask.deed == Some(Deed::Changed),
        SIGNED_IN,
        EXPORTED,
        REVEALED,
        i64::from(ask.lines) + 1,
    ])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let what: String = row.get(3)?;
        lines.push(TrailLine {
            no: count(row, 0)?,
            at: UnixMs(row.get(1)?),
            by: row.get(2)?,
            deed: deed(&what),
            what,
            about: row.get(4)?,
            note: row.get(5)?,
        });
    }
    let has_more = lines.len() > ask.lines as usize;
    lines.truncate(ask.lines as usize);
    Ok(TrailPage {
        site: account::site_info(at, viewer.site)?,
        earlier: lines.last().map(|line| line.no).filter(|_| has_more),
        lines,
    })
}

fn deed(what: &str) -> Deed {
    match what {
        SIGNED_IN => Deed::SignedIn,
        EXPORTED => Deed::Exported,
        REVEALED => Deed::Revealed,
        _ => Deed::Changed,
    }
}
