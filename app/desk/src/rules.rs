//! What a site asks of its phones and how long it keeps things, for administrators. No script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    protocol::{LEASE_MS_RANGE, Rules},
    time::HOUR_MS,
};
use store::{KEPT_DAYS, Keeping};
use ui::{Glyph, Icon};

use crate::{
    document::Office,
    words::{rules, rules::RulesWords},
};

pub const PATH: &str = "/desk/rules";
/// What leads here.
const LIST: &str = "/desk/logins";
const FAULT: &str = "fault";

/// Why nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesFault {
    Lease,
    Days,
    /// Somebody else has changed them since the form was shown.
    Changed,
}

/// What stands in the form, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesForm {
    pub pin: bool,
    pub lease_h: String,
    pub visits_days: String,
    pub audit_days: String,
    pub conflicts_days: String,
    /// [`Self::values`] as they were shown: what somebody else changes meanwhile is not overwritten.
    pub was: String,
}

impl RulesForm {
    /// As it is.
    pub fn new(rules: &Rules, keeping: &Keeping) -> Self {
        let mut form = Self {
            pin: rules.pin,
            lease_h: (rules.lease_ms / HOUR_MS).to_string(),
            visits_days: keeping.visits_days.to_string(),
            audit_days: keeping.audit_days.to_string(),
            conflicts_days: keeping.conflicts_days.to_string(),
            was: String::new(),
        };
        form.was = form.values();
        form
    }

    pub fn values(&self) -> String {
        let Self {
            pin,
            lease_h,
            visits_days,
            audit_days,
            conflicts_days,
            was: _,
        } = self;
        format!("{pin} {lease_h} {visits_days} {audit_days} {conflicts_days}")
    }
}

/// For whoever is no administrator.
pub fn rules_refused_page(office: &Office) -> Response {
    let own = rules::words(office.lang);
    office.answer(StatusCode::FORBIDDEN, own.not_for_you, PATH, || {
        view! {
            <div class="notice">
                <h1>{own.not_for_you}</h1>
            </div>
        }
    })
}

pub fn rules_page(office: &Office, form: &RulesForm, fault: Option<RulesFault>, is_done: bool) -> Response {
    let own = rules::words(office.lang);
    let status = fault.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    office.answer(status, own.title, PATH, || {
        let said = fault.map(|fault| {
            view! {
                <div class="said alarm" role="alert" id=FAULT>
                    <Icon glyph=Glyph::Alert />
                    <p>{fault.said(own)}</p>
                </div>
            }
        });
        let done = is_done.then(|| view! { <p class="said ok" role="status">{own.done}</p> });
        view! {
            <header class="head">
                <h1>{own.title}</h1>
                <p>{own.lead}</p>
            </header>
            {said}
            {done}
            {view(own, form, fault)}
        }
    })
}

impl RulesFault {
    const fn said(self, own: &RulesWords) -> &'static str {
        match self {
            Self::Lease => own.bad_lease,
            Self::Days => own.bad_days,
            Self::Changed => own.changed,
        }
    }
}

fn view(own: &'static RulesWords, form: &RulesForm, fault: Option<RulesFault>) -> impl IntoView + use<> {
    let bad_lease = fault == Some(RulesFault::Lease);
    let bad_days = fault == Some(RulesFault::Days);
    let hours = (LEASE_MS_RANGE.start() / HOUR_MS, LEASE_MS_RANGE.end() / HOUR_MS);
    let days = (*KEPT_DAYS.start(), *KEPT_DAYS.end());
    view! {
        <form method="post" action=PATH class="panel entry rules">
            <input type="hidden" name="was" value=form.was.clone() />
            <h2>{own.phones}</h2>
            <label class="tick">
                <input type="checkbox" name="pin" value="on" checked=form.pin />
                {own.pin}
            </label>
            <p class="soft">{own.pin_hint}</p>
            {number("lease_h", own.lease, Some(own.lease_hint), &form.lease_h, hours, bad_lease)}
            <h2>{own.kept}</h2>
            {number("visits_days", own.visits, None, &form.visits_days, days, bad_days)}
            {number("audit_days", own.audit, None, &form.audit_days, days, bad_days)}
            {number("conflicts_days", own.conflicts, None, &form.conflicts_days, days, bad_days)}
            <p class="soft">{own.kept_hint}</p>
            <p class="deeds">
                <button type="submit" class="primary">{own.save}</button>
                <a class="button plain" href=LIST>{own.cancel}</a>
            </p>
        </form>
    }
}

/// `range`: the least and the most.
fn number(
    name: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    value: &str,
    range: (i64, i64),
    is_bad: bool,
) -> impl IntoView + use<> {
    view! {
        <label>
            {label}
            <input
                type="number"
                name=name
                value=value.to_owned()
                min=range.0
                max=range.1
                required
                aria-describedby=is_bad.then_some(FAULT)
            />
            {hint.map(|hint| view! { <small>{hint}</small> })}
        </label>
    }
}
