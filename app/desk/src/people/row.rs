//! One card or phone, with what can be done about it.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{PersonRow, RowKey, State, text};
use crate::{
    app::role_name,
    now,
    words::{Words, fill},
};

pub(super) fn row(words: &'static Words, person: &PersonRow) -> impl IntoView + use<> {
    let class = if person.is_alarming() {
        "alarm"
    } else if matches!(
        person.state,
        State::Lapsed | State::Over | State::Stopped | State::Voided
    ) {
        "past"
    } else {
        ""
    };
    let trouble = text::trouble(words, person).map(|trouble| {
        view! {
            <span class="trouble">
                <Icon glyph=if person.is_alarming() { Glyph::Alert } else { Glyph::Offline } />
                {trouble}
            </span>
        }
    });
    let unsent = match person.key {
        RowKey::Card(_) => "—".to_owned(),
        RowKey::Phone(_) => now::text::unsent(words, person.unsent),
    };
    let model = if person.model.is_empty() {
        "—".to_owned()
    } else {
        person.model.clone()
    };
    view! {
        <tr class=class>
            <th scope="row">{person.name.clone()}</th>
            <td>{role_name(words, person.role)}</td>
            <td>
                <span class=format!("state {}", tone(person.state))>
                    <Icon glyph=glyph(person.state) />
                    {text::state(words, person.state)}
                </span>
                {trouble}
            </td>
            <td>{model}</td>
            <td class="number">{text::heard(words, person)}</td>
            <td class="number">{unsent}</td>
            <td class="number">{until(words, person)}</td>
            <td>{deed(words, person)}</td>
        </tr>
    }
}

const fn tone(state: State) -> &'static str {
    match state {
        State::Unused => "todo",
        State::OnDuty => "ok",
        State::Lapsed | State::Over | State::Stopped | State::Voided => "past",
    }
}

const fn glyph(state: State) -> Glyph {
    match state {
        State::Unused => Glyph::Card,
        State::OnDuty => Glyph::Check,
        State::Lapsed | State::Over => Glyph::Clock,
        State::Stopped | State::Voided => Glyph::Minus,
    }
}

fn until(words: &Words, person: &PersonRow) -> String {
    let Some(moment) = &person.until else {
        return words.people.no_end.to_owned();
    };
    let when = text::moment(words, moment);
    if person.state == State::Unused {
        fill(words.people.use_by, &[("when", &when)])
    } else {
        when
    }
}

/// The name belongs to what is read out: forty links that all say the same tell nobody apart.
fn deed(words: &'static Words, person: &PersonRow) -> impl IntoView + use<> {
    let (href, does) = match (person.key, person.state) {
        (RowKey::Card(card), State::Unused) => (format!("/desk/people/unused?card={card}"), words.people.redo),
        (RowKey::Phone(phone), State::OnDuty) => (format!("/desk/people/stop?phone={phone}"), words.people.stop),
        _ => (
            format!("/desk/people/cards?name={}", encoded(&person.name)),
            words.people.again,
        ),
    };
    let rights = match (person.key, person.state) {
        (RowKey::Phone(phone), State::OnDuty | State::Over) => Some(format!("/desk/people/rights?phone={phone}")),
        _ => None,
    };
    let link = |href: String, does: &'static str| {
        let label = format!("{does}: {}", person.name);
        view! {
            <a href=href rel="external" aria-label=label>
                {does}
            </a>
        }
    };
    let rights = rights.map(|href| view! { {link(href, words.people.rights)} " " });
    view! {
        {rights}
        {link(href, does)}
    }
}

/// A name as it stands in an address.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_name_is_written_so_that_an_address_holds_it() {
        assert_eq!(encoded("Anna & 李"), "Anna%20%26%20%E6%9D%8E");
    }
}
