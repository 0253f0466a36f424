//! One seed played: steps drawn from it, checks after each, and at the end a rest in which everything has to agree.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

use model::{
    Request,
    site::{BUILDING, NOW, id},
};
use shared::{
    id::{DeviceId, OpId},
    outcome::Code,
    protocol::{OpResult, PushRequest, PushResponse},
    replica::Event,
    role::{Role, Scope},
    time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs},
};

use crate::{
    breach::{Breach, Invariant},
    bug::Bug,
    dice::Dice,
    office::{Answer, Carried, Form, Office},
    phone::Phone,
};

mod back;
mod carry;
mod check;
mod deed;
mod person;
mod rest;
mod step;

pub use back::play_return;

/// Phones of an ordinary seed, and of one in so many.
const PHONES_MAX: usize = 9;
const CROWD_EVERY: u64 = 25;
const CROWD_MAX: usize = 200;
const STEPS_MAX: usize = 360;
/// Pushes that come once more, long after.
const LATE_MAX: usize = 8;

/// What came of a seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    pub phones: usize,
    pub steps: usize,
    pub operations: usize,
    /// Of everything that happened, in order: equal for equal runs.
    pub digest: u64,
}

struct World {
    dice: Dice,
    office: Office,
    phones: Vec<Phone>,
    now: UnixMs,
    /// Phones in a hurry: rows in a page of a pull.
    page: u32,
    chances: Chances,
    late: Vec<(PushRequest, Form)>,
    /// Rescue files that were ever made, and whether somebody has brought them.
    files: Vec<(Carried, bool)>,
    /// Operations that phones let go of although no backup has them: they were about somebody who was erased.
    forgotten: BTreeSet<OpId>,
    /// Residents of whom somebody thought that they were others, too: one's name may stand with another.
    merged: BTreeSet<usize>,
    /// Every operation with a final result that a phone has heard of.
    acknowledged: BTreeMap<OpId, DeviceId>,
    /// What a browser threw away before it was sent.
    evicted: Vec<OpId>,
    /// Identities that were ever given out.
    enrolled: usize,
    restores: usize,
    trace: DefaultHasher,
    bug: Option<Bug>,
    tells: bool,
}

/// What goes wrong in this seed at all: each alone and all together are looked at.
#[derive(Default)]
struct Chances {
    network: bool,
    server: bool,
    backups: bool,
    tabs: bool,
    copies: bool,
    evictions: bool,
    revocations: bool,
    clocks: bool,
    /// The desk edits, and records are deleted.
    edits: bool,
    /// Some phones see one building only.
    scopes: bool,
    /// The desk gives phones other buildings and roles.
    rights: bool,
    /// Some enrolments end within the day.
    ends: bool,
    /// Phones send while nobody can open them.
    locks: bool,
    /// Phones are lost, and what was saved of them comes in files.
    files: bool,
    erasures: bool,
    aliases: bool,
}

