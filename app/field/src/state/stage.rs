//! How far this phone has come, and what can stand in its way. Plain values: what to say about them is the screens' part.

use shared::protocol::ErrorCode;

use crate::disk::{Fault, Reason};

/// Which face the phone shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Reading what is stored; too short to show more than a blank page.
    Opening,
    /// Nothing can be kept here (private window, in-app browser, no HTTPS): open it in the system's browser. The code
    /// is still unspent.
    NoStorage(Fault),
    /// What an enrolled phone has stored did not open this time. It is there: closing and opening again may do.
    CannotOpen(Fault),
    /// This phone was enrolled, and the browser has thrown its data away: say so, then enrol afresh.
    Evicted,
    NotEnrolled,
    /// What is stored is not to be seen; what waits is sent all the same.
    Locked(Reason),
    /// The code is on its way.
    Enrolling,
    /// Enrolled, rows are coming. `stalled`: no network, or nobody there; it goes on by itself.
    FirstSync {
        rows: u64,
        stalled: bool,
    },
    /// The list may be looked at; what happened before today is being read. Too short to say more on other screens.
    Reading,
    /// The list may be used, with or without a network.
    Ready,
}

impl Stage {
    /// What a fault of the storage comes to.
    pub(super) const fn stopped(fault: Fault, is_enrolled: bool) -> Self {
        match fault {
            Fault::Evicted => Self::Evicted,
            fault if is_enrolled => Self::CannotOpen(fault),
            fault => Self::NoStorage(fault),
        }
    }

    /// Whether a start that ends here proves this version good. It doesn't where an enrolled phone shows nothing of
    /// what it has stored: a version before may. Nor where nothing was to be opened yet.
    pub(super) const fn counts_as_started(&self) -> bool {
        !matches!(self, Self::CannotOpen(_) | Self::Evicted | Self::Locked(_))
    }
}

/// Why a code did not enrol this phone. The code is still good unless the variant says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnrolFault {
    /// No network, or something else than our server answered.
    Outage,
    CodeUnknown,
    CodeSpent,
    CodeExpired,
    TooManyTries {
        after_s: Option<u64>,
    },
    /// This phone can't keep data; the code was not sent.
    Storage(Fault),
    /// The server has a defect.
    Server,
}

impl EnrolFault {
    pub(super) fn refused(code: ErrorCode, after_s: Option<u64>) -> Self {
        match code {
            ErrorCode::CodeUnknown | ErrorCode::Malformed => Self::CodeUnknown,
            ErrorCode::CodeSpent => Self::CodeSpent,
            ErrorCode::CodeExpired => Self::CodeExpired,
            ErrorCode::TooManyTries | ErrorCode::Busy => Self::TooManyTries { after_s },
            _ => Self::Server,
        }
    }
}

/// Something the person has to be told at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// The last tap was not stored and is not shown as saved.
    NotSaved(Fault),
    /// So many records wait on this phone that it takes no more.
    OutboxFull,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_shows_nothing_of_what_is_stored_proves_nothing() {
        let refused = Stage::stopped(Fault::Refused, true);
        assert_eq!(refused, Stage::CannotOpen(Fault::Refused));
        assert!(!refused.counts_as_started());
        assert!(!Stage::stopped(Fault::Evicted, true).counts_as_started());
        assert!(!Stage::Locked(Reason::Pin).counts_as_started());
        // Where nothing was ever stored, nothing can be lost.
        assert_eq!(Stage::stopped(Fault::Refused, false), Stage::NoStorage(Fault::Refused));
        assert!(Stage::stopped(Fault::Refused, false).counts_as_started() && Stage::NotEnrolled.counts_as_started());
    }
}
