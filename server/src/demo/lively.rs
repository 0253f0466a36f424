//! A compound on its second closed day: who lives there, and what five workers did.

use anyhow::Result;
use shared::{
    domain::How,
    op::Change,
    time::{DayRule, HOUR_MS, MINUTE_MS, UnixMs},
    value::{Value, fields},
};

use super::{
    Setting,
    dice::Dice,
    person::{People, Person, worker_name},
    phone::{Phone, tick, visit},
    place::{Door, LIVELY, Place},
    template,
};

const VACANT_DOORS: usize = 6;
const PRIORITY: usize = 12;
const OVERDUE: usize = 3;
const PHONES: [&str; 5] = ["华为 P40", "小米 12", "荣耀 60", "OPPO Reno8", "vivo S15"];
/// The phone in the low building's stairwell was last heard this long ago.
const SILENT: usize = 4;
const SILENT_MS: i64 = 75 * MINUTE_MS;
/// A worker sends after so many doors; in between there is no signal.
const DOORS_A_PUSH: usize = 8;

const DOOR_NOTES: [&str; 5] = [
    "门铃坏了，请敲门",
    "狗会叫，不咬人",
    "孩子午睡，12 到 14 点轻敲",
    "上夜班，下午两点以后敲门",
    "门口有轮椅，注意脚下",
];
const CONDITIONS: [&str; 8] = [
    "高血压",
    "糖尿病，需胰岛素",
    "行动不便",
    "视力差",
    "心脏支架",
    "慢阻肺，在家吸氧",
    "脑梗后遗症",
    "青霉素过敏",
];
const REASONS: [&str; 6] = [
    "独居，听力差",
    "每周透析三次",
    "卧床，女儿不在家",
    "孕晚期",
    "糖尿病，需胰岛素",
    "失智，会走失",
];
const VISIT_NOTES: [&str; 6] = [
    "敲了五分钟才开门，人没事",
    "鸡蛋和青菜快没了",
    "降压药还剩两天",
    "老人说睡不好",
    "已教会看手机通知",
    "想要一些儿童退烧药",
];

pub(super) async fn fill(setting: &Setting, dice: &mut Dice) -> Result<()> {
    let now = setting.now;
    let mut place = Place::new(&LIVELY, VACANT_DOORS, dice, now);
    let mut people = residents(&place.doors, dice, now);
    let workers: Vec<String> = PHONES.iter().map(|_| worker_name(dice)).collect();
    let priority = put_on_list(&mut people, &workers, dice);
    remark(&mut place, &mut people, dice);
    let template = template::daily(dice.record(now));
    let changes = place
        .changes()
        .chain(people.iter().flatten().map(Person::change))
        .chain([template]);
    let start = now.plus(-50 * HOUR_MS);
    setting.submit(changes.collect(), dice, start).await?;

    let mut rounds: Vec<Round> = Vec::new();
    for (at, (worker, device)) in workers.iter().zip(PHONES).enumerate() {
        let phone = Phone::enrol(
            &setting.store,
            &setting.operator,
            worker,
            device,
            start.plus(10 * MINUTE_MS),
        )
        .await?;
        rounds.push(Round {
            phone,
            sends: Vec::new(),
            silent: at == SILENT,
        });
    }
    plan_rounds(&mut rounds, &place.doors, &people, &priority, dice, now);
    send_in_order(rounds, dice).await
}

/// Households behind every door that isn't empty.
fn residents(doors: &[Door], dice: &mut Dice, now: UnixMs) -> Vec<Vec<Person>> {
    let mut people = People::new(now);
    let size = |dice: &mut Dice| match dice.below(100) {
        0..=13 => 1,
        14..=35 => 2,
        36..=63 => 3,
        64..=86 => 4,
        87..=95 => 5,
        _ => 6,
    };
    let mut household = |door: &Door, dice: &mut Dice| {
        if door.vacant {
            Vec::new()
        } else {
            people.household(door.id, size(dice), dice)
        }
    };
    doors.iter().map(|door| household(door, dice)).collect()
}

