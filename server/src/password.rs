//! Passwords of the desk: argon2id, a few at a time, away from the threads that answer calls.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString,
};
use tokio::sync::Semaphore;

use crate::random::{self, NoRandom};

/// OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
/// Hashed at once: each takes a core and 19 MiB.
const AT_ONCE: usize = 2;
/// Shorter ones are guessed; longer ones are somebody's attack on our processor.
pub(crate) const CHARS: std::ops::RangeInclusive<usize> = 8..=200;

/// What an unknown login is checked against, so that it takes as long as a known one. Its password was never kept.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Rk5nV3o0c1p4Y2hQa0FhQg$2iYk3cO6Zt3o0pSx9cWq1v1oY0W9vYF1yCwqS8mC8gE";

#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    #[error("a password has 8 to 200 characters")]
    Length,
    #[error(transparent)]
    Random(#[from] NoRandom),
    #[error("hashing failed: {0}")]
    Hash(String),
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A PHC string to keep.
pub(crate) fn hash(password: &str) -> Result<String, PasswordError> {
    if !CHARS.contains(&password.chars().count()) {
        return Err(PasswordError::Length);
    }
    let failed = |error: argon2::password_hash::Error| PasswordError::Hash(error.to_string());
    let salt = SaltString::encode_b64(&random::bytes::<SALT_BYTES>()?).map_err(failed)?;
    Ok(argon2()?
        .hash_password(password.as_bytes(), &salt)
        .map_err(failed)?
        .to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    argon2().is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), &hash).is_ok())
}

/// Checks passwords without letting the checks take the machine.
#[derive(Debug)]
pub(crate) struct Hasher {
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Hasher {
    /// `hash` is none for a login nobody has: that takes as long and is never right.
    pub(crate) async fn is_right(&self, password: String, hash: Option<String>) -> bool {
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
            return false;
        };
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let verified = tokio::task::spawn_blocking(move || {
            // The work goes on when the caller has gone, and so does its turn.
            let _turn = turn;
            verify(&password, &hash)
        });
        verified.await.unwrap_or(false) && known
    }

    /// A PHC string to keep.
    pub(crate) async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let failed = |_| PasswordError::Hash("it was cut short".to_owned());
        let turns = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turns.map_err(|_| PasswordError::Hash("the server is ending".to_owned()))?;
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hash(&password)
        });
        hashed.await.map_err(failed)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_only() {
        let hash = hash("八个字符的口令呀").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("八个字符的口令呀", &hash));
        assert!(!verify("八个字符的口令", &hash));
        assert!(
            PasswordHash::new(NOBODY).is_ok(),
            "an unknown login must cost the same work"
        );
        assert!(matches!(super::hash("short"), Err(PasswordError::Length)));
    }

    #[test]
    fn a_caller_who_hangs_up_frees_no_turn_before_the_work_is_done() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (free, held) = std::sync::mpsc::channel::<()>();
            let other = tokio::task::spawn_blocking(move || held.recv());
            let hasher = Hasher::default();
            let mut asked = Box::pin(hasher.is_right("12345678".to_owned(), None));
            assert!(futures::poll!(&mut asked).is_pending());
            drop(asked);
            assert_eq!(hasher.turns.available_permits(), AT_ONCE - 1);
            drop(free);
            other.await.unwrap().unwrap_err();
            let all = u32::try_from(AT_ONCE).unwrap();
            hasher.turns.acquire_many(all).await.unwrap().forget();
        });
    }
}
