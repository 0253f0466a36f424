//! The disk fills up under the real server: what it acknowledged is there, what it could not take it says so, and takes later.

use reqwest::StatusCode;
use shared::{
    id::RecordId,
    kind::Kind,
    op::Op,
    protocol::{ErrorBody, ErrorCode, PushResponse, Status},
};

use crate::{
    kill::make_door,
    phone::Phone,
    process::{Process, run, site},
};

/// Beyond the database as it is set up, and some hundred operations more.
const FILE_KIB: u64 = 1_024;
const OPS_A_PUSH: usize = 20;
/// The disk must be full before that.
const PUSHES_MAX: usize = 1_000;

/// What these came to, or none where the server has no room for them.
async fn pushed(phone: &Phone, ops: &[Op]) -> Option<PushResponse> {
    let answer = phone.post("/sync/push", &phone.push_request(ops)).send().await.unwrap();
    if answer.status() == StatusCode::OK {
        return Some(answer.json().await.unwrap());
    }
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let retry_after = answer.headers()["retry-after"].to_str().unwrap().to_owned();
    assert!(retry_after.parse::<u64>().unwrap() > 0, "{retry_after}");
    let body: ErrorBody = answer.json().await.unwrap();
    assert_eq!(body.code, ErrorCode::Busy);
    None
}

fn records(ops: &[Op]) -> Vec<RecordId> {
    ops.iter().map(|op| op.change.target().unwrap().1).collect()
}

async fn visits(phone: &Phone) -> Vec<RecordId> {
    let rows = phone.pull_all().await;
    let mut visits: Vec<_> = rows
        .iter()
        .filter(|row| row.kind == Kind::Visit)
        .map(|row| row.id)
        .collect();
    visits.sort_unstable();
    visits
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged_and_takes_the_rest_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let codes = site(folder.path(), 2);
    let server = Process::serve(folder.path());
    let mut phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
    let door = make_door(&mut phone, folder.path()).await;
    assert!(server.terminate().success());

    let mut server = Process::serve_on_full_disk(folder.path(), FILE_KIB);
    phone.url.clone_from(&server.url);
    let mut told = Vec::new();
    let refused = loop {
        assert!(told.len() < PUSHES_MAX * OPS_A_PUSH, "the disk is not full");
        let ops: Vec<Op> = (0..OPS_A_PUSH).map(|_| phone.visit(door)).collect();
        let Some(answer) = pushed(&phone, &ops).await else {
            break ops;
        };
        assert!(answer.results.iter().all(|result| result.status == Status::Applied));
        told.extend(records(&ops));
    };
    assert!(told.len() > OPS_A_PUSH, "it was full from the beginning");
    assert!(pushed(&phone, &refused).await.is_none(), "it stays full");
    told.sort_unstable();
    assert_eq!(visits(&phone).await, told, "what is there can be read");

    server.kill();
    let server = Process::serve(folder.path());
    phone.url.clone_from(&server.url);
    assert_eq!(visits(&phone).await, told);
    let answer = pushed(&phone, &refused).await.expect("there is room");
    assert_eq!(answer.last_n, phone.n);
    told.extend(records(&refused));
    told.sort_unstable();
    assert_eq!(visits(&phone).await, told, "each once");
    Phone::enrol(&server.url, &codes[1])
        .await
        .expect("the card is still good");
    run(folder.path(), &["check"]);
}
