//! The undo bar: names the newest save, steps aside after a while; what it would take back stays at hand.

use shared::{id::RecordId, time::UnixMs};

use super::save::SaveKind;

/// How long the bar names the newest save.
pub(crate) const UNDO_BAR_MS: i64 = 10_000;

/// What the bar says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UndoBar {
    pub(crate) door: RecordId,
    pub(crate) kind: SaveKind,
    pub(crate) what: Undo,
    /// Phone time of the tap.
    pub(crate) at: UnixMs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undo {
    /// Shown at once, not yet proven stored. Lasts milliseconds.
    Saving,
    Saved,
    /// Taken back.
    Undone,
}
