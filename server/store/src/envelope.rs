//! The keys that open operations in envelopes. They are files of the data folder, `envelope-keys/<id>.key`, apart from the database
//! and in none of its backups: a stolen copy opens nothing of what phones and rescue files carry. So they are kept somewhere else,
//! too ([`Keyring::export`]); without them an envelope stays shut.
//!
//! The newest is offered to phones, all of them open. Files are read when they are needed: a command beside the server may add one.

use std::{
    collections::HashMap,
    fs::{self, DirBuilder, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use hpke::{
    Deserializable as _, Kem as _, OpModeR, Serializable as _, aead::AesGcm256, kdf::HkdfSha256,
    kem::DhP256HkdfSha256 as P256,
};
use sha2::{Digest as _, Sha256};
use shared::{
    op::{Body, ENVELOPE_INFO, Envelope, Incoming, envelope_aad},
    time::UnixMs,
};

use crate::StoreError;

const FOLDER: &str = "envelope-keys";
const ENDING: &str = "key";
/// The first line of a key.
const FORM: &str = "dabai-envelope-key 1";
const ID_DIGITS: usize = 16;
/// Keys in one folder or one file: one a week for years.
const KEYS_MAX: usize = 1_000;
/// A file of a single key, bytes.
const KEY_FILE_BYTES_MAX: u64 = 1_024;

type Secret = <P256 as hpke::Kem>::PrivateKey;

/// A key, without what is secret about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeKey {
    pub id: String,
    pub made: UnixMs,
    /// As phones get it.
    pub public: String,
    /// Phones get this one.
    pub offered: bool,
}

/// A whole key.
struct Key {
    made: UnixMs,
    secret: Secret,
}

/// The keys of a data folder.
pub struct Keyring {
    folder: PathBuf,
    /// Those that were needed.
    open: Mutex<HashMap<String, Arc<Secret>>>,
    /// What was offered when the folder was last changed.
    offered: Mutex<Option<(SystemTime, Option<String>)>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// Of the data folder `data`. Reads and makes nothing yet.
    pub fn of(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
            open: Mutex::default(),
            offered: Mutex::default(),
        }
    }

    /// A first key, where there is none.
    pub(crate) fn begin(&self, now: UnixMs) -> Result<(), StoreError> {
        if self.read_all()?.is_empty() {
            self.make(now)?;
        }
        Ok(())
    }

    /// A new key, which is offered from now on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where it can't be written.
    pub fn make(&self, now: UnixMs) -> Result<EnvelopeKey, StoreError> {
        // Above every other, whatever the clock says: the newest is the one that is offered.
        let newest = self.read_all()?.into_iter().map(|key| key.made).max();
        let made = newest.map_or(now, |newest| now.max(newest.plus(1)));
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let (secret, _) = P256::derive_keypair(&seed);
        let key = Key { made, secret };
        self.write(&key)?;
        let id = key.id();
        self.list()?
            .into_iter()
            .find(|line| line.id == id)
            .ok_or_else(|| StoreError::Fault("a key is gone as soon as it was made".to_owned()))
    }

    /// All of them, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Fault`] where a file is no key, [`StoreError::Unavailable`] where one can't be read.
    pub fn list(&self) -> Result<Vec<EnvelopeKey>, StoreError> {
        let keys = self.read_all()?;
        let lines = keys.iter().enumerate().map(|(at, key)| EnvelopeKey {
            id: key.id(),
            made: key.made,
            public: key.public(),
            offered: at == 0,
        });
        Ok(lines.collect())
    }

    /// All of them as text, for a place that is not this one. Whoever has it reads what phones carry.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub fn export(&self) -> Result<String, StoreError> {
        Ok(self.read_all()?.iter().map(Key::text).collect())
    }

    /// Takes in what [`export`](Self::export) gave; how many were not here.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the text is none of ours; nothing is taken in then.
    pub fn import(&self, text: &str) -> Result<usize, StoreError> {
        let keys =
            Key::read(text).ok_or_else(|| StoreError::Conflict("no envelope keys are in this file".to_owned()))?;
        let here: Vec<String> = self.read_all()?.iter().map(Key::id).collect();
        let mut added = 0;
        for key in keys.iter().filter(|key| !here.contains(&key.id())) {
            self.write(key)?;
            added += 1;
        }
        Ok(added)
    }

    /// The public key that phones seal with.
    pub(crate) fn offered(&self) -> Option<String> {
        let changed = fs::metadata(&self.folder).and_then(|folder| folder.modified()).ok()?;
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, key)) = &*offered
            && *at == changed
        {
            return key.clone();
        }
        // A folder that can't be read now is looked at again.
        let newest = self.read_all().ok()?.first().map(Key::public);
        *offered = Some((changed, newest.clone()));
        newest
    }

    /// The ids of the keys that are here.
    pub(crate) fn ids(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.read_all()?.iter().map(Key::id).collect())
    }

    /// What came in an envelope, opened, if there is the key to it and it is whole; else as it is.
    pub(crate) fn open(&self, incoming: Incoming) -> Incoming {
        let Body::Sealed(sealed) = &incoming.body else {
            return incoming;
        };
        let aad = envelope_aad(sealed.site, incoming.id);
        match sealed
            .envelope
            .as_ref()
            .and_then(|envelope| self.inside(envelope, &aad))
        {
            Some(inside) => incoming.opened(&inside),
            None => incoming,
        }
    }

    fn inside(&self, envelope: &Envelope, aad: &str) -> Option<Vec<u8>> {
        let secret = self.secret(&envelope.key)?;
        let enc = BASE64URL.decode(&envelope.enc).ok()?;
        let enc = <P256 as hpke::Kem>::EncappedKey::from_bytes(&enc).ok()?;
        let ct = BASE64URL.decode(&envelope.ct).ok()?;
        let opened = hpke::single_shot_open::<AesGcm256, HkdfSha256, P256>(
            &OpModeR::Base,
            &secret,
            &enc,
            ENVELOPE_INFO,
            &ct,
            aad.as_bytes(),
        );
        opened.ok()
    }

    fn secret(&self, id: &str) -> Option<Arc<Secret>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(secret) = open.get(id) {
            return Some(Arc::clone(secret));
        }
        let path = self.path(id)?;
        let key = read_file(&path)?;
        let secret = Arc::new(key.secret);
        open.insert(id.to_owned(), Arc::clone(&secret));
        Some(secret)
    }

    /// None where that is no id: a phone names it, and no phone names files.
    fn path(&self, id: &str) -> Option<PathBuf> {
        let is_id = id.len() == ID_DIGITS && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| self.folder.join(format!("{id}.{ENDING}")))
    }

    /// The newest first.
    fn read_all(&self) -> Result<Vec<Key>, StoreError> {
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            files => files.map_err(|error| self.unavailable(&error))?,
        };
        let mut keys = Vec::new();
        for file in files.take(KEYS_MAX) {
            let path = file.map_err(|error| self.unavailable(&error))?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                let key = read_file(&path);
                keys.push(key.ok_or_else(|| StoreError::Fault(format!("{} is not a key", path.display())))?);
            }
        }
        keys.sort_by_key(|key| (std::cmp::Reverse(key.made), key.id()));
        Ok(keys)
    }

    /// Written beside, then linked: whoever reads the name reads the whole key.
    fn write(&self, key: &Key) -> Result<(), StoreError> {
        let id = key.id();
        let (draft, path) = (
            self.folder.join(format!("{id}.part")),
            self.folder.join(format!("{id}.{ENDING}")),
        );
        let write = || -> std::io::Result<()> {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&self.folder)?;
            let _ = fs::remove_file(&draft);
            let mut file = private(&draft)?;
            file.write_all(key.text().as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|error| self.unavailable(&error))
    }

    fn unavailable(&self, error: &std::io::Error) -> StoreError {
        StoreError::Unavailable(format!("{}: {error}", self.folder.display()))
    }
}

