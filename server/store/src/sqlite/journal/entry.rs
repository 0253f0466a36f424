//! What a line of the journal says, and who leaves one by hand; rows leave theirs by themselves ([`capture`]).

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::{
    erase::{self, Rest},
    id::{DeviceId, EpochId, RecordId, SiteId},
    kind::Kind,
    op::{Body, Change, Incoming, Op},
    outcome::Code,
    protocol::OpResult,
    time::UnixMs,
    was::Was,
};

use super::capture;
use crate::{
    Pushed, StoreError,
    sqlite::{
        group::{Answer, Ops, Push},
        load,
    },
};

/// What was written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::sqlite) enum Entry {
    /// A row as it stands now.
    Row(capture::Row),
    /// The row of this key is gone.
    Gone(capture::Row),
    Ops(Own),
    /// Operations of a phone that somebody brought in a file.
    Rescued(Brought),
    /// Somebody has settled this.
    Settled(capture::Row),
    /// Somebody was erased. Done before all else, whatever comes before it.
    Erased(Gone),
    /// A made-up site, by its number, with everything in it.
    SiteRemoved(i64),
    /// What came before is elsewhere: a backup was put back without it.
    SetAside,
}

/// Whoever was erased.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sqlite) struct Gone {
    pub site: SiteId,
    pub resident: RecordId,
    /// By whom, and when.
    pub device: DeviceId,
    pub at: UnixMs,
}

impl Gone {
    /// Of a line that tells of it.
    pub(super) fn of(entry: &str) -> Option<Self> {
        // A line of operations is long: only those are read that begin like it.
        let line = entry.starts_with("{\"erased\"").then(|| serde_json::from_str(entry));
        match line? {
            Ok(Entry::Erased(gone)) => Some(gone),
            _ => None,
        }
    }
}

/// A line without these residents; none where it does not speak of them. What was about them becomes a deletion: judged again,
/// it comes to the same as any operation about somebody who was erased.
pub(super) fn without(entry: &str, residents: &[RecordId]) -> Option<String> {
    let names = |resident: &&RecordId| entry.contains(&resident.to_string());
    let named: Vec<&RecordId> = residents.iter().filter(names).collect();
    if named.is_empty() {
        return None;
    }
    let named: Vec<RecordId> = named.into_iter().copied().collect();
    let (entry, has_changed) = match serde_json::from_str(entry) {
        Ok(Entry::Ops(mut own)) => {
            let has_changed = own.ops.iter_mut().fold(false, |any, op| leave_out(op, &named) | any);
            (Entry::Ops(own), has_changed)
        }
        Ok(Entry::Rescued(mut brought)) => {
            let has_changed = brought.leave_out(&named);
            (Entry::Rescued(brought), has_changed)
        }
        _ => return None,
    };
    has_changed.then(|| serde_json::to_string(&entry).unwrap_or_default())
}

/// Tells whether there was anything of them in it.
fn leave_out(op: &mut Op, residents: &[RecordId]) -> bool {
    let mut has_changed = false;
    for resident in residents {
        let change = match erase::rest(&op.change, *resident, "") {
            Rest::Same => continue,
            Rest::Part(change) => change,
            Rest::Nothing => Change::Delete {
                kind: Kind::Resident,
                record: *resident,
            },
        };
        has_changed |= change != op.change;
        op.change = change;
    }
    has_changed
}

/// Operations of the desk or a command, with what came of each.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sqlite) struct Own {
    pub device: DeviceId,
    /// When they were judged.
    pub at: UnixMs,
    /// Each says what it came to.
    pub ops: Vec<Op>,
}

/// What was in a rescue file.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sqlite) struct Brought {
    pub device: DeviceId,
    pub at: UnixMs,
    pub skew_ms: i64,
    /// As they came, or as if they had come without an envelope.
    pub ops: Vec<Box<RawValue>>,
}

