//! Moving between screens. The browser's history is the trail, so the system's back is the screens' back.

use leptos::prelude::*;

use super::{
    core::STRETCH_NOTE,
    phone::Phone,
    screen::{Place, Screen, Step},
};
use crate::browser::history;

impl Phone {
    /// Opens a screen above this one.
    pub(crate) fn go(&self, screen: Screen) {
        let step = self.core().step.borrow().below(screen);
        history::push(&step.write());
        self.arrive(step);
    }

    /// Puts a screen in this one's place: the next page of the same decision.
    pub(crate) fn replace(&self, screen: Screen) {
        let depth = self.core().step.borrow().depth;
        let step = Step { depth, screen };
        history::replace(&step.write());
        self.arrive(step);
    }

    /// The same as the system's back; on the lowest screen nothing, so that no tap leaves the app.
    pub(crate) fn back(&self) {
        if self.core().step.borrow().depth > 0 {
            history::go(-1);
        }
    }

    /// Down to the door list, wherever this is: after a save.
    pub(crate) fn back_to_doors(&self) {
        let depth = self.core().step.borrow().depth;
        if depth > 0 {
            // Shown at once; history follows.
            history::go(-i32::try_from(depth).unwrap_or(i32::MAX));
        } else {
            history::replace(&Step::HOME.write());
        }
        self.arrive(Step::HOME);
    }

    /// Down to the door list, of this stretch from now on; remembered over restarts.
    pub(crate) fn open_stretch(&self, place: Place) {
        if let Some(driver) = self.core().driver() {
            driver.remember(STRETCH_NOTE, place.write());
        }
        self.last_stretch.set(Some(place.into()));
        self.back_to_doors();
    }

    pub(super) fn follow_history(self) {
        let step = self.core().step.borrow().clone();
        history::replace(&step.write());
        history::on_move(move |text| {
            let step = text.and_then(|text| Step::read(&text)).unwrap_or(Step::HOME);
            self.arrive(step);
        });
    }

    fn arrive(&self, step: Step) {
        if self.screen.get_untracked() != step.screen {
            self.screen.set(step.screen.clone());
        }
        self.core().step.replace(step);
    }
}
