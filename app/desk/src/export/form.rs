//! Before a file leaves: what, in which form, and what for. Without a script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::{Filters, Format, Numbers, PURPOSE_CHARS_MAX, Subject, table::too_many};
use crate::{
    document::Office,
    words::{export, words},
};

const PATH: &str = "/desk/export";

#[derive(Clone, Debug)]
pub struct ExportForm {
    pub subject: Subject,
    pub format: Format,
    pub numbers: Numbers,
    pub purpose: String,
    pub filters: Filters,
    pub fault: Option<ExportFault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFault {
    NoPurpose,
    PurposeTooLong,
}

/// The whole answer.
pub fn form_page(office: &Office, form: &ExportForm) -> Response {
    let own = export::words(office.lang);
    let status = match form.fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    office.answer(status, own.title, PATH, || view(office, form))
}

/// More than a file may hold.
pub fn nothing_page(office: &Office) -> Response {
    let own = export::words(office.lang);
    office.answer(StatusCode::UNPROCESSABLE_ENTITY, own.title, PATH, || {
        view! {
            <div class="notice">
                <Icon glyph=Glyph::Alert />
                <h1>{own.title}</h1>
                <p>{too_many(own)}</p>
                <p>
                    <a class="button" href="/desk/visits">{own.back}</a>
                </p>
            </div>
        }
    })
}

fn view(office: &Office, form: &ExportForm) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), export::words(office.lang));
    let fault = form.fault.map(|fault| match fault {
        ExportFault::NoPurpose => own.no_purpose,
        ExportFault::PurposeTooLong => own.purpose_too_long,
    });
    let fault = fault.map(|said| {
        view! {
            <p class="said alarm" role="alert">
                <Icon glyph=Glyph::Alert />
                {said}
            </p>
        }
    });
    let is_invalid = form.fault.is_some().then_some("true");
    let is_for_them = |subject: &Subject| !subject.is_for_administrators() || office.is_administrator();
    let subjects = Subject::ALL.into_iter().filter(is_for_them).map(|subject| {
        let name = match subject {
            Subject::Visits => words.visits.title,
            Subject::Left => crate::words::left::words(office.lang).title,
            Subject::Residents => own.residents,
            Subject::People => words.people.title,
            Subject::Doors => own.doors,
            Subject::Troubles => words.troubles,
            Subject::Same => crate::words::same::words(office.lang).title,
            Subject::Logins => crate::words::logins::words(office.lang).title,
            Subject::Audit => words.visits.audit,
        };
        view! {
            <option value=subject.as_str() selected=subject == form.subject>
                {name}
            </option>
        }
    });
    let formats = Format::ALL.map(|format| {
        let name = match format {
            Format::Xlsx => own.xlsx,
            Format::Csv => own.csv,
        };
        view! {
            <option value=format.as_str() selected=format == form.format>
                {name}
            </option>
        }
    });
    let pairs = form.filters.pairs(form.subject);
    let is_filtered = !pairs.is_empty();
    let hidden = pairs.into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let filtered = is_filtered.then(|| view! { <p class="soft">{own.filtered}</p> });
    view! {
        <header class="head">
            <h1>{own.title}</h1>
            <p>{own.lead}</p>
        </header>
        {fault}
        <form method="post" action=PATH class="panel entry">
            {hidden.collect_view()}
            <label>
                {own.what}
                <select name="what">{subjects.collect_view()}</select>
            </label>
            {filtered}
            <label>
                {own.format}
                <select name="format">{formats.collect_view()}</select>
            </label>
            <label>
                {own.purpose}
                <input
                    type="text"
                    name="purpose"
                    value=form.purpose.clone()
                    required=true
                    maxlength=PURPOSE_CHARS_MAX
                    autocomplete="off"
                    aria-invalid=is_invalid
                />
                <small>{own.purpose_hint}</small>
            </label>
            <label class="tick">
                <input type="checkbox" name="numbers" value="full" checked=form.numbers == Numbers::Full />
                <span>{own.full_numbers}</span>
            </label>
            <p class="deeds">
                <button type="submit" class="primary">{own.submit}</button>
                <a class="button plain" href="/desk/visits">{own.back}</a>
            </p>
        </form>
    }
}
