//! The form: names, or how many people; and how long they are on duty.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    role::Role,
    time::{DayRule, UnixMs},
};
use ui::{Glyph, Icon};

use super::{CARDS_AT_ONCE_MAX, CODE_VALID_H, NAME_CHARS_MAX, days_field};
use crate::{
    app::role_name,
    document::Office,
    words::{cards, cards::CardWords, fill, words},
};

const PATH: &str = "/desk/people/cards";
/// Faults on the page; a paste that went wrong has one in every line.
const FAULTS_SHOWN_MAX: usize = 20;
const FAULTS: &str = "faults";

/// What stands in the form, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct CardForm {
    /// The form's own number: sent twice, it makes its cards once.
    pub once: String,
    pub names: String,
    pub count: String,
    pub days: u32,
    /// What the next person without a name would be called.
    pub next: String,
    pub faults: Vec<CardFault>,
    pub rule: DayRule,
    pub now: UnixMs,
}

/// Why no card was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardFault {
    /// Neither names nor a number.
    Nobody,
    /// Names and a number.
    Both,
    BadCount,
    TooMany {
        names: usize,
    },
    BadDays,
    /// No codes were to be had; worth trying again.
    Busy,
    /// `line` counts from one.
    Line {
        line: usize,
        name: String,
        why: LineFault,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    TooLong,
    Unreadable,
    /// The same name as in that line.
    Again {
        line: usize,
    },
    /// Their card waits to be used.
    Waiting,
}

impl CardFault {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    const fn is_of_names(&self) -> bool {
        matches!(
            self,
            Self::Nobody | Self::Both | Self::TooMany { .. } | Self::Line { .. }
        )
    }

    fn said(&self, own: &CardWords) -> String {
        match self {
            Self::Nobody => own.nobody.to_owned(),
            Self::Both => own.both.to_owned(),
            Self::BadCount => fill(own.bad_count, &[("max", &CARDS_AT_ONCE_MAX)]),
            Self::TooMany { names } => fill(own.too_many, &[("n", names), ("max", &CARDS_AT_ONCE_MAX)]),
            Self::BadDays => own.bad_days.to_owned(),
            Self::Busy => own.busy.to_owned(),
            Self::Line { line, name, why } => {
                let why = match why {
                    LineFault::TooLong => fill(own.too_long, &[("max", &NAME_CHARS_MAX)]),
                    LineFault::Unreadable => own.unreadable.to_owned(),
                    LineFault::Again { line } => fill(own.again, &[("line", line)]),
                    LineFault::Waiting => own.waiting.to_owned(),
                };
                // What a person typed goes in last: it may hold braces.
                fill(own.line, &[("line", line), ("why", &why), ("name", name)])
            }
        }
    }
}

/// The whole answer.
pub fn form_page(office: &Office, form: &CardForm) -> Response {
    let own = cards::words(office.lang);
    let status = form.faults.first().map_or(StatusCode::OK, CardFault::status);
    office.answer(status, own.make, PATH, || view(office, form))
}

fn view(office: &Office, form: &CardForm) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), cards::words(office.lang));
    let is_bad = |of_names: bool| {
        let mut faults = form.faults.iter();
        faults.any(|fault| fault.is_of_names() == of_names && !matches!(fault, CardFault::Busy))
    };
    let (bad_names, bad_count) = (is_bad(true), form.faults.contains(&CardFault::BadCount));
    view! {
        <header class="head">
            <h1>{own.make}</h1>
            <p>{fill(own.lead, &[("hours", &CODE_VALID_H)])}</p>
        </header>
        {faults(own, &form.faults)}
        <form method="post" action=PATH class="panel entry">
            <input type="hidden" name="once" value=form.once.clone() />
            <label>
                {own.names}
                <textarea
                    name="names"
                    rows="10"
                    autocomplete="off"
                    spellcheck="false"
                    autofocus
                    aria-invalid=bad_names.then_some("true")
                    aria-describedby=bad_names.then_some(FAULTS)
                >
                    {form.names.clone()}
                </textarea>
                <small>{own.names_hint}</small>
            </label>
            <label>
                {own.or_count}
                <input
                    name="count"
                    value=form.count.clone()
                    inputmode="numeric"
                    autocomplete="off"
                    aria-invalid=bad_count.then_some("true")
                    aria-describedby=bad_count.then_some(FAULTS)
                />
                <small>{fill(own.count_hint, &[("name", &form.next)])}</small>
            </label>
            {days_field(words, own, form.rule, form.now, form.days)}
            <p>
                <b>{own.role}</b>
                " "
                {role_name(words, Role::Worker)}
            </p>
            <p class="deeds">
                <button type="submit" class="primary">{own.submit}</button>
                <a class="button plain" href="/desk/people">{own.cancel}</a>
            </p>
        </form>
    }
}

fn faults(own: &CardWords, faults: &[CardFault]) -> Option<impl IntoView + use<>> {
    let shown = faults.iter().take(FAULTS_SHOWN_MAX);
    let shown: Vec<_> = shown.map(|fault| view! { <li>{fault.said(own)}</li> }).collect();
    let left_out = faults.len().saturating_sub(FAULTS_SHOWN_MAX);
    let more = (left_out > 0).then(|| view! { <li>{fill(own.more_faults, &[("n", &left_out)])}</li> });
    (!faults.is_empty()).then(|| {
        view! {
            <div class="said alarm" role="alert" id=FAULTS>
                <Icon glyph=Glyph::Alert />
                <div>
                    <p>{own.nothing_made}</p>
                    <ul>{shown} {more}</ul>
                </div>
            </div>
        }
    })
}
