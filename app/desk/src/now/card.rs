//! The figures on top: what each says is made by plain functions, drawn by one.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{Cards, NowView, text};
use crate::{
    residents::{Filter, Group, at_address, text as residents},
    words::{Words, fill},
};

/// What is left to do, door by door; and where nobody answered.
const LEFT: &str = "/desk/left";
const LEFT_NO_ANSWER: &str = "/desk/left?only=no-answer";

/// How a card looks; always beside a glyph and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Alarm,
    Warn,
    Plain,
    Calm,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct CardText {
    tone: Tone,
    glyph: Glyph,
    title: &'static str,
    figure: usize,
    unit: &'static str,
    /// A door, and what is to be known about it.
    lines: Vec<(String, String)>,
    foot: String,
}

pub(super) fn cards(words: &'static Words, view: Memo<NowView>) -> AnyView {
    let cards = Memo::new(move |_| view.with(|view| view.cards.clone()));
    let group = |group| Filter::group(group).href();
    let (ill, late, flags) = (group(Group::Medical), group(Group::Overdue), group(Group::Flagged));
    view! {
        <section class="cards" aria-label=words.in_short>
            {move || cards.with(|cards| draw(medical(words, cards), ill.clone()))}
            {move || cards.with(|cards| draw(no_answer(words, cards), LEFT_NO_ANSWER.to_owned()))}
            {move || cards.with(|cards| draw(overdue(words, cards), late.clone()))}
            {move || cards.with(|cards| draw(flagged(words, cards), flags.clone()))}
            {move || cards.with(|cards| draw(left(words, cards), LEFT.to_owned()))}
        </section>
    }
    .into_any()
}

