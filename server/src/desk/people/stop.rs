//! `/desk/people/stop`: a plain question, then the phone is signed off.

use axum::{
    Form,
    extract::{
        Query,
        rejection::{FormRejection, QueryRejection},
    },
    response::{IntoResponse, Redirect, Response},
};
use desk::cards::{Stop, no_phone_page, stop_page};
use shared::id::DeviceId;
use store::StoreError;

use super::{Here, LIST};
use crate::error::Error;

const HERE: &str = LIST;

#[derive(serde::Deserialize)]
pub(super) struct Which {
    phone: String,
}

impl Which {
    fn device(&self) -> Result<DeviceId, Error> {
        self.phone.parse().map_err(|_| Error::Malformed)
    }
}

pub(super) async fn ask(here: Here, which: Result<Query<Which>, QueryRejection>) -> Response {
    let answer = async {
        let device = which.ok().and_then(|Query(which)| which.device().ok());
        let people = here.people().await?;
        let mut phones = people.phones.iter();
        let line = phones.find(|line| Some(line.device) == device && !line.revoked);
        Ok(match line {
            Some(line) => stop_page(&here.office, &Stop::new(line, here.now)),
            None => no_phone_page(&here.office),
        })
    };
    here.said(HERE, answer.await)
}

pub(super) async fn stop(here: Here, which: Result<Form<Which>, FormRejection>) -> Response {
    let answer = async {
        let Form(which) = which.map_err(|_| Error::Malformed)?;
        match here.state.store.revoke(&here.viewer, which.device()?, here.now).await {
            Ok(()) => Ok(Redirect::to(&format!("{LIST}?done=stopped")).into_response()),
            Err(StoreError::Conflict(_)) => Ok(no_phone_page(&here.office)),
            Err(error) => Err(error.into()),
        }
    };
    here.said(HERE, answer.await)
}
