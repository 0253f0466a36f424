//! Operations in envelopes, and the keys to them, with the real program.

use serde_json::{Value, json};
use shared::{
    op::Op,
    outcome::Code,
    protocol::{Cursor, LEASE_MS, PushResponse, Status},
    time::HOUR_MS,
};
use store::envelope;

use crate::{
    fixture::now,
    phone::{Phone, read},
    process::{Process, run, site},
};

/// As a phone seals it.
pub fn sealed(key: &str, op: &Op) -> Value {
    let inside = json!({ "id": op.id, "site": op.site, "at": op.at, "seen": op.seen, "change": op.change });
    let envelope = envelope::seal(key, op.site, op.id, inside.to_string().as_bytes()).unwrap();
    json!({ "n": op.n, "id": op.id, "site": op.site, "envelope": envelope })
}

async fn push(phone: &Phone, ops: &[Value]) -> PushResponse {
    let ask = json!({ "device": phone.device, "client_now": now(), "ops": ops });
    read(phone.post("/sync/push", &ask).send().await.unwrap())
        .await
        .unwrap()
}

async fn offered(phone: &Phone) -> String {
    let page = phone.pull(Cursor::START, None).await.unwrap();
    page.rules.unwrap().envelope_key.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_that_comes_back_opens_what_waited_for_it() {
    let root = tempfile::tempdir().unwrap();
    let (data, copy) = (root.path().join("data"), root.path().join("keys"));
    let codes = site(&data, 1);
    let mut server = Process::serve(&data);
    let mut phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
    let first = offered(&phone).await;
    // A key that is rotated under a running server: the new one is offered, and both open.
    run(&data, &["envelope-key", "new"]);
    let second = offered(&phone).await;
    assert_ne!(first, second);
    assert!(run(&data, &["envelope-key", "list"]).starts_with(&format!("* {second}\n  {first}\n")));
    let missing = crate::fixture::record_id();
    let ops: Vec<Op> = (0..4).map(|_| phone.visit(missing)).collect();
    let early = [sealed(&first, &ops[0]), sealed(&second, &ops[1])];
    let held = push(&phone, &early).await;
    assert!(
        held.results.iter().all(|result| result.code == Some(Code::Orphan)),
        "{held:?}"
    );

    run(&data, &["envelope-key", "export", copy.to_str().unwrap()]);
    server.kill();
    std::fs::remove_dir_all(data.join("envelope-keys")).unwrap();
    let server = Process::serve(&data);
    phone.url.clone_from(&server.url);
    assert_ne!(offered(&phone).await, second);
    let held = push(&phone, &[sealed(&first, &ops[2]), sealed(&second, &ops[3])]).await;
    assert!(
        held.results
            .iter()
            .all(|result| (result.status, result.code) == (Status::Held, Some(Code::Sealed)))
    );
    let said = run(&data, &["envelope-key", "import", copy.to_str().unwrap()]);
    assert_eq!(said.trim(), "2 keys taken in, 2 waiting operations opened");
    // Opened, they wait for what the others wait for.
    let asked = push(&phone, &[sealed(&first, &ops[2])]).await;
    assert_eq!(asked.results[0].code, Some(Code::Orphan));
    let said = run(&data, &["envelope-key", "import", copy.to_str().unwrap()]);
    assert_eq!(said.trim(), "0 keys taken in, 0 waiting operations opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_site_asks_is_set_at_the_machine_and_told_to_phones() {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    let codes = site(&data, 1);
    let server = Process::serve(&data);
    let phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
    let page = phone.pull(Cursor::START, None).await.unwrap();
    let rules = page.rules.unwrap();
    assert_eq!((rules.pin, rules.lease_ms), (true, LEASE_MS));
    let said = run(&data, &["site", "set", "--pin", "off", "--lease-hours", "24"]);
    assert_eq!(said.trim(), "月亮湾: PIN off, 24 hours without the server");
    let next = phone.pull(page.cursor, None).await.unwrap();
    let rules = next.rules.unwrap();
    assert_eq!((rules.pin, rules.lease_ms), (false, 24 * HOUR_MS));
    assert!(
        next.cursor.seq > page.cursor.seq,
        "whoever follows the site looks again"
    );
    assert_eq!(run(&data, &["site", "set"]), said);
}
