//! `POST /sync/push` and `/sync/pull`.

use serde_json::json;
use shared::{
    kind::Kind,
    op::OP_BYTES_MAX,
    outcome::Code,
    protocol::{Cursor, ErrorCode, PULL_ROWS_MAX, PUSH_BYTES_MAX, PUSH_OPS_MAX, PushResponse, Status},
    time::HOUR_MS,
};

use crate::{
    fixture::{Fixture, now, record_id},
    phone::{Phone, code_of, read},
};

async fn phone(fixture: &Fixture) -> Phone {
    Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap()
}

#[tokio::test]
async fn what_one_phone_pushes_another_pulls() {
    let fixture = Fixture::start().await;
    let (mut one, other) = (phone(&fixture).await, phone(&fixture).await);
    let op = one.visit(fixture.door);
    let pushed = one.push(std::slice::from_ref(&op)).await.unwrap();
    assert_eq!((pushed.last_n, pushed.safe_n), (1, 1));
    assert_eq!(pushed.results[0].status, Status::Applied);
    let rows = other.pull_all().await;
    let visit = rows.iter().find(|row| row.kind == Kind::Visit).unwrap();
    assert_eq!(
        (Some(visit.id), Some(visit.seq)),
        (op.change.target().map(|(_, id)| id), pushed.results[0].seq)
    );
}

#[tokio::test]
async fn a_repeated_push_changes_nothing() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let ops = [phone.visit(fixture.door), phone.visit(fixture.door)];
    let first = phone.push(&ops).await.unwrap();
    let again = phone.push(&ops).await.unwrap();
    assert_eq!((first.results, first.last_n), (again.results, again.last_n));
    assert_eq!(
        phone
            .pull_all()
            .await
            .iter()
            .filter(|row| row.kind == Kind::Visit)
            .count(),
        2
    );
}

#[tokio::test]
async fn a_gap_and_a_fork_are_told_apart() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let ops: Vec<_> = (0..3).map(|_| phone.visit(fixture.door)).collect();
    phone.push(&ops[..1]).await.unwrap();
    let (status, body) = phone.push(&ops[2..]).await.unwrap_err();
    assert_eq!(
        (status.as_u16(), body.code, body.last_n),
        (409, ErrorCode::Gap, Some(1))
    );
    let copied = Phone { n: 0, ..phone.clone() }.visit(fixture.door);
    assert_eq!(code_of(phone.push(&[copied]).await), (409, ErrorCode::DeviceFork));
}

#[tokio::test]
async fn an_unreadable_operation_does_not_block_the_others() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let first = phone.visit(fixture.door);
    phone.n = 4;
    let last = phone.visit(fixture.door);
    let newer =
        json!({ "n": 2, "id": record_id(), "site": fixture.site, "at": now(), "change": { "type": "levitate" } });
    let broken = json!({ "n": 3, "id": record_id(), "change": 7 });
    let large = json!({ "n": 4, "id": record_id(), "site": fixture.site, "change": "x".repeat(OP_BYTES_MAX) });
    let ask = json!({ "device": phone.device, "client_now": now(), "ops": [first, newer, broken, large, last] });
    let pushed: PushResponse = read(phone.post("/sync/push", &ask).send().await.unwrap())
        .await
        .unwrap();
    let results: Vec<_> = pushed
        .results
        .iter()
        .map(|result| (result.n, result.status, result.code))
        .collect();
    assert_eq!(
        results,
        [
            (1, Status::Applied, None),
            (2, Status::Held, Some(Code::UnknownChange)),
            (3, Status::Rejected, Some(Code::Malformed)),
            (4, Status::Rejected, Some(Code::TooLarge)),
            (5, Status::Applied, None),
        ]
    );
    let nameless = json!({ "device": phone.device, "client_now": now(), "ops": [{ "id": record_id() }] });
    let answer = read::<PushResponse>(phone.post("/sync/push", &nameless).send().await.unwrap()).await;
    assert_eq!(code_of(answer), (400, ErrorCode::Malformed));
}

#[tokio::test]
async fn a_push_within_its_bounds_is_taken_and_beyond_them_told_so() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let most: Vec<_> = (0..PUSH_OPS_MAX).map(|_| phone.visit(fixture.door)).collect();
    assert_eq!(phone.push(&most).await.unwrap().last_n, PUSH_OPS_MAX as u64);
    let over: Vec<_> = (0..=PUSH_OPS_MAX).map(|_| phone.visit(fixture.door)).collect();
    assert_eq!(code_of(phone.push(&over).await), (413, ErrorCode::TooLarge));
    for bytes in [PUSH_BYTES_MAX + 8_192, 2 * 1_024 * 1_024] {
        let ask = json!({ "device": phone.device, "client_now": now(), "ops": ["x".repeat(bytes)] });
        let answer = read::<PushResponse>(phone.post("/sync/push", &ask).send().await.unwrap()).await;
        assert_eq!(code_of(answer), (413, ErrorCode::TooLarge), "{bytes} bytes");
    }
}

