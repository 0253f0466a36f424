//! 住户: everyone at a door, six to a page at most. A tap on a name leaves that person out of 一切正常, or takes them in again.

use leptos::prelude::*;
use shared::{
    domain::Resident,
    id::RecordId,
    time::UnixMs,
    view::{Freshness, SiteView},
};
use ui::{Glyph, Icon};

use super::{
    act::{Act, perform},
    choice::{Choice, Choices},
    once,
    resident::away,
};
use crate::{
    components::{Bar, Frame, Tap, Turn, Viewport},
    state::{Screen, use_phone},
    words::{Words, use_words, when},
};

/// People on a page, at most.
const PEOPLE_MAX: usize = 6;
/// Longer names are set smaller, on two lines.
const NAME_CHARS: usize = 5;

/// One person, as words and pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Card {
    id: RecordId,
    name: String,
    is_priority: bool,
    age: String,
    last: String,
    is_overdue: bool,
    is_counted: bool,
    state: String,
}

fn card(words: &Words, site: &SiteView, now: UnixMs, resident: &Resident, choice: &Choice) -> Card {
    let age = resident.age.map(words.years);
    let is_overdue = site.freshness(resident, now) == Freshness::Overdue;
    let last = match site.confirmed(resident) {
        Some(confirmed) => {
            let at = when(words, site.rule(), confirmed.at, now);
            if is_overdue {
                format!("{} {at}", words.overdue)
            } else {
                at
            }
        }
        None => words.never_confirmed.to_owned(),
    };
    let is_counted = choice.counts(resident);
    let away = away(words, resident.whereabouts);
    let state = if is_counted {
        words.counted_in
    } else {
        away.unwrap_or(words.not_seen)
    };
    Card {
        id: resident.id,
        name: resident.name.clone(),
        is_priority: resident.priority.is_some(),
        age: age.unwrap_or_default(),
        last,
        is_overdue,
        is_counted,
        state: state.to_owned(),
    }
}

#[component]
pub(super) fn Residents(door: RecordId) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let viewport = expect_context::<Viewport>();
    let choices = expect_context::<Choices>();
    let address = Memo::new(move |_| {
        phone.with_site(|site, _| site.door(door).map_or_else(String::new, |door| site.address(door)))
    });
    let cards = Memo::new(move |_| {
        let choice = choices.of(door);
        phone.with_site(|site, now| {
            let residents = site.residents_at(door);
            residents
                .into_iter()
                .map(|resident| card(words, site, now, resident, &choice))
                .collect::<Vec<_>>()
        })
    });
    let page = RwSignal::new(0_usize);
    let most = Memo::new(move |_| viewport.door_rows().min(PEOPLE_MAX));
    let pages = Memo::new(move |_| cards.with(Vec::len).div_ceil(most.get()).max(1));
    let shown = Memo::new(move |_| {
        let at = page.get().min(pages.get() - 1);
        let ids: Vec<RecordId> = cards.with(|cards| {
            cards
                .iter()
                .skip(at * most.get())
                .take(most.get())
                .map(|card| card.id)
                .collect()
        });
        ids
    });
    let back = Callback::new(move |()| phone.back());
    let foot = view! { <Turn page pages on_page=Callback::new(move |to| page.set(to)) /> }.into_any();
    let small = vec![words.tap_to_leave_out.to_owned()];
    view! {
        <Frame bar=view! { <Bar title=address small back /> }.into_any() foot>
            <div class="people" style:--rows=move || most.get().to_string()>
                <For each=move || shown.get() key=|id| *id let:id>
                    <PersonCard door id cards />
                </For>
            </div>
        </Frame>
    }
}

#[component]
fn PersonCard(door: RecordId, id: RecordId, cards: Memo<Vec<Card>>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let choices = expect_context::<Choices>();
    let card = Memo::new(move |_| cards.with(|cards| cards.iter().find(|card| card.id == id).cloned()));
    let flip = Callback::new(move |()| {
        let resident = once(&phone, |site| site.resident(id).cloned());
        if let Some(resident) = resident {
            choices.flip(door, &resident);
        }
    });
    let is_counted = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|card| card.is_counted)));
    let is_long = card.with_untracked(|card| card.as_ref().is_some_and(|card| card.name.chars().count() > NAME_CHARS));
    let class = Signal::derive(move || {
        let long = if is_long { " long" } else { "" };
        let counted = if is_counted.get() { "in" } else { "out" };
        format!("person-card {counted}{long}")
    });
    let inner = move || {
        card.get().map(|card| {
            let star = card.is_priority.then(|| view! { <Icon glyph=Glyph::Star /> });
            let glyph = if card.is_counted { Glyph::Check } else { Glyph::Minus };
            view! {
                <b class="line">{star} {card.name} " " <small>{card.age}</small></b>
                <em>
                    <Icon glyph />
                    {card.state}
                </em>
                <span class="last">
                    <Icon glyph=if card.is_overdue { Glyph::Alert } else { Glyph::Clock } /> " " {card.last}
                </span>
            }
        })
    };
    let open = perform(Act::Go(Screen::Resident { resident: id }));
    let label = Signal::derive(move || {
        card.with(|card| card.as_ref().map_or_else(String::new, |card| (words.about)(&card.name)))
    });
    view! {
        <div class="person-row">
            <Tap class pressed=is_counted on_tap=flip>
                {inner}
            </Tap>
            <Tap class="key solid" label on_tap=open>
                <Icon glyph=Glyph::Person />
            </Tap>
        </div>
    }
}
