//! What is seen to while nobody taps: envelopes for the next taps, envelopes for what has none, what the site asks of phones.

use std::rc::Rc;

use shared::protocol::Rules;

use super::{driver::Driver, lane::Job, note::Note};
use crate::{
    browser::{clock::Timer, page, seal::Vault, spawn},
    disk::{Lock, hear},
};

/// No tap for so long: nobody is in the middle of something.
const QUIET_MS: i64 = 1_000;

impl Driver {
    /// In a quiet moment.
    pub(super) fn tend(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        let timer = Timer::after(QUIET_MS, move || {
            let Some(driver) = driver.upgrade() else { return };
            spawn(async move {
                driver.seal_rest().await;
                driver.disk.prepare().await;
            });
        });
        self.tend_wait.replace(Some(timer));
    }

    /// What has no envelope gets one. What could not be sealed is tried again in the next quiet moment.
    pub(crate) async fn seal_rest(&self) {
        let _ = self.disk.mend().await;
    }

    /// The server has answered, and may have said what the site asks of phones.
    pub(super) fn hear_rules(self: &Rc<Self>, rules: Option<Rules>) {
        hear();
        let Some(rules) = rules else { return };
        if self.disk.knows(&rules) {
            return;
        }
        let driver = self.clone();
        spawn(async move {
            // Said again with the next page.
            let _ = driver.disk.set_rules(&rules).await;
            driver.tend();
        });
    }

    pub(crate) fn lock(&self) -> Lock {
        self.disk.lock()
    }

    /// What the site asks of phones, as last heard.
    pub(crate) fn asks_for_pin(&self) -> bool {
        self.disk.asks_for_pin()
    }

    /// A key that was made before a PIN was asked for can't be wrapped: everything moves to a new identity whose key can.
    /// Once this tab leads: two at once would move it to two.
    pub(crate) fn move_under_a_pin(self: &Rc<Self>) {
        self.moves_under_a_pin.set(true);
        if self.leads.get() {
            self.renew();
        }
    }

    /// A PIN was chosen. `false`: it could not be kept, and another one is to be asked for.
    pub(crate) async fn set_pin(&self, pin: &str) -> bool {
        self.disk.set_pin(pin).await.is_ok()
    }

    /// Whether a shift that ends with a lock has lasted as long as it may.
    pub(crate) fn is_shift_over(&self, now: i64) -> bool {
        self.lock() == Lock::Pin && self.asks_for_pin() && self.disk.is_shift_over(now)
    }

    pub(crate) const fn vault(&self) -> &Vault {
        self.disk.vault()
    }

    pub(crate) fn begin_shift(self: &Rc<Self>) {
        let driver = self.clone();
        spawn(async move {
            // Lost, the next start begins it once more.
            let _ = driver.disk.begin_shift(driver.expires()).await;
        });
    }

    /// The server may have said another end of this phone's time: then the present shift has another one, too.
    pub(super) fn follow_end(self: &Rc<Self>) {
        let expires = self.expires();
        if self.expired_at.replace(expires) == expires {
            return;
        }
        let driver = self.clone();
        spawn(async move {
            // Lost, the shift ends when it was to.
            let _ = driver.disk.move_end(expires).await;
        });
    }

    /// Ends the shift once everything before is stored; every tab starts again, locked.
    pub(crate) fn end_shift(self: &Rc<Self>) {
        self.enqueue(Job::EndShift);
    }

    pub(super) async fn lock_up(self: &Rc<Self>) {
        if self.disk.end_shift().await.is_ok() {
            self.say(Note::Moved);
            page::reload();
            // What is tapped from here on would be stored behind a lock nobody has opened.
            std::future::pending::<()>().await;
        }
    }
}
