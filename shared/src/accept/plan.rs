//! What a store loads before operations are judged, and what it writes after.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    epoch::Epochs,
    id::{AccountId, DeviceId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Body, Change, Incoming, Op},
    outcome::Outcome,
    record::{Row, Stamp},
    role::{Actor, RowScope},
    time::{DayRule, UnixMs},
    value::Value,
};

/// What a store must load before these operations can be judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub rows: BTreeSet<RecordId>,
    /// Records that may come to exist: held operations waiting for them are loaded too.
    pub created: BTreeSet<RecordId>,
    /// Records whose scope may change: everything that hangs from them, facts aside, is loaded too.
    pub moved: BTreeSet<RecordId>,
    /// Records that may be deleted: the newest fact about each is asked for.
    pub deleted: BTreeSet<RecordId>,
    pub ops: BTreeSet<OpId>,
    pub receipts: BTreeSet<(DeviceId, u64)>,
    pub devices: BTreeSet<DeviceId>,
}

impl Keys {
    pub fn add(&mut self, device: DeviceId, incoming: &Incoming) {
        self.ops.insert(incoming.id);
        self.receipts.insert((device, incoming.n));
        self.devices.insert(device);
        if let Body::Readable(op) = &incoming.body {
            self.add_op(op);
        }
    }

    /// The rows of an operation whose log entry is at hand already: a held one, about to be tried again.
    pub fn add_op(&mut self, op: &Op) {
        self.rows.extend(op.change.touches());
        self.rows.extend(op.change.names());
        match &op.change {
            Change::Create { record, .. } | Change::Fact { record, .. } | Change::Amend { record, .. } => {
                self.created.insert(*record);
            }
            Change::Set { kind, record, fields } => {
                let parent = crate::schema::spec(kind).and_then(crate::schema::Spec::parent_field);
                if parent.is_some_and(|parent| fields.contains_key(parent)) {
                    self.moved.insert(*record);
                }
            }
            Change::Delete { record, .. } => {
                self.deleted.insert(*record);
            }
            _ => {}
        }
        // Creating what exists sets its fields, its parent among them.
        if let Change::Create { record, .. } = &op.change {
            self.moved.insert(*record);
        }
    }
}

/// The state a plan starts from. Everything named by [`Keys`] that exists is in it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    pub site: Option<SiteId>,
    pub head: u64,
    pub epochs: Epochs,
    pub day: DayRule,
    /// With those that hang from a `moved` record, directly or through another, facts aside.
    pub rows: BTreeMap<RecordId, Row>,
    pub newest_fact: BTreeMap<RecordId, u64>,
    pub log: BTreeMap<OpId, Logged>,
    pub held: Vec<(Logged, Actor)>,
    pub receipts: BTreeMap<(DeviceId, u64), OpId>,
    pub last_n: BTreeMap<DeviceId, u64>,
}

/// A line of the operation log: never pruned, final results repeat from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    pub id: OpId,
    pub device: DeviceId,
    pub n: u64,
    pub account: AccountId,
    pub raw: String,
    /// The envelope it came in, if it was opened; one that is shut is `raw`.
    pub sealed: Option<String>,
    /// Corrected time; for a held one the skew it came with is kept to judge it again.
    pub at: UnixMs,
    pub skew_ms: i64,
    pub outcome: Outcome,
    pub epoch: EpochId,
}

/// A row has left a scope: devices that lack it now are told that it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    pub seq: u64,
    pub id: RecordId,
    pub scope: RowScope,
}

/// The value that lost between two concurrent edits, for a coordinator to see and settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub seq: u64,
    pub kind: Kind,
    pub record: RecordId,
    pub field: String,
    pub lost: Value,
    /// Whoever had set it.
    pub lost_by: Stamp,
    pub kept: Value,
    /// The operation during which it was found.
    pub op: OpId,
}

/// What a store writes, all of it in one transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The site's head after the plan; to be raised first.
    pub head: u64,
    /// Rows as they stand at the end, each with its own `seq`.
    pub rows: BTreeMap<RecordId, Row>,
    pub left: Vec<Left>,
    pub log: BTreeMap<OpId, Logged>,
    pub receipts: Vec<(DeviceId, u64, OpId)>,
    pub conflicts: Vec<Conflict>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.log.is_empty() && self.receipts.is_empty()
    }
}

/// The keys of a push.
pub fn keys(ops: &[Incoming], device: DeviceId) -> Keys {
    let mut keys = Keys::default();
    keys.devices.insert(device);
    for incoming in ops {
        keys.add(device, incoming);
    }
    keys
}
