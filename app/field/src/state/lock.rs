//! The lock: a PIN that is chosen, asked for and forgotten, the end of a shift, what a locked phone still sends.

use std::rc::Rc;

use leptos::prelude::*;
use shared::replica::Link;

use super::{core::Core, phone::Phone, screen::Screen, stage::Stage, strip::Strip};
use crate::{
    browser::{
        clock,
        seal::{self, Posted, Postman},
        spawn,
    },
    disk::{Lock, Locked, Reason, Shift, delay_s, hear},
    sync::{Driver, Former},
};

const SECOND_MS: i32 = 1_000;

/// How the lock stands, for the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LockState {
    pub(crate) pin: PinState,
    pub(crate) at: LockPage,
    /// What a locked phone has sent, with what workers before have left on it.
    pub(crate) posted: Posted,
    /// A PIN is to be chosen before anything else.
    pub(crate) owes_pin: bool,
    /// This start was the start of a shift.
    begins: bool,
}

/// Where somebody is on a locked phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LockPage {
    #[default]
    Keypad,
    /// What waits, and what else can be done.
    Waiting,
    Forgotten,
    /// Another card's code.
    Code,
}

/// Who is locked out, and what is still sent.
pub(super) struct Kept {
    pub(super) locked: Locked,
    /// None where the script that sends is missing: without a network it may be. The next start has it.
    pub(super) post: Option<Postman>,
}

/// What came of the last PIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PinState {
    #[default]
    Asked,
    /// It takes a moment to be sure.
    Checking,
    Wrong,
    /// Wrong too often: seconds until the next one is taken.
    Waits(u32),
    /// The two that were to be the same.
    Differ,
    /// What it opens could not be reached; it was not counted.
    Failed,
}

impl PinState {
    pub(crate) const fn takes_digits(self) -> bool {
        !matches!(self, Self::Checking | Self::Waits(_))
    }
}

impl Core {
    /// How far the post of whoever is locked out has come.
    fn posted(&self) -> Posted {
        let kept = self.kept.borrow();
        let post = kept.as_ref().and_then(|kept| kept.post.as_ref());
        post.map_or_else(Posted::default, Postman::posted)
    }

    /// The same, with what workers before have left.
    fn all_posted(&self) -> Posted {
        let mut all = self.posted();
        if self.is_uncounted.get() {
            all.waiting = None;
        }
        let rule = self.site.borrow().rule();
        for former in &*self.former.borrow() {
            let (waiting, is_away) = match former {
                Former::Opened(driver) => {
                    let strip = driver.with(|replica| Strip::of(replica, rule));
                    (Some(strip.waiting), strip.link != Link::Working)
                }
                Former::Shut(post, ..) => (post.posted().waiting, post.posted().is_away),
            };
            all.waiting = all.waiting.zip(waiting).map(|(all, more)| all + more);
            all.is_away |= is_away && waiting != Some(0);
        }
        all
    }
}

impl Phone {
    /// How the lock stands. Tracked.
    pub(crate) fn lock(&self) -> LockState {
        self.lock.get()
    }

    /// Elsewhere on a locked phone.
    pub(crate) fn lock_page(&self, at: LockPage) {
        self.lock.update(|lock| lock.at = at);
    }

    fn set_pin_state(self, pin: PinState) {
        self.lock.update(|lock| lock.pin = pin);
    }

    /// This phone is locked: it sends, and waits for whoever may open it.
    pub(super) async fn locked(self, locked: Locked) -> Stage {
        let reason = locked.reason;
        let tries = locked.vault.tries().await;
        let post = Postman::start(&locked.vault, reason == Reason::Lease, move || self.hear_post(reason)).await;
        let post = post.ok();
        self.core().kept.replace(Some(Rc::new(Kept { locked, post })));
        self.lock.set(LockState::default());
        if reason == Reason::Pin {
            // What had to be waited for is waited for again, whatever ended the app.
            spawn(async move { self.wait(delay_s(tries), PinState::Asked).await });
        } else {
            self.lock_page(LockPage::Waiting);
        }
        self.hear_post(reason);
        self.scan_locked();
        Stage::Locked(reason)
    }

    fn hear_post(self, reason: Reason) {
        self.show_posted();
        if self.core().posted().is_heard {
            hear();
            if reason == Reason::Lease && self.stage.get_untracked() == Stage::Locked(reason) {
                self.reopen();
            }
        }
    }

    /// What waits on a locked phone, and how it goes.
    pub(super) fn show_posted(self) {
        let posted = self.core().all_posted();
        if self.lock.with_untracked(|lock| lock.posted != posted) {
            self.lock.update(|lock| lock.posted = posted);
        }
    }

