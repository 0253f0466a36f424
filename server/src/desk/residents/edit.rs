//! `/desk/residents/{id}/edit`: the fields of a resident.

use axum::{Form, extract::rejection::FormRejection, response::Response};
use desk::resident_form::{EditFault, EditForm, Subject, edit_page, read_seen};

use super::{Pairs, Sent, Whom, ask, done, home, whom};
use crate::{desk::here::Here, error::Error};

pub(super) async fn form(here: Here, path: Whom) -> Response {
    let id = whom(&path);
    let answer = async {
        let page = match here.resident(id).await? {
            Ok(page) => page,
            Err(nobody) => return Ok(nobody),
        };
        let was = EditForm::of(&page.resident);
        let phone = page.resident.text("phone");
        Ok(edit_page(&here.office, &Subject::new(&page), &was, &was, phone, &[]))
    };
    here.said(&home(id), answer.await)
}

pub(super) async fn save(here: Here, path: Whom, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let id = whom(&path);
    let answer = async {
        let Form(pairs) = form.map_err(|_| Error::Malformed)?;
        let asked = ask::Asked::of(pairs);
        let seen = read_seen(&asked.seen).ok_or(Error::Malformed)?;
        let page = match here.resident(id).await? {
            Ok(page) => page,
            Err(nobody) => return Ok(nobody),
        };
        // What was seen stays what it was: drawn again, the form must not claim to have seen more.
        let subject = Subject {
            seen,
            ..Subject::new(&page)
        };
        let draw = |faults: &[EditFault]| {
            let phone = page.resident.text("phone");
            edit_page(&here.office, &subject, &asked.was, &asked.now, phone, faults)
        };
        let changes = match ask::changes(&asked, &page.resident) {
            Ok(changes) => changes,
            Err(faults) => return Ok(draw(&faults)),
        };
        if changes.is_empty() {
            return Ok(done(id, "same"));
        }
        Ok(match here.send(changes, seen).await? {
            Sent::Applied => done(id, "saved"),
            Sent::Lost => done(id, "lost"),
            Sent::Refused(fault) => draw(&[fault]),
        })
    };
    here.said(&home(id), answer.await)
}
