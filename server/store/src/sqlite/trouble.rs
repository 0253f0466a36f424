//! What waits for a coordinator, read for the desk's page. Judges nothing, and settles nothing by itself.

use rusqlite::{Connection, params};
use shared::{id::DeviceId, kind::Kind, time::UnixMs};

use super::{account, column::Blob as _, enrol::desk_only, heard::Contact, load, look, standing::Sort};
use crate::{
    Maker, StoreError, TroubleBefore, TroubleCounts, TroubleLines, TroubleList, TroublesAsk, TroublesPage, Viewer,
};

mod about;
mod conflicts;
mod sent;

pub(super) use conflicts::one as conflict;
pub(super) use sent::settle;

use about::Around;

/// When each phone was last in contact, as far as that isn't written yet.
pub(super) type Contacts = std::collections::HashMap<DeviceId, Contact>;

pub(super) fn page(
    at: &Connection,
    viewer: &Viewer,
    ask: TroublesAsk,
    heard: &Contacts,
) -> Result<TroublesPage, StoreError> {
    desk_only(viewer)?;
    let site = load::existing_site(at, viewer.site)?;
    let mut around = Around::new(at, viewer, site.no);
    let (lines, earlier) = match ask.list {
        TroubleList::Conflicts => {
            let (lines, earlier) = conflicts::page(at, site, ask)?;
            for line in &lines {
                around.add(line.record)?;
            }
            (TroubleLines::Conflicts(lines), earlier)
        }
        TroubleList::Rejected | TroubleList::Held => {
            let (lines, earlier) = sent::page(at, site, ask, heard)?;
            for change in lines.iter().filter_map(|line| line.change.as_ref()) {
                around.add_all(change)?;
            }
            (TroubleLines::Sent(lines), earlier)
        }
    };
    let mut records = around.records();
    records.extend(look::records(at, viewer, &[Kind::Template])?);
    Ok(TroublesPage {
        site: account::site_info(at, viewer.site)?,
        seq: site.head,
        open: counts(at, site.no)?,
        lines,
        records,
        earlier,
    })
}

/// Open ones; each look ends where counting further would say nothing more.
pub(super) fn counts(at: &Connection, site: i64) -> Result<TroubleCounts, StoreError> {
    let count = |from: String| -> Result<u64, StoreError> {
        let most = TroubleCounts::MOST;
        let mut query = at.prepare_cached(&format!("SELECT count(*) FROM (SELECT 1 FROM {from} LIMIT {most})"))?;
        Ok(query.query_row([site], |row| super::column::count(row, 0))?)
    };
    let sent = |status| {
        let of_phones = sent::of_phones();
        format!("op o WHERE o.site = ?1 AND o.status = '{status}' AND o.settled_at IS NULL AND {of_phones}")
    };
    Ok(TroubleCounts {
        conflicts: count("conflict WHERE site = ?1 AND settled_at IS NULL".to_owned())?,
        rejected: count(sent("rejected"))?,
        held: count(sent("held"))?,
    })
}

/// Takes from `found` the lines of one page; `found` may hold one more, which says that there are earlier ones.
fn cut<T>(mut found: Vec<(TroubleBefore, T)>, most: u32) -> (Vec<T>, Option<TroubleBefore>) {
    let has_more = found.len() > most as usize;
    found.truncate(most as usize);
    let earlier = found.last().map(|(before, _)| *before).filter(|_| has_more);
    (found.into_iter().map(|(_, line)| line).collect(), earlier)
}

/// From where a list goes on, as two values to compare with.
fn start(ask: TroublesAsk) -> (i64, i64) {
    ask.before
        .map_or((i64::MAX, i64::MAX), |before| (before.at.0, before.no))
}

fn maker(at: &Connection, device: DeviceId, made: UnixMs) -> Result<Option<Maker>, StoreError> {
    let mut query = at.prepare_cached(
        "SELECT coalesce(a.name, ''), d.name, d.sort FROM device d \
         LEFT JOIN account a ON a.id = d.account AND a.site = d.site WHERE d.id = ?1",
    )?;
    let mut found = query.query(params![device.blob()])?;
    let Some(row) = found.next()? else { return Ok(None) };
    let is_phone = row.get_ref(2)?.as_str()? == Sort::Phone.as_str();
    Ok(Some(Maker {
        name: row.get(0)?,
        phone: row.get::<_, Option<String>>(1)?.filter(|_| is_phone),
        at: made,
    }))
}
