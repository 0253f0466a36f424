//! One visit, with its receipt and the button that marks it as seen.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{SeenRow, text};
use crate::{
    now::{self, Standing, What},
    words::{Words, fill},
};

pub(super) fn row(words: &'static Words, row: &SeenRow) -> impl IntoView + use<> {
    let visit = &row.visit;
    let found = now::text::what(words, visit.what);
    let (class, found) = match visit.standing {
        Standing::Stands if visit.what == What::NoAnswer => ("alarm", view! { <b>{found}</b> }.into_any()),
        Standing::Stands => ("", found.into_any()),
        Standing::Voided => ("void", now::taken_back(found, words.voided).into_any()),
        Standing::Amended => ("void", now::taken_back(found, words.amended).into_any()),
    };
    let address = if visit.address.is_empty() {
        words.unknown_address.to_owned()
    } else {
        visit.address.clone()
    };
    let id = visit.id.to_string();
    let when = now::text::when(words, visit);
    let receipt = match &row.seen {
        Some(sight) => view! {
            <span class="state ok">
                <Icon glyph=Glyph::Eye />
                {text::seen(words, sight)}
            </span>
        }
        .into_any(),
        None => {
            // Fifty buttons that all say the same tell nobody which.
            let about = fill(words.visits.mark_one, &[("door", &address), ("time", &when)]);
            view! {
                <button type="submit" name="visit" value=id.clone() aria-label=about class="small">
                    {words.visits.mark}
                </button>
                <input type="hidden" name="shown" value=id.clone() />
            }
            .into_any()
        }
    };
    view! {
        <tr class=class id=format!("v-{id}") data-visit=id.clone()>
            <td class="number">{when}</td>
            <td class="number">
                <b>{address}</b>
            </td>
            <td>{now::text::who(words, &visit.who)}</td>
            <td>{found}</td>
            <td>{visit.by.clone()}</td>
            <td class="receipt">{text::stored(words, row)}</td>
            <td class="receipt">{receipt}</td>
        </tr>
    }
}
