//! The secret beside the database, and what is derived from it: a copy of the database alone lets nobody in.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write as _},
    path::Path,
};

use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use shared::id::DeviceId;

use crate::StoreError;

const KEY_FILE: &str = "device.key";
const KEY_BYTES: usize = 32;

pub(super) type Digest = [u8; 32];

/// Never printed.
pub(super) struct Key([u8; KEY_BYTES]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads the folder's key, making one where there is none.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(KEY_FILE);
        if !path.exists() {
            make(folder, &path)?;
        }
        Self::read(folder)
    }

    /// The folder's key, which must be there.
    pub(super) fn read(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(KEY_FILE);
        let key = fs::read(&path)
            .map_err(|error| unavailable(&path, &error))?
            .try_into()
            .map_err(|_| StoreError::Fault(format!("{} is not a key", path.display())))?;
        Ok(Self(key))
    }

    pub(super) fn device_token(&self, device: DeviceId) -> String {
        hex(&self.mac("device", device.uuid().as_bytes()).finalize().into_bytes())
    }

    pub(super) fn is_token_of(&self, device: DeviceId, token: &str) -> bool {
        let Some(shown) = unhex(token) else { return false };
        self.mac("device", device.uuid().as_bytes())
            .verify_slice(&shown)
            .is_ok()
    }

    /// Eight digits are quickly tried out against a plain hash; without this key they can't be.
    pub(super) fn code_hash(&self, code: &str) -> Digest {
        self.mac("code", code.as_bytes()).finalize().into_bytes().into()
    }

    /// What a line of the journal stands behind: one that was cut off has another, and so has one of another database.
    pub(super) fn digest_of_line(&self, line: &str) -> String {
        hex(&self.mac("journal", line.as_bytes()).finalize().into_bytes())
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    fn mac(&self, purpose: &str, message: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key");
        mac.update(purpose.as_bytes());
        mac.update(b"\n");
        mac.update(message);
        mac
    }
}

/// What is kept of a random secret.
pub(super) fn hash(secret: &str) -> Digest {
    Sha256::digest(secret.as_bytes()).into()
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(bytes)
}

/// Written beside, then linked: whoever reads the name reads the whole key, and of two makers one wins.
fn make(folder: &Path, path: &Path) -> Result<(), StoreError> {
    let key: [u8; KEY_BYTES] = random()?;
    let draft = folder.join(format!("{KEY_FILE}.{}", hex(&random::<4>()?)));
    let write = || -> std::io::Result<()> {
        let mut file = private(&draft)?;
        file.write_all(&key)?;
        file.sync_all()?;
        match fs::hard_link(&draft, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => File::open(folder)?.sync_all(),
        }
    };
    let written = write();
    let removed = fs::remove_file(&draft);
    written.and(removed).map_err(|error| unavailable(path, &error))
}

/// Puts one folder's key into another one, in the place of whatever is there.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let path = to.join(KEY_FILE);
    let draft = to.join(format!("{KEY_FILE}.{}", hex(&random::<4>()?)));
    let copy = || -> std::io::Result<()> {
        let key = fs::read(from.join(KEY_FILE))?;
        let mut file = private(&draft)?;
        file.write_all(&key)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(to)?.sync_all()
    };
    copy().map_err(|error| unavailable(&path, &error))
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

pub(super) fn unavailable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .bytes()
        .map(|c| char::from(c).to_digit(16).map(|d| d as u8))
        .collect();
    let digits = digits.filter(|digits| digits.len() == 2 * size_of::<Digest>())?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::time::UnixMs;

    #[test]
    fn a_token_is_good_for_its_device_and_key_only() {
        let device = |byte| DeviceId::made(UnixMs(1), [byte; 10]);
        let (key, other) = (Key([1; 32]), Key([2; 32]));
        let token = key.device_token(device(1));
        assert!(key.is_token_of(device(1), &token));
        assert!(!key.is_token_of(device(2), &token));
        assert!(!other.is_token_of(device(1), &token));
        for wrong in ["", "zz", &token[1..], &format!("{token}00"), "é"] {
            assert!(!key.is_token_of(device(1), wrong), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = Key::open(folder.path()).unwrap();
        assert_eq!(Key::open(folder.path()).unwrap().0, made.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }
}