/// Twelve people, behind twelve doors all over the site. Returns their doors; the first three are overdue.
fn put_on_list(people: &mut [Vec<Person>], workers: &[String], dice: &mut Dice) -> Vec<usize> {
    let mut doors: Vec<usize> = (0..people.len()).filter(|door| !people[*door].is_empty()).collect();
    // Whoever lives alone and is old comes first, then the oldest.
    doors.sort_by_key(|door| people[*door].first().map_or((true, 0), |head| (!head.alone, -head.age)));
    let mut doors: Vec<usize> = doors.into_iter().take(PRIORITY).collect();
    // Not the three oldest of all, or the overdue ones would stand side by side.
    doors.sort_by_key(|door| door.wrapping_mul(37) % 101);
    for (at, door) in doors.iter().enumerate() {
        let Some(person) = people[*door].first_mut() else {
            continue;
        };
        let reason = REASONS[at % REASONS.len()];
        person.priority = true;
        person.suffers(reason);
        let owner = &workers[at % workers.len()];
        let priority = fields([
            ("reason", reason.into()),
            ("cadence_h", 24.into()),
            ("owner", owner.clone().into()),
        ]);
        person.set("priority", Value::Map(priority));
        let relation = if dice.chance(50) { "女儿" } else { "儿子" };
        let contact = fields([
            ("name", worker_name(dice).into()),
            ("relation", relation.into()),
            ("phone", format!("19900019{:03}", at + 1).into()),
        ]);
        person.set("contacts", Value::List(vec![Value::Map(contact)]));
        if at % 3 == 0 {
            person.set("note", "听不清，敲门等 5 分钟");
        }
    }
    doors
}

/// What one should know before knocking, illnesses, and who isn't at home.
fn remark(place: &mut Place, people: &mut [Vec<Person>], dice: &mut Dice) {
    for (door, home) in people.iter_mut().enumerate().filter(|(_, home)| !home.is_empty()) {
        if dice.chance(10) {
            place.note(door, "note", dice.pick(&DOOR_NOTES));
        }
        if dice.chance(4) {
            place.note(door, "key_holder", "钥匙在楼长处");
        }
        for person in home.iter_mut().filter(|person| !person.priority) {
            if dice.chance(if person.age >= 65 { 60 } else { 6 }) {
                person.suffers(dice.pick(&CONDITIONS));
            }
            if dice.chance(2) {
                person.away(if dice.chance(50) { "out" } else { "hospital" });
            }
        }
    }
    let sick = people
        .iter_mut()
        .flatten()
        .find(|person| person.age >= 60 && !person.priority && person.at_home);
    if let Some(person) = sick {
        person.set("medical", Value::Map(fields([("what", "胸闷两天，要去医院".into())])));
    }
}

/// One worker's two days.
struct Round {
    phone: Phone,
    /// When it was sent, and what had been done by then.
    sends: Vec<(UnixMs, Vec<(UnixMs, Change)>)>,
    silent: bool,
}

fn plan_rounds(
    rounds: &mut [Round],
    doors: &[Door],
    people: &[Vec<Person>],
    priority: &[usize],
    dice: &mut Dice,
    now: UnixMs,
) {
    let rule = DayRule::default();
    let today = rule.start(rule.day(now));
    let due: Vec<usize> = (0..doors.len()).filter(|door| !doors[*door].vacant).collect();
    let share = due.len().div_ceil(rounds.len());
    let overdue = &priority[..OVERDUE.min(priority.len())];
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
    into.push((at, tick(door, template::FOOD, food, at)));
    into.push((at, tick(door, template::UNWELL, dice.chance(2), at)));
    if dice.chance(55) {
        into.push((at, tick(door, template::RUBBISH, true, at)));
    }
    if dice.chance(15) {
        into.push((at, tick(door, template::CARD, true, at)));
    }
}

/// All phones' sends as the server would have received them.
async fn send_in_order(rounds: Vec<Round>, dice: &mut Dice) -> Result<()> {
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
