//! Priority care: set with its reason, how often and who answers for it; ended with a reason, too.

use axum::response::Response;
use leptos::prelude::*;
use shared::{
    domain::{Resident, resident::CADENCE_DEFAULT_HOURS},
    record::Record,
    time::HOUR_MS,
};

use super::{EditFault, Subject, faults, seen_text, status};
use crate::{
    document::Office,
    words::{edit, edit::EditWords, fill, words},
};

/// How often somebody may have to be seen, hours.
pub const CADENCES_H: [i64; 7] = [4, 6, 8, 12, 24, 48, 72];

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriorityForm {
    pub is_listed: bool,
    pub reason: String,
    pub cadence_h: i64,
    pub owner: String,
    /// Why it ends.
    pub ended: String,
    /// Who could answer for it.
    pub names: Vec<String>,
}

impl PriorityForm {
    /// As the record is.
    pub fn of(record: &Record, names: Vec<String>) -> Self {
        let priority = Resident::from(record).priority;
        let cadence_h = priority.as_ref().map(|priority| priority.cadence_ms / HOUR_MS);
        Self {
            is_listed: priority.is_some(),
            cadence_h: cadence_h.unwrap_or(CADENCE_DEFAULT_HOURS),
            reason: priority
                .as_ref()
                .and_then(|priority| priority.reason.clone())
                .unwrap_or_default(),
            owner: priority.and_then(|priority| priority.owner).unwrap_or_default(),
            ended: String::new(),
            names,
        }
    }
}

/// The whole answer.
pub fn priority_page(office: &Office, subject: &Subject, form: &PriorityForm, found: &[EditFault]) -> Response {
    let own = edit::words(office.lang);
    let title = fill(own.priority, &[("name", &subject.name)]);
    let path = subject.path("priority");
    office.answer(status(found), &title, &path, || {
        let words = words(office.lang);
        view! {
            <header class="head">
                <h1>{title.clone()}</h1>
                <p class="where">{subject.address.clone()}</p>
            </header>
            {faults(words, own, found)}
            {set(own, subject, form, path.clone())}
            {form.is_listed.then(|| end(own, subject, form, path.clone()))}
        }
    })
}

fn set(own: &EditWords, subject: &Subject, form: &PriorityForm, path: String) -> impl IntoView + use<> {
    let mut cadences = CADENCES_H.to_vec();
    // What somebody set elsewhere stays choosable.
    if !cadences.contains(&form.cadence_h) {
        cadences.push(form.cadence_h);
        cadences.sort_unstable();
    }
    let chosen = form.cadence_h;
    let options: Vec<_> = cadences
        .into_iter()
        .map(|hours| {
            view! {
                <option value=hours selected=hours == chosen>
                    {fill(own.hours, &[("n", &hours)])}
                </option>
            }
        })
        .collect();
    let names: Vec<_> = form
        .names
        .iter()
        .map(|name| view! { <option value=name.clone()></option> })
        .collect();
    view! {
        <form method="post" action=path class="panel entry">
            <input type="hidden" name="seen" value=seen_text(subject.seen) />
            <p class="soft">{own.priority_lead}</p>
            <label>
                {own.reason}
                <input name="reason" value=form.reason.clone() required autocomplete="off" />
                <small>{own.reason_hint}</small>
            </label>
            <label>
                {own.cadence}
                <select name="cadence">{options}</select>
            </label>
            <label>
                {own.owner}
                <input name="owner" value=form.owner.clone() list="owners" autocomplete="off" />
                <small>{own.owner_hint}</small>
            </label>
            <datalist id="owners">{names}</datalist>
            <p class="deeds">
                <button type="submit" name="act" value="set" class="primary">
                    {if form.is_listed { own.change } else { own.list }}
                </button>
                <a class="button plain" href=subject.home()>{own.cancel}</a>
            </p>
        </form>
    }
}

fn end(own: &EditWords, subject: &Subject, form: &PriorityForm, path: String) -> impl IntoView + use<> {
    view! {
        <form method="post" action=path class="panel entry">
            <input type="hidden" name="seen" value=seen_text(subject.seen) />
            <h2>{own.end}</h2>
            <p class="soft">{own.end_lead}</p>
            <label>
                {own.end_reason}
                <input name="ended" value=form.ended.clone() required autocomplete="off" />
            </label>
            <p class="deeds">
                <button type="submit" name="act" value="end" class="danger">{own.do_end}</button>
            </p>
        </form>
    }
}
