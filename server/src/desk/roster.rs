//! `/desk/roster`: a roster is sent, looked at and only then imported. What was sent waits in memory for a while; a page
//! that is loaded again does nothing twice.

use std::{collections::VecDeque, sync::Arc};

use axum::{
    Form, Router,
    extract::{
        DefaultBodyLimit, Multipart, Path, Query,
        multipart::{MultipartError, MultipartRejection},
        rejection::{FormRejection, QueryRejection},
    },
    http::StatusCode,
    middleware::from_fn_with_state,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use desk::roster::{
    Count, LastImport, Note, Preview, RosterFault, Stage, Undone, gone_page, nothing_to_undo_page, preview_page,
    undo_page, upload_page,
};
use roster::{Lang, Roster, Severity};
use shared::{
    id::AccountId,
    time::{MINUTE_MS, UnixMs},
};
use tokio::sync::Mutex;
use tower_http::limit::RequestBodyLimitLayer;
use ui::Lang as Shown;

use super::{
    here::{Here, to_its_end},
    session,
};
use crate::{
    error::Error,
    import::{self, ImportError, Last, Mode, Outcome, import},
    random,
    state::Shared,
};

const HERE: &str = "/desk/roster";
/// Twice the largest file: one that is too large is told so on a page. Beyond this it is cut off unread.
const BODY_BYTES_MAX: usize = 2 * roster::MAX_BYTES;
/// How long a roster waits for somebody to decide.
const KEPT_MS: i64 = 30 * MINUTE_MS;
/// Rosters that wait at once; the oldest makes room.
const KEPT_MAX: usize = 8;
/// Remarks on a page; the file has them all.
const NOTES_SHOWN_MAX: usize = 200;
/// Of a file's name, characters.
const NAME_CHARS_MAX: usize = 80;

pub(super) fn router(state: &Shared) -> Router<Shared> {
    Router::new()
        .route(HERE, get(form).post(upload))
        .route("/desk/roster/undo", get(look_back).post(go_back))
        .route("/desk/roster/{once}", get(preview).post(write))
        .route_layer(from_fn_with_state(state.clone(), session::require))
        .route_layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .route_layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
}

/// Rosters that were sent and not forgotten yet.
#[derive(Default)]
pub(crate) struct Rosters(Mutex<VecDeque<Sent>>);

#[derive(Clone)]
struct Sent {
    by: AccountId,
    once: String,
    at: UnixMs,
    name: String,
    roster: Arc<Roster>,
    outcome: Arc<Outcome>,
    stage: Stage,
}

impl Rosters {
    async fn keep(&self, sent: Sent) {
        let mut kept = self.0.lock().await;
        kept.retain(|old| sent.at.since(old.at) < KEPT_MS);
        if kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back(sent);
    }

    /// Holds imports off, and lets go of the rosters that wait: somebody is being erased who may stand in them.
    pub(crate) async fn forget(&self) -> impl Drop + Send {
        let mut kept = self.0.lock().await;
        kept.clear();
        kept
    }
}

/// What this person sent under this number, if it is not forgotten.
fn find<'a>(kept: &'a mut VecDeque<Sent>, by: AccountId, once: &str, now: UnixMs) -> Option<&'a mut Sent> {
    let mut kept = kept.iter_mut();
    kept.find(|sent| sent.by == by && sent.once == once && now.since(sent.at) < KEPT_MS)
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    /// As [`undone`] wrote it.
    undone: String,
}

async fn form(here: Here, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let undone = asked.ok().and_then(|Query(asked)| undone(&asked.undone));
    let answer = async {
        let last = last(&here).await?;
        Ok(upload_page(&here.office, None, last.as_ref(), undone))
    };
    here.said(HERE, answer.await)
}

/// The import that can be taken back.
async fn last(here: &Here) -> Result<Option<LastImport>, Error> {
    let last = Last::read(&here.state.options.data, here.viewer.site(), here.now);
    let Some(last) = last.map_err(ImportError::Memory)? else {
        return Ok(None);
    };
    Ok(Some(LastImport {
        at: last.at,
        rule: here.site().await?.day,
        by: last.by,
        doors: count(last.doors),
        residents: count(last.residents),
    }))
}

