//! What stands on top, and who else lives there: what to decide, how safe somebody is, the household.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{ConflictView, Housemate, ResidentView, text};
use crate::{
    residents,
    words::{Words, fill},
};

/// Values that lost, each with the choice between the two.
pub(super) fn conflicts(words: &'static Words, view: Memo<ResidentView>) -> impl IntoView {
    let own = &words.resident;
    let id = view.with_untracked(|view| view.id);
    let is_any = Memo::new(move |_| view.with(|view| !view.conflicts.is_empty()));
    view! {
        <Show when=move || is_any.get()>
            <section class="panel decide" aria-labelledby="conflicts">
                <h2>
                    <Icon glyph=Glyph::Alert />
                    <span id="conflicts">{own.conflicts}</span>
                    <small>{own.conflicts_hint}</small>
                </h2>
                <ul>
                    <For
                        each=move || view.with(|view| view.conflicts.clone())
                        key=ConflictView::clone
                        children=move |conflict| one_conflict(words, view, format!("/desk/residents/{id}/conflict"), &conflict)
                    />
                </ul>
            </section>
        </Show>
    }
}

fn one_conflict(
    words: &'static Words,
    view: Memo<ResidentView>,
    action: String,
    conflict: &ConflictView,
) -> impl IntoView + use<> {
    let own = &words.resident;
    let (lost, now) = (text::said(words, &conflict.lost), text::said(words, &conflict.now));
    let who = conflict.by.as_deref().unwrap_or(own.imported).to_owned();
    let when = crate::people::moment(words, &conflict.at);
    // What people typed goes in last: it may hold braces.
    let said = fill(own.conflict, &[("when", &when), ("who", &who), ("lost", &lost)]);
    let take = conflict.can_take.then(|| {
        view! {
            <button type="submit" name="act" value="take">
                {fill(own.take, &[("lost", &lost)])}
            </button>
        }
    });
    view! {
        <li>
            <p>
                <b>{text::field(words, &conflict.field).to_owned()}</b>
                " "
                {said}
                " "
                {fill(own.conflict_now, &[("now", &now)])}
            </p>
            <form method="post" action=action class="deeds">
                <input type="hidden" name="conflict" value=conflict.no />
                <input type="hidden" name="seen" value=move || view.with(|view| view.stamp.clone()) />
                {take}
                <button type="submit" name="act" value="keep">
                    {fill(own.keep, &[("now", &now)])}
                </button>
            </form>
        </li>
    }
}

/// When somebody was last seen and by whom, what they need, why one looks after them.
pub(super) fn safety(words: &'static Words, view: Memo<ResidentView>) -> impl IntoView {
    let own = &words.resident;
    let class = move || {
        view.with(|view| match &view.listed {
            _ if view.medical.is_some() => "panel safety alarm",
            Some(listed) if listed.overdue => "panel safety warn",
            _ => "panel safety",
        })
    };
    let seen = move || {
        view.with(|view| match &view.seen {
            Some((seen, at)) => {
                let at = text::when(words, view.today, at);
                format!("{} · {at}", residents::text::seen(words, seen))
            }
            None => own.never_seen.to_owned(),
        })
    };
    let state = move || {
        view.with(|view| {
            let listed = view.listed.as_ref()?;
            let (glyph, said) = if listed.overdue {
                (Glyph::Alert, own.overdue)
            } else {
                (Glyph::Check, own.on_time)
            };
            Some(view! {
                <span class="mark">
                    <Icon glyph=glyph />
                    {said}
                </span>
            })
        })
    };
    let medical = move || {
        view.with(|view| {
            let what = view.medical.as_ref()?;
            let said = if what.is_empty() {
                words.residents.medical.to_owned()
            } else {
                fill(own.medical, &[("what", what)])
            };
            Some(view! {
                <p class="mark">
                    <Icon glyph=Glyph::Cross />
                    {said}
                </p>
            })
        })
    };
    view! {
        <section class=class aria-label=words.residents.seen>
            {medical}
            <p class="last">
                <span class="soft">{words.residents.seen}</span>
                <b>{seen}</b>
                {state}
            </p>
            {move || view.with(|view| listed(words, view))}
        </section>
    }
}

fn listed(words: &'static Words, view: &ResidentView) -> Option<impl IntoView + use<>> {
    let own = &words.resident;
    let listed = view.listed.as_ref()?;
    let every = view.cadence_h.map(|hours| fill(own.every_hours, &[("h", &hours)]));
    let owner = view.owner.as_ref().map(|name| fill(own.owner, &[("name", name)]));
    let said: Vec<String> = listed.reason.iter().cloned().chain(every).chain(owner).collect();
    Some(view! {
        <p class="mark">
            <Icon glyph=Glyph::Star />
            {words.residents.priority}
            " · "
            {said.join(" · ")}
        </p>
    })
}

pub(super) fn household(words: &'static Words, view: Memo<ResidentView>) -> impl IntoView {
    let is_any = Memo::new(move |_| view.with(|view| !view.household.is_empty()));
    view! {
        <Show when=move || is_any.get()>
            <section class="panel" aria-labelledby="household">
                <h2>
                    <span id="household">{words.resident.household_title}</span>
                </h2>
                <ul class="mates">
                    <For
                        each=move || view.with(|view| view.household.clone())
                        key=Housemate::clone
                        children=move |mate| one_mate(words, &mate)
                    />
                </ul>
            </section>
        </Show>
    }
}

fn one_mate(words: &'static Words, mate: &Housemate) -> impl IntoView + use<> {
    let star = mate.listed.then(|| {
        view! {
            <span class="mark">
                <Icon glyph=Glyph::Star />
                {words.residents.priority}
            </span>
        }
    });
    view! {
        <li>
            <a href=format!("/desk/residents/{}", mate.id) rel="external">
                {mate.name.clone()}
            </a>
            " "
            <span class="soft">{residents::text::sex_age(words, mate.person)}</span>
            " "
            {star}
        </li>
    }
}
