//! A phone becomes somebody. The code is sent only after this browser has proved that it keeps things.

use std::rc::Rc;

use shared::{
    protocol::{EnrolRequest, ErrorCode},
    replica::Failure,
};

use super::{call, driver::Driver};
use crate::{
    browser::{clock, spawn, storage},
    disk::{self, Disk, Enrolment, Fault, Locked, Purpose, Registry},
};

/// Who a phone was until now.
#[derive(Clone)]
pub(crate) enum Before {
    Nobody,
    Opened(Rc<Driver>),
    /// Somebody whose PIN is forgotten, or who hasn't heard the server for too long.
    Locked(Locked),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnrolError {
    /// This phone can't keep data. The code was not sent, unless the device it made could not be stored.
    Storage(Fault),
    Outage,
    Refused {
        code: ErrorCode,
        retry_after_s: Option<u64>,
    },
}

impl From<Fault> for EnrolError {
    fn from(fault: Fault) -> Self {
        Self::Storage(fault)
    }
}

/// The outbox of whoever it was `before` stays and is still sent; nothing else of theirs does.
pub(crate) async fn enrol(
    registry: &Registry,
    code: &str,
    device_name: String,
    before: Before,
) -> Result<(), EnrolError> {
    // Not waited for: some browsers ask the person, who may take their time or never answer.
    spawn(async {
        storage::persist().await;
    });
    registry.prove().await?;
    // Kept before the call: should the answer be lost, the same code gives the same device for an hour.
    let key = registry.repeat_key(Purpose::Enrol).await?;
    let code = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let request = EnrolRequest {
        code,
        key,
        device_name,
        client_now: clock::now(),
        bearer: false,
    };
    let answer = call::ask(call::ENROL, &request)
        .await
        .map_err(|failure| match failure {
            Failure::Outage | Failure::ScopeChanged(_) => EnrolError::Outage,
            Failure::Refused {
                code, retry_after_s, ..
            } => EnrolError::Refused { code, retry_after_s },
        })?;
    let enrolment = Enrolment::read(answer).ok_or(EnrolError::Outage)?;
    Disk::create(&enrolment).await?.close();
    disk::hear();
    let device = enrolment.me.device;
    match before {
        // The answer to a repeated call names the one that is here already.
        Before::Opened(before) if before.enrolment().me.device != device => before.hand_over(device).await?,
        Before::Locked(before) if before.device != device => before.hand_over(registry, device).await?,
        _ => registry.switch(device, None).await?,
    }
    Ok(())
}