#[tokio::test]
async fn a_clock_that_is_a_day_ahead_is_measured_not_believed() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let day_ms = 24 * HOUR_MS;
    let mut op = phone.visit(fixture.door);
    op.at = now().plus(day_ms);
    let mut ask = phone.push_request(&[op]);
    ask.client_now = now().plus(day_ms);
    read::<PushResponse>(phone.post("/sync/push", &ask).send().await.unwrap())
        .await
        .unwrap();
    let rows = phone.pull_all().await;
    let at = rows.iter().find(|row| row.kind == Kind::Visit).unwrap().fields["at"]
        .as_int()
        .unwrap();
    assert!((now().0 - at).abs() < 60_000, "{at}");
}

#[tokio::test]
async fn a_revoked_phone_may_send_and_not_read() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let site = fixture.site;
    fixture
        .store
        .revoke(&fixture.operator().await, phone.device, now())
        .await
        .unwrap();
    let op = phone.visit(fixture.door);
    let pushed = phone.push(&[op]).await.unwrap();
    assert_eq!(
        (pushed.results[0].status, pushed.results[0].code),
        (Status::Held, Some(Code::Revoked))
    );
    assert_eq!(
        code_of(phone.pull(Cursor::START, None).await),
        (403, ErrorCode::DeviceRevoked)
    );
    let live = phone
        .get(&format!("/sync/live?device={}&site={site}", phone.device))
        .send()
        .await
        .unwrap();
    assert_eq!(code_of(read::<()>(live).await), (403, ErrorCode::DeviceRevoked));
}

#[tokio::test]
async fn an_expired_phone_may_send_and_must_enrol_again_to_read() {
    let fixture = Fixture::start().await;
    let code = fixture.code_until(now().plus(HOUR_MS), Some(now().plus(-1))).await;
    let mut phone = Phone::enrol(&fixture.url, &code).await.unwrap();
    let op = phone.visit(fixture.door);
    let pushed = phone.push(&[op]).await.unwrap();
    assert_eq!(
        (pushed.results[0].status, pushed.results[0].code),
        (Status::Held, Some(Code::Expired))
    );
    assert_eq!(
        code_of(phone.pull(Cursor::START, None).await),
        (401, ErrorCode::SignInAgain)
    );
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let ops: Vec<_> = (0..7).map(|_| phone.visit(fixture.door)).collect();
    phone.push(&ops).await.unwrap();
    let all = phone.pull_all().await;
    let (mut paged, mut cursor) = (Vec::new(), Cursor::START);
    loop {
        let page = phone.pull(cursor, Some(2)).await.unwrap();
        assert!(page.rows.len() <= 2);
        paged.extend(page.rows);
        cursor = page.cursor;
        if !page.more {
            break;
        }
    }
    assert_eq!(paged, all);
    assert!(phone.pull(cursor, Some(0)).await.unwrap().rows.is_empty());
    assert!(
        phone.pull(cursor, Some(PULL_ROWS_MAX * 9)).await.is_ok(),
        "a limit beyond ours is ours"
    );
}

#[tokio::test]
async fn cursors_of_another_life_and_other_sites_are_refused() {
    let fixture = Fixture::start().await;
    let phone = phone(&fixture).await;
    let foreign = Cursor {
        epoch: shared::id::EpochId::made(now(), [7; 10]),
        scope_gen: 1,
        seq: 4,
        top: 4,
    };
    assert_eq!(code_of(phone.pull(foreign, None).await), (409, ErrorCode::EpochChanged));
    let elsewhere = Phone {
        site: shared::id::SiteId::made(now(), [7; 10]),
        ..phone
    };
    assert_eq!(
        code_of(elsewhere.pull(Cursor::START, None).await),
        (403, ErrorCode::Forbidden)
    );
}

#[tokio::test]
async fn a_pull_is_compressed_where_the_phone_takes_it() {
    let fixture = Fixture::start().await;
    let mut phone = phone(&fixture).await;
    let ops: Vec<_> = (0..50).map(|_| phone.visit(fixture.door)).collect();
    phone.push(&ops).await.unwrap();
    let ask = json!({ "device": phone.device, "site": phone.site, "cursor": Cursor::START });
    let plain = phone.post("/sync/pull", &ask).send().await.unwrap();
    assert!(plain.headers().get("content-encoding").is_none());
    let plain = plain.bytes().await.unwrap().len();
    for encoding in ["br", "gzip"] {
        let packed = phone
            .post("/sync/pull", &ask)
            .header("accept-encoding", encoding)
            .send()
            .await
            .unwrap();
        assert_eq!(packed.headers()["content-encoding"], encoding);
        assert!(packed.bytes().await.unwrap().len() * 2 < plain);
    }
}
