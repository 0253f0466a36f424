//! What screens do. Everything returns at once; its effect is shown before it is stored, and said to be saved after.

use leptos::prelude::*;
use shared::{
    domain::{Outcome, Person},
    id::RecordId,
    op::Change,
    replica::Event,
};
use ui::{Lang, Theme};

use super::{
    core::Pending,
    device::device_name,
    phone::Phone,
    save::{self, Save, SaveKind},
    setting::{self, Sound},
    stage::{Alarm, EnrolFault, Stage},
    undo::{UNDO_BAR_MS, Undo, UndoBar},
};
use crate::{
    browser::{
        clock::{self, Timer},
        link, page, setting as stored,
        signal::{self, Tone},
        spawn,
    },
    disk::Fault,
    sync::{self, EnrolError},
};

// Recording.
impl Phone {
    /// 一切正常: a visit that answered, with the `when_fine` ticks of the daily checklist, as one save.
    pub(crate) fn visit_all_fine(&self, door: RecordId, persons: Vec<Person>) {
        let core = self.core();
        let now = core.server_now();
        let visit = RecordId::made(clock::now(), clock::random());
        let (changes, save) = {
            let site = core.site.borrow();
            save::all_fine(visit, door, &persons, &site, site.day_of(now))
        };
        self.save(changes, save);
    }

    /// A visit without ticks, as one save.
    pub(crate) fn visit(&self, door: RecordId, outcome: Outcome, persons: Vec<Person>) {
        let kind = match outcome {
            Outcome::Answered => SaveKind::Visit,
            Outcome::NoAnswer => SaveKind::NoAnswer,
        };
        let visit = RecordId::made(clock::now(), clock::random());
        let (changes, save) = save::visit(visit, door, kind, outcome, &persons);
        self.save(changes, save);
    }

    /// 无应答
    pub(crate) fn no_answer(&self, door: RecordId) {
        self.visit(door, Outcome::NoAnswer, Vec::new());
    }

    fn save(&self, changes: Vec<Change>, save: Save) {
        let core = self.core();
        let Some(driver) = core.driver() else { return };
        if !driver.with(|replica| replica.has_room()) {
            self.alarm.set(Some(Alarm::OutboxFull));
            self.refuse();
            return;
        }
        // Before the signals: what is on its way to the disk does not wait for the screen to be drawn.
        let group = driver.act(changes);
        self.last_door.set(Some(save.door));
        self.show_bar(&save, Undo::Saving);
        self.can_undo.set(true);
        core.newest.replace(Some(save.clone()));
        if let Some(group) = group {
            core.pending.borrow_mut().insert(group, Pending::Save(save));
        }
    }

    /// Takes the newest save back, all of it.
    pub(crate) fn undo(&self) {
        let core = self.core();
        let Some(driver) = core.driver() else { return };
        let Some(save) = core.newest.borrow_mut().take() else {
            return;
        };
        self.can_undo.set(false);
        self.show_bar(&save, Undo::Undone);
        let back = {
            let site = core.site.borrow();
            driver.with(|replica| save.back(&site, replica))
        };
        let is_all_discarded = back.changes.is_empty();
        self.discard(&back.discard);
        let storing = core.pending.borrow().iter().find_map(|(group, pending)| match pending {
            Pending::Save(other) if *other == save => Some(*group),
            _ => None,
        });
        if let Some(group) = driver.act_after(back.changes, storing) {
            core.pending.borrow_mut().insert(group, Pending::Undo(save));
        } else if is_all_discarded {
            self.give(Tone::Undone);
        }
    }

    pub(super) fn stored(self, group: u64) {
        let core = self.core();
        match core.pending.borrow_mut().remove(&group) {
            Some(Pending::Save(save)) => {
                // The bar may name a later save already.
                self.undo_bar.update(|bar| {
                    if let Some(bar) = bar
                        && bar.what == Undo::Saving
                        && bar.door == save.door
                    {
                        bar.what = Undo::Saved;
                    }
                });
                self.give(Tone::Saved);
            }
            Some(Pending::Undo(_)) => self.give(Tone::Undone),
            None => {}
        }
    }

