//! One door of the list, as words and a picture.

use shared::{
    id::RecordId,
    time::DayRule,
    view::{DoorLine, DoorStatus},
};
use ui::Glyph;

use crate::{
    screens::{act::Act, page::Tile},
    state::Screen,
    words::Words,
};

/// Longer room numbers are set smaller.
const ROOM_CHARS: usize = 5;

/// `outlined`: the door that comes next.
pub(super) fn cell(words: &Words, rule: DayRule, line: &DoorLine, outlined: Option<RecordId>) -> Tile {
    let people = (words.people)(line.at_home as u64);
    let visited = line.visited.map(|at| rule.local(at).to_string());
    let (tone, glyph, word) = match line.status {
        DoorStatus::Medical => ("alarm", Some(Glyph::Cross), words.medical.to_owned()),
        DoorStatus::NoAnswer => ("warn", Some(Glyph::Knock), words.no_answer.to_owned()),
        DoorStatus::Priority if line.overdue => ("warn", Some(Glyph::Star), words.overdue.to_owned()),
        DoorStatus::Priority => ("warn", Some(Glyph::Star), words.unseen.to_owned()),
        DoorStatus::NotDone if line.flagged => ("flagged", Some(Glyph::Alert), words.flagged.to_owned()),
        DoorStatus::NotDone if line.walked => ("", Some(Glyph::Check), words.walked.to_owned()),
        DoorStatus::NotDone => ("", None, people.clone()),
        DoorStatus::Done if line.flagged => ("done flagged", Some(Glyph::Alert), words.flagged.to_owned()),
        DoorStatus::Done => (
            "done",
            Some(Glyph::Check),
            visited.clone().unwrap_or_else(|| words.visited.to_owned()),
        ),
        DoorStatus::Vacant => ("empty", None, words.vacant.to_owned()),
    };
    // What is seen comes first, as it is seen: whoever speaks to the phone says what they read.
    let mut name = vec![format!("{} {word}", line.room)];
    match line.status {
        DoorStatus::Priority => name.push(words.priority.to_owned()),
        DoorStatus::Done => name.push(words.visited.to_owned()),
        _ => {}
    }
    if word != people && line.status != DoorStatus::Vacant {
        name.push(people);
    }
    let is_long = line.room.chars().count() > ROOM_CHARS;
    Tile {
        tone,
        marks: [
            is_long.then_some("long"),
            (outlined == Some(line.door)).then_some("next"),
        ],
        glyph,
        label: line.room.clone(),
        small: vec![word],
        name: name.join(words.list_comma),
        act: Some(Act::Go(Screen::Door { door: line.door })),
        card: None,
    }
}

#[cfg(test)]
mod tests {
    use shared::{id::RecordId, time::UnixMs};

    use super::*;
    use crate::{state::Lang, words};

    fn of(line: &DoorLine) -> Tile {
        cell(words::of(Lang::Zh), DayRule::default(), line, None)
    }

    fn shown(status: DoorStatus) -> Tile {
        of(&line(status))
    }

    fn line(status: DoorStatus) -> DoorLine {
        DoorLine {
            door: RecordId::NIL,
            room: "1203".into(),
            floor: Some(12),
            status,
            priority: true,
            overdue: false,
            flagged: false,
            walked: false,
            at_home: 3,
            visited: Some(UnixMs(6 * 3_600_000 + 2 * 60_000)),
        }
    }

    #[test]
    fn every_status_has_a_word_and_the_urgent_ones_a_picture() {
        assert_eq!(shown(DoorStatus::Medical).small, ["就医"]);
        assert_eq!(shown(DoorStatus::NotDone).small, ["3 人"]);
        assert_eq!(shown(DoorStatus::Done).small, ["14:02"]);
        assert_eq!(shown(DoorStatus::Vacant).small, ["空户"]);
        for status in [
            DoorStatus::Medical,
            DoorStatus::NoAnswer,
            DoorStatus::Priority,
            DoorStatus::Done,
        ] {
            assert!(shown(status).glyph.is_some(), "{status:?}");
        }
    }

    #[test]
    fn ears_hear_what_eyes_see() {
        assert_eq!(shown(DoorStatus::Priority).name, "1203 未访、重点、3 人");
        assert_eq!(shown(DoorStatus::NotDone).name, "1203 3 人");
        assert_eq!(shown(DoorStatus::Done).name, "1203 14:02、已访、3 人");
    }

    #[test]
    fn what_asks_for_somebody_takes_the_place_of_what_is_usual() {
        let say = |change: fn(&mut DoorLine), status| {
            let mut line = line(status);
            change(&mut line);
            of(&line).small
        };
        assert_eq!(say(|line| line.overdue = true, DoorStatus::Priority), ["超时"]);
        assert_eq!(say(|line| line.flagged = true, DoorStatus::Done), ["待跟进"]);
        assert_eq!(say(|line| line.walked = true, DoorStatus::NotDone), ["已走"]);
        assert_eq!(
            say(|line| line.flagged = true, DoorStatus::NoAnswer),
            ["无应答"],
            "comes first"
        );
    }

    #[test]
    fn a_long_room_is_set_smaller_and_the_next_door_outlined() {
        let mut line = line(DoorStatus::Done);
        assert_eq!(of(&line).marks, [None, None]);
        line.room = "地下储藏间2".into();
        let next = cell(words::of(Lang::Zh), DayRule::default(), &line, Some(line.door));
        assert_eq!(next.marks, [Some("long"), Some("next")]);
    }
}
