//! `/desk/residents/{id}/priority`: priority care, set or ended, each with its reason.

use axum::{Form, extract::rejection::FormRejection, response::Response};
use desk::resident_form::{CADENCES_H, EditFault, PriorityForm, Subject, priority_page, read_seen};
use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    schema::{NAME_CHARS, NOTE_CHARS},
    value::{Fields, Value, fields},
};
use store::ResidentPage;

use super::{Sent, Whom, done, home, whom};
use crate::{desk::here::Here, error::Error};

#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    seen: String,
    act: String,
    reason: String,
    cadence: String,
    owner: String,
    ended: String,
}

pub(super) async fn form(here: Here, path: Whom) -> Response {
    let id = whom(&path);
    let answer = async {
        Ok(match here.resident(id).await? {
            Ok(page) => priority_page(&here.office, &Subject::new(&page), &present(&page), &[]),
            Err(nobody) => nobody,
        })
    };
    here.said(&home(id), answer.await)
}

pub(super) async fn save(here: Here, path: Whom, filled: Result<Form<Filled>, FormRejection>) -> Response {
    let id = whom(&path);
    let answer = async {
        let Form(filled) = filled.map_err(|_| Error::Malformed)?;
        let seen = read_seen(&filled.seen).ok_or(Error::Malformed)?;
        let page = match here.resident(id).await? {
            Ok(page) => page,
            Err(nobody) => return Ok(nobody),
        };
        let (asked, word) = match filled.act.as_str() {
            "set" => (listed(&filled, &page), "listed"),
            "end" => (ended(&filled), "ended"),
            _ => return Err(Error::Malformed),
        };
        let subject = Subject {
            seen,
            ..Subject::new(&page)
        };
        let draw = |fault: EditFault| {
            let form = again(&filled, &present(&page));
            priority_page(&here.office, &subject, &form, &[fault])
        };
        let set = match asked {
            Ok(fields) => change(id, fields),
            Err(fault) => return Ok(draw(fault)),
        };
        Ok(match here.send(vec![set], seen).await? {
            Sent::Applied => done(id, word),
            Sent::Lost => done(id, "lost"),
            Sent::Refused(fault) => draw(fault),
        })
    };
    here.said(&home(id), answer.await)
}

/// As the record is, with who could answer for it.
fn present(page: &ResidentPage) -> PriorityForm {
    let accounts = page.records.iter().filter(|record| record.kind == Kind::Account);
    let mut names: Vec<String> = accounts
        .filter_map(|record| record.text("name"))
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    PriorityForm::of(&page.resident, names)
}

/// What was typed, once more.
fn again(filled: &Filled, present: &PriorityForm) -> PriorityForm {
    if filled.act == "end" {
        let ended = filled.ended.clone();
        return PriorityForm {
            ended,
            ..present.clone()
        };
    }
    PriorityForm {
        reason: filled.reason.clone(),
        owner: filled.owner.clone(),
        cadence_h: filled.cadence.parse().unwrap_or(present.cadence_h),
        ..present.clone()
    }
}

const fn change(record: RecordId, fields: Fields) -> Change {
    Change::Set {
        kind: Kind::Resident,
        record,
        fields,
    }
}

fn listed(filled: &Filled, page: &ResidentPage) -> Result<Fields, EditFault> {
    let (reason, owner) = (filled.reason.trim(), filled.owner.trim());
    if reason.is_empty() {
        return Err(EditFault::NoReason);
    }
    let present = PriorityForm::of(&page.resident, Vec::new()).cadence_h;
    let cadence = filled.cadence.parse().ok();
    let cadence = cadence.filter(|hours| CADENCES_H.contains(hours) || *hours == present);
    let is_short = reason.chars().count() <= NOTE_CHARS && owner.chars().count() <= NAME_CHARS;
    let (Some(cadence), true) = (cadence, is_short) else {
        return Err(EditFault::Field("priority"));
    };
    // What a later version added stays.
    let mut priority = page.resident.get("priority").as_map().cloned().unwrap_or_default();
    priority.insert("reason".to_owned(), reason.into());
    priority.insert("cadence_h".to_owned(), Value::Int(cadence));
    if owner.is_empty() {
        priority.remove("owner");
    } else {
        priority.insert("owner".to_owned(), owner.into());
    }
    Ok(fields([("priority", Value::Map(priority))]))
}

fn ended(filled: &Filled) -> Result<Fields, EditFault> {
    let reason = filled.ended.trim();
    if reason.is_empty() {
        return Err(EditFault::NoReason);
    }
    if reason.chars().count() > NOTE_CHARS {
        return Err(EditFault::Field("priority_ended"));
    }
    Ok(fields([("priority", Value::Null), ("priority_ended", reason.into())]))
}
