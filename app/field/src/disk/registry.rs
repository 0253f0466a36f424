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

    /// What stands under a name.
    async fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(self.0.read(&[STORE])?.store(STORE)?.text(At::Name(name)).await?)
    }

    async fn device(&self, name: &str) -> Result<Option<DeviceId>, Fault> {
        let named = self.text(name).await?;
        Ok(named.and_then(|device| DeviceId::from_str(&device).ok()))
    }

    /// Names devices, none removes, and changes the list of workers before; all in one transaction, so that what another
    /// tab does to the list is not lost. `Full`: too many wait.
    async fn name(&self, names: &[(&str, Option<DeviceId>)], change: &dyn Fn(&mut Vec<DeviceId>)) -> Result<(), Fault> {
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        let store = tx.store(STORE)?;
        let mut former = listed(store.text(At::Name(FORMER)).await?);
        change(&mut former);
        if former.len() > FORMER_MAX {
            return Err(Fault::Full);
        }
        let former: Vec<String> = former.iter().map(DeviceId::to_string).collect();
        store.put_text(At::Name(FORMER), &former.join(","))?;
        for (name, device) in names {
            match device {
                Some(device) => store.put_text(At::Name(name), &device.to_string())?,
                None => store.delete(At::Name(name))?,
            }
        }
        Ok(tx.done().await?)
    }

    pub(crate) async fn current(&self) -> Result<Option<DeviceId>, Fault> {
        self.device(CURRENT).await
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
        let tx = self.0.write(&[STORE], Durability::Strict)?;
        let store = tx.store(STORE)?;
        if let Some(kept) = store.text(At::Name(purpose.name())).await? {
            return Ok(kept);
        }
        let key: String = clock::random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        store.put_text(At::Name(purpose.name()), &key)?;
        tx.done().await?;
        Ok(key)
    }

    /// From now on this phone is `device`, and no longer `left`.
    pub(crate) async fn switch(&self, device: DeviceId, left: Option<DeviceId>) -> Result<(), Fault> {
        let left = left.map(|left| (LEFT, Some(left)));
        let names: Vec<_> = identity(device).into_iter().chain(left).collect();
        self.name(&names, &|_| {}).await?;
        setting::set(MARK, "1");
        Ok(())
    }

    /// From now on this phone is `device`; what `former` has not sent stays, and is still sent. `Full`: too many wait.
    pub(crate) async fn hand_over(&self, device: DeviceId, former: DeviceId) -> Result<(), Fault> {
        self.name(&identity(device), &|all| all.push(former)).await
    }

    /// The identities of workers before.
    pub(crate) async fn former(&self) -> Result<Vec<DeviceId>, Fault> {
        Ok(listed(self.text(FORMER).await?))
    }

    /// What `left`, of a worker before, has not sent is `device`'s now.
    pub(crate) async fn renew_former(&self, device: DeviceId, left: DeviceId) -> Result<(), Fault> {
        let names = [(LEFT, Some(left)), (Purpose::Renew.name(), None)];
        let renew = |all: &mut Vec<DeviceId>| {
            let old = all.iter_mut().filter(|former| **former == left);
            old.for_each(|former| *former = device);
        };
        self.name(&names, &renew).await
    }

    /// Everything of a worker before is at the server: the name goes first, then the database. May wait for another
    /// tab to let go of it: never to be waited for.
    pub(crate) async fn forget_former(&self, device: DeviceId) -> Result<(), Fault> {
        self.name(&[], &|all| all.retain(|former| *former != device)).await?;
        Disk::remove(device).await
    }

    /// Removes the database that `switch` left behind. May wait for another tab to let go of it: never to be waited for.
    pub(crate) async fn clear_left(&self) -> Result<(), Fault> {
        let Some(left) = self.device(LEFT).await? else {
            return Ok(());
        };
        if self.current().await? == Some(left) {
            return Ok(());
        }
        Disk::remove(left).await?;
        self.name(&[(LEFT, None)], &|_| {}).await
    }
}

/// What is written where this phone becomes another device. The repeat keys have served.
fn identity(device: DeviceId) -> [(&'static str, Option<DeviceId>); 3] {
    [
        (CURRENT, Some(device)),
        (Purpose::Enrol.name(), None),
        (Purpose::Renew.name(), None),
    ]
}

fn listed(named: Option<String>) -> Vec<DeviceId> {
    let named = named.unwrap_or_default();
    let devices = named.split(',').filter_map(|device| DeviceId::from_str(device).ok());
    devices.collect()
}
