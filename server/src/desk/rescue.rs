//! `/desk/rescue`: what phones could not send comes in by files. Read one after the other, never all at once.

use axum::{
    Router,
    extract::{
        DefaultBodyLimit, Multipart,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::StatusCode,
    middleware::from_fn_with_state,
    response::Response,
    routing::get,
};
use desk::rescue::{Brought, RescueFault, Told, Whose, rescue_page};
use shared::rescue::RESCUE_BYTES_MAX;
use store::PhoneLine;
use tower_http::limit::RequestBodyLimitLayer;
use ui::Lang;

use super::{
    here::{Here, to_its_end},
    session,
};
use crate::{error::Error, language::Language, rescue::import, state::Shared};

const HERE: &str = "/desk/rescue";
/// All files of a form.
const BODY_BYTES_MAX: usize = 4 * RESCUE_BYTES_MAX;
const FILES_MAX: usize = 20;
/// Of a file's name, characters.
const NAME_CHARS_MAX: usize = 80;

pub(super) fn router(state: &Shared) -> Router<Shared> {
    Router::new()
        .route(HERE, get(form).post(upload))
        .route_layer(from_fn_with_state(state.clone(), session::require))
        .route_layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .route_layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
}

async fn form(here: Here) -> Response {
    rescue_page(&here.office, None, &[])
}

async fn upload(here: Here, sent: Result<Multipart, MultipartRejection>) -> Response {
    let _place = match here.upload() {
        Ok(place) => place,
        Err(error) => return here.said(HERE, Err(error)),
    };
    let Ok(mut parts) = sent else {
        return rescue_page(&here.office, Some(RescueFault::NoFile), &[]);
    };
    let phones = match here.people().await {
        Ok(people) => people.phones,
        Err(error) => return here.said(HERE, Err(error)),
    };
    let mut told = Vec::new();
    loop {
        match next(&mut parts).await {
            Ok(Some((name, bytes))) if told.len() < FILES_MAX => {
                told.push(take_in(&here, &phones, name, bytes).await);
            }
            Ok(Some(_)) => return rescue_page(&here.office, Some(RescueFault::TooMany), &told),
            Ok(None) if told.is_empty() => return rescue_page(&here.office, Some(RescueFault::NoFile), &[]),
            Ok(None) => return rescue_page(&here.office, None, &told),
            // What came before is in; the others are to be sent again.
            Err(Error::TooLarge) => return rescue_page(&here.office, Some(RescueFault::TooLarge), &told),
            Err(_) => return rescue_page(&here.office, Some(RescueFault::CutOff), &told),
        }
    }
}

async fn take_in(here: &Here, phones: &[PhoneLine], name: String, bytes: Vec<u8>) -> Told {
    let worker = here.clone();
    let language = match here.office.lang() {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    };
    let done = to_its_end(async move {
        let store = worker.state.store.as_ref();
        let done = import(store, &worker.viewer, bytes, worker.now).await;
        Ok(done.map_err(|error| error.text(language).to_owned()))
    });
    let brought = match done.await {
        Ok(done) => done.map(|outcome| Brought {
            whose: phones.iter().find(|phone| phone.device == outcome.device).map(whose),
            came_to: outcome.came_to,
            unsealed: outcome.unsealed,
        }),
        Err(error) => {
            tracing::error!(%error, "a rescue file could not be taken in");
            Err(crate::error::message(shared::protocol::ErrorCode::Internal, language).to_owned())
        }
    };
    Told { name, brought }
}

fn whose(phone: &PhoneLine) -> Whose {
    Whose {
        worker: phone.worker.clone(),
        model: phone.device_name.clone(),
    }
}

/// The next file of the form, with its name.
async fn next(parts: &mut Multipart) -> Result<Option<(String, Vec<u8>)>, Error> {
    while let Some(field) = parts.next_field().await.map_err(failed)? {
        let Some(name) = field.file_name().map(str::to_owned) else {
            continue;
        };
        let bytes = whole(field).await?;
        if !bytes.is_empty() {
            let name = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
            return Ok(Some((name, bytes)));
        }
    }
    Ok(None)
}

/// One byte more than a file may have is kept, so that it is seen to have too many.
async fn whole(mut field: Field<'_>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(failed)? {
        let room = (RESCUE_BYTES_MAX + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(bytes)
}

fn failed(error: MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Malformed,
    }
}
