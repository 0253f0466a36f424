//! Mistakes that this kind of software is known to make, each at the seam where it would show. With one of them the
//! simulation has to find a breach: that is what its silence is worth without.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// A reader's cursor passes numbers that are given out and not committed.
    CursorBeforeCommit,
    /// A push is answered before it is stored.
    AckBeforeCommit,
    /// An operation that is known already is taken for a new one.
    NoDedupe,
    /// The phone clears what lies below `last_n` instead of what has its own result.
    ClearByLastN,
    /// Two rows share one number.
    TwoRowsOneSeq,
    /// Nothing behind a rejected operation is taken.
    BlockedByRejected,
    /// Rights that end take the outbox along.
    OutboxDropped,
    /// A page's cursor is stored before its rows.
    CursorBeforeRows,
    /// Whoever edits is taken to have seen everything.
    SeenIgnored,
    /// The live stream tells of a write that is not committed.
    ToldBeforeCommit,
    /// A phone lets go of what the oldest backup has not got.
    BackupForgotten,
    /// A person's edits are out of sight between the answer and the row.
    Flicker,
    /// A page leaves out one of its rows. What a phone has is not looked at from outside: its digests have to say it.
    RowDropped,
    /// What came in an envelope is taken for a new operation when it comes without one.
    EnvelopeForgotten,
    /// A rescue file that comes again is taken for another one.
    FileTakenTwice,
    /// Phones are not told who was erased.
    ErasedUntold,
    /// A merge that closes a circle of aliases is done all the same. As with a dropped row, nobody looks from outside.
    CircleClosed,
}

impl Bug {
    pub const ALL: [Self; 17] = [
        Self::CursorBeforeCommit,
        Self::AckBeforeCommit,
        Self::NoDedupe,
        Self::ClearByLastN,
        Self::TwoRowsOneSeq,
        Self::BlockedByRejected,
        Self::OutboxDropped,
        Self::CursorBeforeRows,
        Self::SeenIgnored,
        Self::ToldBeforeCommit,
        Self::BackupForgotten,
        Self::Flicker,
        Self::RowDropped,
        Self::EnvelopeForgotten,
        Self::FileTakenTwice,
        Self::ErasedUntold,
        Self::CircleClosed,
    ];
}
