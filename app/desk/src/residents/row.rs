//! One resident in the list.

use leptos::prelude::*;
use shared::domain::Whereabouts;
use ui::{Glyph, Icon};

use super::{ResidentRow, filter::at_address, text};
use crate::words::Words;

/// What leads elsewhere is drawn once, so that it keeps the focus; all else follows `now`.
pub(super) fn row(words: &'static Words, resident: &ResidentRow, now: Memo<ResidentRow>) -> impl IntoView + use<> {
    let class = move || {
        now.with(|resident| {
            if resident.medical.is_some() {
                "alarm"
            } else if resident.listed.as_ref().is_some_and(|listed| listed.overdue) {
                "warn"
            } else {
                ""
            }
        })
    };
    let address = if resident.address.is_empty() {
        view! { {words.unknown_address} }.into_any()
    } else {
        let href = at_address(&resident.address);
        view! { <a href=href rel="external">{resident.address.clone()}</a> }.into_any()
    };
    let phone = move || now.with(|resident| resident.phone.clone().unwrap_or_else(|| "—".to_owned()));
    let seen = move || {
        now.with(|resident| match &resident.seen {
            Some(seen) => text::seen(words, seen),
            None => words.never_seen.to_owned(),
        })
    };
    view! {
        <tr class=class>
            <td class="number">{address}</td>
            <th scope="row">
                <a href=format!("/desk/residents/{}", resident.id) rel="external">
                    {resident.name.clone()}
                </a>
            </th>
            <td class="number">{move || now.with(|resident| text::sex_age(words, resident.person))}</td>
            <td>{move || now.with(|resident| conditions(words, resident))}</td>
            <td>{move || now.with(|resident| standing(words, resident))}</td>
            <td class="number">{phone}</td>
            <td>{seen}</td>
        </tr>
    }
}

/// What one must know, the gravest first; always a glyph and a word.
fn conditions(words: &'static Words, resident: &ResidentRow) -> impl IntoView + use<> {
    let own = &words.residents;
    let mut marks: Vec<(&'static str, Glyph, String)> = Vec::new();
    if let Some(need) = &resident.medical {
        let said = if need.is_empty() {
            own.medical.to_owned()
        } else {
            format!("{} {need}", own.medical)
        };
        marks.push(("mark alarm", Glyph::Cross, said));
    }
    if let Some(listed) = &resident.listed {
        let mut said = own.priority.to_owned();
        if listed.overdue {
            said = format!("{said} · {}", own.overdue);
        }
        if let Some(reason) = &listed.reason {
            said = format!("{said} · {reason}");
        }
        let tone = if listed.overdue { "mark warn" } else { "mark" };
        marks.push((tone, Glyph::Star, said));
    }
    for flag in &resident.flags {
        let said = format!("{} · {}", own.flagged, text::flag(words, flag));
        marks.push(("mark warn", Glyph::Alert, said));
    }
    let marks = marks.into_iter().map(|(class, glyph, said)| {
        view! {
            <span class=class>
                <Icon glyph=glyph />
                {said}
            </span>
        }
    });
    // One tag says the same.
    let alone = resident.person.alone && !resident.care.iter().any(|tag| tag == "alone");
    let tags = alone
        .then_some("alone")
        .into_iter()
        .chain(resident.care.iter().map(String::as_str));
    let tags: Vec<&str> = tags.map(|tag| text::care(words, tag)).collect();
    let tags = (!tags.is_empty()).then(|| view! { <span class="tags">{tags.join(own.comma)}</span> });
    view! {
        {marks.collect_view()}
        {tags}
    }
}

/// 管控类型, and where they are unless at home.
fn standing(words: &Words, resident: &ResidentRow) -> String {
    let away = (resident.whereabouts != Whereabouts::Home).then(|| text::whereabouts(words, resident.whereabouts));
    let parts: Vec<&str> = resident.control.as_deref().into_iter().chain(away).collect();
    if parts.is_empty() {
        "—".to_owned()
    } else {
        parts.join(" · ")
    }
}