async fn look_back(here: Here) -> Response {
    let answer = async {
        let Some(last) = last(&here).await? else {
            return Ok(nothing_to_undo_page(&here.office));
        };
        match take_back(&here, last.at, Mode::Plan).await? {
            Some(undone) => Ok(undo_page(&here.office, &last, undone)),
            None => Ok(nothing_to_undo_page(&here.office)),
        }
    };
    here.said(HERE, answer.await)
}

#[derive(serde::Deserialize)]
struct Which {
    at: i64,
}

async fn go_back(here: Here, which: Result<Form<Which>, FormRejection>) -> Response {
    let worker = here.clone();
    let answer = to_its_end(async move {
        let Form(which) = which.map_err(|_| Error::Malformed)?;
        // One import at a time, forth or back.
        let _alone = worker.state.rosters.0.lock().await;
        match take_back(&worker, UnixMs(which.at), Mode::Write).await? {
            Some(Undone {
                doors,
                residents,
                values,
                kept,
            }) => {
                let to = format!("{HERE}?undone={doors}-{residents}-{values}-{kept}");
                Ok(Redirect::to(&to).into_response())
            }
            None => Ok(nothing_to_undo_page(&worker.office)),
        }
    });
    here.said(HERE, answer.await)
}

async fn take_back(here: &Here, at: UnixMs, mode: Mode) -> Result<Option<Undone>, Error> {
    let (store, data) = (here.state.store.as_ref(), &here.state.options.data);
    let undone = import::undo(store, &here.viewer, data, at, mode, here.now)
        .await
        .map_err(said)?;
    Ok(undone.map(|undone| Undone {
        doors: undone.doors,
        residents: undone.residents,
        values: undone.values,
        kept: undone.kept,
    }))
}

/// `150-442-3-2`
fn undone(text: &str) -> Option<Undone> {
    let mut numbers = text.split('-').map(|number| number.parse().ok());
    let mut next = || numbers.next().flatten();
    Some(Undone {
        doors: next()?,
        residents: next()?,
        values: next()?,
        kept: next()?,
    })
}

async fn upload(here: Here, sent: Result<Multipart, MultipartRejection>) -> Response {
    let answer = async {
        let _place = here.upload()?;
        let Some((name, bytes)) = (match sent {
            Ok(parts) => file(parts).await?,
            Err(_) => None,
        }) else {
            return Ok(refused(&here, RosterFault::NoFile));
        };
        let read = {
            let name = name.clone();
            tokio::task::spawn_blocking(move || roster::read(&name, &bytes)).await
        };
        let roster = match read {
            Ok(Ok(roster)) => roster,
            Ok(Err(why)) => return Ok(refused(&here, RosterFault::Unreadable(why.text(language(&here))))),
            // A defect of the reader: the file is not at fault, nor is anything written.
            Err(_) => return Ok(refused(&here, RosterFault::Failed)),
        };
        let outcome = run(&here, &roster, Mode::Plan).await?;
        let once = random::token()?;
        let sent = Sent {
            by: here.viewer.account(),
            once: once.clone(),
            at: here.now,
            name,
            roster: Arc::new(roster),
            outcome: Arc::new(outcome),
            stage: Stage::Planned,
        };
        here.state.rosters.keep(sent).await;
        Ok(to(&once))
    };
    here.said(HERE, answer.await)
}

/// The first file of a form, with its name.
async fn file(mut parts: Multipart) -> Result<Option<(String, Vec<u8>)>, Error> {
    let failed = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Malformed,
    };
    while let Some(field) = parts.next_field().await.map_err(failed)? {
        let Some(name) = field.file_name().map(str::to_owned) else {
            continue;
        };
        let bytes = field.bytes().await.map_err(failed)?;
        let name = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        return Ok(Some((name, bytes.to_vec())).filter(|(_, bytes)| !bytes.is_empty()));
    }
    Ok(None)
}

async fn preview(here: Here, Path(once): Path<String>) -> Response {
    let mut kept = here.state.rosters.0.lock().await;
    let sent = find(&mut kept, here.viewer.account(), &once, here.now).cloned();
    drop(kept);
    match sent {
        Some(sent) => preview_page(&here.office, &shown(&here, &sent)),
        None => gone_page(&here.office),
    }
}

