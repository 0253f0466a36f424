//! The contract suite over SQLite files.

use std::{fs, path::PathBuf, sync::Arc};

use rusqlite::Connection;
use shared::id::RecordId;
use store::{SqliteOptions, SqliteStore, Store, contract::Ground};
use tempfile::TempDir;

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn copy(&self) -> PathBuf {
        self.0.path().join("copy.db")
    }

    fn database(&self) -> PathBuf {
        self.path().join("dabai.db")
    }

    pub(crate) fn open(&self) -> Connection {
        Connection::open(self.database()).expect("a database")
    }
}

impl Ground for Folder {
    fn serve(&self) -> Arc<dyn Store> {
        SqliteStore::open(&self.path(), SqliteOptions::SERVE).expect("a store")
    }

    fn command(&self) -> Arc<dyn Store> {
        SqliteStore::open(&self.path(), SqliteOptions::COMMAND).expect("a store")
    }

    fn spare(&self) -> PathBuf {
        self.0.path().join("backups")
    }

    fn keep_copy(&self) {
        let copy = self.copy();
        self.open().execute("VACUUM INTO ?1", [copy.to_str()]).expect("a copy");
    }

    fn restore_copy(&self) {
        assert!(
            !self.path().join("dabai.db-wal").exists(),
            "closed stores leave one file"
        );
        fs::copy(self.copy(), self.database()).expect("a copy");
        // One that came without its journal.
        fs::remove_dir_all(self.path().join("journal")).expect("a journal");
    }

    fn break_record(&self, record: RecordId) {
        let id = record.uuid().simple().to_string();
        let sql = format!(
            "CREATE TRIGGER broken BEFORE INSERT ON record WHEN new.id = x'{id}' BEGIN SELECT RAISE(ABORT, 'broken'); END"
        );
        self.open().execute_batch(&sql).expect("a trigger");
    }

    fn take_keys(&self) {
        fs::rename(self.path().join("envelope-keys"), self.0.path().join("keys")).expect("keys");
    }

    fn return_keys(&self) {
        for key in fs::read_dir(self.0.path().join("keys")).expect("keys") {
            let key = key.expect("a key");
            let to = self.path().join("envelope-keys").join(key.file_name());
            fs::copy(key.path(), to).expect("a key");
        }
    }

    fn mend_record(&self, _: RecordId) {
        self.open().execute_batch("DROP TRIGGER broken").expect("no trigger");
    }
}

store::store_contract!(Folder::new());
