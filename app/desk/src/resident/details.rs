//! Every field, with who filled it in and what it was before.

use leptos::prelude::*;

use super::{FieldView, ResidentView, Saying, text};
use crate::words::{Words, fill};

pub(super) fn details(words: &'static Words, view: Memo<ResidentView>) -> impl IntoView {
    let own = &words.resident;
    view! {
        <section class="panel" aria-labelledby="details">
            <h2>
                <span id="details">{own.details}</span>
            </h2>
            <table class="details" aria-labelledby="details">
                <thead>
                    <tr>
                        <th scope="col">{own.field}</th>
                        <th scope="col">{own.value}</th>
                        <th scope="col">{own.set_by}</th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || view.with(|view| view.fields.clone())
                        key=FieldView::clone
                        children=move |field| one_field(words, &field)
                    />
                </tbody>
            </table>
        </section>
    }
}

fn one_field(words: &'static Words, field: &FieldView) -> impl IntoView + use<> {
    let own = &words.resident;
    let present = field.history.iter().position(|saying| !saying.lost);
    let set_by = present.and_then(|at| field.history.get(at));
    let set_by = set_by.map(|saying| {
        let (who, when) = text::by(words, saying.by.as_deref(), &saying.at);
        // Each stays on a line of its own where there is no room for both.
        view! {
            <span>{who}</span>
            " "
            <span>{when}</span>
        }
    });
    let others = field.history.iter().enumerate();
    let others: Vec<_> = others
        .filter(|(at, _)| Some(*at) != present)
        .map(|(_, saying)| one_saying(words, saying))
        .collect();
    let earlier = (!others.is_empty()).then(|| {
        view! {
            <details>
                <summary>{fill(own.earlier_values, &[("n", &others.len())])}</summary>
                <ul>{others}</ul>
            </details>
        }
    });
    view! {
        <tr>
            <th scope="row">{text::field(words, &field.name).to_owned()}</th>
            <td>
                {text::said(words, &field.now)}
                {earlier}
            </td>
            <td class="receipt">{set_by}</td>
        </tr>
    }
}

fn one_saying(words: &'static Words, saying: &Saying) -> impl IntoView + use<> {
    let (who, when) = text::by(words, saying.by.as_deref(), &saying.at);
    let lost = saying
        .lost
        .then(|| view! { <b class="lost-value">{words.resident.lost}</b> });
    view! {
        <li>
            {text::saying(words, saying)}
            " "
            {lost}
            " "
            <span class="soft">{format!("{who} {when}")}</span>
        </li>
    }
}