async fn write(here: Here, Path(once): Path<String>) -> Response {
    let worker = here.clone();
    let answer = to_its_end(async move {
        // Held until it is written: a form that is sent twice finds that the first one did it.
        let mut kept = worker.state.rosters.0.lock().await;
        let Some(sent) = find(&mut kept, worker.viewer.account(), &once, worker.now) else {
            return Ok(gone_page(&worker.office));
        };
        if sent.stage == Stage::Planned {
            let outcome = run(&worker, &sent.roster, Mode::Write).await?;
            sent.outcome = Arc::new(outcome);
            sent.stage = Stage::Written;
        }
        Ok(to(&once))
    });
    here.said(HERE, answer.await)
}

async fn run(here: &Here, roster: &Roster, mode: Mode) -> Result<Outcome, Error> {
    let (store, data) = (here.state.store.as_ref(), &here.state.options.data);
    let done = import(store, &here.viewer, roster, data, mode, here.now).await;
    done.map_err(said)
}

fn said(error: ImportError) -> Error {
    match error {
        ImportError::Push(error) => error.into(),
        ImportError::Store(error) => error.into(),
        error => error.into(),
    }
}

fn refused(here: &Here, fault: RosterFault) -> Response {
    upload_page(&here.office, Some(fault), None, None)
}

fn to(once: &str) -> Response {
    Redirect::to(&format!("{HERE}/{once}")).into_response()
}

const fn language(here: &Here) -> Lang {
    match here.office.lang() {
        Shown::Zh => Lang::Zh,
        Shown::En => Lang::En,
    }
}

fn shown(here: &Here, sent: &Sent) -> Preview {
    let (roster, outcome) = (&sent.roster, &sent.outcome);
    // What was left out comes first.
    let mut notes: Vec<&roster::Note> = roster.notes.iter().collect();
    notes.sort_by_key(|note| (note.severity != Severity::Error, note.line));
    let left_out = notes.len().saturating_sub(NOTES_SHOWN_MAX);
    let notes = notes.into_iter().take(NOTES_SHOWN_MAX);
    let note = |note: &roster::Note| Note {
        place: note.sheet.clone(),
        line: note.line,
        column: note.column.clone(),
        is_error: note.severity == Severity::Error,
        text: note.text(language(here)),
    };
    Preview {
        path: format!("{HERE}/{}", sent.once),
        file: sent.name.clone(),
        stage: sent.stage,
        doors: count(outcome.doors),
        residents: count(outcome.residents),
        changes: outcome.changes,
        errors: roster.errors(),
        warnings: roster.warnings(),
        notes: notes.map(note).collect(),
        left_out,
        cut: outcome.cut.len(),
        refused: outcome.refused.iter().map(|(line, _)| *line).collect(),
    }
}

const fn count(count: import::Count) -> Count {
    Count {
        new: count.new,
        changed: count.changed,
        unchanged: count.unchanged,
        removed: count.removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(once: &str, at: i64) -> Sent {
        let roster = roster::read("a.csv", "楼栋,房号,姓名\n1,101,甲\n".as_bytes()).unwrap();
        Sent {
            by: AccountId::NIL,
            once: once.to_owned(),
            at: UnixMs(at),
            name: "a.csv".to_owned(),
            roster: Arc::new(roster),
            outcome: Arc::default(),
            stage: Stage::Planned,
        }
    }

    #[tokio::test]
    async fn rosters_wait_a_while_for_whoever_sent_them_and_do_not_pile_up() {
        let rosters = Rosters::default();
        for number in 0..=KEPT_MAX {
            rosters.keep(sent(&number.to_string(), 5)).await;
        }
        let mut kept = rosters.0.lock().await;
        assert_eq!(kept.len(), KEPT_MAX);
        let (mine, theirs) = (AccountId::NIL, AccountId::made(UnixMs(1), [1; 10]));
        assert!(find(&mut kept, mine, "0", UnixMs(5)).is_none(), "the oldest made room");
        assert!(find(&mut kept, mine, "1", UnixMs(5)).is_some());
        assert!(find(&mut kept, theirs, "1", UnixMs(5)).is_none());
        assert!(find(&mut kept, mine, "1", UnixMs(5 + KEPT_MS)).is_none());
    }
}
