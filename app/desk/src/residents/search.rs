//! What is looked for: a room, an address, part of a name, initials.

use shared::domain::Door;

use super::initials;

/// What people write between building, unit and room.
const BETWEEN: [(&str, &str); 4] = [("号楼", "-"), ("单元", "-"), ("栋", "-"), ("室", "")];

/// How well somebody fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    Not,
    Part,
    /// The very room: nobody else is meant.
    Room,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Search(String);

impl Search {
    pub(crate) fn new(text: &str) -> Self {
        let mut plain: String = text.trim().chars().map(plain).collect();
        plain = plain.to_lowercase();
        // A number first, or a surname like 栋 would lose its sign.
        if plain.starts_with(|c: char| c.is_ascii_digit()) {
            for (written, meant) in BETWEEN {
                plain = plain.replace(written, meant);
            }
        }
        Self(plain)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn door(&self, door: &Door, building: &str) -> Fit {
        let within = match &door.unit {
            Some(unit) => format!("{unit}-{}", door.room),
            None => door.room.clone(),
        };
        let whole = format!("{building}-{within}").to_lowercase();
        let shown = door.address(building).to_lowercase();
        let (within, room) = (within.to_lowercase(), door.room.to_lowercase());
        if [&whole, &within, &room, &shown].into_iter().any(|said| *said == self.0) {
            Fit::Room
        } else if whole.contains(&self.0) || shown.contains(&self.0) {
            Fit::Part
        } else {
            Fit::Not
        }
    }

    /// `3`, `3号楼` and `3栋` are one building.
    pub(crate) fn is_building(&self, name: &str) -> bool {
        self.0.trim_end_matches('-') == name.to_lowercase() || self.is_in(name)
    }

    pub(crate) fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.0)
    }

    pub(crate) fn name(&self, name: &str) -> Fit {
        if name.to_lowercase().contains(&self.0) || initials::may_be(name, &self.0) {
            Fit::Part
        } else {
            Fit::Not
        }
    }
}

/// An input method may write digits, letters and dashes of its own.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '‐'..='―' | 'ー' => '-',
        '\u{3000}' => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use shared::{id::RecordId, kind::Kind, record::Record, value::fields};

    use super::*;

    fn fit(text: &str, building: &str) -> Fit {
        let door = Door::from(&Record {
            kind: Kind::Door,
            id: RecordId::NIL,
            seq: 1,
            fields: fields([("unit", "2".into()), ("room", "1203".into())]),
        });
        Search::new(text).door(&door, building)
    }

    #[test]
    fn a_door_is_found_as_people_write_it() {
        for exact in [
            "3-2-1203",
            "2-1203",
            "1203",
            " 1203 ",
            "３－２－１２０３",
            "3号楼2单元1203室",
            "3栋2单元1203",
            "3—2—1203",
        ] {
            assert_eq!(fit(exact, "3"), Fit::Room, "{exact}");
        }
        for part in ["12", "3-2-12", "-120", "2-12"] {
            assert_eq!(fit(part, "3"), Fit::Part, "{part}");
        }
        for other in ["1204", "4-2-1203", "张"] {
            assert_eq!(fit(other, "3"), Fit::Not, "{other}");
        }
        assert_eq!(fit("2-1203 幸福里南区", "幸福里南区"), Fit::Room);
        assert_eq!(fit("南区", "幸福里南区"), Fit::Part);
    }

    #[test]
    fn a_name_is_found_by_a_part_of_it_and_by_its_initials() {
        for text in ["桂芝", "张", "ZGZ", "ｚｇ"] {
            assert_eq!(Search::new(text).name("张桂芝"), Fit::Part, "{text}");
        }
        assert_eq!(Search::new("李").name("张桂芝"), Fit::Not);
        assert_eq!(Search::new("anna").name("Anna Maria"), Fit::Part);
    }
}
