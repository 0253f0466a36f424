//! The database that names the present identity. It holds ids and random keys only.

use std::str::FromStr;

use shared::id::DeviceId;

use super::{Disk, Fault};
use crate::browser::{
    cipher::Key,
    clock,
    database::{At, Database, Durability, Shape},
    setting,
};

const NAME: &str = "dabai";
const VERSION: u32 = 1;
const STORE: &str = "registry";
const SHAPES: &[Shape] = &[Shape::Keyed(STORE)];
const CURRENT: &str = "current";
/// The identity before: its database is to be removed.
const LEFT: &str = "left";
/// Those of workers before, whose outbox still has to be sent.
const FORMER: &str = "former";
/// More workers than follow each other on one phone before anybody walks to where there is signal.
const FORMER_MAX: usize = 20;
const PROBE: &str = "probe";
const PROBE_KEY: &str = "probe-key";
/// Outlives the databases where a browser clears those alone: tells "thrown away" from "never enrolled".
const MARK: &str = "dabai.enrolled";

/// What a kept random key is for: the same call under the same key finds the same device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Enrol,
    Renew,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Enrol => "enrol-key",
            Self::Renew => "renew-key",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Registry(Database);

impl Registry {
    pub(crate) async fn open() -> Result<Self, Fault> {
        Ok(Self(Database::open(NAME, VERSION, SHAPES).await?))
    }

    pub(crate) async fn current(&self) -> Result<Option<DeviceId>, Fault> {
        let named = self.0.read(&[STORE])?.store(STORE)?.text(At::Name(CURRENT)).await?;
        Ok(named.and_then(|device| DeviceId::from_str(&device).ok()))
    }

    /// Whether this phone was enrolled once, whatever became of its databases.
    pub(crate) fn was_enrolled() -> bool {
        setting::get(MARK).is_some()
    }

    /// Proves that this browser really keeps sealed data, before a code is spent: writes a key and something sealed
    /// under it, reads both back and opens it.
    pub(crate) async fn prove(&self) -> Result<(), Fault> {
        let key = Key::generate(false).await.map_err(|_| Fault::NoCipher)?;
        let said: [u8; 32] = clock::random();
        let sealed = key.seal(PROBE, &said).await.map_err(|_| Fault::NoCipher)?;
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        let store = tx.store(STORE)?;
        store.put_key(At::Name(PROBE_KEY), &key)?;
        store.put(At::Name(PROBE), &sealed)?;
        tx.done().await?;

        let tx = self.0.write(&[STORE], Durability::Relaxed)?;
        let store = tx.store(STORE)?;
        let key = store.key(At::Name(PROBE_KEY)).await?.ok_or(Fault::Refused)?;
        let sealed = store.sealed(At::Name(PROBE)).await?.ok_or(Fault::Refused)?;
        store.delete(At::Name(PROBE))?;
        store.delete(At::Name(PROBE_KEY))?;
        tx.done().await?;
        let read = key.open(PROBE, &sealed).await.map_err(|_| Fault::Refused)?;
        if read == said { Ok(()) } else { Err(Fault::Refused) }
    }

    /// The random key of a call that may have to be repeated; made and kept before the call.
    pub(crate) async fn repeat_key(&self, purpose: Purpose) -> Result<String, Fault> {
        let kept = self
            .0
            .read(&[STORE])?
            .store(STORE)?
            .text(At::Name(purpose.name()))
            .await?;
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let key: String = clock::random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        tx.store(STORE)?.put_text(At::Name(purpose.name()), &key)?;
        tx.done().await?;
        Ok(key)
    }

    /// From now on this phone is `device`, and no longer `left`. The repeat keys have served.
    pub(crate) async fn switch(&self, device: DeviceId, left: Option<DeviceId>) -> Result<(), Fault> {
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        let store = tx.store(STORE)?;
        store.put_text(At::Name(CURRENT), &device.to_string())?;
        if let Some(left) = left {
            store.put_text(At::Name(LEFT), &left.to_string())?;
        }
        store.delete(At::Name(Purpose::Enrol.name()))?;
        store.delete(At::Name(Purpose::Renew.name()))?;
        tx.done().await?;
        setting::set(MARK, "1");
        Ok(())
    }

    /// From now on this phone is `device`; what `former` has not sent stays, and is still sent. `Full`: too many wait.
    pub(crate) async fn hand_over(&self, device: DeviceId, former: DeviceId) -> Result<(), Fault> {
        let mut all = self.former().await?;
        if all.len() >= FORMER_MAX {
            return Err(Fault::Full);
        }
        all.push(former);
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        let store = tx.store(STORE)?;
        store.put_text(At::Name(CURRENT), &device.to_string())?;
        store.put_text(At::Name(FORMER), &listed(&all))?;
        store.delete(At::Name(Purpose::Enrol.name()))?;
        store.delete(At::Name(Purpose::Renew.name()))?;
        Ok(tx.done().await?)
    }

    /// The identities of workers before.
    pub(crate) async fn former(&self) -> Result<Vec<DeviceId>, Fault> {
        let named = self.0.read(&[STORE])?.store(STORE)?.text(At::Name(FORMER)).await?;
        let named = named.unwrap_or_default();
        Ok(named
            .split(',')
            .filter_map(|device| DeviceId::from_str(device).ok())
            .collect())
    }

    /// What `left`, of a worker before, has not sent is `device`'s now.
    pub(crate) async fn renew_former(&self, device: DeviceId, left: DeviceId) -> Result<(), Fault> {
        let mut all = self.former().await?;
        all.iter_mut()
            .filter(|former| **former == left)
            .for_each(|former| *former = device);
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        let store = tx.store(STORE)?;
        store.put_text(At::Name(FORMER), &listed(&all))?;
        store.put_text(At::Name(LEFT), &left.to_string())?;
        store.delete(At::Name(Purpose::Renew.name()))?;
        Ok(tx.done().await?)
    }

    /// Everything of a worker before is at the server: the name goes first, then the database. May wait for another
    /// tab to let go of it: never to be waited for.
    pub(crate) async fn forget_former(&self, device: DeviceId) -> Result<(), Fault> {
        let mut all = self.former().await?;
        all.retain(|former| *former != device);
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        tx.store(STORE)?.put_text(At::Name(FORMER), &listed(&all))?;
        tx.done().await?;
        Disk::remove(device).await
    }

    /// Removes the database that `switch` left behind. May wait for another tab to let go of it: never to be waited for.
    pub(crate) async fn clear_left(&self) -> Result<(), Fault> {
        let named = self.0.read(&[STORE])?.store(STORE)?.text(At::Name(LEFT)).await?;
        let Some(left) = named.and_then(|device| DeviceId::from_str(&device).ok()) else {
            return Ok(());
        };
        if self.current().await? == Some(left) {
            return Ok(());
        }
        Disk::remove(left).await?;
        let tx = self.0.write(&[STORE], Durability::Relaxed)?;
        tx.store(STORE)?.delete(At::Name(LEFT))?;
        Ok(tx.done().await?)
    }
}

fn listed(devices: &[DeviceId]) -> String {
    let named: Vec<String> = devices.iter().map(DeviceId::to_string).collect();
    named.join(",")
}
