//! A compound on its second closed day: who lives there, and what five workers did.

use anyhow::Result;
use shared::{
    time::{HOUR_MS, MINUTE_MS, UnixMs},
    value::{Value, fields},
};

use super::{
    Setting,
    dice::Dice,
    person::{People, Person, worker_name},
    phone::Phone,
    place::{Door, LIVELY, Place},
    round::{Round, plan_rounds, send_in_order},
};
use crate::pack::Pack;

const VACANT_DOORS: usize = 6;
const PRIORITY: usize = 12;
const OVERDUE: usize = 3;
const PHONES: [&str; 5] = ["华为 P40", "小米 12", "荣耀 60", "OPPO Reno8", "vivo S15"];
/// The phone in the low building's stairwell has been silent for more than an hour.
const SILENT: usize = 4;

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
    "心脏支架，夜里胸闷",
    "糖尿病，需胰岛素",
    "失智，会走失",
];

pub(super) async fn fill(setting: &Setting, dice: &mut Dice) -> Result<()> {
    let now = setting.now;
    let mut place = Place::new(&LIVELY, VACANT_DOORS, dice, now);
    let mut people = residents(&place.doors, dice, now);
    let workers: Vec<String> = PHONES.iter().map(|_| worker_name(dice)).collect();
    let priority = put_on_list(&mut people, &workers, dice);
    remark(&mut place, &mut people, dice);
    let template = Pack::default().change(dice.record(now));
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
        rounds.push(Round::new(phone, at == SILENT));
    }
    plan_rounds(&mut rounds, &place.doors, &people, &priority, OVERDUE, dice, now);
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
