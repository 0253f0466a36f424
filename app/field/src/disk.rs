//! What the phone keeps, and the only place that knows how.
//!
//! Two kinds of IndexedDB database:
//!
//! - `dabai`: the registry. Which device identity this phone has now, and the random keys under which an enrolment or a
//!   renewal may be repeated whose answer was lost. Nothing personal.
//! - `dabai-<device id>`: one per identity; its outbox's key generator never goes back. Stores:
//!
//! | store | key | value | durability |
//! |---|---|---|---|
//! | `meta` | `key` | the device's cipher key, not extractable | strict |
//! | | `me` | sealed JSON: who this phone is enrolled as, as the server said it | strict |
//! | | `place` | plain JSON: cursor, offset and time of last contact; compared inside transactions | relaxed |
//! | | `base` | number of the last log entry that is in the chunks | relaxed |
//! | | `recent` | that number again and a time: nothing that happened since is in the chunks alone | relaxed |
//! | | `moved` | there once the outbox has moved to another identity: no tap is stored here any more | strict |
//! | | `rules` | plain JSON: what the site asks of phones, as last heard; it names nobody | relaxed |
//! | | `until` | when the shift that goes on ends, by `clock::steady` | strict |
//! | | `began` | when it began, by `clock::steady` | strict |
//! | | `wrapped` | the cipher key under a PIN, in `key`'s place: open it is in the database `shift-<device id>`, see `lock` | strict |
//! | | `tries` | wrong PINs since the last right one | strict |
//! | | `shut` | there once nobody can open this any more: what is in envelopes still goes | strict |
//! | | `note-…` | sealed text: what the screens remember over a restart | relaxed |
//! | `outbox` | counts from 1: an operation's `n` | sealed operation, or a list: this, what goes up in its place but for `n` (its envelope), and whether the server has answered for good | strict |
//! | `chunk` | counts | sealed rows, at most 1,000; of what happened before today where `recent` says so | relaxed |
//! | `log` | counts | sealed rows of everything else and of pages that came since, at most 1,000 each; later ones win | relaxed |
//!
//! Sealed: see `browser::cipher`; what is sealed: see `form`. Rows can always be pulled again; the outbox is the truth.

mod catch_up;
mod device;
mod enrolment;
mod envelope;
mod fault;
mod form;
mod lock;
mod recent;
mod registry;

pub(crate) use catch_up::Caught;
pub(crate) use device::{Appended, CHUNK_ROWS, Disk, LOG_ENTRIES_MAX};
pub(crate) use enrolment::Enrolment;
pub(crate) use fault::Fault;
pub(crate) use lock::{Lock, Locked, Opened, PIN_DIGITS, Reason, Shift, delay_s, hear};
pub(crate) use recent::{Earlier, Folded};
pub(crate) use registry::{Purpose, Registry};
