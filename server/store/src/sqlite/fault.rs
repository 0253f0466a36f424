//! What an error of the database means to a caller.

use rusqlite::{Error, ErrorCode};

use crate::StoreError;

/// Disk full, an IO fault, a lock: it may pass by itself, and says nothing about what was being written.
const fn may_pass(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed
    )
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error.sqlite_error_code() {
            Some(code) if may_pass(code) => Self::Unavailable(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        // Its own words may quote what was stored, and faults are logged.
        let (what, line, column) = (error.classify(), error.line(), error.column());
        Self::Fault(format!("JSON can't be read: {what:?} at line {line} column {column}"))
    }
}

impl StoreError {
    /// For the others who were to be written together with the one it happened to.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Unavailable(text) => Self::Unavailable(text.clone()),
            Self::Busy => Self::Busy,
            Self::Closed => Self::Closed,
            Self::Conflict(text) => Self::Conflict(text.clone()),
            Self::Fault(text) => Self::Fault(text.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_quotes_nothing_that_was_stored() {
        let error = serde_json::from_str::<u64>("\"王芳\"").unwrap_err();
        assert!(error.to_string().contains("王芳"));
        let fault = StoreError::from(error).to_string();
        assert!(!fault.contains("王芳") && fault.contains("Data at line 1"), "{fault}");
    }
}
