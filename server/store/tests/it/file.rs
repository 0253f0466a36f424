//! What is SQLite's own: files, locks, views, and databases of other versions.

use shared::{
    id::{AccountId, OpId, RecordId},
    kind::Kind,
    op::{Body, Change, Draft, Incoming},
    outcome::Code,
    protocol::Status,
    time::HOUR_MS,
    value::fields,
};
use store::{Credential, Pages as _, People as _, PushAsk, PushError, SqliteOptions, SqliteStore, Store, StoreError};

use crate::{
    contract::Folder,
    fixture::{NOW, building, bytes, phone, site},
};

#[tokio::test]
async fn a_second_server_is_kept_out() {
    let folder = Folder::new();
    let first = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let second = SqliteStore::open(&folder.path(), SqliteOptions::SERVE);
    assert!(matches!(second, Err(StoreError::Conflict(_))), "{second:?}");
    first.close().await.unwrap();
    SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = Folder::new();
    SqliteStore::open(&folder.path(), SqliteOptions::SERVE)
        .unwrap()
        .close()
        .await
        .unwrap();
    folder.open().pragma_update(None, "user_version", 999).unwrap();
    let opened = SqliteStore::open(&folder.path(), SqliteOptions::SERVE);
    assert!(matches!(opened, Err(StoreError::Conflict(_))), "{opened:?}");
}

#[tokio::test]
async fn a_folder_that_can_not_be_made_is_said() {
    let folder = Folder::new();
    std::fs::write(folder.path(), "a file").unwrap();
    let opened = SqliteStore::open(&folder.path(), SqliteOptions::SERVE);
    assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let _store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path()), 0o700);
    assert_eq!(mode(&folder.path().join("device.key")), 0o600);
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_for_its_owner_alone_in_a_folder_open_to_all() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    std::fs::create_dir(folder.path()).unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let _store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    for name in ["dabai.db", "dabai.db-wal"] {
        let mode = std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn sign_ins_that_have_ended_are_forgotten_at_the_next_one() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    phone(&store).await;
    let account = AccountId::made(NOW, bytes(2));
    for (token, hours) in [("first", 1), ("second", 2), ("third", 3)] {
        let until = NOW.plus(hours * HOUR_MS);
        store.open_session(account, token, until).await.unwrap();
    }
    let kept: i64 = folder
        .open()
        .query_row("SELECT count(*) FROM session", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_row_that_can_not_be_read_holds_what_needs_it_and_nothing_else() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    phone(&store).await;
    let operator = store
        .viewer(Credential::Operator { site: site() }, NOW)
        .await
        .unwrap()
        .unwrap();
    let first = store.submit(&operator, vec![building(10)], NOW).await.unwrap().results;
    let database = folder.open();
    database
        .execute_batch("UPDATE record SET doc = '{' WHERE kind = 'building'")
        .unwrap();
    let set = Draft {
        id: OpId::made(NOW, bytes(11)),
        change: Change::Set {
            kind: Kind::Building,
            record: RecordId::made(NOW, bytes(10)),
            fields: fields([("name", "2号楼".into())]),
        },
        ..building(11)
    };
    let pushed = store
        .submit(&operator, vec![set.clone(), building(12)], NOW)
        .await
        .unwrap();
    let codes: Vec<_> = pushed
        .results
        .iter()
        .map(|result| (result.status, result.code))
        .collect();
    assert_eq!(codes, [(Status::Held, Some(Code::Failed)), (Status::Applied, None)]);

    // What was applied before stays so, though it can't be looked at any more.
    let again = store.submit(&operator, vec![building(10), set], NOW).await.unwrap();
    assert_eq!(
        (again.results[0].status, again.results[0].seq),
        (Status::Applied, first[0].seq)
    );
    assert_eq!(again.results[1].status, Status::Held);

    // A line of the log that can't be read keeps nobody from serving.
    database
        .execute_batch("UPDATE op SET account = x'00' WHERE status = 'held'")
        .unwrap();
    drop(database);
    store.close().await.unwrap();
    SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
}

#[tokio::test]
async fn secrets_are_not_in_the_database() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    phone(&store).await;
    store
        .open_session(AccountId::made(NOW, bytes(2)), "a session's token", NOW.plus(HOUR_MS))
        .await
        .unwrap();
    store.close().await.unwrap();
    let file = std::fs::read(folder.path().join("dabai.db")).unwrap();
    for secret in ["12345678", "a session's token"] {
        assert!(
            !file.windows(secret.len()).any(|window| window == secret.as_bytes()),
            "{secret}"
        );
    }
}

