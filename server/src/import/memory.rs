//! What earlier imports said, as fingerprints under a salt of this file's own: enough to see whether a roster says
//! something new, useless for reading what it said.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::{
    id::{RecordId, SiteId},
    kind::Kind,
    value::Value,
};

use crate::random;

/// Bytes of a fingerprint: one of an identity must not meet another's, one of a value only rarely.
const IDENTITY_BYTES: usize = 16;
const VALUE_BYTES: usize = 8;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Memory {
    salt: String,
    records: BTreeMap<RecordId, Told>,
    #[serde(skip)]
    by_identity: BTreeMap<String, RecordId>,
}

/// What rosters said of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Under which names and places they had it.
    identities: BTreeSet<String>,
    fields: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    care: BTreeSet<String>,
}

impl Memory {
    pub(super) fn empty() -> io::Result<Self> {
        let salt = random::token().map_err(io::Error::other)?;
        Ok(Self {
            salt,
            records: BTreeMap::new(),
            by_identity: BTreeMap::new(),
        })
    }

    pub(super) fn read(data: &Path, site: SiteId) -> io::Result<Self> {
        let text = match fs::read_to_string(path(data, site)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::empty(),
            Err(error) => return Err(error),
        };
        let mut memory: Self = serde_json::from_str(&text).map_err(io::Error::other)?;
        for (id, told) in &memory.records {
            memory
                .by_identity
                .extend(told.identities.iter().map(|identity| (identity.clone(), *id)));
        }
        Ok(memory)
    }

    pub(super) fn write(&self, data: &Path, site: SiteId) -> io::Result<()> {
        write_whole(&path(data, site), self)
    }

    pub(super) fn remove(data: &Path, site: SiteId) -> io::Result<()> {
        match fs::remove_file(path(data, site)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// What a roster calls a thing, as a fingerprint.
    pub(super) fn identity(&self, kind: &Kind, parts: &[&str]) -> String {
        self.fingerprint(kind.as_str(), &parts.join("\n"), IDENTITY_BYTES)
    }

    pub(super) fn record_of(&self, identity: &str) -> Option<RecordId> {
        self.by_identity.get(identity).copied()
    }

    /// One identity is one record: whichever had it before lets go of it.
    pub(super) fn remember(&mut self, id: RecordId, identity: String) {
        let before = self.by_identity.insert(identity.clone(), id);
        if let Some(before) = before.filter(|before| *before != id)
            && let Some(told) = self.records.get_mut(&before)
        {
            told.identities.remove(&identity);
            if told.identities.is_empty() {
                self.records.remove(&before);
            }
        }
        self.records.entry(id).or_default().identities.insert(identity);
    }

    /// Everything told of one record, to [`Memory::put_back`] where writing it was refused.
    pub(super) fn told(&self, id: RecordId) -> Option<Told> {
        self.records.get(&id).cloned()
    }

    /// What is remembered of a record is what it was before; nothing, where it was not known.
    pub(super) fn put_back(&mut self, id: RecordId, told: Option<Told>) {
        for identity in self.records.remove(&id).unwrap_or_default().identities {
            if self.by_identity.get(&identity) == Some(&id) {
                self.by_identity.remove(&identity);
            }
        }
        if let Some(told) = told {
            let identities = told.identities.iter().map(|identity| (identity.clone(), id));
            self.by_identity.extend(identities);
            self.records.insert(id, told);
        }
    }

    /// The same for these fields alone.
    pub(super) fn put_back_fields(&mut self, id: RecordId, before: Option<&Told>, names: &[String]) {
        let nothing = Told::default();
        let before = before.unwrap_or(&nothing);
        let told = self.records.entry(id).or_default();
        for name in names {
            if name == "care" {
                told.care.clone_from(&before.care);
            }
            match before.fields.get(name) {
                Some(print) => told.fields.insert(name.clone(), print.clone()),
                None => told.fields.remove(name),
            };
        }
    }

    /// Notes what the roster says of a field now; tells whether it said the same before.
    pub(super) fn field(&mut self, id: RecordId, name: &str, value: &Value) -> Before {
        let print = (!value.is_null()).then(|| {
            let text = serde_json::to_string(value).unwrap_or_default();
            self.fingerprint(name, &text, VALUE_BYTES)
        });
        let fields = &mut self.records.entry(id).or_default().fields;
        let before = match &print {
            Some(print) => fields.insert(name.to_owned(), print.clone()),
            None => fields.remove(name),
        };
        match (before, print) {
            (None, _) => Before::Nothing,
            (Some(before), Some(now)) if before == now => Before::Same,
            (Some(_), _) => Before::Other,
        }
    }

    /// Notes a care tag as said or not said; tells whether it was said before.
    pub(super) fn care(&mut self, id: RecordId, tag: &str, is_said: bool) -> bool {
        let print = self.fingerprint("care", tag, VALUE_BYTES);
        let care = &mut self.records.entry(id).or_default().care;
        if is_said {
            !care.insert(print)
        } else {
            care.remove(&print)
        }
    }

    fn fingerprint(&self, about: &str, text: &str, bytes: usize) -> String {
        let mut hash = Sha256::new();
        for part in [self.salt.as_str(), about, text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize()
            .iter()
            .take(bytes)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// What the last roster said of a field, beside what this one says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    Same,
    Other,
}

/// In one step: cut off, the file is the old one.
pub(super) fn write_whole(path: &Path, what: &impl Serialize) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = path.with_extension("draft");
    let mut options = fs::File::options();
    options.write(true).create(true).truncate(true);
    // It tells who lives where to whoever guesses a name.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    let mut writer = io::BufWriter::new(&mut file);
    serde_json::to_writer(&mut writer, what).map_err(io::Error::other)?;
    writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    fs::rename(&draft, path)?;
    fs::File::open(folder)?.sync_all()
}

fn path(data: &Path, site: SiteId) -> PathBuf {
    data.join("import").join(format!("{site}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_read_back_knows_what_was_said_and_not_in_what_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::read(folder.path(), SiteId::NIL).unwrap();
        let who = memory.identity(&Kind::Resident, &["3", "1203", "王芳"]);
        memory.remember(RecordId::NIL, who.clone());
        assert_eq!(memory.field(RecordId::NIL, "age", &Value::Int(71)), Before::Nothing);
        assert!(!memory.care(RecordId::NIL, "hearing", true));
        memory.write(folder.path(), SiteId::NIL).unwrap();

        let mut again = Memory::read(folder.path(), SiteId::NIL).unwrap();
        assert_eq!(again.record_of(&who), Some(RecordId::NIL));
        assert_eq!(again.field(RecordId::NIL, "age", &Value::Int(71)), Before::Same);
        assert_eq!(again.field(RecordId::NIL, "age", &Value::Int(72)), Before::Other);
        assert_eq!(again.field(RecordId::NIL, "age", &Value::Null), Before::Other);
        assert_eq!(again.field(RecordId::NIL, "age", &Value::Null), Before::Nothing);
        assert!(again.care(RecordId::NIL, "hearing", true));
        assert!(again.care(RecordId::NIL, "hearing", false));
        let text = fs::read_to_string(path(folder.path(), SiteId::NIL)).unwrap();
        assert!(!text.contains("王芳") && !text.contains("hearing"), "{text}");
    }
}
