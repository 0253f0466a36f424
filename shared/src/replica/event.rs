//! What a replica hears and what it asks for in return.

use std::collections::BTreeSet;

use super::{Place, Queued, Said};
use crate::{
    id::RecordId,
    numbered::Numbered,
    op::Draft,
    protocol::{Cursor, ErrorCode, PullRequest, PullResponse, PushRequest, PushResponse},
    role::Rights,
    time::UnixMs,
};

#[derive(Clone, Debug)]
pub enum Event {
    /// A person did something: one or more operations that stand or fall together.
    Act {
        drafts: Vec<Draft>,
    },
    /// The outbox has a group, under these numbers, in the order of its drafts.
    Stored {
        group: u64,
        numbers: Vec<u64>,
    },
    /// The outbox could not take a group (storage full, evicted): nothing of it counts.
    StoreFailed {
        group: u64,
    },
    PushDone(Result<PushResponse, Failure>),
    PullDone(Result<PullResponse, Failure>),
    PageStored,
    /// Another tab has moved the cursor, or the disk refused: nothing was stored.
    PageRefused,
    /// Another tab wrote: the outbox as it is, the rows it stored since, and how far they go.
    Elsewhere {
        place: Place,
        rows: Vec<Said>,
        outbox: Numbered<Queued>,
    },
    /// Rows that were stored before those it began with: what it has of a record already is newer.
    Earlier {
        rows: Vec<Said>,
    },
    /// Whether this tab is the one that talks to the server.
    Lead(bool),
    /// The network came back, the page became visible, or a person asked to send now.
    Nudge,
    /// The live stream says how far the site is.
    Live {
        seq: u64,
    },
    Timer,
    /// Hold the rows here against the server's, at the end of the next pull.
    Check,
    /// A person has read why an operation was rejected and lets it go.
    Discard {
        n: u64,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Number and store these in one strict transaction. Answer: `Stored` or `StoreFailed`.
    Store { group: u64, drafts: Vec<Draft> },
    /// Send. Answer: `PushDone`.
    Push(PushRequest),
    /// Ask. Answer: `PullDone`.
    Pull(PullRequest),
    /// Store rows and place in one transaction that first compares the stored cursor with `before`, and remove settled
    /// operations with them. Answer: `PageStored` or `PageRefused`.
    StorePage {
        before: Cursor,
        place: Place,
        rows: Vec<Said>,
        drop: Vec<RecordId>,
        forget: Vec<u64>,
    },
    /// Rewrite these outbox entries and remove those; losing this costs a repeated question, nothing else.
    StoreOutbox {
        entries: Vec<(u64, Queued)>,
        forget: Vec<u64>,
    },
    /// Send `Timer` at this time, replacing any earlier wish.
    Wake { at: UnixMs },
    /// These records look different now.
    Show(BTreeSet<RecordId>),
    /// The server misses a number that this tab has not: look whether another tab has stored it. Answer: `Elsewhere`.
    CatchUp,
    /// This identity can't go on (a copied profile): ask for a new one and move everything over.
    Renew,
}

/// What came instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or one that is not ours, whatever its status: a captive portal is no network.
    Outage,
    /// Somebody has given this phone another scope or role.
    ScopeChanged(Rights),
    /// Ours, with its code.
    Refused {
        status: u16,
        code: ErrorCode,
        last_n: Option<u64>,
        retry_after_s: Option<u64>,
    },
}
