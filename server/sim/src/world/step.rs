//! One step: something happens to a phone, on the way, or to the server.

use model::{
    Deed,
    site::{BUILDING, DOORS, RESIDENT, RESIDENTS, id},
};
use shared::{
    domain::resident::SAME_AS,
    kind::Kind,
    op::Change,
    replica::Event,
    role::{Role, Scope},
    value::{Value, fields},
};

use super::{LATE_MAX, World, deed};
use crate::{
    breach::{Breach, Invariant},
    office::Form,
    phone::Phone,
};

/// Effects after which a killed phone is killed, at most.
const DIES_IN_MAX: usize = 4;
/// Identities a seed gives out in all, beyond its phones.
const MORE_PHONES_MAX: usize = 4;

impl World {
    pub(super) fn step(&mut self) -> Result<(), Breach> {
        self.tick();
        let p = self.dice.below(self.phones.len());
        let kind = self.dice.below(105);
        self.note((p, kind));
        if self.tells {
            self.tell_step(p, kind);
        }
        if self.phones[p].is_lost {
            self.turns_up(p);
            return Ok(());
        }
        match kind {
            0..=29 => self.deed(p),
            30..=59 => self.round_trip(p),
            60..=63 => self.serve(p),
            64..=67 => {
                self.phones[p].arrive(self.now);
                Ok(())
            }
            68..=74 => self.trouble_on_the_way(p),
            75..=82 => {
                self.trouble_in_the_phone(p);
                Ok(())
            }
            83..=88 => self.trouble_at_the_server(p),
            89..=91 if self.chances.edits => self.at_the_desk(),
            92..=95 => {
                let hours_ms = self.dice.hours_ms(1);
                self.now = self.now.plus(hours_ms / 4);
                Ok(())
            }
            96..=97 => {
                self.phones[p].tell(self.now, Event::Check);
                Ok(())
            }
            100..=102 => self.unread(p),
            103..=104 => self.carry(p),
            _ => {
                self.phones[p].tell(self.now, Event::Nudge);
                Ok(())
            }
        }?;
        self.phones[p].catch_up_now_and_then(self.now, &mut self.dice);
        self.renew(p);
        self.tell_live()?;
        self.check(p)
    }

    /// For whoever looks into one seed.
    fn tell_step(&self, p: usize, kind: usize) {
        eprintln!(
            "phone {p}, kind {kind}, head {}, {} restores",
            self.office.model.head, self.restores
        );
        for (p, phone) in self.phones.iter().enumerate() {
            let (tally, place) = (phone.replica().tally(), phone.replica().place());
            eprintln!("    phone {p} at {}, {tally:?}", place.cursor.seq);
        }
    }

    fn deed(&mut self, p: usize) -> Result<(), Breach> {
        let deed = deed::draw(&mut self.dice, self.chances.aliases);
        if let Deed::Merge(one, other) = deed {
            self.merged.extend([one, other]);
        }
        if !self.chances.edits && deed::deletes(&deed) {
            return Ok(());
        }
        self.phones[p].deed(self.now, &deed, &mut self.dice);
        Ok(())
    }

    /// Asked, done, answered.
    fn round_trip(&mut self, p: usize) -> Result<(), Breach> {
        self.serve(p)?;
        self.phones[p].arrive(self.now);
        Ok(())
    }

    fn trouble_on_the_way(&mut self, p: usize) -> Result<(), Breach> {
        if !self.chances.network {
            return self.round_trip(p);
        }
        match self.dice.below(5) {
            // It never arrives.
            0 => self.phones[p].lose(self.now),
            // It is done, and the answer is lost.
            1 => {
                self.serve(p)?;
                self.phones[p].lose(self.now);
            }
            // It arrives twice.
            2 => {
                let again = self.phones[p].push_under_way();
                self.serve(p)?;
                if let Some(push) = again {
                    let is_sealed = self.chances.locks && self.dice.percent(50);
                    self.repeat(&push, if is_sealed { Form::Sealed } else { Form::Open })?;
                }
                self.phones[p].arrive(self.now);
            }
            // It arrives now, and once more much later.
            3 => {
                if self.late.len() < LATE_MAX {
                    let push = self.phones[p].push_under_way();
                    self.late.extend(push.map(|push| (push, Form::Open)));
                }
                self.round_trip(p)?;
            }
            _ => {
                if !self.late.is_empty() {
                    let (push, form) = self.late.swap_remove(self.dice.below(self.late.len()));
                    // Of a copied profile, or from before a backup was put back, it may say something new.
                    let _ = self.office.push(&push, form, self.now)?;
                }
            }
        }
        Ok(())
    }

    /// At once, by somebody who does not know that it was done: nothing changes.
    fn repeat(&mut self, push: &shared::protocol::PushRequest, form: Form) -> Result<(), Breach> {
        let (head, ops) = (self.office.model.head, self.office.model.log.len());
        let _ = self.office.push(push, form, self.now)?;
        let now = (self.office.model.head, self.office.model.log.len());
        Invariant::Same.check(now == (head, ops), || format!("a repeat wrote something: {push:?}"))
    }

