//! A new identity for a phone whose old one can't go on (a copied profile): everything it holds moves over, under new
//! numbers and the same operation ids.

use std::rc::Rc;

use shared::{protocol::RenewRequest, replica::Queued};

use super::{call, driver::Driver, lane::Job, note::Note};
use crate::{
    browser::{clock, page, spawn},
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
        let chunks = self.snapshot(&disk).await?;
        let (mut outbox, place) = self.with(|replica| (replica.outbox().clone(), *replica.place()));
        // Taps that have no number yet follow; their own jobs will not run any more.
        let after = outbox.last_key_value().map_or(0, |(n, _)| *n);
        let taps = self.lane.taps().into_iter().flatten().map(Queued::waiting);
        outbox.extend(taps.enumerate().map(|(at, queued)| (after + 1 + at as u64, queued)));
        disk.adopt(&outbox, &place, &chunks).await?;
        self.registry.switch(enrolment.me.device).await?;
        self.disk.close();
        // Best effort: a database nobody names any more does no harm.
        let _ = Disk::remove(old).await;
        Ok(true)
    }
}
