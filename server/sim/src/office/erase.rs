//! Who is erased, and where nothing of them may be left.

use std::{
    fs,
    path::{Path, PathBuf},
};

use shared::{
    epoch::Epoch,
    id::{EpochId, RecordId},
    time::UnixMs,
};
use store::Keep as _;

use super::{
    JOURNAL, Office,
    disaster::{DATABASE, LAST_MS, LOG},
};
use crate::breach::{Breach, Invariant};

impl Office {
    pub(crate) fn erase(&mut self, resident: RecordId, now: UnixMs) -> Result<(), Breach> {
        let operator = self.operator();
        let erased = self
            .runtime
            .block_on(self.store.erase(&operator, resident, now))
            .unwrap();
        let person = self.model.person(resident);
        Invariant::Same.check(erased.is_some() != person.is_empty(), || {
            format!("{erased:?} was erased instead of {person:?}")
        })?;
        for record in &person {
            self.model.clear(*record, now);
        }
        self.erased.extend(person);
        self.same_head()
    }

    /// Before a backup counts: in an epoch of its own, whose id nobody ever hears.
    pub(super) fn erase_again(&mut self, now: UnixMs) {
        if self.erased.is_empty() {
            return;
        }
        let (id, born_seq) = (EpochId::made(LAST_MS, [0xfe; 10]), self.model.head);
        self.model.epochs.0.push(Epoch { id, born_seq });
        for record in &self.erased {
            self.model.clear(*record, now);
        }
    }

    /// Whether a file that the server works with says this, once it has started anew.
    pub(crate) fn says(&mut self, text: &str) -> bool {
        self.kill();
        let journal = files(&self.root.path().join(JOURNAL));
        let database = [DATABASE, LOG].map(|name| self.folder.join(name));
        let is_in = |bytes: Vec<u8>| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        let mut all = journal.into_iter().chain(database);
        all.any(|path| fs::read(path).is_ok_and(is_in))
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}
