//! `/desk/residents/{id}/conflict`: somebody decides between the value that stands and the one that lost.

use axum::{Form, extract::rejection::FormRejection, response::Response};
use desk::resident_form::read_seen;
use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    schema::{self, Class},
    value::{Value, fields},
};
use store::ConflictNo;

use super::{Sent, Whom, done, home, whom};
use crate::{desk::here::Here, error::Error};

#[derive(serde::Deserialize)]
pub(super) struct Decided {
    conflict: i64,
    act: String,
    /// What the person had before them.
    seen: String,
}

pub(super) async fn settle(here: Here, path: Whom, decided: Result<Form<Decided>, FormRejection>) -> Response {
    let id = whom(&path);
    let answer = async {
        let Form(Decided { conflict, act, seen }) = decided.map_err(|_| Error::Malformed)?;
        let (no, seen) = (ConflictNo(conflict), read_seen(&seen).ok_or(Error::Malformed)?);
        let page = match here.resident(id).await? {
            Ok(page) => page,
            Err(nobody) => return Ok(nobody),
        };
        let line = page
            .conflicts
            .iter()
            .find(|line| line.no == no)
            .ok_or(Error::NotFound)?;
        if line.settled.is_some() {
            return Ok(done(id, "settled"));
        }
        match act.as_str() {
            "keep" => {}
            "take" => {
                let change = take(&Kind::Resident, id, &line.field, &line.lost).ok_or(Error::Malformed)?;
                match here.send(vec![change], seen).await? {
                    Sent::Applied => {}
                    Sent::Lost => return Ok(done(id, "lost")),
                    Sent::Refused(fault) => {
                        tracing::warn!(?fault, "a value that had lost could not be taken");
                        return Err(Error::Malformed);
                    }
                }
            }
            _ => return Err(Error::Malformed),
        }
        here.state.store.settle(&here.viewer, &[no], here.now).await?;
        Ok(done(id, "settled"))
    };
    here.said(&home(id), answer.await)
}

/// The change that lost, once more. Of a set, only the removal of an element can lose.
pub(in crate::desk) fn take(kind: &Kind, record: RecordId, field: &str, lost: &Value) -> Option<Change> {
    let kind = kind.clone();
    Some(match schema::spec(&kind)?.field(field)?.class {
        Class::Set => Change::Remove {
            kind,
            record,
            field: field.to_owned(),
            elements: vec![lost.clone()],
        },
        Class::Register | Class::Sticky => Change::Set {
            kind,
            record,
            fields: fields([(field, lost.clone())]),
        },
        Class::Fixed | Class::Server => return None,
    })
}
