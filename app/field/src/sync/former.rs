//! A phone that goes from hand to hand: what a worker before has recorded still goes up under their own name, while
//! another one works. Nothing else of theirs stays.

use std::rc::Rc;

use shared::id::DeviceId;

use super::{
    driver::{Driver, News},
    note::Note,
};
use crate::{
    browser::spawn,
    disk::{Caught, Disk, Fault, Registry},
};

impl Driver {
    /// Ends this identity's work here: no tap is taken any more, the rows go, the outbox stays. Other tabs start again.
    pub(super) async fn hand_over(self: &Rc<Self>, next: DeviceId) -> Result<(), Fault> {
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

    /// Goes on sending what a worker before has left; none where nothing of it is left to do.
    pub(crate) async fn send_off(
        registry: &Registry,
        device: DeviceId,
        tell: impl Fn(News) + 'static,
    ) -> Result<Option<Rc<Self>>, Fault> {
        let opened = Disk::open(device).await;
        let (disk, enrolment) = match opened {
            Ok(opened) => opened,
            // Thrown away by the browser: there is nothing to send.
            Err(Fault::Evicted) => {
                forget(registry, device);
                return Ok(None);
            }
            Err(fault) => return Err(fault),
        };
        disk.keep_outbox_only().await?;
        let caught: Caught = disk.load().await?;
        let driver = Self::start_former(registry.clone(), disk, enrolment, caught, tell);
        if driver.with(shared::replica::Replica::is_finished) {
            driver.disk.close();
            forget(registry, device);
            return Ok(None);
        }
        Ok(Some(driver))
    }
}

/// Removing a database waits for other tabs: tried again at the next start.
fn forget(registry: &Registry, device: DeviceId) {
    let registry = registry.clone();
    spawn(async move {
        let _ = registry.forget_former(device).await;
    });
}
