//! What a pull from 0 delivers against the digests that phones are sent: read in another order, over other indexes.

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::{
    digest::KindDigest,
    id::RecordId,
    kind::Kind,
    role::{Role, Scope},
    time::SiteDay,
};

use super::Faults;
use crate::{
    StoreError,
    sqlite::{
        account,
        column::{json, role},
        digest::{self, Of},
        file::clock,
        load, pull,
    },
};

/// Scopes of one site that are looked at: the whole site, and those that most phones have.
const SCOPES_MAX: u32 = 16;
const PAGE_ROWS: usize = 5_000;

pub(super) fn delivered(at: &Connection, faults: &mut Faults) -> Result<(), StoreError> {
    for info in account::sites(at)? {
        let site = load::existing_site(at, info.id)?;
        let horizon_day = SiteDay(site.day.day(clock()).0 - shared::protocol::HORIZON_DAYS);
        for (scope, role) in scopes(at, site.no)? {
            let of = Of {
                site: site.no,
                scope,
                role,
                head: site.head,
                horizon: site.day.start(horizon_day),
            };
            let delivered = match pulled(at, &of) {
                Ok(delivered) => delivered,
                // The row is named where every row is looked at.
                Err(error) => {
                    faults.add(format!("a pull from 0 comes to no end: {error}"));
                    continue;
                }
            };
            let differing = digest::compute(at, &of)?.into_iter().zip(delivered);
            for (said, KindDigest { kind, count, .. }) in differing.filter(|(said, delivered)| said != delivered) {
                let of = match &of.scope {
                    Scope::WholeSite => "the whole site".to_owned(),
                    Scope::Buildings(buildings) => format!("{} buildings", buildings.len()),
                };
                let said = said.count;
                faults.add(format!(
                    "a pull of {of} delivers {count} rows of kind {kind}, and the digest is over {said}"
                ));
            }
        }
    }
    Ok(())
}

fn scopes(at: &Connection, site: i64) -> Result<Vec<(Scope, Role)>, StoreError> {
    let mut scopes = vec![(Scope::WholeSite, Role::Worker)];
    let mut query = at.prepare(
        "SELECT scope, role FROM device WHERE site = ?1 AND sort = 'phone' AND revoked_at IS NULL \
         GROUP BY scope, role ORDER BY count(*) DESC LIMIT ?2",
    )?;
    let mut found = query.query(rusqlite::params![site, SCOPES_MAX])?;
    while let Some(row) = found.next()? {
        let scope = (json(row, 0)?, role(row, 1)?);
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

/// Of the live rows that come, whichever came last of a record.
fn pulled(at: &Connection, of: &Of) -> Result<Vec<KindDigest>, StoreError> {
    let mut rows: BTreeMap<RecordId, (Kind, u64)> = BTreeMap::new();
    let mut after = 0;
    loop {
        let (page, examined) = pull::rows(at, of, after, PAGE_ROWS)?;
        for row in page {
            if row.is_live() {
                rows.insert(row.id, (row.kind, row.seq));
            } else {
                rows.remove(&row.id);
            }
        }
        match examined {
            Some(examined) if examined > after => after = examined,
            _ => break,
        }
    }
    let of = |kind: &Kind| {
        let rows = rows.iter().filter(|(_, (other, _))| other == kind);
        KindDigest::of(kind.clone(), &mut rows.map(|(id, (_, seq))| (*id, *seq)))
    };
    Ok(Kind::KNOWN.iter().map(of).collect())
}
