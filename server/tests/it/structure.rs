//! Enrolment and renewal by messages that have the right form and the wrong things in it, through the real router. More of them
//! with `PROPTEST_CASES`.

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    test_runner::{Config, TestRunner},
};
use reqwest::Client;
use serde_json::{Map, Value, json};
use shared::protocol::{EnrolResponse, ErrorBody, ErrorCode};

use crate::{
    fixture::{Fixture, now},
    phone::{Phone, enrol_request},
};

const CASES: u32 = 80;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,24}".prop_map(Value::from),
        (1_000..60_000_usize).prop_map(|chars| "长".repeat(chars).into()),
        "[0-9]{8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-z_]{1,10}", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// What is done to one field.
#[derive(Clone, Debug)]
enum Harm {
    Missing(prop::sample::Index),
    Other(prop::sample::Index, Value),
    Nested(prop::sample::Index, usize),
    Unknown(String, Value),
}

fn harm() -> impl Strategy<Value = Harm> {
    let field = any::<prop::sample::Index>;
    prop_oneof![
        2 => field().prop_map(Harm::Missing),
        6 => (field(), any_json()).prop_map(|(field, value)| Harm::Other(field, value)),
        1 => (field(), 1..200_usize).prop_map(|(field, depth)| Harm::Nested(field, depth)),
        2 => ("[a-z_]{1,12}", any_json()).prop_map(|(name, value)| Harm::Unknown(name, value)),
    ]
}

fn harmed(good: &Map<String, Value>, harms: Vec<Harm>) -> Value {
    let mut message = good.clone();
    let name = |field: prop::sample::Index| good.keys().nth(field.index(good.len())).cloned().unwrap_or_default();
    for harm in harms {
        match harm {
            Harm::Missing(field) => drop(message.remove(&name(field))),
            Harm::Other(field, value) => drop(message.insert(name(field), value)),
            Harm::Nested(field, depth) => {
                let deep = (0..depth).fold(Value::Null, |inner, _| json!([inner]));
                message.insert(name(field), deep);
            }
            Harm::Unknown(name, value) => drop(message.entry(name).or_insert(value)),
        }
    }
    Value::Object(message)
}

/// Whether it says everything it has to, each as what it has to be.
fn is_whole(message: &Value, texts: &[&str]) -> bool {
    texts.iter().all(|name| message[*name].is_string()) && message["client_now"].is_i64()
}

#[test]
fn enrolment_and_renewal_take_whole_messages_and_no_others() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (fixture, phone) = runtime.block_on(async {
        let options = dabai::Options {
            dev: true,
            ..dabai::Options::default()
        };
        let fixture = Fixture::with(options).await;
        let phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
        (fixture, phone)
    });
    let check = || runtime.block_on(fixture.store.check()).unwrap();
    let before = check();
    let mut runner = TestRunner::new(Config {
        cases: std::env::var_os("PROPTEST_CASES").map_or(CASES, |_| Config::default().cases),
        failure_persistence: None,
        ..Config::default()
    });
    let client = Client::new();
    let tried = runner.run(&(any::<bool>(), vec(harm(), 0..3)), |(enrols, harms)| {
        let good = if enrols {
            // One that nobody has used: whatever is taken must have said so.
            let code = runtime.block_on(fixture.code());
            serde_json::to_value(enrol_request(&code, "a random key")).unwrap()
        } else {
            json!({ "device": phone.device, "key": "a random key", "client_now": now() })
        };
        let message = harmed(good.as_object().unwrap(), harms);
        let (path, texts): (_, &[&str]) = if enrols {
            ("/enrol", &["code", "key", "device_name"])
        } else {
            ("/renew", &["device", "key"])
        };
        let (status, text) = runtime.block_on(async {
            let request = client
                .post(format!("{}/api/v1{path}", phone.url))
                .bearer_auth(&phone.token);
            let response = request.json(&message).send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        });
        prop_assert!(!status.is_server_error(), "{status} {text} for {message}");
        if status.is_success() {
            let enrolled: EnrolResponse = serde_json::from_str(&text).map_err(|_| TestCaseError::fail(text.clone()))?;
            prop_assert!(is_whole(&message, texts), "taken: {message}");
            prop_assert!(enrolled.worker.name == "李梅" && enrolled.rules.is_some());
        } else {
            let said: ErrorBody = serde_json::from_str(&text).map_err(|_| TestCaseError::fail(text.clone()))?;
            let is_clear = !matches!(said.code, ErrorCode::Internal | ErrorCode::Unknown);
            prop_assert!(is_clear && !said.message.is_empty(), "{text} for {message}");
        }
        Ok(())
    });
    tried.unwrap();
    let after = check();
    assert_eq!(after.faults, Vec::<String>::new());
    // Every code has a holder of its own, which is a row; nobody has made an operation besides.
    assert_eq!(after.rows - before.rows, after.ops - before.ops);
}
