//! What can be wrong with this browser's storage, as far as a person needs to know.

use crate::browser::{cipher::CipherFailed, database::Trouble};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No IndexedDB at all.
    Missing,
    /// No ciphers: the page did not come over HTTPS.
    NoCipher,
    /// It is there and refuses: a private window, an in-app browser, or storage switched off.
    Refused,
    /// No room left.
    Full,
    /// The browser has thrown away what was stored.
    Evicted,
    /// What is stored can't be read: written by a newer version, or damaged.
    Unreadable,
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Missing => Self::Missing,
            Trouble::Full => Self::Full,
            Trouble::Newer => Self::Unreadable,
            Trouble::Refused => Self::Refused,
        }
    }
}

impl From<CipherFailed> for Fault {
    fn from(_: CipherFailed) -> Self {
        Self::Unreadable
    }
}
