//! `POST /enrol` and `/renew`.

use dabai::Options;
use reqwest::{Client, Response};
use shared::{
    protocol::{EnrolResponse, ErrorCode, Limits, RenewRequest},
    time::HOUR_MS,
};

use crate::{
    fixture::{Fixture, now},
    phone::{Phone, code_of, enrol_request, read},
};

async fn enrol(fixture: &Fixture, code: &str, key: &str) -> Response {
    let url = format!("{}/api/v1/enrol", fixture.url);
    Client::new()
        .post(url)
        .json(&enrol_request(code, key))
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_code_makes_a_phone_somebody() {
    let fixture = Fixture::start().await;
    let code = fixture.code().await;
    let response = enrol(&fixture, &format!("{} {}", &code[..4], &code[4..]), "a random key").await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    let enrolled: EnrolResponse = read(response).await.unwrap();
    assert_eq!(enrolled.worker.name, "李梅");
    assert_eq!(
        (enrolled.sites[0].id, enrolled.sites[0].name.as_str()),
        (fixture.site, "月亮湾")
    );
    assert_eq!(enrolled.limits, Limits::default());
    assert!(cookie.starts_with(&format!("dabai-{}=", enrolled.device)), "{cookie}");
    for part in ["Path=/api", "HttpOnly", "SameSite=Strict", "Max-Age=34560000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "a browser would drop it without HTTPS: {cookie}"
    );
}

#[tokio::test]
async fn the_cookie_alone_is_a_credential_and_secure_over_https() {
    let options = Options {
        public_url: Some("https://dabai.example".into()),
        ..Options::default()
    };
    let fixture = Fixture::with(options).await;
    let response = enrol(&fixture, &fixture.code().await, "a random key").await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("; Secure"), "{cookie}");
    let enrolled: EnrolResponse = read(response).await.unwrap();
    let pair = cookie.split(';').next().unwrap();
    let ask = serde_json::json!({ "device": enrolled.device, "client_now": now(), "ops": [] });
    let push = Client::new()
        .post(format!("{}/api/v1/sync/push", fixture.url))
        .json(&ask);
    let with_other = push
        .try_clone()
        .unwrap()
        .header("cookie", "dabai-x=1")
        .send()
        .await
        .unwrap();
    assert_eq!(with_other.status(), 401);
    let with_own = push
        .header("cookie", format!("dabai-x=1; {pair}"))
        .send()
        .await
        .unwrap();
    assert_eq!(with_own.status(), 200);
}

#[tokio::test]
async fn a_repeat_with_the_same_key_finds_the_same_device() {
    let fixture = Fixture::start().await;
    let code = fixture.code().await;
    let first: EnrolResponse = read(enrol(&fixture, &code, "one random key").await).await.unwrap();
    let again: EnrolResponse = read(enrol(&fixture, &code, "one random key").await).await.unwrap();
    assert_eq!(first.device, again.device);
    let other = read::<EnrolResponse>(enrol(&fixture, &code, "another phone's").await).await;
    assert_eq!(code_of(other), (410, ErrorCode::CodeSpent));
}

#[tokio::test]
async fn codes_that_are_not_good_say_why() {
    let fixture = Fixture::start().await;
    let old = fixture.code_until(now().plus(-HOUR_MS), None).await;
    for (code, expected) in [
        ("00000000", (404, ErrorCode::CodeUnknown)),
        ("123", (404, ErrorCode::CodeUnknown)),
        (old.as_str(), (410, ErrorCode::CodeExpired)),
    ] {
        assert_eq!(
            code_of(read::<EnrolResponse>(enrol(&fixture, code, "a random key").await).await),
            expected
        );
    }
    let short_key = read::<EnrolResponse>(enrol(&fixture, &fixture.code().await, "short").await).await;
    assert_eq!(code_of(short_key), (400, ErrorCode::Malformed));
}

#[tokio::test]
async fn guessing_is_stopped_and_enrolling_is_not() {
    let fixture = Fixture::start().await;
    for _ in 0..30 {
        assert_eq!(
            enrol(&fixture, &fixture.code().await, "a random key").await.status(),
            200
        );
    }
    for _ in 0..30 {
        assert_eq!(
            enrol(&fixture, "1234 567", "a random key").await.status(),
            404,
            "no code at all"
        );
    }
    let mut refused = None;
    for guess in 0..40 {
        let answer = read::<EnrolResponse>(enrol(&fixture, &format!("0000{guess:04}"), "a random key").await).await;
        let (status, body) = answer.unwrap_err();
        if body.code == ErrorCode::TooManyTries {
            refused = Some((guess, status.as_u16(), body.retry_after_s));
            break;
        }
    }
    let (guesses, status, retry_after_s) = refused.unwrap();
    assert_eq!((guesses, status), (20, 429));
    assert!(retry_after_s.is_some_and(|s| s > 0));
}

#[tokio::test]
async fn a_renewed_phone_goes_on_under_a_new_identity() {
    let fixture = Fixture::start().await;
    let mut phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let op = phone.visit(fixture.door);
    phone.push(std::slice::from_ref(&op)).await.unwrap();
    let ask = RenewRequest {
        device: phone.device,
        key: "a random key".into(),
        client_now: now(),
    };
    let renewed: EnrolResponse = read(phone.post("/renew", &ask).send().await.unwrap()).await.unwrap();
    let again: EnrolResponse = read(phone.post("/renew", &ask).send().await.unwrap()).await.unwrap();
    assert_ne!(renewed.device, phone.device);
    assert_eq!(renewed.device, again.device);
    let twin = Phone {
        device: renewed.device,
        token: renewed.token.unwrap(),
        ..phone.clone()
    };
    let pushed = twin.push(std::slice::from_ref(&op)).await.unwrap();
    assert_eq!(
        (pushed.last_n, pushed.results[0].id),
        (1, op.id),
        "known operations get their result under the new n"
    );
    let wrong = Phone {
        token: "0".repeat(64),
        ..phone.clone()
    };
    assert_eq!(
        code_of(read::<EnrolResponse>(wrong.post("/renew", &ask).send().await.unwrap()).await).0,
        401
    );
}
