//! Calls of `/api/v1`, and which answers are ours: a captive portal's 200, 302, 401 or 403 is no network.

use serde::Serialize;
use shared::{
    json,
    protocol::{ErrorBody, ErrorCode},
    read::from_json,
    replica::Failure,
};

use crate::browser::http;

pub(super) const ENROL: &str = "/api/v1/enrol";
pub(super) const RENEW: &str = "/api/v1/renew";
pub(super) const PUSH: &str = "/api/v1/sync/push";
pub(super) const PULL: &str = "/api/v1/sync/pull";
pub(super) const LIVE: &str = "/api/v1/sync/live";

/// The body of a success. Whether it is what was asked for is still to be seen: if not, it is an outage.
pub(super) async fn ask(path: &str, request: &impl Serialize) -> Result<Vec<u8>, Failure> {
    body(begin(path, request)?).await
}

/// Sends; the answer is read later.
pub(super) fn begin(path: &str, request: &impl Serialize) -> Result<http::Call, Failure> {
    http::Call::begin(path, &json::write(request)).map_err(|_| Failure::Outage)
}

/// What came of a call that was begun.
pub(super) async fn body(call: http::Call) -> Result<Vec<u8>, Failure> {
    let answer = call.answer().await.map_err(|_| Failure::Outage)?;
    judge(answer.status, answer.body)
}

fn judge(status: u16, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if (200..300).contains(&status) {
        return Ok(body);
    }
    let error: ErrorBody = from_json(&body).ok_or(Failure::Outage)?;
    let ErrorBody {
        code,
        last_n,
        retry_after_s,
        rights,
        ..
    } = error;
    if let Some(rights) = rights.filter(|_| code == ErrorCode::ScopeChanged) {
        return Err(Failure::ScopeChanged(rights));
    }
    Err(Failure::Refused {
        status,
        code,
        last_n,
        retry_after_s,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_is_not_ours_is_an_outage_whatever_its_status() {
        let page = b"<!doctype html><title>Free Wi-Fi</title>";
        for status in [302, 401, 403, 500, 511] {
            assert_eq!(judge(status, page.to_vec()), Err(Failure::Outage), "{status}");
            assert_eq!(judge(status, b"{}".to_vec()), Err(Failure::Outage), "{status}");
        }
    }

    #[test]
    fn a_refusal_of_ours_keeps_its_code() {
        let body = br#"{"code":"gap","message":"x","last_n":7}"#.to_vec();
        let refused = Failure::Refused {
            status: 409,
            code: ErrorCode::Gap,
            last_n: Some(7),
            retry_after_s: None,
        };
        assert_eq!(judge(409, body), Err(refused));
    }
}
