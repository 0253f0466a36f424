//! How a server ends and what comes after: killed between two writes, in the middle of one, gone back to a backup.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use shared::{epoch::Epoch, id::EpochId, op::Op, protocol::PushRequest, time::UnixMs};
use store::{Since, SqliteStore, Store as _};

use super::{Form, JOURNAL, Noted, Office, What, options, read};
use crate::{
    breach::{Breach, Invariant},
    dice::Dice,
};

pub(super) const DATABASE: &str = "dabai.db";
pub(super) const LOG: &str = "dabai.db-wal";
const KEY: &str = "device.key";
const ENVELOPE_KEYS: &str = "envelope-keys";
/// The last time that an id can say.
pub(super) const LAST_MS: UnixMs = UnixMs((1 << 48) - 1);
/// Backups that are kept; the oldest goes first.
const BACKUPS_MAX: usize = 2;

impl Office {
    /// The process is gone, what it had written to the disk stays.
    pub(crate) fn kill(&mut self) {
        self.revive(None);
    }

    /// Killed in the middle of storing this: of what the store wrote to its log last, only a part is there. Either the
    /// whole push is there afterwards or nothing of it; nobody has been answered.
    pub(crate) fn kill_while_storing(
        &mut self,
        request: &PushRequest,
        now: UnixMs,
        dice: &mut Dice,
    ) -> Result<(), Breach> {
        let before = self.model.clone();
        let is_new = request.ops.iter().any(|op| !before.log.contains_key(&op.id));
        let from = size(&self.folder.join(LOG));
        // Its answer goes nowhere.
        let _ = self.push(request, Form::Open, now)?;
        let to = size(&self.folder.join(LOG));
        let cut = from + dice.below(usize::try_from(to.saturating_sub(from)).unwrap_or(0) + 1) as u64;
        // Where nothing in it is new, the operations can't be counted to tell whether it is there: then nothing is cut off.
        self.revive(is_new.then_some(cut));
        let known = self.runtime.block_on(self.store.check()).unwrap().ops;
        if known != self.model.log.len() as u64 {
            let epoch = self.model.epochs.0.pop();
            self.model = before;
            self.model.epochs.0.extend(epoch);
            let born_seq = self.model.head;
            self.model.epochs.0.last_mut().unwrap().born_seq = born_seq;
        }
        let (whole, head) = (self.model.log.len() as u64, self.head());
        Invariant::Kept.check(known == whole && head == self.model.head, || {
            format!("a push is there in part: {known} operations of {whole}, head {head}")
        })
    }

    /// A new process on what is on the disk now, the log cut off at a byte.
    fn revive(&mut self, cut: Option<u64>) {
        let next = self.next_folder();
        fs::create_dir_all(next.join(ENVELOPE_KEYS)).unwrap();
        let keys = fs::read_dir(self.folder.join(ENVELOPE_KEYS)).unwrap();
        let keys = keys.map(|key| Path::new(ENVELOPE_KEYS).join(key.unwrap().file_name()));
        for name in [DATABASE, LOG, KEY].map(PathBuf::from).into_iter().chain(keys) {
            fs::copy(self.folder.join(&name), next.join(&name)).unwrap();
        }
        if let Some(bytes) = cut {
            let log = File::options().write(true).open(next.join(LOG)).unwrap();
            log.set_len(bytes).unwrap();
        }
        let old = std::mem::replace(&mut self.folder, next);
        self.start();
        fs::remove_dir_all(old).unwrap();
    }

    fn next_folder(&mut self) -> PathBuf {
        self.lives += 1;
        self.root.path().join(format!("life-{}", self.lives))
    }

    fn start(&mut self) {
        self.store = SqliteStore::open(&self.folder, options(self.root.path())).unwrap();
        self.live = self.store.live();
        self.begin_epoch();
    }

    pub(crate) fn back_up(&mut self, now: UnixMs) {
        self.lives += 1;
        let name = format!("backup-{}", self.lives);
        let to = self.root.path().join(&name);
        let made = self.store.backup(&to, &name, now);
        self.runtime.block_on(made).unwrap();
        self.backups.insert(name, (self.model.clone(), self.journal.len()));
        for line in self.kept().into_iter().rev().skip(BACKUPS_MAX) {
            self.runtime.block_on(self.store.forget_backup(&line)).unwrap();
            // One that is gone already may still stand in a list that was put back.
            let _ = fs::remove_dir_all(self.root.path().join(&line));
            self.backups.remove(&line);
        }
    }

    /// Those the store lists, the oldest first.
    fn kept(&self) -> Vec<String> {
        let kept = self.runtime.block_on(self.store.backups()).unwrap();
        kept.into_iter().map(|line| line.name).collect()
    }

    /// Goes back to a backup that is kept; `false` where none can be.
    pub(crate) fn restore(&mut self, now: UnixMs, dice: &mut Dice) -> bool {
        let kept: Vec<String> = self.kept();
        let kept: Vec<&String> = kept.iter().filter(|name| self.backups.contains_key(*name)).collect();
        let Some(name) = kept.get(dice.below(kept.len())).map(|name| (*name).clone()) else {
            return false;
        };
        self.runtime.block_on(self.store.close()).unwrap();
        let (from, aside) = (self.root.path().join(&name), self.next_folder());
        let journal = self.root.path().join(JOURNAL);
        let replayed = SqliteStore::restore(&self.folder, &from, &aside, Some(&journal), Since::Replayed).unwrap();
        assert!(replayed.failed.is_empty(), "{replayed:?}");
        let (model, journalled) = self.backups[&name].clone();
        self.model = model;
        self.erase_again(now);
        self.replay(journalled);
        self.start();
        self.put_in_order();
        self.refresh_actors();
        // It gets a backup of its own at once: what it knew of others was as old as itself.
        self.back_up(now);
        true
    }

    /// What no phone holds, once more: in an epoch of its own, whose id nobody ever hears.
    fn replay(&mut self, from: usize) {
        let (id, born_seq) = (EpochId::made(LAST_MS, [0xff; 10]), self.model.head);
        self.model.epochs.0.push(Epoch { id, born_seq });
        for Noted { who, now, what } in &self.journal[from..] {
            match what {
                What::Known => drop(self.model.actors.insert(who.device, who.clone())),
                What::Own(op) => {
                    let n = self.model.last_n(who.device) + 1;
                    let op = Op { n, ..op.clone() };
                    self.model.push_ops(who, &[op], *now).unwrap();
                }
                What::Carried(ops) => drop(self.model.rescue(who, &read(ops), *now)),
            }
        }
    }

    /// The epochs that nobody has heard of were born before the present one.
    fn put_in_order(&mut self) {
        let Some((present, before)) = self.model.epochs.0.split_last_mut() else {
            return;
        };
        let unheard = before.iter_mut().rev().filter(|epoch| epoch.id.made_at() == LAST_MS);
        for (back_ms, epoch) in (1..).zip(unheard) {
            epoch.id = EpochId::made(present.id.made_at().plus(-back_ms), [0xff; 10]);
        }
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |data| data.len())
}
