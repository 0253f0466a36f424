//! Moving between screens. The browser's history is the trail, so the system's back is the screens' back.

use leptos::prelude::*;
use shared::view::Stretch;

use super::{
    check,
    core::STRETCH_NOTE,
    phone::Phone,
    screen::{Place, Screen, Step},
    stage::Stage,
};
use crate::browser::{history, link, page};

/// The way down to the list, while the browser's history has yet to follow: what is pushed before that would be
/// thrown away with what lies above the list.
#[derive(Default)]
pub(super) struct Descent {
    is_under_way: bool,
    next: Option<Screen>,
}

impl Descent {
    fn begin(&mut self) {
        self.is_under_way = true;
        self.next = None;
    }

    /// The screen, where it may be opened now; else it is opened at the `end`. Asked again, it waits no more: history may
    /// have had nothing to follow.
    fn go(&mut self, screen: Screen) -> Option<Screen> {
        if self.is_under_way && self.next.is_none() {
            self.next = Some(screen);
            return None;
        }
        *self = Self::default();
        Some(screen)
    }

    /// What is to be opened now.
    fn end(&mut self) -> Option<Screen> {
        self.is_under_way = false;
        self.next.take()
    }
}

impl Phone {
    /// Opens a screen above this one.
    pub(crate) fn go(&self, screen: Screen) {
        let Some(screen) = self.core().descent.borrow_mut().go(screen) else {
            return;
        };
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

    /// As `go`, where the browser has made the new entry by itself: a link to this page was followed.
    pub(super) fn arrive_by_link(&self, screen: Screen) {
        let step = self.core().step.borrow().below(screen);
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
            self.core().descent.borrow_mut().begin();
            history::go(-i32::try_from(depth).unwrap_or(i32::MAX));
        } else {
            history::replace(&Step::HOME.write());
        }
        self.arrive(Step::HOME);
    }

    /// Down to the door list, of this stretch from now on; remembered over restarts.
    pub(crate) fn open_stretch(&self, place: Place) {
        self.remember_stretch(Some(place.into()));
        self.back_to_doors();
    }

    pub(super) fn remember_stretch(&self, stretch: Option<Stretch>) {
        let Some(stretch) = stretch else { return };
        if let Some(driver) = self.core().driver() {
            driver.remember(STRETCH_NOTE, Place::from(stretch.clone()).write());
        }
        self.last_stretch.set(Some(stretch));
    }

    pub(super) fn follow_history(self) {
        let step = self.core().step.borrow().clone();
        history::replace(&step.write());
        history::on_move(move |text| {
            // A card's link makes an entry that says nothing yet.
            if text.is_none() && link::code().is_some() {
                return;
            }
            let step = text.and_then(|text| Step::read(&text)).unwrap_or(Step::HOME);
            self.arrive(step);
            let next = self.core().descent.borrow_mut().end();
            if let Some(next) = next {
                self.go(next);
            }
        });
    }

    fn arrive(&self, step: Step) {
        let before = self.screen.get_untracked();
        if before != step.screen {
            // What came of a code is no news for the next one.
            if before == Screen::Enrol {
                self.core().scanned.take();
                self.enrol_fault.set(None);
            }
            // Shown it is only once the list is here.
            if before == Screen::Check && self.stage.get_untracked() == Stage::Ready {
                check::settle();
            }
            page::unfocus();
            self.is_quiet.set(false);
            self.screen.set(step.screen.clone());
            // What these say of the phone may have changed since.
            if matches!(step.screen, Screen::Outbox | Screen::Check) {
                self.look_over();
            }
        }
        self.core().step.replace(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_on_the_way_down_waits_for_history() {
        let mut descent = Descent::default();
        assert_eq!(descent.go(Screen::Stars), Some(Screen::Stars));
        descent.begin();
        assert_eq!(descent.go(Screen::Stars), None);
        assert_eq!(descent.end(), Some(Screen::Stars));
        assert_eq!(descent.go(Screen::Me), Some(Screen::Me));
        // History had nothing to follow: the second tap opens.
        descent.begin();
        assert_eq!(descent.go(Screen::Stars), None);
        assert_eq!(descent.go(Screen::Me), Some(Screen::Me));
        assert_eq!(descent.end(), None);
    }
}