#[tokio::test]
async fn people_can_look_at_the_views() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let phone = phone(&store).await;
    let operator = store
        .viewer(Credential::Operator { site: site() }, NOW)
        .await
        .unwrap()
        .unwrap();
    let home = building(10);
    let Change::Create { record: block, .. } = home.change else {
        panic!("a building")
    };
    let made = |byte, kind: Kind, pairs| {
        let record = RecordId::made(NOW, bytes(byte));
        let change = match kind {
            Kind::Visit => Change::Fact {
                kind,
                record,
                fields: pairs,
            },
            _ => Change::Create {
                kind,
                record,
                fields: pairs,
            },
        };
        Draft {
            id: OpId::made(NOW, bytes(byte)),
            change,
            ..building(byte)
        }
    };
    let door = RecordId::made(NOW, bytes(11));
    let drafts = vec![
        home,
        made(
            11,
            Kind::Door,
            fields([("building", block.into()), ("room", "101".into())]),
        ),
        made(
            12,
            Kind::Resident,
            fields([("door", door.into()), ("name", "李".into())]),
        ),
        made(
            13,
            Kind::Visit,
            fields([("door", door.into()), ("outcome", "answered".into())]),
        ),
    ];
    store.submit(&operator, drafts, NOW).await.unwrap();
    drop(phone);
    let look = |sql: &str| folder.open().query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(look("SELECT site || ' ' || room FROM door"), "月亮湾 101");
    assert_eq!(
        look("SELECT r.name || ' ' || d.room FROM resident r JOIN door d ON d.id = replace(r.door, '-', '')"),
        "李 101"
    );
    assert_eq!(
        look("SELECT outcome || ' ' || at_utc FROM visit"),
        "answered 2022-11-14 02:00:00"
    );
    assert_eq!(
        folder
            .open()
            .query_row("SELECT count(*) FROM tick", [], |row| row.get::<_, i64>(0))
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn more_than_the_queue_holds_is_refused_and_stores_nothing() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let phone = phone(&store).await;
    let raw = " ".repeat(65 * 1_024 * 1_024);
    let ops = vec![Incoming {
        n: 1,
        id: OpId::made(NOW, bytes(9)),
        raw,
        sealed: None,
        body: Body::TooLarge,
    }];
    let refused = store
        .push(
            &phone,
            PushAsk {
                ops,
                skew_ms: 0,
                now: NOW,
            },
        )
        .await;
    assert!(
        matches!(refused, Err(PushError::Store(StoreError::Busy))),
        "{refused:?}"
    );
    let pushed = store
        .push(
            &phone,
            PushAsk {
                ops: Vec::new(),
                skew_ms: 0,
                now: NOW,
            },
        )
        .await
        .unwrap();
    assert_eq!((pushed.last_n, pushed.results.len()), (0, 0));
}

#[tokio::test]
async fn what_an_older_version_could_not_read_is_tried_again_at_the_next_start() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let operator = {
        phone(&store).await;
        store
            .viewer(Credential::Operator { site: site() }, NOW)
            .await
            .unwrap()
            .unwrap()
    };
    let draft = building(10);
    let Change::Create { record, .. } = draft.change else {
        panic!("a building")
    };
    let last_n = store.submit(&operator, Vec::new(), NOW).await.unwrap().last_n;
    let raw = serde_json::to_string(&draft.clone().numbered(last_n + 1)).unwrap();
    // As an older version would have read it.
    let body = Body::Unknown { site: site(), at: NOW };
    let ops = vec![Incoming {
        n: last_n + 1,
        id: draft.id,
        raw,
        sealed: None,
        body,
    }];
    let held = store
        .push(
            &operator,
            PushAsk {
                ops,
                skew_ms: 0,
                now: NOW,
            },
        )
        .await
        .unwrap();
    assert_eq!(held.results[0].code, Some(Code::UnknownChange));
    assert!(store.record(&operator, record).await.unwrap().is_none());
    store.close().await.unwrap();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    assert!(store.record(&operator, record).await.unwrap().is_some());
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn faults_are_found_and_named() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    phone(&store).await;
    let database = folder.open();
    let harm = |sql: &str, fault: &'static str| {
        database.execute_batch(sql).unwrap();
        fault
    };
    let faults = [
        harm("UPDATE site SET head = 1", "rows beyond their site's head"),
        harm("DELETE FROM receipt WHERE n = 1", "operations without their receipt"),
        harm("UPDATE record SET doc = '{' WHERE seq = 2", "can't be read"),
        harm(
            "UPDATE record SET parent = zeroblob(16) WHERE seq = 2",
            "hang from a row that isn't there",
        ),
        harm("DELETE FROM epoch", "sites without an epoch"),
        harm(
            "INSERT INTO receipt VALUES (zeroblob(16), 1, zeroblob(16))",
            "receipts of no device",
        ),
    ];
    let check = store.check().await.unwrap();
    for fault in faults {
        assert!(
            check.faults.iter().any(|found| found.contains(fault)),
            "{fault} in {:?}",
            check.faults
        );
    }
}
