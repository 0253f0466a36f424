//! Digests of what a device should have, for phones to hold their rows against. To compute them is to look at every row
//! of a site, so they are kept as long as nothing is written, and computed one at a time: whoever asks meanwhile gets none
//! and asks again.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError, TryLockError},
};

use rusqlite::Connection;
use shared::{
    digest::KindDigest,
    id::RecordId,
    kind::Kind,
    role::{Role, Scope},
    schema::{self, Shape},
    time::UnixMs,
};

use super::column::{self, count, id};
use crate::{StoreError, Viewer};

/// Scopes and days whose digests are kept; the oldest go first.
const KEPT_MAX: usize = 64;

/// What digests depend on. What a role may not read of a row changes none of it: it is here for the day on which a role may not
/// read a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Of {
    pub(super) site: i64,
    pub(super) scope: Scope,
    pub(super) role: Role,
    /// The site's head: whatever is written raises it.
    pub(super) head: u64,
    /// Facts of before are not looked at.
    pub(super) horizon: UnixMs,
}

impl Of {
    pub(super) fn viewer(viewer: &Viewer, site: super::load::Site, horizon: UnixMs) -> Self {
        Self {
            site: site.no,
            scope: viewer.scope.clone(),
            role: viewer.role,
            head: site.head,
            horizon,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Digests {
    kept: Mutex<VecDeque<(Of, Vec<KindDigest>)>>,
    computing: Mutex<()>,
}

impl Digests {
    /// None where others are being computed. `at`: the snapshot in which `of` was found.
    pub(super) fn get(&self, at: &Connection, of: &Of) -> Result<Option<Vec<KindDigest>>, StoreError> {
        if let Some(kept) = self.kept(of) {
            return Ok(Some(kept));
        }
        let _turn = match self.computing.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(turn)) => turn.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        let digests = compute(at, of)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT_MAX - 1);
        kept.push_front((of.clone(), digests.clone()));
        Ok(Some(digests))
    }

    fn kept(&self, of: &Of) -> Option<Vec<KindDigest>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|(other, _)| other == of)
            .map(|(_, digests)| digests.clone())
    }
}

/// Of every kind that this version knows.
pub(super) fn compute(at: &Connection, of: &Of) -> Result<Vec<KindDigest>, StoreError> {
    let mut rows: BTreeMap<Kind, Vec<(RecordId, u64)>> = BTreeMap::new();
    let mut query = at.prepare_cached("SELECT kind, id, seq, scope, at FROM record WHERE site = ?1 AND deleted = 0")?;
    let mut found = query.query([of.site])?;
    while let Some(row) = found.next()? {
        let kind: Kind = row.get_ref(0)?.as_str()?.into();
        let made_at: Option<i64> = row.get(4)?;
        if of.scope.covers(column::scope(row, 3)?) && !is_beyond(of.horizon, &kind, made_at) {
            rows.entry(kind).or_default().push((id(row, 1)?, count(row, 2)?));
        }
    }
    let known = Kind::KNOWN.iter().map(|kind| {
        let mut rows = rows.remove(kind).unwrap_or_default();
        rows.sort_unstable();
        KindDigest::of(kind.clone(), &mut rows.into_iter())
    });
    Ok(known.collect())
}

/// Whether it is a fact of before the horizon, which stays at the desk.
pub(super) fn is_beyond(horizon: UnixMs, kind: &Kind, made_at: Option<i64>) -> bool {
    let is_fact = schema::spec(kind).is_some_and(|spec| spec.shape == Shape::Fact);
    is_fact && made_at.is_some_and(|made_at| UnixMs(made_at) < horizon)
}
