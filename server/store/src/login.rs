//! Who signs in at the desk, and what an administrator does about it.

use shared::{id::AccountId, role::Role, time::UnixMs};

use crate::NewAccount;

/// Somebody who signs in at the desk, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginLine {
    pub account: AccountId,
    pub name: String,
    pub role: Role,
    /// None: they do not sign in any more.
    pub login: Option<String>,
    pub signed_in: Option<UnixMs>,
}

#[derive(Clone, Debug)]
pub enum LoginChange {
    /// Somebody new, with a login.
    Add(NewAccount),
    /// A new password ends their sign-ins. `instead_of`: the hash of the one it takes the place of, where that was asked for.
    Password {
        account: AccountId,
        password_hash: String,
        instead_of: Option<String>,
    },
    /// Ends their sign-ins, too: each was opened with the role of then.
    Role { account: AccountId, role: Role },
    /// They sign in no more; what they did stays theirs.
    End { account: AccountId },
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LoginRefusal {
    #[error("only administrators may do this")]
    Forbidden,
    #[error("the sign-in name is taken")]
    Taken,
    #[error("nobody of that id signs in at this site")]
    Nobody,
    #[error("an administrator can't take their own rights away")]
    Oneself,
    #[error(transparent)]
    Store(#[from] crate::StoreError),
}

impl From<rusqlite::Error> for LoginRefusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
