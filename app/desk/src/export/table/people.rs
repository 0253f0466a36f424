//! The files of people: those with phones and cards, and those who sign in at the desk.

use shared::time::UnixMs;
use store::PeoplePage;
use ui::Lang;

use super::{Cell, Table, when, when_any};
use crate::{
    app::role_name,
    export::Filters,
    logins::Logins,
    people::state_of,
    words::{export, logins, words},
};

pub fn people_table(lang: Lang, page: &PeoplePage, filters: &Filters, now: UnixMs) -> Table {
    let wanted = &filters.people;
    let (words, own) = (words(lang), export::words(lang));
    let rule = page.site.day;
    let cards = page.cards.iter();
    let cards = cards.filter(|card| wanted.lets_through(state_of(card, now), &card.worker));
    let cards = cards.map(|card| {
        vec![
            card.worker.as_str().into(),
            role_name(words, card.role).into(),
            crate::people::state_text(words, state_of(card, now)).into(),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            when(rule, card.valid_until),
        ]
    });
    let phones = page.phones.iter();
    let phones = phones.filter(|phone| wanted.lets_through(crate::people::phone_state(phone, now), &phone.worker));
    let phones = phones.map(|phone| {
        let state = crate::people::phone_state(phone, now);
        vec![
            phone.worker.as_str().into(),
            role_name(words, phone.role).into(),
            crate::people::state_text(words, state).into(),
            phone.device_name.as_str().into(),
            when_any(rule, phone.heard),
            phone
                .unsent
                .and_then(|n| i64::try_from(n).ok())
                .map_or(Cell::Empty, Cell::Number),
            when_any(rule, phone.expires),
        ]
    });
    let own_people = &words.people;
    let head = [
        own_people.name,
        own_people.role,
        own_people.state,
        own_people.phone,
        words.last_heard,
        own.unsent,
        own_people.until,
    ];
    Table {
        title: own_people.title,
        head: head.to_vec(),
        rows: phones.chain(cards).collect(),
    }
}

pub fn logins_table(lang: Lang, list: &Logins) -> Table {
    let (words, own) = (words(lang), logins::words(lang));
    let rows = list.lines.iter().map(|line| {
        vec![
            line.name.as_str().into(),
            line.login.as_deref().unwrap_or(own.ended).into(),
            role_name(words, line.role).into(),
            when_any(list.rule, line.signed_in),
        ]
    });
    Table {
        title: own.title,
        head: vec![own.name, own.login, own.role, own.signed_in],
        rows: rows.collect(),
    }
}
