//! What a line of the journal says, and who leaves one by hand; rows leave theirs by themselves ([`capture`]).

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::{
    id::DeviceId,
    op::{Body, Incoming, Op},
    time::UnixMs,
    was::Was,
};

use super::capture;
use crate::{
    Pushed, StoreError,
    sqlite::group::{Answer, Ops, Push},
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
    /// A made-up site, by its number, with everything in it.
    SiteRemoved(i64),
    /// What came before is elsewhere: a backup was put back without it.
    SetAside,
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
    fn new(push: &Push, ops: &[Incoming], pushed: &Pushed) -> Result<Self, StoreError> {
        let mut brought = Vec::with_capacity(ops.len());
        for (incoming, result) in ops.iter().zip(&pushed.results) {
            let raw = match (&incoming.body, Was::of(pushed.epoch, result)) {
                (Body::Readable(op), Some(was)) if op.was.is_none() => serde_json::to_string(&Op {
                    was: Some(Box::new(was)),
                    ..op.clone()
                })?,
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

    /// What can be read of it, about to be judged anew.
    pub(in crate::sqlite) fn incoming(&self) -> Vec<Incoming> {
        let read = |raw: &Box<RawValue>| {
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
        self.ops.iter().filter_map(read).collect()
    }
}

pub(in crate::sqlite) fn note(at: &Connection, entry: &Entry) -> Result<(), StoreError> {
    at.prepare_cached("INSERT INTO journal (line) VALUES (?1)")?
        .execute([serde_json::to_string(entry)?])?;
    Ok(())
}

/// What the server itself made of these pushes. Phones hold the others.
pub(in crate::sqlite) fn note_own(at: &Connection, pushes: &[&Push], answers: &[Answer]) -> Result<(), StoreError> {
    for (push, answer) in pushes.iter().zip(answers) {
        if let (Ops::Rescued(ops), Ok(pushed)) = (&push.ops, answer) {
            note(at, &Entry::Rescued(Brought::new(push, ops, pushed)?))?;
        }
        let (Ops::Own(ops), Ok(pushed)) = (&push.ops, answer) else {
            continue;
        };
        if ops.is_empty() {
            continue;
        }
        let came_to = pushed.results.iter().map(|result| Was::of(pushed.epoch, result));
        let ops = ops.iter().zip(came_to).map(|(op, was)| Op {
            was: was.map(Box::new),
            ..op.clone()
        });
        let own = Own {
            device: push.viewer.device,
            at: push.now,
            ops: ops.collect(),
        };
        note(at, &Entry::Ops(own))?;
    }
    Ok(())
}
