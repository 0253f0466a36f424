//! Numbers in full, once, for whoever asked; the store has noted who that was.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{domain::Resident, record::Record};

use crate::{
    document::Office,
    words::{edit, fill},
};

/// The whole answer to the form that asked. The address of this page is the resident's own: it can't be opened again.
pub fn numbers_page(office: &Office, record: &Record) -> Response {
    let own = edit::words(office.lang);
    let resident = Resident::from(record);
    let home = format!("/desk/residents/{}", resident.id);
    let title = fill(own.numbers, &[("name", &resident.name)]);
    let themselves = resident.phone.map(|phone| (own.themselves.to_owned(), phone));
    let contacts = resident.contacts.into_iter().filter_map(|contact| {
        let called = match contact.relation {
            Some(relation) => format!("{relation} {}", contact.name),
            None => contact.name,
        };
        Some((called, contact.phone?))
    });
    let numbers: Vec<_> = themselves
        .into_iter()
        .chain(contacts)
        .map(|(called, number)| {
            view! {
                <dt>{called}</dt>
                <dd>
                    <a href=format!("tel:{}", dialled(&number))>{number.clone()}</a>
                </dd>
            }
        })
        .collect();
    let back = fill(own.back, &[("name", &resident.name)]);
    office.answer(StatusCode::OK, &title, &home, || {
        let list = if numbers.is_empty() {
            view! { <p>{own.no_numbers}</p> }.into_any()
        } else {
            view! { <dl class="numbers">{numbers}</dl> }.into_any()
        };
        view! {
            <section class="panel entry">
                <h1>{title.clone()}</h1>
                {list}
                <p class="soft">{own.numbers_noted}</p>
                <p class="deeds">
                    <a class="button" href=home.clone()>
                        {back}
                    </a>
                </p>
            </section>
        }
    })
}

/// What a telephone is to dial.
fn dialled(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}
