//! Bytes that nobody's phone would send: always a clear refusal or an answer, never a fault, nothing stored.

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use reqwest::Client;
use shared::protocol::{Cursor, ErrorBody, ErrorCode};

use crate::{
    fixture::{Fixture, now},
    phone::{Phone, enrol_request},
};

const CASES: u32 = 60;
const PATHS: [&str; 4] = ["/enrol", "/renew", "/sync/push", "/sync/pull"];

/// A good message with something broken in it, or nothing like one.
fn broken(good: Vec<String>) -> impl Strategy<Value = (usize, Vec<u8>)> {
    let damage = (
        0..good.len(),
        vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    );
    let damaged = damage.prop_map(move |(which, changes)| {
        let mut bytes = good[which].clone().into_bytes();
        for (place, byte, how) in changes {
            let at = place.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        (which, bytes)
    });
    let deep = (0..PATHS.len(), 1..9_000_usize).prop_map(|(which, depth)| (which, "[".repeat(depth).into_bytes()));
    let noise = (0..PATHS.len(), vec(any::<u8>(), 0..300));
    prop_oneof![6 => damaged, 2 => noise, 1 => deep]
}

#[test]
fn broken_bytes_are_refused_in_our_words() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (fixture, phone, good) = runtime.block_on(async {
        let fixture = Fixture::with(dabai::Options {
            dev: true,
            ..dabai::Options::default()
        })
        .await;
        let mut phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
        let push = phone.visit(fixture.door);
        let push = phone.push_request(&[push]);
        let renew = serde_json::json!({ "device": phone.device, "key": "a random key", "client_now": now() });
        let pull = serde_json::json!({ "device": phone.device, "site": phone.site, "cursor": Cursor::START });
        let good = vec![
            serde_json::to_string(&enrol_request("00000000", "a random key")).unwrap(),
            renew.to_string(),
            serde_json::to_string(&push).unwrap(),
            pull.to_string(),
        ];
        (fixture, phone, good)
    });
    let head = || runtime.block_on(async { fixture.store.check().await.unwrap() });
    let before = head();
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let tried = runner.run(&broken(good), |(which, body)| {
        let url = format!("{}/api/v1{}", phone.url, PATHS[which]);
        let request = Client::new()
            .post(url)
            .bearer_auth(&phone.token)
            .header("content-type", "application/json");
        let (status, text) = runtime.block_on(async {
            let response = request.body(body).send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        });
        prop_assert!(!status.is_server_error(), "{status} {text}");
        if !status.is_success() {
            let said: ErrorBody = serde_json::from_str(&text).map_err(|_| TestCaseError::fail(text.clone()))?;
            prop_assert!(
                said.code != ErrorCode::Internal && said.code != ErrorCode::Unknown && !said.message.is_empty()
            );
        }
        Ok(())
    });
    tried.unwrap();
    let after = head();
    assert_eq!(after.faults, Vec::<String>::new());
    // A damaged push may still have been a good one; what it made must be sound, and bounded by the tries.
    assert!(after.rows - before.rows <= u64::from(CASES));
}