impl Key {
    fn point(&self) -> Vec<u8> {
        P256::sk_to_pk(&self.secret).to_bytes().to_vec()
    }

    fn id(&self) -> String {
        let digest = Sha256::digest(self.point());
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.chars().take(ID_DIGITS).collect()
    }

    fn public(&self) -> String {
        format!("{}.{}", self.id(), BASE64URL.encode(self.point()))
    }

    fn text(&self) -> String {
        let (made, secret) = (self.made.0, BASE64URL.encode(self.secret.to_bytes()));
        format!("{FORM}\nmade {made}\nsecret {secret}\n")
    }

    /// One or several behind each other.
    fn read(text: &str) -> Option<Vec<Self>> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut keys = Vec::new();
        while let Some(form) = lines.next() {
            let made = lines.next()?.strip_prefix("made ")?.parse().ok()?;
            let secret = BASE64URL.decode(lines.next()?.strip_prefix("secret ")?).ok()?;
            let secret = Secret::from_bytes(&secret).ok()?;
            (form == FORM && keys.len() < KEYS_MAX).then_some(())?;
            keys.push(Self {
                made: UnixMs(made),
                secret,
            });
        }
        (!keys.is_empty()).then_some(keys)
    }
}

fn read_file(path: &Path) -> Option<Key> {
    if fs::metadata(path).ok()?.len() > KEY_FILE_BYTES_MAX {
        return None;
    }
    let keys = Key::read(&fs::read_to_string(path).ok()?)?;
    keys.into_iter().next()
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(feature = "contract")]
mod seal;

#[cfg(feature = "contract")]
pub use seal::{seal, seal_with};
