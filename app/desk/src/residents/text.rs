//! What the pages about residents say, as plain functions from the view and the words.

use shared::domain::{How, Whereabouts};
use ui::Lang;

use super::{Counts, Filter, FlagText, Group, LastSeen, Order, Person, ResidentsView};
use crate::{
    now,
    words::{Words, fill},
};

pub(super) const fn group(words: &Words, group: Option<Group>) -> &'static str {
    match group {
        None => words.residents.all,
        Some(Group::Priority) => words.residents.priority,
        Some(Group::Overdue) => words.residents.overdue,
        Some(Group::Alone) => words.residents.alone,
        Some(Group::Flagged) => words.residents.flagged,
        Some(Group::Medical) => words.residents.medical,
    }
}

pub(super) const fn count(counts: Counts, group: Option<Group>) -> usize {
    match group {
        None => counts.all,
        Some(Group::Priority) => counts.priority,
        Some(Group::Overdue) => counts.overdue,
        Some(Group::Alone) => counts.alone,
        Some(Group::Flagged) => counts.flagged,
        Some(Group::Medical) => counts.medical,
    }
}

pub(super) const fn order(words: &Words, order: Order) -> &'static str {
    match order {
        Order::Door => words.residents.by_door,
        Order::Age => words.residents.by_age,
    }
}

pub(crate) const fn whereabouts(words: &Words, whereabouts: Whereabouts) -> &'static str {
    match whereabouts {
        Whereabouts::Home => words.residents.home,
        Whereabouts::Out => words.residents.out,
        Whereabouts::Hospital => words.residents.hospital,
        Whereabouts::Transferred => words.residents.transferred,
        Whereabouts::MovedOut => words.residents.moved_out,
    }
}

pub(crate) const fn how(words: &Words, how: How) -> &'static str {
    match how {
        How::Met => words.residents.met,
        How::Spoke => words.residents.spoke,
        How::Reported => words.residents.reported,
    }
}

/// A care tag; one of a later version as it is stored.
pub(crate) fn care<'a>(words: &Words, tag: &'a str) -> &'a str {
    let known = words.residents.care.iter().find(|(known, _)| *known == tag);
    known.map_or(tag, |(_, word)| word)
}

/// `女 86`
pub(crate) fn sex_age(words: &Words, person: Person) -> String {
    let sex = person.female.map(|female| sex(words, female).to_owned());
    let age = person.age.map(|age| fill(words.residents.years, &[("n", &age)]));
    sex.into_iter().chain(age).collect::<Vec<_>>().join(" ")
}

pub(crate) const fn sex(words: &Words, female: bool) -> &'static str {
    if female {
        words.residents.female
    } else {
        words.residents.male
    }
}

/// `3 小时前 · 见到本人 · 李梅`
pub(crate) fn seen(words: &Words, seen: &LastSeen) -> String {
    let ago = now::text::ago(words, seen.minutes);
    let how = how(words, seen.how);
    if seen.by.is_empty() {
        format!("{ago} · {how}")
    } else {
        format!("{ago} · {how} · {}", seen.by)
    }
}

pub(crate) fn flag<'a>(words: &Words, flag: &'a FlagText) -> &'a str {
    match words.lang {
        Lang::Zh => &flag.zh,
        Lang::En => &flag.en,
    }
}

/// `3号楼`; a building with a name keeps it.
pub(crate) fn building(words: &Words, name: &str) -> String {
    numbered(words.residents.building_no, name)
}

pub(crate) fn unit(words: &Words, name: &str) -> String {
    numbered(words.residents.unit_no, name)
}

fn numbered(template: &str, name: &str) -> String {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        fill(template, &[("name", &name)])
    } else {
        name.to_owned()
    }
}

pub(crate) fn floor(words: &Words, floor: i64) -> String {
    if floor < 0 {
        fill(words.residents.basement_no, &[("n", &-floor)])
    } else {
        fill(words.residents.floor_no, &[("n", &floor)])
    }
}

/// `重点管护 · 3号楼 · 在家`: what the list is of, on paper, too.
pub(super) fn heading(words: &Words, filter: &Filter, view: &ResidentsView) -> String {
    let mut parts = vec![group(words, filter.group).to_owned()];
    let chosen = view
        .buildings
        .iter()
        .find(|building| Some(building.id) == filter.building);
    parts.extend(chosen.map(|chosen| building(words, &chosen.name)));
    parts.extend(filter.whereabouts.map(|place| whereabouts(words, place).to_owned()));
    if !filter.control.is_empty() {
        parts.push(filter.control.clone());
    }
    if !filter.q.is_empty() {
        parts.push(fill(words.residents.searched, &[("q", &filter.q)]));
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    #[test]
    fn a_building_with_a_name_keeps_it() {
        let (zh, en) = (words(Lang::Zh), words(Lang::En));
        assert_eq!(building(zh, "3"), "3号楼");
        assert_eq!(building(en, "3"), "Building 3");
        assert_eq!(building(zh, "招待所"), "招待所");
        assert_eq!(
            (floor(zh, 12), floor(zh, -1)),
            ("12层".to_owned(), "地下1层".to_owned())
        );
    }

    #[test]
    fn somebody_is_described_by_what_is_known() {
        let zh = words(Lang::Zh);
        let person = |female, age| Person {
            female,
            age,
            alone: false,
        };
        assert_eq!(sex_age(zh, person(Some(true), Some(86))), "女 86 岁");
        assert_eq!(sex_age(zh, person(None, Some(3))), "3 岁");
        assert_eq!(sex_age(zh, person(None, None)), "");
        let last = LastSeen {
            minutes: 180,
            how: How::Met,
            by: "李梅".to_owned(),
        };
        assert_eq!(seen(zh, &last), "3 小时前 · 见到本人 · 李梅");
        assert_eq!((care(zh, "hearing"), care(zh, "of_later")), ("听力差", "of_later"));
    }
}
