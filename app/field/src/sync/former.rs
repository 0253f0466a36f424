//! A phone that goes from hand to hand: what a worker before has recorded still goes up under their own name, while
//! another one works. Nothing else of theirs stays.

use std::{cell::Cell, rc::Rc};

use shared::id::DeviceId;

use super::{
    driver::{Driver, News},
    note::Note,
};
use crate::{
    browser::{
        seal::{Postman, Vault},
        spawn,
    },
    disk::{Caught, Disk, Fault, Opened, Registry},
};

/// Who sends what a worker before has left.
pub(crate) enum Former {
    Opened(Rc<Driver>),
    /// Nobody can open it any more: it goes in its envelopes. Last: all of it has gone, and so does the database.
    Shut(Rc<Postman>, Vault, Cell<bool>),
}

impl Driver {
    /// Ends this identity's work here: no tap is taken any more, the rows go, the outbox stays. Other tabs start again.
    pub(super) async fn hand_over(self: &Rc<Self>, next: DeviceId) -> Result<(), Fault> {
        // Whoever locks this phone meanwhile leaves nothing that can't be sent.
        let _ = self.disk.mend().await;
        self.disk.leave().await?;
        let handed = self.registry.hand_over(next, self.enrolment.me.device).await;
        if handed.is_err() {
            let _ = self.disk.stay().await;
            return handed;
        }
        // Should this be cut off, the next start does it.
        let _ = self.disk.keep_outbox_only().await;
        self.say(Note::Moved);
        Ok(())
    }
}

impl Former {
    /// Goes on sending what a worker before has left; none where nothing of it is left to do.
    pub(crate) async fn send_off(
        registry: &Registry,
        device: DeviceId,
        tell: impl Fn() + 'static,
    ) -> Result<Option<Self>, Fault> {
        let (disk, enrolment) = match Disk::open(device).await {
            Ok(Opened::Open(disk, enrolment, _)) => (disk, *enrolment),
            Ok(Opened::Locked(locked)) => {
                let post = Postman::start(&locked.vault, false, tell).await?;
                return Ok(Some(Self::Shut(Rc::new(post), locked.vault, Cell::new(false))));
            }
            // Thrown away by the browser: there is nothing to send.
            Err(Fault::Evicted) => {
                forget(registry, device);
                return Ok(None);
            }
            Err(fault) => return Err(fault),
        };
        disk.keep_outbox_only().await?;
        let caught: Caught = disk.load().await?;
        let tell = move |_: News| tell();
        let driver = Driver::start_former(registry.clone(), disk, enrolment, caught, tell);
        if driver.with(shared::replica::Replica::is_finished) {
            driver.disk.close();
            forget(registry, device);
            return Ok(None);
        }
        Ok(Some(Self::Opened(driver)))
    }
}

impl Former {
    pub(crate) fn device(&self) -> Option<DeviceId> {
        match self {
            Self::Opened(driver) => Some(driver.enrolment.me.device),
            Self::Shut(_, vault, _) => vault.1.parse().ok(),
        }
    }

    pub(crate) fn vault(&self) -> Option<Vault> {
        match self {
            Self::Opened(_) => None,
            Self::Shut(_, vault, _) => Some(vault.clone()),
        }
    }

    /// Nothing of it is left to send: the database goes. Once.
    pub(crate) fn clear(&self, registry: &Registry) {
        if let Self::Shut(post, _, is_cleared) = self
            && post.posted().is_done
            && !is_cleared.replace(true)
            && let Some(device) = self.device()
        {
            forget(registry, device);
        }
    }
}

/// Removing a database waits for other tabs: tried again at the next start.
fn forget(registry: &Registry, device: DeviceId) {
    let registry = registry.clone();
    spawn(async move {
        let _ = registry.forget_former(device).await;
    });
}