    pub(super) fn store_failed(self, group: u64, fault: Fault) {
        let core = self.core();
        let pending = core.pending.borrow_mut().remove(&group);
        match pending {
            Some(Pending::Save(save)) => {
                // Its undo fails with it; that is no news.
                let is_undo = |pending: &mut Pending| matches!(pending, Pending::Undo(other) if *other == save);
                let undone = core
                    .pending
                    .borrow_mut()
                    .extract_if(|_, pending| is_undo(pending))
                    .count();
                if undone > 0 {
                    self.undo_bar.set(None);
                }
                let mut newest = core.newest.borrow_mut();
                if newest.as_ref() == Some(&save) {
                    *newest = None;
                    self.can_undo.set(false);
                    self.undo_bar.set(None);
                }
            }
            // Still there, and may still be taken back.
            Some(Pending::Undo(save)) => {
                self.undo_bar.set(None);
                // Unless something else was saved meanwhile: 撤销 means that now.
                core.newest.borrow_mut().get_or_insert(save);
                self.can_undo.set(true);
            }
            None => return,
        }
        self.alarm.set(Some(Alarm::NotSaved(fault)));
        self.refuse();
    }

    fn show_bar(&self, save: &Save, what: Undo) {
        self.undo_bar.set(Some(UndoBar {
            door: save.door,
            kind: save.kind,
            what,
            at: clock::now(),
        }));
        let bar = self.undo_bar;
        let end = Timer::after(UNDO_BAR_MS, move || bar.set(None));
        self.core().bar_end.replace(Some(end));
    }

    fn give(self, tone: Tone) {
        signal::vibrate(tone);
        if self.sound.get_untracked() == Sound::On {
            signal::play(tone);
        }
    }
}

// The outbox and the network.
impl Phone {
    /// Tries the network now.
    pub(crate) fn send_now(&self) {
        if let Some(driver) = self.core().driver() {
            driver.send_now();
        }
    }

    /// Lets rejected operations go, after the person has said so.
    pub(crate) fn discard(&self, numbers: &[u64]) {
        if let Some(driver) = self.core().driver() {
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
        spawn(async move {
            match sync::enrol(&registry, &code, device_name(&page::user_agent())).await {
                Ok(()) => {
                    link::forget_code();
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

    /// The code of the link this page was opened by.
    pub(crate) fn linked_code(&self) -> Option<String> {
        link::code()
    }

    pub(crate) fn dismiss_alarm(&self) {
        self.alarm.set(None);
    }
}

// Settings. Kept at once.
impl Phone {
    pub(crate) fn set_theme(&self, theme: Theme) {
        self.theme.set(theme);
        stored::set(setting::THEME_KEY, theme.as_str());
        self.mark_page();
    }

    pub(crate) fn set_language(&self, language: Lang) {
        self.language.set(language);
        stored::set(setting::LANGUAGE_KEY, language.tag());
        self.mark_page();
    }

    pub(crate) fn set_sound(&self, sound: Sound) {
        self.sound.set(sound);
        stored::set(setting::SOUND_KEY, sound.as_str());
    }

    /// Theme and language on `<html>`, for the stylesheet and for screen readers.
    pub(super) fn mark_page(&self) {
        page::mark("data-theme", self.theme.get_untracked().as_str());
        page::mark("lang", self.language.get_untracked().tag());
    }
}

// The device.
impl Phone {
    /// A tap counts.
    pub(crate) fn touch(&self) {
        signal::touch();
    }

    /// The tone and vibration of something refused.
    pub(crate) fn refuse(&self) {
        self.give(Tone::Refused);
    }

    /// Starts again: after `NoStorage`.
    pub(crate) fn reload(&self) {
        page::reload();
    }
}
