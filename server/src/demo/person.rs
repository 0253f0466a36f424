//! Made-up people: names from common characters, phones from a range nobody has, households that could be.

use std::collections::BTreeSet;

use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    time::UnixMs,
    value::{Fields, Value, fields},
};

use super::dice::Dice;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕",
];
const WOMEN: [&str; 40] = [
    "秀英", "桂兰", "玉珍", "凤英", "淑华", "春梅", "丽华", "雪梅", "慧敏", "晓燕", "海燕", "静怡", "欣怡", "雨桐",
    "梓涵", "思琪", "佳怡", "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "平", "红梅", "玉兰", "淑珍", "桂英",
    "婷婷", "雅琴", "文静", "若曦", "诗涵", "美玲", "素芬", "月琴", "爱华", "小兰",
];
const MEN: [&str; 40] = [
    "建国", "国强", "志明", "德福", "永贵", "文斌", "海波", "立军", "宏伟", "俊杰", "浩然", "子轩", "宇航", "一鸣",
    "天佑", "嘉豪", "伟", "强", "磊", "军", "勇", "涛", "明", "超", "刚", "平", "建华", "福生", "长贵", "玉成", "振东",
    "学文", "少华", "家栋", "晨", "博文", "志远", "庆丰", "大勇", "小龙",
];
/// A range of numbers that is not given out.
const PHONE_START: &str = "1990000";

#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: RecordId,
    pub(super) door: RecordId,
    pub(super) age: i64,
    pub(super) at_home: bool,
    pub(super) priority: bool,
    pub(super) alone: bool,
    fields: Fields,
    care: BTreeSet<&'static str>,
}

/// Makes people; phones are counted up, so that no two are the same.
pub(super) struct People {
    phones: usize,
    now: UnixMs,
}

impl People {
    pub(super) const fn new(now: UnixMs) -> Self {
        Self { phones: 0, now }
    }

    /// Everybody behind one door.
    pub(super) fn household(&mut self, door: RecordId, size: usize, dice: &mut Dice) -> Vec<Person> {
        let surname = dice.pick(&SURNAMES);
        let grown = dice.between(27, 55);
        let old = dice.chance(if size <= 2 { 45 } else { 0 });
        let head_age = if old { dice.between(64, 92) } else { grown };
        let mut people = Vec::new();
        for place in 0..size {
            let age = match place {
                0 => head_age,
                1 => (head_age + dice.between(-4, 4)).max(22),
                2 | 3 => (head_age - dice.between(23, 32)).max(0),
                _ => (head_age + dice.between(22, 30)).min(96),
            };
            let female = if place == 1 {
                people.first().is_some_and(|head: &Person| !is_female(head))
            } else {
                dice.chance(50)
            };
            // Spouses and grandmothers keep their own surnames.
            let surname = if matches!(place, 1 | 4..) {
                dice.pick(&SURNAMES)
            } else {
                surname
            };
            let person = self.person(door, surname, female, age, size, dice);
            people.push(person);
        }
        people
    }

    fn person(
        &mut self,
        door: RecordId,
        surname: &str,
        female: bool,
        age: i64,
        size: usize,
        dice: &mut Dice,
    ) -> Person {
        let name = format!("{surname}{}", dice.pick(if female { &WOMEN } else { &MEN }));
        let control = match dice.below(100) {
            0..=79 => "封控",
            80..=94 => "居家隔离",
            _ => "居家健康监测",
        };
        let phone = (age >= 12).then(|| self.phone());
        let alone = size == 1;
        let fields = fields([
            ("door", door.into()),
            ("name", name.into()),
            ("sex", if female { "female" } else { "male" }.into()),
            ("age", age.into()),
            ("phone", phone.into()),
            ("household", i64::try_from(size).unwrap_or(0).into()),
            ("living_alone", alone.into()),
            ("control", control.into()),
        ]);
        let mut care = BTreeSet::new();
        if alone && age >= 60 {
            care.insert("alone");
        }
        if age >= 80 {
            care.insert("elderly");
        }
        if age <= 2 {
            care.insert("infant");
        }
        let id = dice.record(self.now);
        Person {
            id,
            door,
            age,
            at_home: true,
            priority: false,
            alone,
            fields,
            care,
        }
    }

    pub(super) fn phone(&mut self) -> String {
        self.phones += 1;
        format!("{PHONE_START}{:04}", self.phones % 10_000)
    }
}

pub(super) fn worker_name(dice: &mut Dice) -> String {
    let given = if dice.chance(60) {
        dice.pick(&WOMEN)
    } else {
        dice.pick(&MEN)
    };
    format!("{}{given}", dice.pick(&SURNAMES))
}

fn is_female(person: &Person) -> bool {
    person.fields.get("sex").and_then(Value::as_text) == Some("female")
}

impl Person {
    pub(super) fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.fields.insert(field.to_owned(), value.into());
    }

    /// An illness as the office writes it; the tags follow from the words, as at an import.
    pub(super) fn suffers(&mut self, condition: &str) {
        self.set("condition", condition);
        self.care.extend(roster::care_tags(condition));
    }

    pub(super) fn away(&mut self, whereabouts: &str) {
        self.at_home = false;
        self.set("whereabouts", whereabouts);
    }

    pub(super) fn change(&self) -> Change {
        let said = self.fields.iter().filter(|(_, value)| !value.is_null());
        let mut fields: Fields = said.map(|(name, value)| (name.clone(), value.clone())).collect();
        if !self.care.is_empty() {
            fields.insert(
                "care".to_owned(),
                Value::List(self.care.iter().map(|tag| Value::text(*tag)).collect()),
            );
        }
        Change::Create {
            kind: Kind::Resident,
            record: self.id,
            fields,
        }
    }
}
