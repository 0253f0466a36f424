//! `/desk/rules`: what the site asks of its phones, and how long it keeps things. For administrators.

use axum::{
    Form, Router,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use desk::rules::{PATH, RulesFault, RulesForm, rules_page, rules_refused_page};
use shared::{protocol::LEASE_MS_RANGE, role::Role, time::HOUR_MS};
use store::{KEPT_DAYS, Keeping, RulesChange};

use super::here::Here;
use crate::{error::Error, state::Shared};

pub(super) fn router() -> Router<Shared> {
    Router::new().route(PATH, get(page).post(save))
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    done: Option<String>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Filled {
    pin: String,
    lease_h: String,
    visits_days: String,
    audit_days: String,
    conflicts_days: String,
    was: String,
}

async fn page(here: Here, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    if here.viewer.role() != Role::Administrator {
        return rules_refused_page(&here.office);
    }
    let is_done = asked.is_ok_and(|Query(asked)| asked.done.is_some());
    let answer = async {
        let (form, _) = present(&here).await?;
        Ok(rules_page(&here.office, &form, None, is_done))
    };
    here.said(PATH, answer.await)
}

async fn save(here: Here, filled: Result<Form<Filled>, FormRejection>) -> Response {
    // Said plainly; the store refuses by itself, too.
    if here.viewer.role() != Role::Administrator {
        return rules_refused_page(&here.office);
    }
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        let form = RulesForm {
            pin: filled.pin == "on",
            lease_h: filled.lease_h.trim().to_owned(),
            visits_days: filled.visits_days.trim().to_owned(),
            audit_days: filled.audit_days.trim().to_owned(),
            conflicts_days: filled.conflicts_days.trim().to_owned(),
            was: filled.was,
        };
        let (is, kept) = present(&here).await?;
        // Sent twice it is done once.
        if form.values() != is.values() {
            if form.was != is.was {
                return Ok(rules_page(&here.office, &is, Some(RulesFault::Changed), false));
            }
            let (change, keeping) = match read(&form, &is) {
                Ok(read) => read,
                Err(fault) => return Ok(rules_page(&here.office, &form, Some(fault), false)),
            };
            let store = &here.state.store;
            if change != RulesChange::default() {
                store.change_rules(&here.viewer, change, here.now).await?;
            }
            if keeping != kept {
                store.set_keeping(&here.viewer, keeping, here.now).await?;
            }
        }
        Ok(Redirect::to(&format!("{PATH}?done")).into_response())
    };
    here.said(PATH, answer.await)
}

async fn present(here: &Here) -> Result<(RulesForm, Keeping), Error> {
    let store = &here.state.store;
    let rules = store.rules(&here.viewer).await?;
    let keeping = store.keeping(&here.viewer).await?;
    Ok((RulesForm::new(&rules, &keeping), keeping))
}

/// What the form asks for; of the phones' rules only what is another than it `is`, so that the audit says no more.
fn read(form: &RulesForm, is: &RulesForm) -> Result<(RulesChange, Keeping), RulesFault> {
    let hours = form.lease_h.parse::<i64>().ok();
    let lease_ms = hours.and_then(|hours| hours.checked_mul(HOUR_MS));
    let lease_ms = lease_ms
        .filter(|lease_ms| LEASE_MS_RANGE.contains(lease_ms))
        .ok_or(RulesFault::Lease)?;
    let days = |text: &str| {
        let days = text.parse().ok().filter(|days| KEPT_DAYS.contains(days));
        days.ok_or(RulesFault::Days)
    };
    let keeping = Keeping {
        visits_days: days(&form.visits_days)?,
        audit_days: days(&form.audit_days)?,
        conflicts_days: days(&form.conflicts_days)?,
    };
    let change = RulesChange {
        pin: (form.pin != is.pin).then_some(form.pin),
        lease_ms: (form.lease_h != is.lease_h).then_some(lease_ms),
    };
    Ok((change, keeping))
}
