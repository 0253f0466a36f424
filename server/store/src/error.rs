//! What can go wrong, and what is merely an outcome.

use shared::role::Rights;

/// A store could not do its work. Nothing of what was asked is stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Disk full, an IO fault, a lock: worth trying again later.
    #[error("the store can't be written just now: {0}")]
    Unavailable(String),
    /// The queue of writes is at its bound.
    #[error("more writes are waiting than the store takes")]
    Busy,
    #[error("the store is closed")]
    Closed,
    /// A name, login or code that is taken, an id that does not exist: the caller's mistake, in words for a person.
    #[error("{0}")]
    Conflict(String),
    /// Stored data can't be read, or a statement is wrong: a defect of ours.
    #[error("the store is at fault: {0}")]
    Fault(String),
}

#[derive(Debug, thiserror::Error)]
pub enum PushError {
    #[error(transparent)]
    Refused(#[from] shared::accept::Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum PullRefusal {
    #[error("the cursor is from another life of this database")]
    EpochChanged,
    #[error("the cursor is below the oldest deletion still remembered")]
    CursorTooOld,
    #[error("the scope or role has changed")]
    ScopeChanged(Rights),
    /// It may still send, and hears how far this database has what it sent: it may hold what a restore has lost.
    #[error("this device was revoked")]
    Revoked { last_n: u64 },
    #[error("this enrolment has ended")]
    Expired { last_n: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Debug, thiserror::Error)]
pub enum EnrolRefusal {
    #[error("no such code")]
    Unknown,
    #[error("the code was used")]
    Spent,
    #[error("the code has expired")]
    Expired,
    #[error("the card was voided")]
    Voided,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no card was made.
#[derive(Debug, thiserror::Error)]
pub enum CardRefusal {
    /// Eight digits that another card has: others must be drawn.
    #[error("a code is in use")]
    CodeInUse,
    /// These workers have a card that waits to be used.
    #[error("a card waits already: {0:?}")]
    Waiting(Vec<String>),
    /// The cards of these workers were used meanwhile.
    #[error("a card was used: {0:?}")]
    Used(Vec<String>),
    #[error(transparent)]
    Store(#[from] StoreError),
}
