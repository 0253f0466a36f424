//! Who this phone is enrolled as. Personal: always sealed.

use shared::{
    protocol::{Rules, SiteInfo, Worker},
    read::{from_json, take},
    replica::Identity,
    role::Scope,
    time::UnixMs,
    value::Fields,
};

/// The server's answer to an enrolment or a renewal (`shared::protocol::EnrolResponse`), as far as this version reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enrolment {
    pub(crate) me: Identity,
    /// The worker's name, as the card says it.
    pub(crate) worker: String,
    pub(crate) site: SiteInfo,
    pub(crate) scope: Scope,
    pub(crate) expires: Option<UnixMs>,
    /// What the site asked of phones then; what it asks now is kept plain. None from an older server.
    pub(super) rules: Option<Rules>,
    /// Kept as it came: a later version finds in it what this one has no use for.
    answer: Vec<u8>,
}

impl Enrolment {
    /// None where it is no such answer, or names no site: there is nothing to work on.
    pub(crate) fn read(answer: Vec<u8>) -> Option<Self> {
        let mut said: Fields = from_json(&answer)?;
        let device = take(&mut said, "device")?;
        let Worker { account, name } = take(&mut said, "worker")?;
        let sites: Vec<SiteInfo> = take(&mut said, "sites")?;
        let site = sites.into_iter().next()?;
        Some(Self {
            me: Identity {
                device,
                account,
                site: site.id,
            },
            worker: name,
            site,
            // For showing only: one this version can't read stands in nobody's way.
            scope: take(&mut said, "scope").unwrap_or_default(),
            expires: take(&mut said, "expires")?,
            rules: take(&mut said, "rules")?,
            answer,
        })
    }

    /// What `read` reads.
    pub(super) fn answer(&self) -> &[u8] {
        &self.answer
    }
}

#[cfg(test)]
mod tests {
    use shared::protocol::EnrolResponse;

    use super::*;

    #[test]
    fn the_golden_answer_is_understood() {
        let answer = include_bytes!("../../../../shared/tests/it/golden/enrol-response.json");
        let said: EnrolResponse = serde_json::from_slice(answer).unwrap();
        let read = Enrolment::read(answer.to_vec()).unwrap();
        let me = Identity {
            device: said.device,
            account: said.worker.account,
            site: said.sites[0].id,
        };
        assert_eq!(
            (read.me, read.worker, &read.site, read.expires),
            (me, said.worker.name, &said.sites[0], said.expires)
        );
    }

    #[test]
    fn an_answer_is_kept_whole_and_a_strange_one_is_none() {
        let answer = br#"{
            "device": "0184743d-7c00-7101-8101-010101010101",
            "worker": {"account": "0184743d-7c00-7202-8202-020202020202", "name": "\u674e\u56db"},
            "role": "worker",
            "sites": [{"id": "0184743d-7c00-7303-8303-030303030303", "name": "\u6708\u4eae\u6e7e",
                       "day": {"utc_offset_min": 480, "turns_at_min": 240}}],
            "scope": "whole_site", "expires": null, "server_now": 1668384000000,
            "limits": {"push_ops": 200, "push_bytes": 262144, "op_bytes": 32768},
            "envelope_key": null, "new_in_a_later_version": 7
        }"#;
        let enrolment = Enrolment::read(answer.to_vec()).unwrap();
        assert_eq!(
            (enrolment.worker.as_str(), enrolment.site.name.as_str()),
            ("李四", "月亮湾")
        );
        assert_eq!(enrolment.answer(), answer);
        assert_eq!(Enrolment::read(b"<html>".to_vec()), None);
        let nowhere = String::from_utf8_lossy(answer).replace("[{", "[]}").into_bytes();
        assert_eq!(Enrolment::read(nowhere), None);
    }
}
