//! Screens as text: words and ids with a line break between them. By hand, since only history and a note read it, and what serde
//! derives for as many variants is ten times the code.

use std::str::{FromStr, Lines};

use super::{Answer, Place, Screen, Seen, Step};

/// The form of what is kept, in front of it. To be changed with any of the types: what another version kept is forgotten,
/// never misread.
const FORM: &str = "4:";

/// Parts, one a line.
struct Writer(String);

impl Writer {
    fn new() -> Self {
        Self(FORM.to_owned())
    }

    fn word(&mut self, word: &str) -> &mut Self {
        self.0.push('\n');
        // What somebody has typed or a coordinator has named stays one line.
        self.0.extend(word.chars().filter(|c| !c.is_control()));
        self
    }

    fn part(&mut self, part: &impl ToString) -> &mut Self {
        self.word(&part.to_string())
    }

    fn place(&mut self, place: &Place) {
        self.part(&place.building);
        if let Some(unit) = &place.unit {
            self.word(unit);
        }
    }
}

/// The next part as what it is; none where it isn't.
fn part<T: FromStr>(parts: &mut Lines<'_>) -> Option<T> {
    parts.next()?.parse().ok()
}

/// The parts of what was written in this form.
fn parts(text: &str) -> Option<Lines<'_>> {
    Some(text.strip_prefix(FORM)?.strip_prefix('\n')?.lines())
}

fn read_place(parts: &mut Lines<'_>) -> Option<Place> {
    Some(Place {
        building: part(parts)?,
        unit: parts.next().map(str::to_owned),
    })
}

impl Place {
    pub(in crate::state) fn read(text: &str) -> Option<Self> {
        read_place(&mut parts(text)?)
    }

    pub(in crate::state) fn write(&self) -> String {
        let mut to = Writer::new();
        to.place(self);
        to.0
    }
}

impl Step {
    /// What history holds; none where it is another version's or another page's.
    pub(in crate::state) fn read(text: &str) -> Option<Self> {
        let mut parts = parts(text)?;
        let depth = part(&mut parts)?;
        let screen = Screen::read(&mut parts)?;
        parts.next().is_none().then_some(Self { depth, screen })
    }

    pub(in crate::state) fn write(&self) -> String {
        let mut to = Writer::new();
        to.part(&self.depth);
        self.screen.write(&mut to);
        to.0
    }
}

