//! What one narrows the list by: groups with their counts, a text, building, whereabouts, control, order.

use leptos::prelude::*;
use shared::domain::Whereabouts;

use super::{Filter, Group, Named, Order, ResidentsView, filter::HERE, text};
use crate::words::Words;

pub(super) fn tools(words: &'static Words, view: Memo<ResidentsView>, filter: &Filter) -> impl IntoView + use<> {
    view! {
        <div class="tools narrow">
            {groups(words, view, filter)}
            {form(words, view, filter)}
        </div>
    }
}

fn groups(words: &'static Words, view: Memo<ResidentsView>, filter: &Filter) -> impl IntoView + use<> {
    let all = std::iter::once(None).chain(Group::ALL.map(Some));
    let links = all.map(|group| {
        let to = Filter {
            group,
            ..filter.clone()
        };
        let count = move || view.with(|view| text::count(view.counts, group)).to_string();
        view! {
            <a href=to.href() rel="external" aria-current=(group == filter.group).then_some("true")>
                {text::group(words, group)}
                " "
                <b>{count}</b>
            </a>
        }
    });
    view! {
        <nav class="chips" aria-label=words.residents.groups>
            {links.collect_view()}
        </nav>
    }
}

fn form(words: &'static Words, view: Memo<ResidentsView>, filter: &Filter) -> impl IntoView + use<> {
    let own = &words.residents;
    let group = filter
        .group
        .map(|group| view! { <input type="hidden" name="group" value=group.as_str() /> });
    // Drawn once: what somebody is about to choose must not change under their hand.
    let (buildings, controls) = view.with_untracked(|view| (view.buildings.clone(), view.controls.clone()));
    let chosen = filter.building;
    let buildings = buildings.into_iter().map(|Named { id, name }| {
        let name = text::building(words, &name);
        (id.to_string(), name, Some(id) == chosen)
    });
    let places = Whereabouts::ALL.map(|place| {
        let is_chosen = Some(place) == filter.whereabouts;
        (
            place.as_str().to_owned(),
            text::whereabouts(words, place).to_owned(),
            is_chosen,
        )
    });
    let control = filter.control.clone();
    let known = controls.contains(&control) || control.is_empty();
    let controls = controls.into_iter().chain((!known).then(|| control.clone()));
    let controls: Vec<_> = controls
        .map(|word| {
            let is_chosen = word == control;
            (word.clone(), word, is_chosen)
        })
        .collect();
    let orders = [Order::Door, Order::Age].map(|order| {
        let is_chosen = order == filter.order;
        (
            order.as_str().to_owned(),
            text::order(words, order).to_owned(),
            is_chosen,
        )
    });
    let any = |word: &str| (String::new(), word.to_owned(), false);
    let buildings = std::iter::once(any(own.any_building)).chain(buildings);
    let places = std::iter::once(any(own.any_whereabouts)).chain(places);
    let controls = std::iter::once(any(own.any_control)).chain(controls);
    view! {
        <form method="get" action=HERE role="search">
            {group}
            <input
                type="search"
                name="q"
                value=filter.q.clone()
                aria-label=own.find_hint
                placeholder=own.find_hint
                autocomplete="off"
            />
            {choice("building", own.building, buildings)}
            {choice("where", own.whereabouts, places)}
            {choice("control", own.control, controls)}
            {choice("order", own.order, orders.into_iter())}
            <button type="submit">{own.find}</button>
        </form>
    }
}

/// `options`: as it stands in the address, as it is called, whether it is chosen.
fn choice(name: &'static str, label: &'static str, options: impl Iterator<Item = (String, String, bool)>) -> AnyView {
    let options: Vec<_> = options
        .map(|(value, called, is_chosen)| view! { <option value=value selected=is_chosen>{called}</option> })
        .collect();
    view! {
        <select name=name aria-label=label>
            {options}
        </select>
    }
    .into_any()
}