    /// Begins anew from what is stored.
    fn reopen(self) {
        self.stage.set(Stage::Opening);
        if let Some(kept) = self.core().kept.take() {
            kept.locked.vault.0.close();
        }
        self.open();
    }

    pub(crate) fn try_pin(&self, pin: String) {
        let Some(kept) = self.core().kept.borrow().clone() else {
            return;
        };
        let phone = *self;
        phone.set_pin_state(PinState::Checking);
        spawn(async move {
            match kept.locked.try_pin(&pin).await {
                Ok(true) => phone.reopen(),
                Ok(false) => {
                    phone.refuse();
                    let tries = kept.locked.vault.tries().await;
                    phone.wait(delay_s(tries), PinState::Wrong).await;
                }
                Err(_) => phone.set_pin_state(PinState::Failed),
            }
        });
    }

    async fn wait(self, seconds: u32, then: PinState) {
        for left in (1..=seconds).rev() {
            self.set_pin_state(PinState::Waits(left));
            clock::pause(SECOND_MS).await;
        }
        self.set_pin_state(then);
    }

    /// What a start finds of the shift.
    pub(super) fn go_on_with(self, shift: Shift, driver: &Rc<Driver>) {
        if shift == Shift::Begins {
            let owes_pin = driver.lock() == Lock::Owed;
            self.lock.update(|lock| (lock.begins, lock.owes_pin) = (true, owes_pin));
            // A shift that wants a PIN begins with one.
            if !owes_pin {
                driver.begin_shift();
            }
        }
    }

    /// Once everything is here: the site asks for a PIN, and this phone's key was made before it did. Never in the middle
    /// of a shift.
    pub(super) fn watch_rule(self) {
        let Some(driver) = self.core().driver() else { return };
        if self.lock.get_untracked().begins && driver.lock() == Lock::Device && driver.asks_for_pin() {
            driver.move_under_a_pin();
        }
    }

    /// Each minute: whether the shift has lasted as long as it may.
    pub(super) fn watch_shift(self) {
        let now = clock::steady();
        if let Some(driver) = self.core().driver()
            && driver.is_shift_over(now)
        {
            driver.end_shift();
        }
    }

    /// Somebody has chosen a PIN; follow `pin_state`.
    pub(crate) fn choose_pin(&self, pin: String) {
        let Some(driver) = self.core().driver() else { return };
        let phone = *self;
        phone.set_pin_state(PinState::Checking);
        spawn(async move {
            let is_set = driver.set_pin(&pin).await;
            let pin = if is_set { PinState::Asked } else { PinState::Failed };
            phone.lock.update(|lock| (lock.pin, lock.owes_pin) = (pin, !is_set));
            if is_set {
                driver.begin_shift();
            }
        });
    }

    /// The two PINs differ.
    pub(crate) fn differ(&self) {
        self.set_pin_state(PinState::Differ);
        self.refuse();
    }

    /// 下班
    pub(crate) fn end_shift(&self) {
        let Some(driver) = self.core().driver() else { return };
        match driver.lock() {
            Lock::Device => {}
            Lock::Owed => self.lock.update(|lock| lock.owes_pin = true),
            Lock::Pin => {
                // Whoever opens it next begins at the list.
                self.replace(Screen::HOME);
                driver.end_shift();
            }
        }
    }

    /// Whether a shift ends with a lock. Tracked.
    pub(crate) fn has_lock(&self) -> bool {
        self.stage.track();
        self.core().driver().is_some_and(|driver| driver.lock() != Lock::Device)
    }

    /// 导出救援文件
    pub(crate) fn rescue(&self) {
        let core = self.core();
        let drivers = core.drivers();
        let open = drivers.iter().map(|driver| driver.vault().clone());
        let kept = core.kept.borrow().as_ref().map(|kept| kept.locked.vault.clone());
        let former = core
            .former
            .borrow()
            .iter()
            .filter_map(Former::vault)
            .collect::<Vec<_>>();
        let vaults: Vec<_> = open.chain(kept).chain(former).collect();
        spawn(async move {
            // What was tapped a moment ago may still wait for its envelope.
            for driver in drivers {
                driver.seal_rest().await;
            }
            seal::rescue(vaults).await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_taken_while_one_has_to_wait() {
        assert!(PinState::Asked.takes_digits() && PinState::Wrong.takes_digits() && PinState::Differ.takes_digits());
        assert!(!PinState::Waits(1).takes_digits() && !PinState::Checking.takes_digits());
    }
}
