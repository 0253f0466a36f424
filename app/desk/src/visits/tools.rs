//! What is looked for: a plain form whose answer is another address.

use leptos::prelude::*;

use super::{Filter, VisitsView, filter::Found};
use crate::words::Words;

const HERE: &str = "/desk/visits";

/// Drawn once: what somebody is choosing is not drawn anew when visits come in.
pub(super) fn tools(words: &'static Words, view: &VisitsView, filter: &Filter) -> impl IntoView + use<> {
    let own = &words.visits;
    let options = |pairs: &[(String, String)], chosen: Option<String>| {
        let options = pairs.iter().map(|(id, name)| {
            let is_chosen = chosen.as_ref() == Some(id);
            view! {
                <option value=id.clone() selected=is_chosen>
                    {name.clone()}
                </option>
            }
        });
        options.collect_view()
    };
    let outcomes = Found::ALL.map(|found| {
        let name = match found {
            Found::Answered => words.answered,
            Found::NoAnswer => words.no_answer,
        };
        view! {
            <option value=found.as_str() selected=filter.found == Some(found)>
                {name}
            </option>
        }
    });
    let reset = (!filter.is_open()).then(|| {
        view! { <a href=HERE rel="external">{own.show_all}</a> }
    });
    view! {
        <form method="get" action=HERE role="search" class="tools filter">
            <label>
                <span>{own.day}</span>
                <input type="date" name="day" value=filter.day.map(|day| day.to_string()).unwrap_or_default() />
            </label>
            <label>
                <span>{own.building}</span>
                <select name="building">
                    <option value="">{own.any}</option>
                    {options(&view.buildings, filter.building.map(|id| id.to_string()))}
                </select>
            </label>
            <label>
                <span>{words.by}</span>
                <select name="worker">
                    <option value="">{own.any}</option>
                    {options(&view.workers, filter.worker.map(|id| id.to_string()))}
                </select>
            </label>
            <label>
                <span>{words.what}</span>
                <select name="outcome">
                    <option value="">{own.any}</option>
                    {outcomes.collect_view()}
                </select>
            </label>
            <label class="tick">
                <input type="checkbox" name="unseen" value="1" checked=filter.unseen />
                <span>{own.unseen}</span>
            </label>
            <button type="submit">{own.filter}</button>
            {reset}
        </form>
    }
}
