//! Doors by room and people by the initials of their names, typed on nine keys.

use super::{SiteView, Stretch, site::stretch_of};
use crate::{id::RecordId, order::ordered};

/// Initials of fewer digits would find half the site.
const INITIALS_MIN: usize = 2;

/// What was found: a door, or somebody behind one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub door: RecordId,
    pub room: String,
    /// `3-2-1203`
    pub address: String,
    pub name: Option<String>,
}

/// Every door and every name as digits, in walking order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    door: RecordId,
    resident: Option<RecordId>,
    /// The digits that name it: of a room, or of initials.
    short: String,
    /// Building, unit and room together; empty for people.
    whole: String,
}

impl Index {
    /// `initials` tells the letters that a name's signs begin with, as people say it: 张桂芝 is `zgz`.
    pub fn new(site: &SiteView, mut initials: impl FnMut(&str) -> String) -> Self {
        let mut doors = Vec::new();
        for building in site.buildings() {
            for stretch in site.stretches(building.id) {
                doors.extend(site.doors_of(&stretch));
            }
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(doors.len() * 4);
        for door in doors {
            entries.push(Entry {
                door: door.id,
                resident: None,
                short: door.room.chars().filter_map(key_of).collect(),
                whole: site.address(door).chars().filter_map(key_of).collect(),
            });
            entries.extend(site.residents_at(door.id).into_iter().map(|resident| Entry {
                door: door.id,
                resident: Some(resident.id),
                short: initials(&resident.name).chars().filter_map(key_of).collect(),
                whole: String::new(),
            }));
        }
        Self(entries)
    }

    /// Those that begin with these digits: of the stretch `here` before all others, doors before people.
    pub fn find(&self, site: &SiteView, digits: &str, here: Option<&Stretch>) -> Vec<Found> {
        if digits.is_empty() {
            return Vec::new();
        }
        let fits = |entry: &&Entry| {
            let is_long_enough = entry.resident.is_none() || digits.len() >= INITIALS_MIN;
            is_long_enough && (entry.short.starts_with(digits) || entry.whole.starts_with(digits))
        };
        let found: Vec<(bool, bool, bool, Found)> = self
            .0
            .iter()
            .filter(fits)
            .filter_map(|entry| {
                let door = site.door(entry.door)?;
                let resident = entry.resident.and_then(|id| site.resident(id));
                let is_elsewhere = here.is_none_or(|here| stretch_of(door) != *here);
                let is_longer = entry.short != digits && entry.whole != digits;
                let said = Found {
                    door: door.id,
                    room: door.room.clone(),
                    address: site.address(door),
                    name: resident.map(|resident| resident.name.clone()),
                };
                Some((is_longer, is_elsewhere, entry.resident.is_some(), said))
            })
            .collect();
        let found: Vec<&(bool, bool, bool, Found)> = found.iter().collect();
        let ordered = ordered(&found, &|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
        ordered.into_iter().map(|(.., found)| found.clone()).collect()
    }
}

/// The key that a letter or digit stands on; none for what stands on no key.
fn key_of(sign: char) -> Option<char> {
    Some(match sign.to_ascii_lowercase() {
        digit @ '0'..='9' => digit,
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kind::Kind,
        record::Record,
        time::{DayRule, UnixMs},
        value::{Fields, fields},
    };

    fn id(byte: u8) -> RecordId {
        RecordId::made(UnixMs(1), [byte; 10])
    }

    fn record(kind: Kind, byte: u8, fields: Fields) -> Record {
        let (id, seq) = (id(byte), 1);
        Record { kind, id, seq, fields }
    }

    fn site() -> SiteView {
        let door = |byte, unit: &str, room: &str, walk: i64| {
            let fields = fields([
                ("building", id(1).into()),
                ("unit", unit.into()),
                ("room", room.into()),
                ("walk", walk.into()),
            ]);
            record(Kind::Door, byte, fields)
        };
        let person = |byte, door: u8, name: &str| {
            record(
                Kind::Resident,
                byte,
                fields([("door", id(door).into()), ("name", name.into())]),
            )
        };
        let building = record(Kind::Building, 1, fields([("name", "3".into())]));
        let records = [
            building,
            door(2, "1", "1203", 0),
            door(3, "2", "1203", 1),
            door(4, "2", "12A", 2),
            person(5, 4, "张桂芝"),
            person(6, 2, "张国超"),
        ];
        SiteView::new(DayRule::default(), &records)
    }

    fn found(digits: &str, here: Option<&str>) -> Vec<String> {
        let site = site();
        let initial = |sign: char| match sign {
            '张' | '芝' => Some('z'),
            '桂' | '国' => Some('g'),
            '超' => Some('c'),
            _ => None,
        };
        let initials = |name: &str| name.chars().filter_map(initial).collect::<String>();
        let here = here.map(|unit| Stretch {
            building: id(1),
            unit: Some(unit.to_owned()),
        });
        let found = Index::new(&site, initials).find(&site, digits, here.as_ref());
        let said = |found: Found| found.name.unwrap_or(found.address);
        found.into_iter().map(said).collect()
    }

    #[test]
    fn a_room_is_found_here_before_elsewhere() {
        assert_eq!(found("1203", Some("2")), ["3-2-1203", "3-1-1203"]);
        assert_eq!(found("12", None), ["3-1-1203", "3-2-1203", "3-2-12A"]);
        assert_eq!(found("122", None), ["3-2-12A"], "A stands on the 2");
        assert_eq!(found("311203", None), ["3-1-1203"], "building, unit and room");
    }

    #[test]
    fn a_person_is_found_by_initials() {
        assert_eq!(found("942", None), ["张国超"]);
        assert_eq!(found("949", None), ["张桂芝"]);
        assert_eq!(found("94", None).len(), 2);
        assert_eq!(found("9", None), Vec::<String>::new(), "half the site");
        assert_eq!(found("", None), Vec::<String>::new());
    }
}
