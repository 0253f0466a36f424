//! An operation that comes back. A server that was put back to a backup has lost what came after; phones bring it again, each
//! operation with what it had come to. On the branch that was lost everything had its place already, so among what comes back
//! no clock is asked: whatever stood later there wins here, in whatever order they return.

use serde::{Deserialize, Serialize};

use crate::{
    id::EpochId,
    op::Seen,
    outcome::{Code, Outcome},
    protocol::{OpResult, Status},
    read::read_fields,
};

/// The final result an operation had, with the epoch that gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was {
    pub epoch: EpochId,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Those that lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

read_fields! {
    Was { epoch, status, seq, code, field; or default: fields }
}

/// Where an edit stood on a branch that was lost, and how far its maker had read. Epochs are born one after the other and their
/// ids say so: a place in a later one is a later place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    pub at: Seen,
    pub seen: Seen,
}

impl Was {
    /// None where it was not final.
    pub fn of(epoch: EpochId, result: &OpResult) -> Option<Self> {
        result.status.is_final().then(|| Self {
            epoch,
            status: result.status,
            seq: result.seq,
            code: result.code,
            field: result.field.clone(),
            fields: result.fields.clone(),
        })
    }

    pub fn stood(&self, seen: Seen) -> Option<Stood> {
        let at = Seen {
            epoch: self.epoch,
            seq: self.seq?,
        };
        Some(Stood { at, seen })
    }

    /// It broke a rule then, and does not become right by a loss.
    pub fn rejected(&self) -> Option<Outcome> {
        let is_rejected = self.status == Status::Rejected;
        is_rejected.then(|| Outcome::rejected(self.code.unwrap_or(Code::Unknown), self.field.as_deref()))
    }

    pub fn had_lost(&self, field: &str) -> bool {
        self.status == Status::Superseded && self.fields.iter().any(|lost| lost == field)
    }
}