impl Brought {
    /// Each says what it came to, as far as it can be read.
    fn new(at: &Connection, push: &Push, ops: &[Incoming], pushed: &Pushed) -> Result<Self, StoreError> {
        let mut brought = Vec::with_capacity(ops.len());
        for (incoming, result) in ops.iter().zip(&pushed.results) {
            let raw = match &incoming.body {
                Body::Readable(op) => match kept(at, push, op, pushed.epoch, result)? {
                    kept if kept == *op => incoming.raw.clone(),
                    kept => serde_json::to_string(&kept)?,
                },
                _ => incoming.raw.clone(),
            };
            brought.push(RawValue::from_string(raw)?);
        }
        Ok(Self {
            device: push.viewer.device,
            at: push.now,
            skew_ms: push.skew_ms,
            ops: brought,
        })
    }

    /// Tells whether there was anything of these residents in it. What names them and can't be read goes as a whole.
    fn leave_out(&mut self, residents: &[RecordId]) -> bool {
        let mut has_changed = false;
        self.ops.retain_mut(|raw| {
            if !residents
                .iter()
                .any(|resident| raw.get().contains(&resident.to_string()))
            {
                return true;
            }
            let Some(mut op) = Incoming::reread(raw.get()) else {
                has_changed = true;
                return false;
            };
            if !leave_out(&mut op, residents) {
                return true;
            }
            has_changed = true;
            let text = serde_json::to_string(&op).and_then(RawValue::from_string);
            text.map(|text| *raw = text).is_ok()
        });
        has_changed
    }

    /// What can be read of it, about to be judged anew.
    pub(in crate::sqlite) fn incoming(&self) -> Vec<Incoming> {
        let read = |raw: &RawValue| {
            let read = Incoming::read(raw).ok()?;
            // What was found in an envelope is a little longer with its number than a phone may send.
            Some(match Incoming::reread(raw.get()) {
                Some(op) => Incoming {
                    body: Body::Readable(op),
                    ..read
                },
                None => read,
            })
        };
        self.ops.iter().filter_map(|raw| read(raw)).collect()
    }
}

pub(in crate::sqlite) fn note(at: &Connection, entry: &Entry) -> Result<(), StoreError> {
    at.prepare_cached("INSERT INTO journal (line) VALUES (?1)")?
        .execute([serde_json::to_string(entry)?])?;
    Ok(())
}

/// With what it came to, and without whoever had been erased before it came: nobody takes them out of this line later.
fn kept(at: &Connection, push: &Push, op: &Op, epoch: EpochId, result: &OpResult) -> Result<Op, StoreError> {
    let was = op.was.clone().or(Was::of(epoch, result).map(Box::new));
    let mut op = Op { was, ..op.clone() };
    let named = match result.code {
        Some(Code::Erased) => op.change.touches(),
        _ => op.change.names(),
    };
    if named.is_empty() {
        return Ok(op);
    }
    let site = load::existing_site(at, push.viewer.site)?;
    for id in named {
        if load::row(at, site, id)?.is_some_and(|row| row.is_erased()) {
            leave_out(&mut op, &[id]);
        }
    }
    Ok(op)
}

/// What the server itself made of these pushes. Phones hold the others.
pub(in crate::sqlite) fn note_own(at: &Connection, pushes: &[&Push], answers: &[Answer]) -> Result<(), StoreError> {
    for (push, answer) in pushes.iter().zip(answers) {
        if let (Ops::Rescued(ops), Ok(pushed)) = (&push.ops, answer) {
            note(at, &Entry::Rescued(Brought::new(at, push, ops, pushed)?))?;
        }
        let (Ops::Own(ops), Ok(pushed)) = (&push.ops, answer) else {
            continue;
        };
        if ops.is_empty() {
            continue;
        }
        let ops = ops.iter().zip(&pushed.results);
        let ops = ops.map(|(op, result)| kept(at, push, op, pushed.epoch, result));
        let own = Own {
            device: push.viewer.device,
            at: push.now,
            ops: ops.collect::<Result<_, _>>()?,
        };
        note(at, &Entry::Ops(own))?;
    }
    Ok(())
}
