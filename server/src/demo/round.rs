//! What five workers did in two days: door after door, sent when there was a signal.

use anyhow::Result;
use shared::{
    domain::How,
    op::Change,
    time::{DayRule, HOUR_MS, MINUTE_MS, UnixMs},
};

use super::{
    dice::Dice,
    person::Person,
    phone::{Phone, tick, visit},
    place::Door,
};
use crate::pack;

/// The phone that was last heard longest ago, and how long.
const SILENT_MS: i64 = 75 * MINUTE_MS;
/// A worker sends after so many doors; in between there is no signal.
const DOORS_A_PUSH: usize = 8;

const VISIT_NOTES: [&str; 6] = [
    "敲了五分钟才开门，人没事",
    "鸡蛋和青菜快没了",
    "降压药还剩两天",
    "老人说睡不好",
    "已教会看手机通知",
    "想要一些儿童退烧药",
];

/// One worker's two days.
pub(super) struct Round {
    phone: Phone,
    /// When it was sent, and what had been done by then.
    sends: Vec<(UnixMs, Vec<(UnixMs, Change)>)>,
    silent: bool,
}

/// Shares the doors out and walks them: yesterday all, today as far as the time goes. Whoever lives behind the first
/// `overdue` of the priority doors was last met too long ago.
pub(super) fn plan_rounds(
    rounds: &mut [Round],
    doors: &[Door],
    people: &[Vec<Person>],
    priority: &[usize],
    overdue: usize,
    dice: &mut Dice,
    now: UnixMs,
) {
    let rule = DayRule::default();
    let today = rule.start(rule.day(now));
    let due: Vec<usize> = (0..doors.len()).filter(|door| !doors[*door].vacant).collect();
    let share = due.len().div_ceil(rounds.len());
    let overdue = &priority[..overdue.min(priority.len())];
    for (at, round) in rounds.iter_mut().enumerate() {
        let mine: Vec<usize> = due.iter().copied().skip(at * share).take(share).collect();
        let (late, others): (Vec<usize>, Vec<usize>) = mine.into_iter().partition(|door| overdue.contains(door));
        // The overdue ones were last met so long ago that their cadence has passed.
        let long_ago = now.plus(-34 * HOUR_MS);
        round.walk(
            &late,
            people,
            long_ago,
            now.plus(-27 * HOUR_MS),
            Answering::Always,
            dice,
        );
        // Yesterday everybody, the priority doors at the end of the shift.
        let (listed, rest): (Vec<usize>, Vec<usize>) = others.into_iter().partition(|door| priority.contains(door));
        let yesterday = today.plus(-20 * HOUR_MS);
        round.walk(
            &rest,
            people,
            yesterday,
            today.plus(-10 * HOUR_MS),
            Answering::Mostly,
            dice,
        );
        round.walk(
            &listed,
            people,
            today.plus(-10 * HOUR_MS),
            today.plus(-6 * HOUR_MS),
            Answering::Always,
            dice,
        );
        // Today the priority doors first, then as far as the time since the day began allows.
        let end = if round.silent {
            now.plus(-SILENT_MS)
        } else {
            now.plus(-dice.between(1, 6) * MINUTE_MS)
        };
        let begin = today.plus(15 * MINUTE_MS).max(now.plus(-5 * HOUR_MS));
        let minutes = end.since(begin).max(0) / MINUTE_MS;
        let reach = usize::try_from(minutes / 6).unwrap_or(0).min(rest.len() * 2 / 3);
        let first: Vec<usize> = listed.into_iter().chain(rest.into_iter().take(reach)).collect();
        if minutes >= 30 {
            round.walk(&first, people, begin, end, Answering::Mostly, dice);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answering {
    Always,
    Mostly,
}

impl Round {
    pub(super) const fn new(phone: Phone, silent: bool) -> Self {
        Self {
            phone,
            sends: Vec::new(),
            silent,
        }
    }

    /// Door after door, evenly from `begin` to `end`.
    fn walk(
        &mut self,
        doors: &[usize],
        people: &[Vec<Person>],
        begin: UnixMs,
        end: UnixMs,
        answering: Answering,
        dice: &mut Dice,
    ) {
        let steps = i64::try_from(doors.len()).unwrap_or(1).max(1);
        let step_ms = end.since(begin).max(0) / steps;
        let mut bag = Vec::new();
        for (at, door) in doors.iter().enumerate() {
            let place = i64::try_from(at).unwrap_or(0) + 1;
            let moment = begin.plus(place * step_ms - dice.between(0, (step_ms / 3).max(0)));
            call(&people[*door], moment, answering, dice, &mut bag);
            let is_last = at + 1 == doors.len();
            if is_last || (at + 1) % DOORS_A_PUSH == 0 {
                let sent = if is_last { end.max(moment) } else { moment.plus(20_000) };
                self.sends.push((sent, std::mem::take(&mut bag)));
            }
        }
    }
}

/// What is recorded at one door.
fn call(home: &[Person], at: UnixMs, answering: Answering, dice: &mut Dice, into: &mut Vec<(UnixMs, Change)>) {
    let Some(door) = home.first().map(|person| person.door) else {
        return;
    };
    let listed = home.iter().any(|person| person.priority);
    if answering == Answering::Mostly && !listed && dice.chance(6) {
        into.push((at, visit(dice.record(at), door, &[], None)));
        return;
    }
    let how = |person: &Person, dice: &mut Dice| match dice.below(10) {
        _ if person.priority => How::Met,
        0..=5 => How::Met,
        6..=7 => How::Spoke,
        _ => How::Reported,
    };
    let there = home.iter().filter(|person| person.at_home);
    let persons: Vec<_> = there.map(|person| (person.id, how(person, dice))).collect();
    if persons.is_empty() {
        return;
    }
    let note = dice.chance(7).then(|| dice.pick(&VISIT_NOTES));
    into.push((at, visit(dice.record(at), door, &persons, note)));
    let food = match dice.below(20) {
        0 => "none",
        1..=3 => "low",
        _ => "enough",
    };
    into.push((at, tick(door, pack::FOOD, food, at)));
    into.push((at, tick(door, pack::UNWELL, dice.chance(2), at)));
    if dice.chance(55) {
        into.push((at, tick(door, pack::RUBBISH, true, at)));
    }
    if dice.chance(15) {
        into.push((at, tick(door, pack::CARD, true, at)));
    }
}

/// All phones' sends as the server would have received them.
pub(super) async fn send_in_order(rounds: Vec<Round>, dice: &mut Dice) -> Result<()> {
    let (mut phones, mut sends) = (Vec::new(), Vec::new());
    for (at, round) in rounds.into_iter().enumerate() {
        phones.push(round.phone);
        sends.extend(round.sends.into_iter().map(|(sent, done)| (sent, at, done)));
    }
    sends.sort_by_key(|(sent, phone, _)| (*sent, *phone));
    for (sent, phone, done) in sends {
        phones[phone].push(done, dice, sent).await?;
    }
    Ok(())
}
