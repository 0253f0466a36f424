//! The set that budgets are measured with: 3,000 residents, 1,200 doors, 30,000 ticks, 20,000 visits, all of them of
//! days that phones keep.

use anyhow::Result;
use shared::{
    domain::How,
    op::Change,
    protocol::HORIZON_DAYS,
    time::{DAY_MS, DayRule, HOUR_MS, SiteDay, UnixMs},
};

use super::{
    Setting,
    dice::Dice,
    person::{People, Person, worker_name},
    phone::{Phone, tick, visit},
    place::{Place, STRESS},
};
use crate::pack::{self, Pack};

const RESIDENTS: usize = 3_000;
const VISITS: usize = 20_000;
const TICKS: usize = 30_000;
const PHONES: usize = 30;
/// Within what phones keep, with a day to spare.
const DAYS: i64 = HORIZON_DAYS - 1;
const ITEMS: [&str; 2] = [pack::FOOD, pack::UNWELL];

/// Doors, who lives behind each, and the daily checklist.
pub(super) async fn settle(setting: &Setting, dice: &mut Dice) -> Result<Vec<Vec<Person>>> {
    let now = setting.now;
    let place = Place::new(&STRESS, 0, dice, now);
    let mut people = People::new(now);
    let mut homes: Vec<Vec<Person>> = Vec::new();
    for (at, door) in place.doors.iter().enumerate() {
        let size = (at + 1) * RESIDENTS / place.doors.len() - at * RESIDENTS / place.doors.len();
        homes.push(people.household(door.id, size, dice));
    }
    let template = Pack::default().change(dice.record(now));
    let changes = place
        .changes()
        .chain(homes.iter().flatten().map(Person::change))
        .chain([template]);
    setting.submit(changes.collect(), dice, start(now)).await?;
    Ok(homes)
}

pub(super) async fn fill(setting: &Setting, dice: &mut Dice) -> Result<()> {
    let now = setting.now;
    let homes = settle(setting, dice).await?;
    let mut work: Vec<Vec<(UnixMs, Change)>> = (0..PHONES).map(|_| Vec::new()).collect();
    let doors = homes.len();
    for visited in 0..VISITS {
        let home = &homes[visited % doors];
        let at = moment(now, visited / doors, VISITS.div_ceil(doors), dice);
        let persons: Vec<_> = home.iter().map(|person| (person.id, How::Met)).collect();
        if let Some(person) = home.first() {
            work[visited % doors % PHONES].push((at, visit(dice.record(at), person.door, &persons, None)));
        }
    }
    for ticked in 0..TICKS {
        let (round, door) = (ticked / doors, &homes[ticked % doors]);
        let at = moment(now, round / ITEMS.len(), TICKS.div_ceil(doors * ITEMS.len()), dice);
        if let Some(person) = door.first() {
            work[ticked % doors % PHONES].push((at, tick(person.door, ITEMS[round % ITEMS.len()], true, at)));
        }
    }
    for (at, done) in work.into_iter().enumerate() {
        let mut phone = Phone::enrol(
            &setting.store,
            &setting.operator,
            &worker_name(dice),
            &format!("{}", at + 1),
            start(now),
        )
        .await?;
        phone.push(done, dice, now).await?;
    }
    Ok(())
}

/// Before the first of the days.
const fn start(now: UnixMs) -> UnixMs {
    now.plus(-(DAYS + 1) * DAY_MS)
}

/// Around noon of the `slot`-th of `slots` moments, spread over the days before today. With at most one slot a day, no
/// two fall on the same day: ticks of one item are one a day.
fn moment(now: UnixMs, slot: usize, slots: usize, dice: &mut Dice) -> UnixMs {
    let rule = DayRule::default();
    let (slot, slots) = (
        i64::try_from(slot).unwrap_or(0),
        i64::try_from(slots).unwrap_or(1).max(1),
    );
    let day = SiteDay(rule.day(now).0 - DAYS + slot * DAYS / slots);
    rule.start(day).plus(dice.between(4, 8) * HOUR_MS)
}