/// Plays a seed, with a mistake in it if one is given. `tells`: each step, on standard error.
///
/// # Errors
/// The first breach, with the step it was found at.
pub fn play(seed: u64, bug: Option<Bug>, tells: bool) -> Result<Played, (usize, Breach)> {
    let mut step = 0;
    // The replica and the model stop at what they did not expect.
    let played = catch_unwind(AssertUnwindSafe(|| World::new(seed, bug, tells).play(&mut step)));
    let played = played.unwrap_or_else(|panic| Err(Invariant::Sound.breach(said(panic.as_ref()))));
    played.map_err(|breach| (step, breach))
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

impl World {
    fn new(seed: u64, bug: Option<Bug>, tells: bool) -> Self {
        let mut dice = Dice::new(seed);
        let is_crowd = seed % CROWD_EVERY == CROWD_EVERY - 1;
        let count = if is_crowd {
            CROWD_MAX / 4 + dice.below(CROWD_MAX)
        } else {
            2 + dice.below(PHONES_MAX - 1)
        };
        let backups = dice.percent(40);
        let chances = Chances {
            network: dice.percent(80),
            server: dice.percent(60),
            backups,
            tabs: dice.percent(40),
            // A copy of what a restore has lost takes its numbers: ARCHITECTURE.md names it among the limits.
            copies: !backups && dice.percent(25),
            // What a backup lacks and a browser has thrown away is lost, and nothing can be done about it.
            evictions: !backups && dice.percent(20),
            revocations: dice.percent(25),
            clocks: dice.percent(70),
            edits: true,
            scopes: true,
            rights: dice.percent(40),
            ends: true,
            locks: dice.percent(40),
            files: dice.percent(40),
            erasures: dice.percent(40),
            aliases: dice.percent(40),
        };
        Self::with(dice, chances, count, bug, tells)
    }

    fn with(mut dice: Dice, chances: Chances, count: usize, bug: Option<Bug>, tells: bool) -> Self {
        let mut world = Self {
            page: 1 + dice.below(40) as u32,
            dice,
            office: Office::open(bug),
            phones: Vec::new(),
            now: NOW,
            chances,
            late: Vec::new(),
            files: Vec::new(),
            forgotten: BTreeSet::new(),
            merged: BTreeSet::new(),
            acknowledged: BTreeMap::new(),
            evicted: Vec::new(),
            enrolled: 0,
            restores: 0,
            trace: DefaultHasher::new(),
            bug,
            tells,
        };
        for _ in 0..count {
            let phone = world.new_phone();
            world.phones.push(phone);
        }
        world
    }

    fn play(mut self, step: &mut usize) -> Result<Played, Breach> {
        let steps = self.steps();
        while *step < steps {
            self.step()?;
            *step += 1;
        }
        self.rest()?;
        Ok(Played {
            phones: self.phones.len(),
            steps,
            operations: self.office.model.log.len(),
            digest: self.trace.finish(),
        })
    }

    /// A crowd takes fewer each.
    fn steps(&mut self) -> usize {
        STEPS_MAX / 3 + self.dice.below(STEPS_MAX) + 2 * self.phones.len()
    }

    fn new_phone(&mut self) -> Phone {
        let n = self.enrolled;
        self.enrolled += 1;
        let scope = if self.chances.scopes && self.dice.percent(30) {
            Scope::Buildings([id(BUILDING, self.dice.below(2))].into())
        } else {
            Scope::WholeSite
        };
        let ends = self.chances.ends && self.dice.percent(10);
        let lasts_ms = ends.then(|| 2 * HOUR_MS + self.dice.hours_ms(10));
        let me = self.office.enrol(n, scope.clone(), lasts_ms);
        let off_ms = self.clock_off_ms();
        Phone::new(me, (Role::Worker, scope), n, off_ms, self.bug)
    }

    /// Up to a day off either way, where clocks go wrong at all.
    fn clock_off_ms(&mut self) -> i64 {
        if self.chances.clocks && self.dice.percent(50) {
            self.dice.hours_ms(48) - DAY_MS
        } else {
            0
        }
    }

    fn note(&mut self, what: impl Hash) {
        what.hash(&mut self.trace);
    }

    /// A moment passes.
    fn tick(&mut self) {
        self.now = self.now.plus(1 + self.dice.below(MINUTE_MS as usize) as i64 / 10);
    }

    /// The server does what a phone asks; the answer is on its way back.
    fn serve(&mut self, p: usize) -> Result<(), Breach> {
        let Some(request) = self.phones[p].request().cloned() else {
            return Ok(());
        };
        let event = match &request {
            Request::Push(push) => Event::PushDone(self.push(push, Form::Open)?),
            Request::Pull(pull) => {
                Invariant::Digest.check(pull.differs.is_empty(), || {
                    format!("phone {p} had other rows than it should have of {:?}", pull.differs)
                })?;
                let answer = self.office.pull(pull, self.page, self.now);
                if let Ok(answer) = &answer {
                    self.note((p, answer.cursor.seq, answer.rows.len()));
                }
                Event::PullDone(answer)
            }
        };
        self.phones[p].answer(event);
        Ok(())
    }

    /// Whoever sent it hears what came of it.
    fn push(&mut self, push: &PushRequest, form: Form) -> Result<Answer<PushResponse>, Breach> {
        let answer = self.office.push(push, form, self.now)?;
        if let Ok(answer) = &answer {
            let is_stored = |result: &&OpResult| self.office.model.log.contains_key(&result.id);
            let unstored = answer.results.iter().find(|result| !is_stored(result));
            Invariant::Kept.check(unstored.is_none(), || {
                format!("{unstored:?} is said of what is not stored")
            })?;
            let is_erased = |result: &&OpResult| result.code == Some(Code::Erased);
            let erased = answer.results.iter().filter(is_erased);
            self.forgotten.extend(erased.map(|result| result.id));
            let ended = answer.results.iter().filter(|result| result.status.is_final());
            self.acknowledged.extend(ended.map(|result| (result.id, push.device)));
            for result in &answer.results {
                self.note((result.n, result.status as u8, result.seq));
            }
        }
        Ok(answer)
    }
}
