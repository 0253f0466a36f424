//! Operations that wait, tried again: what an earlier version could not read, or failed at, when a newer one starts; what came in
//! an envelope whose key is here now; and what a coordinator asks for.

use rusqlite::{Connection, params};
use serde_json::value::RawValue;
use shared::{
    accept::Logged,
    id::OpId,
    op::{Body, Incoming},
    outcome::{Code, Outcome},
    protocol::{LiveEvent, OpResult},
    time::UnixMs,
};

use super::{
    apply, audit,
    column::Blob as _,
    enrol::{by, desk_only},
    file::clock,
    group::{self, Ops, Push},
    load::{self, LOGGED_COLUMNS, logged},
    standing,
};
use crate::{StoreError, TAKEN_OR_REFUSED, TRIED_AGAIN, Viewer, envelope::Keyring};

/// Operations tried at one start; the others are tried when their phones ask about them.
const TRIED_MAX: u32 = 5_000;
const TOGETHER: usize = 200;
/// What was noted when somebody asked for it, took it, or would not have it.
const TRIED: &str = "record tried again";
const TAKEN: &str = "record taken";
const REFUSED: &str = "record refused";

/// What a coordinator asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Judged once more, as before.
    Again,
    /// Judged as if its maker's rights had not ended.
    Taken,
}

impl Asked {
    const fn codes(self) -> &'static [Code] {
        match self {
            Self::Again => &TRIED_AGAIN,
            Self::Taken => &TAKEN_OR_REFUSED,
        }
    }
}

/// One that fails again stays as it is.
pub(super) fn try_again(to: &mut Connection, keyring: &Keyring) -> Result<(), StoreError> {
    let held = held(to)?;
    for push in &pushes(to, keyring, held, clock()) {
        group::settle(to, std::slice::from_ref(push));
    }
    let mut next = Some(Shut::ALL);
    while let Some(after) = next {
        let (pushes, rest) = shut(to, keyring, after, clock())?;
        for push in &pushes {
            group::settle(to, std::slice::from_ref(push));
        }
        next = rest;
    }
    Ok(())
}

/// Envelopes that are held, those behind this one in the order they came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shut(i64);

impl Shut {
    pub(super) const ALL: Self = Self(0);
}

/// Some of what is held in envelopes and can be opened now, about to be judged, and where there may be more.
pub(super) fn shut(
    at: &Connection,
    keyring: &Keyring,
    after: Shut,
    now: UnixMs,
) -> Result<(Vec<Push>, Option<Shut>), StoreError> {
    let keys = serde_json::to_string(&keyring.ids()?)?;
    let mut query = at.prepare(&format!(
        "SELECT {LOGGED_COLUMNS}, rowid FROM op WHERE status = 'held' AND code IN ('sealed', 'unknown_change') \
         AND iif(json_valid(raw), raw ->> '$.envelope.key', NULL) IN (SELECT value FROM json_each(?1)) \
         AND rowid > ?2 ORDER BY rowid LIMIT {TRIED_MAX}"
    ))?;
    let mut found = query.query(params![keys, after.0])?;
    let (mut held, mut last) = (Vec::new(), None);
    while let Some(row) = found.next()? {
        last = Some(Shut(row.get(15)?));
        held.extend(readable(row));
    }
    Ok((pushes(at, keyring, held, now), last))
}

/// As their devices would send them: each device's in its own order, which is how `held` is sorted. What can't be read
/// is left out.
fn pushes(at: &Connection, keyring: &Keyring, held: Vec<Logged>, now: UnixMs) -> Vec<Push> {
    let mut pushes: Vec<Push> = Vec::new();
    for held in held {
        let (device, skew_ms) = (held.device, held.skew_ms);
        let Some(incoming) = incoming(keyring, held) else {
            continue;
        };
        let last = pushes
            .last_mut()
            .filter(|push| push.viewer.device == device && push.skew_ms == skew_ms);
        if let Some(Push {
            ops: Ops::Again(ops), ..
        }) = last
            && ops.len() < TOGETHER
        {
            ops.push(incoming);
            continue;
        }
        match standing::of_device(at, device) {
            Ok(Some(viewer)) => pushes.push(Push {
                viewer,
                ops: Ops::Again(vec![incoming]),
                skew_ms,
                now,
            }),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a device can't be read; what it has held stays held"),
        }
    }
    pushes
}

