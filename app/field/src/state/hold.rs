//! The disk before the screen: what a tap changes on the screen waits until the tap is stored, or for as long as nobody
//! sees. Drawing first would keep what was recorded in memory only for as long as drawing takes.

use super::phone::Phone;
use crate::browser::{clock, spawn};

/// Less than an eye notices. A disk that is slower is not waited for.
const HOLD_MS: i32 = 30;

/// What waits for the newest tap.
#[derive(Default)]
pub(super) struct Hold {
    /// None: nothing is waited for.
    waiting: Option<Vec<Box<dyn FnOnce()>>>,
    /// Taps held for so far.
    taps: u32,
}

impl Phone {
    /// From here on `then` waits.
    pub(super) fn hold(self) {
        self.release();
        let core = self.core();
        let mut hold = core.hold.borrow_mut();
        hold.waiting = Some(Vec::new());
        hold.taps += 1;
        let tap = hold.taps;
        spawn(async move {
            clock::pause(HOLD_MS).await;
            // A later tap is waited for by itself.
            if self.core().hold.borrow().taps == tap {
                self.release();
            }
        });
    }

    /// Does this as soon as nothing is waited for, in the order in which it was asked.
    pub(crate) fn then(self, act: impl FnOnce() + 'static) {
        let core = self.core();
        if let Some(waiting) = &mut core.hold.borrow_mut().waiting {
            waiting.push(Box::new(act));
            return;
        }
        act();
    }

    pub(super) fn release(self) {
        let waiting = self.core().hold.borrow_mut().waiting.take();
        for act in waiting.into_iter().flatten() {
            act();
        }
    }
}
