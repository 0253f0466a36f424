//! A new identity for a phone whose old one can't go on (a copied profile): everything it holds moves over, under new
//! numbers and the same operation ids.

use std::rc::Rc;

use shared::{
    id::DeviceId,
    protocol::RenewRequest,
    replica::{Place, Replica},
};

use super::{
    call,
    driver::{Driver, News},
    lane::Job,
    note::Note,
};
use crate::{
    browser::{cipher::Sealed, clock, page, spawn},
    disk::{Disk, Enrolment, Fault, Purpose},
};

impl Driver {
    pub(super) fn renew(self: &Rc<Self>) {
        if !self.renewing.replace(true) {
            self.refresh_live();
            self.enqueue(Job::Renew);
        }
    }

    pub(super) async fn move_over(self: &Rc<Self>) {
        match self.try_to_move().await {
            // Starting again reads everything from where it is now; history keeps the screen.
            Ok(true) => {
                self.say(Note::Moved);
                page::reload();
                // What waits in the lane has moved already; its database is closed.
                std::future::pending::<()>().await;
            }
            Ok(false) | Err(_) => {
                self.renewing.set(false);
                // Should it move for another reason later, that is in the middle of a shift.
                self.moves_under_a_pin.set(false);
                let driver = self.clone();
                spawn(async move { driver.unpark() });
            }
        }
    }

    /// `false`: nobody answered; the old identity stays for now.
    async fn try_to_move(self: &Rc<Self>) -> Result<bool, Fault> {
        let old = self.enrolment.me.device;
        let key = self.registry.repeat_key(Purpose::Renew).await?;
        let request = RenewRequest {
            device: old,
            key,
            client_now: clock::now(),
        };
        let answer = call::ask(call::RENEW, &request).await;
        let Some(enrolment) = answer.ok().and_then(Enrolment::read) else {
            return Ok(false);
        };
        let disk = Disk::create(&enrolment).await?;
        // No PIN is asked for in the middle of a shift: a copy of this phone is no new one.
        if !self.moves_under_a_pin.get() {
            disk.begin_shift(enrolment.expires).await?;
        }
        let chunks = self.snapshot(&disk).await?;
        let place = self.with(|replica| replica.place().clone());
        let moved = self.carry(&disk, &place, &chunks, enrolment.me.device).await;
        if moved.is_err() {
            if !self.with(Replica::sends_only) {
                let _ = self.disk.stay().await;
            }
            return moved.map(|()| false);
        }
        // Those that came meanwhile: their own jobs will not run any more.
        loop {
            let taps = self.lane.take_taps();
            if taps.is_empty() {
                break;
            }
            for (group, drafts) in taps {
                match disk.store(&drafts).await {
                    Ok(_) => self.tell(News::Stored { group }),
                    Err(fault) => self.tell(News::StoreFailed { group, fault }),
                }
            }
        }
        self.disk.close();
        Ok(true)
    }

    /// The outbox as the disk has it: other tabs have stored into it while the answer was on its way.
    async fn carry(&self, disk: &Disk, place: &Place, chunks: &[Sealed], device: DeviceId) -> Result<(), Fault> {
        let outbox = self.disk.leave().await?;
        disk.adopt(&outbox, place, chunks).await?;
        let old = self.enrolment.me.device;
        if self.with(Replica::sends_only) {
            self.registry.renew_former(device, old).await
        } else {
            self.registry.switch(device, Some(old)).await
        }
    }
}
