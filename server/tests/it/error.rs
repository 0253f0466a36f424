//! Every refusal below `/api` carries our JSON body: a status without it is a captive portal to a phone.

use reqwest::{Client, Method};
use shared::protocol::{ErrorBody, ErrorCode};

use crate::fixture::Fixture;

const JSON: &str = "application/json";

/// Method, path, content type, body; and what is answered: status and code.
type Case = (Method, &'static str, &'static str, &'static str, u16, ErrorCode);

const LIVE: &str = "/api/v1/sync/live";
const PULL: &str = r#"{"device":"01890000-0000-7000-8000-000000000000","site":"01890000-0000-7000-8000-000000000000","cursor":{"epoch":"00000000-0000-0000-0000-000000000000","scope_gen":0,"seq":0,"top":0}}"#;

fn refusals() -> Vec<Case> {
    vec![
        (Method::GET, "/api", "", "", 404, ErrorCode::NotFound),
        (Method::GET, "/api/", "", "", 404, ErrorCode::NotFound),
        (Method::GET, "/api/v1/nothing", "", "", 404, ErrorCode::NotFound),
        (Method::GET, "/api/v9/sync/push", "", "", 404, ErrorCode::NotFound),
        (Method::GET, "/api/v1/sync/push", "", "", 405, ErrorCode::NotFound),
        (Method::DELETE, "/api/v1/enrol", "", "", 405, ErrorCode::NotFound),
        (Method::POST, LIVE, JSON, "{}", 405, ErrorCode::NotFound),
        (Method::POST, "/api/v1/enrol", "", "{}", 415, ErrorCode::WrongType),
        (
            Method::POST,
            "/api/v1/enrol",
            "text/plain",
            "{}",
            415,
            ErrorCode::WrongType,
        ),
        (
            Method::POST,
            "/api/v1/sync/push",
            "application/x-www-form-urlencoded",
            "a=1",
            415,
            ErrorCode::WrongType,
        ),
        (Method::POST, "/api/v1/sync/push", JSON, "", 400, ErrorCode::Malformed),
        (Method::POST, "/api/v1/sync/push", JSON, "{", 400, ErrorCode::Malformed),
        (Method::POST, "/api/v1/sync/push", JSON, "[]", 400, ErrorCode::Malformed),
        (
            Method::POST,
            "/api/v1/sync/pull",
            JSON,
            "{\"device\":7}",
            400,
            ErrorCode::Malformed,
        ),
        (
            Method::POST,
            "/api/v1/sync/pull",
            JSON,
            PULL,
            401,
            ErrorCode::SignInAgain,
        ),
        (Method::POST, "/api/v1/enrol", JSON, "\u{1}", 400, ErrorCode::Malformed),
        (Method::GET, LIVE, "", "", 400, ErrorCode::Malformed),
        (
            Method::GET,
            "/api/v1/sync/live?device=x&site=y",
            "",
            "",
            400,
            ErrorCode::Malformed,
        ),
    ]
}

#[tokio::test]
async fn every_refusal_has_our_body_and_is_not_stored() {
    let fixture = Fixture::start().await;
    for (method, path, content_type, body, status, code) in refusals() {
        let mut request = Client::new()
            .request(method.clone(), format!("{}{path}", fixture.url))
            .body(body);
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        let response = request.send().await.unwrap();
        let what = format!("{method} {path} {content_type} {body}");
        assert_eq!(response.status(), status, "{what}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{what}");
        assert_eq!(response.headers()["content-type"], JSON, "{what}");
        let said: ErrorBody = response.json().await.unwrap();
        assert_eq!(said.code, code, "{what}");
        assert!(!said.message.is_empty(), "{what}");
    }
}

#[tokio::test]
async fn the_message_is_in_the_callers_language() {
    let fixture = Fixture::start().await;
    for (language, expected) in [("en-GB", "There is nothing"), ("zh-CN", "没有"), ("", "没有")] {
        let request = Client::new()
            .get(format!("{}/api/v1/nothing", fixture.url))
            .header("accept-language", language);
        let said: ErrorBody = request.send().await.unwrap().json().await.unwrap();
        assert!(said.message.starts_with(expected), "{language}: {}", said.message);
    }
}

#[tokio::test]
async fn a_store_that_went_away_is_said_to_be_busy() {
    let fixture = Fixture::start().await;
    let phone = crate::phone::Phone::enrol(&fixture.url, &fixture.code().await)
        .await
        .unwrap();
    fixture.store.close().await.unwrap();
    let response = phone.post("/sync/push", &phone.push_request(&[])).send().await.unwrap();
    assert!(response.headers().contains_key("retry-after"));
    let (status, said) = crate::phone::read::<()>(response).await.unwrap_err();
    assert_eq!((status.as_u16(), said.code), (503, ErrorCode::Busy));
    assert!(said.retry_after_s.is_some());
    assert_eq!(
        reqwest::get(format!("{}/readyz", fixture.url)).await.unwrap().status(),
        503
    );
    assert_eq!(
        reqwest::get(format!("{}/healthz", fixture.url)).await.unwrap().status(),
        200
    );
}
