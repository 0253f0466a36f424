//! 见到 / 应答 / 没见到: one page for each priority resident, since nobody is confirmed by the way.

use leptos::prelude::*;
use shared::{domain::Resident, id::RecordId};
use ui::{Glyph, Icon};

use super::{
    choice::{Choices, asked, next_asked},
    door::{Name, person_line, record},
    notice::Message,
    once,
    page::Line,
};
use crate::{
    components::{Bar, Frame, Tap},
    state::{Answer, Screen, Seen, use_phone},
    words::{Notice, Words, use_words},
};

/// Who is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    resident: RecordId,
    name: String,
    about: String,
    last: Line,
    /// Counts from 1.
    nth: usize,
    of: usize,
}

#[component]
pub(super) fn Priority(door: RecordId, answers: Vec<Answer>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let choices = expect_context::<Choices>();
    let address = Memo::new(move |_| {
        phone.with_site(|site, _| site.door(door).map_or_else(String::new, |door| site.address(door)))
    });
    let next = move |answers: &[Answer]| {
        let choice = untrack(|| choices.of(door));
        once(&phone, |site| {
            next_asked(&asked(&site.residents_at(door), &choice), answers)
        })
    };
    // Stays the same person under the finger, whatever comes in meanwhile.
    let subject = next(&answers);
    let answered = answers.clone();
    let person = Memo::new(move |_| {
        let choice = choices.of(door);
        phone.with_site(|site, now| {
            let ids = asked(&site.residents_at(door), &choice);
            let done = ids
                .iter()
                .filter(|id| answered.iter().any(|answer| answer.resident == **id))
                .count();
            let resident = site.resident(subject?)?;
            let last = person_line(words, site, now, resident, Name::Known);
            let (name, about) = (resident.name.clone(), about(words, resident));
            Some(Asked {
                resident: resident.id,
                name,
                about,
                last,
                nth: done + 1,
                of: ids.len().max(done + 1),
            })
        })
    });
    let nobody = RwSignal::new(false);
    let answer = Callback::new(move |seen: Seen| {
        let Some(asked) = person.get_untracked() else {
            return phone.back();
        };
        let mut answers = answers.clone();
        answers.push(Answer {
            resident: asked.resident,
            seen,
        });
        if next(&answers).is_some() {
            phone.replace(Screen::Priority { door, answers });
        } else if !record(&phone, choices, door, &answers) {
            nobody.set(true);
        }
    });
    let back = Callback::new(move |()| phone.back());
    let small = Signal::derive(move || {
        let (nth, of) = person.with(|person| person.as_ref().map_or((0, 0), |person| (person.nth, person.of)));
        if of > 1 {
            vec![format!("{} {nth}/{of}", words.priority)]
        } else {
            vec![words.priority.to_owned()]
        }
    });
    let body = move || {
        if nobody.get() {
            let notice = Notice {
                title: words.not_seen,
                todo: words.nobody_seen,
            };
            let no_answer = Callback::new(move |()| {
                choices.forget();
                phone.no_answer(door);
                phone.back_to_doors();
            });
            return view! {
                <Message glyph=Glyph::Alert notice tone="warn" />
                <div class="tiles">
                    <Tap class="tile warn" on_tap=no_answer>
                        <Icon glyph=Glyph::Knock />
                        {words.no_answer}
                    </Tap>
                    <Tap class="tile" on_tap=back>
                        <Icon glyph=Glyph::Back />
                        {words.back}
                    </Tap>
                </div>
            }
            .into_any();
        }
        view! { <Person person /> <Answers answer /> }.into_any()
    };
    view! {
        <Frame bar=view! { <Bar title=address small back /> }.into_any() body="door-body">
            {body}
        </Frame>
    }
}

fn about(words: &Words, resident: &Resident) -> String {
    let age = resident.age.map(words.years);
    let alone = resident.living_alone.then(|| words.living_alone.to_owned());
    let care = resident
        .care
        .iter()
        .filter(|tag| tag.as_str() != "alone")
        .map(|tag| words.care_of(tag));
    let all: Vec<String> = age.into_iter().chain(alone).chain(care).collect();
    all.join(" · ")
}

#[component]
fn Person(person: Memo<Option<Asked>>) -> impl IntoView {
    let words = use_words();
    let person = move || {
        person.get().map(|Asked { name, about, last, .. }| {
            view! {
                <h2 class="line">{name}</h2>
                <p class="about">{about}</p>
                <p class=format!("last {}", last.tone)>
                    <Icon glyph=Glyph::Clock />
                    <span>{last.text}</span>
                </p>
            }
        })
    };
    view! {
        <section class="person">
            {person} <p class="question">{words.did_you_see}</p>
        </section>
    }
}

#[component]
fn Answers(answer: Callback<Seen>) -> impl IntoView {
    let words = use_words();
    let say = move |seen: Seen| Callback::new(move |()| answer.run(seen));
    view! {
        <div class="tiles">
            <Tap class="tile primary wide" on_tap=say(Seen::Met)>
                <Icon glyph=Glyph::Eye />
                <span>{words.met} <small>{words.in_person}</small></span>
            </Tap>
            <Tap class="tile" on_tap=say(Seen::Spoke)>
                <Icon glyph=Glyph::Speech />
                {words.spoke}
                <small>{words.by_voice}</small>
            </Tap>
            <Tap class="tile warn" on_tap=say(Seen::Missed)>
                <Icon glyph=Glyph::Minus />
                {words.not_seen}
            </Tap>
        </div>
    }
}
