//! The one place where the server reads the time.

use std::time::{SystemTime, UNIX_EPOCH};

use shared::time::UnixMs;

pub(crate) fn now() -> UnixMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
