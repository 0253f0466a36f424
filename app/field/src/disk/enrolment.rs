//! Who this phone is enrolled as. Personal: always sealed.

use serde::{Deserialize, Serialize};
use shared::{
    protocol::{EnrolResponse, SiteInfo},
    replica::Identity,
    role::{Role, Scope},
    time::UnixMs,
};

/// What the phone remembers of the answer to its enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Enrolment {
    pub(crate) me: Identity,
    /// The worker's name, as the card says it.
    pub(crate) worker: String,
    pub(crate) role: Role,
    pub(crate) scope: Scope,
    pub(crate) site: SiteInfo,
    #[serde(default)]
    pub(crate) expires: Option<UnixMs>,
}

impl Enrolment {
    /// None where the answer names no site: there is nothing to work on.
    pub(crate) fn from_answer(answer: EnrolResponse) -> Option<Self> {
        let site = answer.sites.into_iter().next()?;
        Some(Self {
            me: Identity {
                device: answer.device,
                account: answer.worker.account,
                site: site.id,
            },
            worker: answer.worker.name,
            role: answer.role,
            scope: answer.scope,
            site,
            expires: answer.expires,
        })
    }
}