/// As it would be sent again; none where it can't be read.
fn incoming(keyring: &Keyring, held: Logged) -> Option<Incoming> {
    if let Some(op) = Incoming::reread(&held.raw) {
        return Some(Incoming {
            n: held.n,
            id: held.id,
            raw: held.raw,
            sealed: held.sealed,
            body: Body::Readable(op),
        });
    }
    let raw = RawValue::from_string(held.raw).ok()?;
    let opened = keyring.open(Incoming::read(&raw).ok()?);
    let is_it = opened.id == held.id && opened.n == held.n;
    let came_sealed = opened.sealed.is_some() || matches!(opened.body, Body::Sealed(_) | Body::BadEnvelope);
    (is_it && came_sealed).then_some(opened)
}

/// Those of `ops` that wait for what is asked, about to be judged once more.
pub(super) fn asked(
    at: &Connection,
    viewer: &Viewer,
    keyring: &Keyring,
    ops: &[OpId],
    asked: Asked,
    now: UnixMs,
) -> Result<Vec<Push>, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut query = at.prepare_cached(&format!("SELECT {LOGGED_COLUMNS} FROM op WHERE site = ?1 AND id = ?2"))?;
    let mut held = Vec::new();
    for op in ops {
        let mut found = query.query(params![site.no, op.blob()])?;
        let line = found.next()?.map(logged).transpose()?;
        held.extend(line.filter(|line| waits(&line.outcome, asked.codes())));
    }
    held.sort_by_key(|line| (line.device, line.n));
    let mut pushes = pushes(at, keyring, held, now);
    for push in &mut pushes {
        push.viewer.accepted = asked == Asked::Taken;
    }
    Ok(pushes)
}

fn waits(outcome: &Outcome, codes: &[Code]) -> bool {
    matches!(outcome, Outcome::Held { code, .. } if codes.contains(code))
}

/// These came too late, and stay out: their phones hear it when they ask again. How many waited for it.
pub(super) fn refuse(
    at: &Connection,
    viewer: &Viewer,
    ops: &[OpId],
    now: UnixMs,
) -> Result<(usize, Option<LiveEvent>), StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut write = at.prepare_cached(
        "UPDATE op SET status = 'rejected', code = ?3, waits_for = NULL, settled_at = ?4, settled_by = ?5 \
         WHERE site = ?1 AND id = ?2 AND status = 'held' AND code IN ('revoked', 'expired') RETURNING device",
    )?;
    let mut count = 0;
    for op in ops {
        let code = Code::Refused.as_str();
        let mut refused = write.query(params![site.no, op.blob(), code, now.0, viewer.account.blob()])?;
        let Some(row) = refused.next()? else { continue };
        audit::note(at, now, &by(viewer, site.no, REFUSED, row.get(0)?))?;
        count += 1;
    }
    Ok((count, apply::tell(at, site, count)?))
}

/// Notes who asked for it. What was applied by it needs nobody any more.
pub(super) fn note(
    at: &Connection,
    viewer: &Viewer,
    tried: &[OpResult],
    asked: Asked,
    now: UnixMs,
) -> Result<Option<LiveEvent>, StoreError> {
    let site = load::existing_site(at, viewer.site)?;
    let mut came_to = at.prepare_cached("SELECT device, status FROM op WHERE site = ?1 AND id = ?2")?;
    let mut settle = at.prepare_cached(
        "UPDATE op SET settled_at = ?3, settled_by = ?4 \
         WHERE site = ?1 AND id = ?2 AND status NOT IN ('rejected', 'held')",
    )?;
    for OpResult { id: op, .. } in tried {
        let (device, status) = came_to.query_row(params![site.no, op.blob()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        settle.execute(params![site.no, op.blob(), now.0, viewer.account.blob()])?;
        let entry = audit::Entry {
            note: Some(status),
            ..by(
                viewer,
                site.no,
                if asked == Asked::Taken { TAKEN } else { TRIED },
                device,
            )
        };
        audit::note(at, now, &entry)?;
    }
    apply::tell(at, site, tried.len())
}

fn held(at: &Connection) -> Result<Vec<Logged>, StoreError> {
    let mut query = at.prepare(&format!(
        "SELECT {LOGGED_COLUMNS} FROM op WHERE status = 'held' AND code IN ('unknown_change', 'failed') \
         ORDER BY site, device, n LIMIT {TRIED_MAX}"
    ))?;
    let mut found = query.query([])?;
    let mut held = Vec::new();
    while let Some(row) = found.next()? {
        held.extend(readable(row));
    }
    Ok(held)
}

fn readable(row: &rusqlite::Row<'_>) -> Option<Logged> {
    let line = logged(row).inspect_err(|error| tracing::warn!(%error, "a held operation can't be read and stays held"));
    line.ok()
}