impl Seen {
    const WORDS: [(Self, &'static str); 3] = [(Self::Met, "met"), (Self::Spoke, "spoke"), (Self::Missed, "missed")];
}

impl Screen {
    fn write(&self, to: &mut Writer) {
        match self {
            Self::Doors { stretch } => {
                to.word("doors");
                if let Some(place) = stretch {
                    to.place(place);
                }
            }
            Self::Priority { door, answers } => {
                to.word("priority").part(door);
                for answer in answers {
                    let seen = Seen::WORDS.iter().find(|(seen, _)| *seen == answer.seen);
                    to.part(&answer.resident).word(seen.map_or("", |(_, word)| word));
                }
            }
            Self::Choose { door, subject, item } => {
                to.word("choose").part(door).part(subject).word(item);
            }
            Self::How { visit, resident } => {
                to.word("how").part(visit).part(resident);
            }
            Self::Record { device, n } => {
                to.word("record").part(device).part(n);
            }
            Self::Found { digits } => {
                to.word("found").word(digits);
            }
            Self::Records { attention } => {
                to.word(if *attention { "attention" } else { "records" });
            }
            screen => {
                let (word, id) = screen.plain();
                to.word(word);
                if let Some(id) = id {
                    to.part(&id);
                }
            }
        }
    }

    /// A word, and an id for most.
    const fn plain(&self) -> (&'static str, Option<shared::id::RecordId>) {
        match self {
            Self::Door { door } => ("door", Some(*door)),
            Self::Residents { door } => ("residents", Some(*door)),
            Self::Checklist { door } => ("checklist", Some(*door)),
            Self::Today { door } => ("today", Some(*door)),
            Self::Floor { door } => ("floor", Some(*door)),
            Self::Resident { resident } => ("resident", Some(*resident)),
            Self::Contacts { resident } => ("contacts", Some(*resident)),
            Self::History { resident } => ("history", Some(*resident)),
            Self::Correct { visit } => ("correct", Some(*visit)),
            Self::Places { building } => ("places", *building),
            Self::More { door } => ("more", *door),
            Self::Stars => ("stars", None),
            Self::Find => ("find", None),
            Self::Outbox => ("outbox", None),
            Self::Me => ("me", None),
            Self::Settings => ("settings", None),
            Self::Check => ("check", None),
            Self::Enrol => ("enrol", None),
            Self::Wipe => ("wipe", None),
            // Written by themselves.
            Self::Doors { .. }
            | Self::Priority { .. }
            | Self::Choose { .. }
            | Self::How { .. }
            | Self::Record { .. }
            | Self::Found { .. }
            | Self::Records { .. } => ("", None),
        }
    }

    fn read(parts: &mut Lines<'_>) -> Option<Self> {
        let word = parts.next()?;
        Some(match word {
            "doors" => Self::Doors {
                stretch: match parts.clone().next() {
                    Some(_) => Some(read_place(parts)?),
                    None => None,
                },
            },
            "priority" => Self::read_priority(parts)?,
            "choose" => Self::Choose {
                door: part(parts)?,
                subject: part(parts)?,
                item: part(parts)?,
            },
            "how" => Self::How {
                visit: part(parts)?,
                resident: part(parts)?,
            },
            "record" => Self::Record {
                device: part(parts)?,
                n: part(parts)?,
            },
            "found" => Self::Found { digits: part(parts)? },
            "attention" => Self::Records { attention: true },
            "records" => Self::Records { attention: false },
            "stars" => Self::Stars,
            "find" => Self::Find,
            "outbox" => Self::Outbox,
            "me" => Self::Me,
            "settings" => Self::Settings,
            "check" => Self::Check,
            "enrol" => Self::Enrol,
            "wipe" => Self::Wipe,
            "places" | "more" => {
                let id = match parts.next() {
                    Some(id) => Some(id.parse().ok()?),
                    None => None,
                };
                if word == "more" {
                    Self::More { door: id }
                } else {
                    Self::Places { building: id }
                }
            }
            _ => Self::read_about(word, part(parts)?)?,
        })
    }

    fn read_priority(parts: &mut Lines<'_>) -> Option<Self> {
        let (door, mut answers) = (part(parts)?, Vec::new());
        while let Some(id) = parts.next() {
            let (resident, word) = (id.parse().ok()?, parts.next()?);
            let (seen, _) = Seen::WORDS.into_iter().find(|(_, known)| *known == word)?;
            answers.push(Answer { resident, seen });
        }
        Some(Self::Priority { door, answers })
    }

    /// The screens that are about one record.
    fn read_about(word: &str, id: shared::id::RecordId) -> Option<Self> {
        Some(match word {
            "door" => Self::Door { door: id },
            "residents" => Self::Residents { door: id },
            "checklist" => Self::Checklist { door: id },
            "today" => Self::Today { door: id },
            "floor" => Self::Floor { door: id },
            "resident" => Self::Resident { resident: id },
            "contacts" => Self::Contacts { resident: id },
            "history" => Self::History { resident: id },
            "correct" => Self::Correct { visit: id },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use shared::id::{DeviceId, RecordId};
    use shared::time::UnixMs;

    use super::*;

    /// One of every kind.
    fn screens() -> Vec<Screen> {
        let id = |byte| RecordId::made(UnixMs(1), [byte; 10]);
        let (door, resident, visit) = (id(1), id(2), id(3));
        let (device, n) = (DeviceId::NIL, 7);
        let place = |unit: Option<&str>| Place {
            building: id(4),
            unit: unit.map(str::to_owned),
        };
        let said = |seen| Answer { resident, seen };
        let answers = vec![said(Seen::Spoke), said(Seen::Met), said(Seen::Missed)];
        let (subject, item, digits) = (resident, "food and medicine".to_owned(), "942".to_owned());
        vec![
            Screen::HOME,
            Screen::Doors {
                stretch: Some(place(None)),
            },
            Screen::Doors {
                stretch: Some(place(Some("东 2"))),
            },
            Screen::Door { door },
            Screen::Residents { door },
            Screen::Priority {
                door,
                answers: Vec::new(),
            },
            Screen::Priority { door, answers },
            Screen::Places { building: None },
            Screen::Places { building: Some(id(4)) },
            Screen::Checklist { door },
            Screen::Choose { door, subject, item },
            Screen::Resident { resident },
            Screen::Contacts { resident },
            Screen::History { resident },
            Screen::Today { door },
            Screen::Correct { visit },
            Screen::How { visit, resident },
            Screen::Stars,
            Screen::Find,
            Screen::Found { digits },
            Screen::Floor { door },
            Screen::More { door: None },
            Screen::More { door: Some(door) },
            Screen::Outbox,
            Screen::Records { attention: true },
            Screen::Records { attention: false },
            Screen::Record { device, n },
            Screen::Me,
            Screen::Settings,
            Screen::Check,
            Screen::Enrol,
            Screen::Wipe,
        ]
    }

    #[test]
    fn every_screen_reads_back() {
        for screen in screens() {
            let step = Step::HOME.below(screen);
            assert_eq!(Step::read(&step.write()), Some(step));
        }
    }

    #[test]
    fn what_was_kept_otherwise_is_none() {
        for strange in [
            "",
            "4:",
            "4:\n",
            "4:\n0",
            "4:\n0\nmoon",
            "4:\n0\ndoor\nx",
            "3:00",
            "4:\n-1\nme",
            "4:\n0\nme\nme",
            "4:\n1\ndoor",
        ] {
            assert_eq!(Step::read(strange), None, "{strange}");
        }
        for screen in screens() {
            let text = Step::HOME.below(screen).write();
            assert_eq!(Step::read(&format!("{text}\nmoon\nmoon\nmoon")), None, "{text}");
        }
    }

    #[test]
    fn a_place_reads_back() {
        for unit in [None, Some("2".to_owned())] {
            let building = RecordId::NIL;
            let place = Place { building, unit };
            assert_eq!(Place::read(&place.write()), Some(place));
        }
        assert_eq!(Place::read("4:\nx"), None);
    }
}