/// `list`: where all of them stand.
fn draw(card: CardText, list: String) -> impl IntoView {
    let class = match card.tone {
        Tone::Alarm => "card alarm",
        Tone::Warn => "card warn",
        Tone::Plain => "card",
        Tone::Calm => "card calm",
    };
    let lines = card.lines.into_iter().map(|(door, about)| {
        let list = at_address(&door);
        view! {
            <li>
                <a href=list rel="external">{door}</a>
                " "
                {about}
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <article class=class>
            <h2>
                <Icon glyph=card.glyph />
                <a href=list rel="external">{card.title}</a>
            </h2>
            <p class="figure">
                {card.figure.to_string()} <small>{card.unit}</small>
            </p>
            <ul>{lines}</ul>
            <p class="foot">{card.foot}</p>
        </article>
    }
}

fn medical(words: &'static Words, cards: &Cards) -> CardText {
    let medical = &cards.medical;
    let lines = medical
        .lines
        .iter()
        .map(|door| (door.address.clone(), joined(&door.name, &door.need)));
    CardText {
        tone: if medical.count > 0 { Tone::Alarm } else { Tone::Calm },
        glyph: Glyph::Cross,
        title: words.medical,
        figure: medical.count,
        unit: words.doors_unit,
        lines: lines.collect(),
        foot: foot(words.medical_none, words.more_doors, medical.count, medical.lines.len()),
    }
}

fn no_answer(words: &'static Words, cards: &Cards) -> CardText {
    let waiting = &cards.no_answer;
    let lines = waiting
        .lines
        .iter()
        .map(|door| (door.address.clone(), text::lasting(words, door.minutes)));
    CardText {
        tone: if waiting.count > 0 { Tone::Alarm } else { Tone::Calm },
        glyph: Glyph::Knock,
        title: words.no_answer,
        figure: waiting.count,
        unit: words.doors_unit,
        lines: lines.collect(),
        foot: foot(
            words.no_answer_none,
            words.more_doors,
            waiting.count,
            waiting.lines.len(),
        ),
    }
}

fn overdue(words: &'static Words, cards: &Cards) -> CardText {
    let overdue = &cards.overdue;
    let lines = overdue.lines.iter().map(|person| {
        let seen = match person.minutes {
            Some(minutes) => fill(words.last_seen, &[("ago", &text::ago(words, minutes))]),
            None => words.never_seen.to_owned(),
        };
        (person.address.clone(), joined(&person.name, &seen))
    });
    let foot = match (cards.priority, overdue.count) {
        (0, _) => words.priority_none.to_owned(),
        (all, 0) => fill(words.overdue_none, &[("n", &all)]),
        (all, count) => {
            let rest = foot("", words.more_persons, count, overdue.lines.len());
            joined(&rest, &fill(words.priority_count, &[("n", &all)]))
        }
    };
    CardText {
        tone: if overdue.count > 0 { Tone::Warn } else { Tone::Calm },
        glyph: Glyph::Star,
        title: words.overdue,
        figure: overdue.count,
        unit: words.persons_unit,
        lines: lines.collect(),
        foot,
    }
}

fn flagged(words: &'static Words, cards: &Cards) -> CardText {
    let flagged = &cards.flagged;
    let lines = flagged.lines.iter().map(|door| {
        let flags: Vec<&str> = door.flags.iter().map(|flag| residents::flag(words, flag)).collect();
        (door.address.clone(), flags.join(" · "))
    });
    CardText {
        tone: if flagged.count > 0 { Tone::Warn } else { Tone::Calm },
        glyph: Glyph::Alert,
        title: words.flagged,
        figure: flagged.count,
        unit: words.doors_unit,
        lines: lines.collect(),
        foot: foot(words.flagged_none, words.more_doors, flagged.count, flagged.lines.len()),
    }
}

fn left(words: &'static Words, cards: &Cards) -> CardText {
    let foot = if cards.due == 0 {
        words.no_roster.to_owned()
    } else if cards.open == 0 {
        fill(words.left_none, &[("due", &cards.due)])
    } else {
        fill(
            words.left_of,
            &[("due", &cards.due), ("done", &(cards.due - cards.open))],
        )
    };
    CardText {
        tone: if cards.open == 0 && cards.due > 0 {
            Tone::Calm
        } else {
            Tone::Plain
        },
        glyph: Glyph::House,
        title: words.left,
        figure: cards.open,
        unit: words.doors_unit,
        lines: Vec::new(),
        foot,
    }
}

/// What the card says below its lines: all is well, or how many more there are.
fn foot(none: &str, more: &str, count: usize, shown: usize) -> String {
    if count == 0 {
        none.to_owned()
    } else if count > shown {
        fill(more, &[("n", &(count - shown))])
    } else {
        String::new()
    }
}

/// Both with a dot between, or the one there is.
fn joined(a: &str, b: &str) -> String {
    let parts: Vec<&str> = [a, b].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use ui::Lang;

    use super::*;
    use crate::{
        now::{Card, Flagged, Medical, Overdue, Waiting},
        residents::FlagText,
        words::words,
    };

    fn busy() -> Cards {
        let waiting = |minutes| Waiting {
            address: "3-2-1207".into(),
            minutes,
        };
        Cards {
            due: 145,
            open: 41,
            medical: Card {
                count: 1,
                lines: vec![Medical {
                    address: "5-1-802".into(),
                    name: "张桂兰".into(),
                    need: "透析".into(),
                }],
            },
            no_answer: Card {
                count: 5,
                lines: vec![waiting(72), waiting(41), waiting(3)],
            },
            overdue: Card {
                count: 1,
                lines: vec![Overdue {
                    address: "1-1-101".into(),
                    name: "李大爷".into(),
                    minutes: None,
                }],
            },
            flagged: Card {
                count: 1,
                lines: vec![Flagged {
                    address: "1-1-102".into(),
                    flags: vec![FlagText {
                        zh: "食品药品 无".into(),
                        en: "Food and medicine none".into(),
                    }],
                }],
            },
            priority: 12,
        }
    }

    #[test]
    fn every_card_names_doors_and_says_how_many_more() {
        let zh = words(Lang::Zh);
        let cards = busy();
        assert_eq!(
            medical(zh, &cards).lines,
            [("5-1-802".to_owned(), "张桂兰 · 透析".to_owned())]
        );
        let waiting = no_answer(zh, &cards);
        assert_eq!(waiting.lines[0], ("3-2-1207".to_owned(), "1 小时 12 分钟".to_owned()));
        assert_eq!((waiting.tone, waiting.foot.as_str()), (Tone::Alarm, "另有 2 户"));
        let late = overdue(zh, &cards);
        assert_eq!((late.tone, late.foot.as_str()), (Tone::Warn, "重点管护 12 人"));
        assert_eq!(late.lines[0].1, "李大爷 · 还没见到过");
        assert_eq!(flagged(zh, &cards).lines[0].1, "食品药品 无");
        assert_eq!(left(zh, &cards).foot, "今天应走 145 户，已走 104 户");
    }

    #[test]
    fn with_nothing_to_worry_about_every_card_is_calm_and_says_so() {
        let zh = words(Lang::Zh);
        let calm = Cards {
            due: 145,
            priority: 12,
            ..Cards::default()
        };
        for card in [
            medical(zh, &calm),
            no_answer(zh, &calm),
            overdue(zh, &calm),
            flagged(zh, &calm),
            left(zh, &calm),
        ] {
            assert_eq!((card.tone, card.figure), (Tone::Calm, 0), "{}", card.title);
            assert!(!card.foot.is_empty(), "{}", card.title);
        }
        assert_eq!(overdue(zh, &calm).foot, "重点管护 12 人，都按时见到了。");
    }

    #[test]
    fn a_site_without_doors_asks_for_a_roster() {
        let zh = words(Lang::Zh);
        let empty = left(zh, &Cards::default());
        assert_eq!((empty.tone, empty.foot.as_str()), (Tone::Plain, zh.no_roster));
        assert_eq!(overdue(zh, &Cards::default()).foot, zh.priority_none);
    }
}
