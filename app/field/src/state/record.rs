//! What is recorded: everything returns at once; its effect is shown before it is stored, and said to be saved after.

use leptos::prelude::*;
use shared::{
    domain::{Asks, Outcome, Person, Visit},
    id::RecordId,
    op::Change,
    value::Value,
    view::site::stretch_of,
};

use super::{
    core::Pending,
    phone::Phone,
    save::{self, Save, SaveKind},
    setting::Sound,
    stage::Alarm,
    undo::{UNDO_BAR_MS, Undo, UndoBar},
};
use crate::{
    browser::{
        clock::{self, Timer},
        signal::{self, Tone},
    },
    disk::Fault,
};

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

    /// One answer of a checklist of today, about a door or somebody who lives there; null takes it back.
    pub(crate) fn answer(&self, (door, subject): (RecordId, RecordId), asks: Asks, item: &str, value: &Value) {
        let core = self.core();
        let now = core.server_now();
        let answered = {
            let site = core.site.borrow();
            let list = site.checklist(subject, asks, site.day_of(now));
            list.and_then(|list| {
                let line = list.line(item)?;
                Some(save::answer(door, &list, line.item, value))
            })
        };
        match answered {
            Some((changes, save)) => self.save(changes, save),
            None => self.refuse(),
        }
    }

    /// 改正: whom a visit of this worker's met.
    pub(crate) fn correct(&self, visit: RecordId, persons: &[Person]) -> RecordId {
        let made = RecordId::made(clock::now(), clock::random());
        let back = RecordId::made(clock::now(), clock::random());
        self.change_visit(visit, |visit| save::correct(visit, persons, made, back));
        made
    }

    /// 这条不算
    pub(crate) fn withdraw(&self, visit: RecordId) {
        let back = RecordId::made(clock::now(), clock::random());
        self.change_visit(visit, |visit| save::withdraw(visit, back));
    }

    fn change_visit(&self, visit: RecordId, change: impl FnOnce(&Visit) -> (Vec<Change>, Save)) {
        let changed = self.core().site.borrow().visit(visit).map(change);
        match changed {
            Some((changes, save)) => self.save(changes, save),
            None => self.refuse(),
        }
    }

    /// 整层都走了, but for the doors that are not named here.
    pub(crate) fn floor_done(&self, doors: &[RecordId]) {
        match save::floor(doors, || RecordId::made(clock::now(), clock::random())) {
            Some((changes, save)) => self.save(changes, save),
            None => self.refuse(),
        }
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
        let phone = *self;
        phone.hold();
        let group = driver.act(changes);
        let shown = save.clone();
        phone.then(move || {
            phone.follow(shown.door);
            phone.show_bar(&shown, Undo::Saving);
            phone.can_undo.set(true);
        });
        core.newest.replace(Some(save.clone()));
        if let Some(group) = group {
            core.pending.borrow_mut().insert(group, Pending::Save(save));
        }
    }

    /// The list goes on where the work is.
    fn follow(self, door: RecordId) {
        self.last_door.set(Some(door));
        let stretch = self.core().site.borrow().door(door).map(stretch_of);
        if stretch.is_some() && stretch != self.last_stretch.get_untracked() {
            self.remember_stretch(stretch);
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
        self.discard(driver.enrolment().me.device, &back.discard);
        let storing = core.pending.borrow().iter().find_map(|(group, pending)| match pending {
            Pending::Save(other) if *other == save => Some(group),
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
        match core.pending.borrow_mut().remove(group) {
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
        let pending = core.pending.borrow_mut().remove(group);
        match pending {
            Some(Pending::Save(save)) => {
                // Its undo fails with it; that is no news.
                let is_undo = |pending: &Pending| matches!(pending, Pending::Undo(other) if *other == save);
                let undone = core.pending.borrow_mut().extract(|_, pending| is_undo(pending));
                if !undone.is_empty() {
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

    pub(super) fn give(self, tone: Tone) {
        signal::vibrate(tone);
        if self.sound.get_untracked() == Sound::On {
            signal::play(tone);
        }
    }
}