    fn trouble_in_the_phone(&mut self, p: usize) {
        match self.dice.below(7) {
            0 => self.phones[p].start(self.now),
            1 | 2 => {
                let effects = self.dice.below(DIES_IN_MAX);
                self.phones[p].die_in(effects);
            }
            3 => self.phones[p].storage.refuse_page = true,
            4 if self.chances.tabs => self.phones[p].open_tab(self.now),
            5 if self.chances.tabs => self.phones[p].change_lead(self.now),
            6 if self.chances.clocks => self.phones[p].clock_off_ms = self.clock_off_ms(),
            _ => self.phones[p].discard_rejected(self.now),
        }
    }

    fn trouble_at_the_server(&mut self, p: usize) -> Result<(), Breach> {
        match self.dice.below(6) {
            0 | 1 if self.chances.server => self.office.kill(),
            2 if self.chances.server => {
                if let Some(push) = self.phones[p].push_under_way() {
                    self.office.kill_while_storing(&push, self.now, &mut self.dice)?;
                    self.phones[p].lose(self.now);
                }
            }
            3 if self.chances.backups => self.office.back_up(self.now),
            4 if self.chances.backups => {
                self.restores += usize::from(self.office.restore(self.now, &mut self.dice));
            }
            _ => self.strangers(p),
        }
        Ok(())
    }

    /// Copied profiles, evicted storage, phones that are taken out of service.
    fn strangers(&mut self, p: usize) {
        if self.chances.rights && self.dice.percent(60) {
            self.other_rights(p);
            return;
        }
        if self.enrolled >= self.phones.len() + MORE_PHONES_MAX {
            return;
        }
        match self.dice.below(3) {
            0 if self.chances.copies => {
                let n = self.enrolled;
                self.enrolled += 1;
                let copy = self.phones[p].copied(n, self.now);
                self.phones.push(copy);
            }
            1 if self.chances.evictions => {
                let lost = self.phones[p].open.values().copied();
                self.evicted.extend(lost);
                let Phone { me, enrolled, .. } = self.new_phone();
                self.phones[p].evict(me, enrolled, self.now);
            }
            2 if self.chances.revocations && self.dice.percent(30) => {
                self.office.revoke(self.phones[p].me.device, self.now);
            }
            _ => {}
        }
    }

    /// One building, the other one or both; and now and then what only the desk may read.
    fn other_rights(&mut self, p: usize) {
        let scope = match self.dice.below(3) {
            2 => Scope::WholeSite,
            building => Scope::Buildings([id(BUILDING, building)].into()),
        };
        let role = if self.dice.percent(30) {
            Role::Coordinator
        } else {
            Role::Worker
        };
        self.office.give(self.phones[p].me.device, role, scope, self.now);
    }

    fn at_the_desk(&mut self) -> Result<(), Breach> {
        if self.chances.aliases && self.dice.percent(50) {
            return self.who_is_who();
        }
        let resident = id(RESIDENT, self.dice.below(RESIDENTS));
        if self.chances.erasures && self.dice.percent(15) {
            return self.erase(resident);
        }
        let door = id(model::site::DOOR, self.dice.below(DOORS));
        let note = format!("desk {}", self.dice.below(100));
        let value = if self.dice.percent(70) {
            ("note", note.into())
        } else {
            ("door", door.into())
        };
        let change = Change::Set {
            kind: Kind::Resident,
            record: resident,
            fields: fields([value]),
        };
        self.office.submit(vec![change], self.now)
    }

    /// One record is another's person, or nobody's but its own; or several at the desk close a ring at once.
    fn who_is_who(&mut self) -> Result<(), Breach> {
        let first = self.dice.below(RESIDENTS);
        if self.dice.percent(25) {
            return self.office.submit(vec![same_as(first, Value::Null)], self.now);
        }
        let (ring, links) = (2 + self.dice.below(2), 1 + self.dice.below(3));
        let member = |n: usize| (first + n % ring) % RESIDENTS;
        self.merged.extend((0..ring).map(member));
        let links = (0..links.min(ring)).map(|n| same_as(member(n), id(RESIDENT, member(n + 1)).into()));
        self.office.submit(links.collect(), self.now)
    }

    /// A copied profile has been found out: it gets an identity of its own.
    pub(super) fn renew(&mut self, p: usize) {
        if !self.phones[p].renews {
            return;
        }
        let n = self.enrolled;
        self.enrolled += 1;
        if let Some(me) = self.office.renew(self.phones[p].me.device, n as u64, self.now) {
            self.phones[p].move_to(me, self.now);
        }
    }

    /// Those who follow the site hear of it, most of the time.
    pub(super) fn tell_live(&mut self) -> Result<(), Breach> {
        let Some(seq) = self.office.told()? else { return Ok(()) };
        for p in 0..self.phones.len() {
            if self.dice.percent(30) && !self.phones[p].is_lost {
                self.phones[p].tell(self.now, Event::Live { seq });
            }
        }
        Ok(())
    }
}

fn same_as(r: usize, other: Value) -> Change {
    Change::Set {
        kind: Kind::Resident,
        record: id(RESIDENT, r),
        fields: fields([(SAME_AS, other)]),
    }
}

impl Phone {
    fn catch_up_now_and_then(&mut self, now: shared::time::UnixMs, dice: &mut crate::dice::Dice) {
        if dice.percent(60) {
            self.catch_up(now);
        }
    }
}
