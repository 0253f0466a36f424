//! What screens do beside recording: the network, enrolment, settings, the device. Everything returns at once.

use leptos::{ev, prelude::*};
use shared::{id::DeviceId, replica::Event};

use super::{
    card, check,
    device::{Window, device_name},
    lock::LockPage,
    phone::Phone,
    screen::Screen,
    setting::{self, Setting},
    stage::{EnrolFault, Stage},
};
use crate::{
    browser::{
        link, page,
        seal::Postman,
        setting as stored,
        signal::{self, Tone},
        spawn, tile,
    },
    sync::{self, Before, EnrolError},
};

// The outbox and the network.
impl Phone {
    /// Tries the network now.
    pub(crate) fn send_now(&self) {
        for driver in self.core().drivers() {
            driver.send_now();
        }
        self.core().post(Postman::send_now);
    }

    /// Lets rejected operations go, after the person has said so.
    pub(crate) fn discard(&self, device: DeviceId, numbers: &[u64]) {
        let mut drivers = self.core().drivers().into_iter();
        if let Some(driver) = drivers.find(|driver| driver.enrolment().me.device == device) {
            for n in numbers {
                driver.handle(Event::Discard { n: *n });
            }
        }
    }

    /// Sends an enrolment code (digits; spaces and dashes are ignored). Follow `stage` and `enrol_fault`.
    pub(crate) fn enrol(&self, code: &str) {
        let Some(registry) = self.core().registry.borrow().clone() else {
            return;
        };
        let before = self.stage.get_untracked();
        if before == Stage::Enrolling {
            return;
        }
        self.stage.set(Stage::Enrolling);
        self.enrol_fault.set(None);
        let (phone, code) = (*self, code.to_owned());
        let core = self.core();
        let worker = match (core.driver(), core.kept.borrow().clone()) {
            (Some(driver), _) => Before::Opened(driver),
            (None, Some(kept)) => Before::Locked(kept.locked.clone()),
            (None, None) => Before::Nobody,
        };
        spawn(async move {
            let named = device_name(&page::user_agent());
            match sync::enrol(&registry, &code, named, worker.clone()).await {
                Ok(()) => {
                    link::forget_code();
                    card::keep(&code);
                    check::owe();
                    // Is it ready to suit up? Said before the first door.
                    phone.replace(Screen::Check);
                    // Whoever was here before is put away whole.
                    if !matches!(worker, Before::Nobody) {
                        page::reload();
                        return;
                    }
                    phone.stage.set(Stage::Opening);
                    phone.open();
                }
                Err(error) => {
                    phone.enrol_fault.set(Some(match error {
                        EnrolError::Storage(fault) => EnrolFault::Storage(fault),
                        EnrolError::Outage => EnrolFault::Outage,
                        EnrolError::Refused { code, retry_after_s } => EnrolFault::refused(code, retry_after_s),
                    }));
                    phone.stage.set(before);
                    phone.refuse();
                }
            }
        });
    }

    /// The code of the card that was scanned: of the link this page was opened by, or of another worker's.
    pub(crate) fn linked_code(&self) -> Option<String> {
        self.core().scanned.borrow().clone().or_else(link::code)
    }

    /// Whether the address names a card.
    pub(crate) fn has_link(&self) -> bool {
        link::code().is_some()
    }

    /// A card was scanned while this phone is somebody's.
    pub(crate) fn scan(&self) {
        // The browser has made an entry for it, above the present one.
        let here = self.screen.get_untracked();
        let next = if self.take_scanned() { Screen::Enrol } else { here };
        self.arrive_by_link(next);
    }

    /// As `scan`, on a phone that is locked: another worker's card, or this one's who has forgotten the PIN.
    pub(crate) fn scan_locked(&self) {
        if self.take_scanned() {
            self.lock_page(LockPage::Code);
        }
    }

    /// Takes the code out of the address, where it would be tried again with every start. Whether it is another card than
    /// the one this phone was enrolled by: scanned again, that one opens the app and no more.
    pub(super) fn take_scanned(&self) -> bool {
        let Some(code) = link::code() else { return false };
        link::forget_code();
        let is_other = !card::is_own(&code);
        if is_other {
            self.core().scanned.replace(Some(code));
        }
        is_other
    }

    pub(crate) fn dismiss_alarm(&self) {
        self.alarm.set(None);
    }
}

// Settings. Kept at once.
impl Phone {
    pub(crate) fn set(&self, setting: Setting) {
        let (key, value) = match setting {
            Setting::Theme(theme) => {
                self.theme.set(theme);
                (setting::THEME_KEY, theme.as_str())
            }
            Setting::Language(language) => {
                self.language.set(language);
                (setting::LANGUAGE_KEY, language.tag())
            }
            Setting::Sound(sound) => {
                self.sound.set(sound);
                (setting::SOUND_KEY, sound.as_str())
            }
            Setting::TextSize(size) => {
                self.text_size.set(size);
                (setting::TEXT_KEY, size.as_str())
            }
            Setting::Side(side) => {
                self.side.set(side);
                (setting::SIDE_KEY, side.as_str())
            }
        };
        stored::set(key, value);
        self.mark_page();
    }

    /// What the stylesheet and screen readers go by, on `<html>`.
    pub(super) fn mark_page(&self) {
        page::mark("data-theme", self.theme.get_untracked().as_str());
        page::mark("lang", self.language.get_untracked().tag());
        page::mark("data-text", self.text_size.get_untracked().as_str());
        page::mark("data-side", self.side.get_untracked().as_str());
    }
}

// The device.
impl Phone {
    /// A tap counts.
    pub(crate) fn touch(&self) {
        signal::touch();
    }

    /// The mark of the tile that this happened on.
    pub(crate) fn tile_of(&self, event: &ev::Event) -> Option<u32> {
        tile::of(event)
    }

    /// The mark of the tile at this point, CSS pixels.
    pub(crate) fn tile_at(&self, x: f64, y: f64) -> Option<u32> {
        tile::at(x, y)
    }

    /// A finger lies on the tile of this mark, or no more.
    pub(crate) fn show_held(&self, mark: u32, is_held: bool) {
        tile::show_held(mark, is_held);
    }

    /// A screen reader starts every screen at its name.
    pub(crate) fn read_title(&self) {
        page::focus("h1");
    }

    /// The tone and vibration of something refused.
    pub(crate) fn refuse(&self) {
        self.give(Tone::Refused);
    }

    /// Where the app was opened.
    pub(crate) fn window(&self) -> Window {
        Window::of(&page::user_agent(), page::is_installed(), page::has_service_worker())
    }

    /// Hands a number over to whatever telephones.
    pub(crate) fn call(&self, number: &str) {
        page::call(number);
    }

    /// Starts again: after `NoStorage`.
    pub(crate) fn reload(&self) {
        page::reload();
    }
}
