//! Databases as earlier versions wrote them, opened by this one: nothing is lost, and the phones of then go on.
//!
//! `tests/golden/<n>.sql` is what version n of the schema wrote. Before migration n + 1 lands, `write_golden` is run
//! (`cargo test -p store --test it write_golden -- --ignored`) and its folder's database dumped by the `sqlite3` shell
//! (`.dump`), with `PRAGMA user_version = n` on top; then the file is named in `GOLDEN`.

use std::{fs, path::Path, sync::Arc};

use shared::{
    domain::{Outcome, TickKey, visit::visit_fields},
    id::{RecordId, SiteId},
    kind::Kind,
    op::Change,
    protocol::{Cursor, PULL_ROWS_MAX, RowMessage, Status},
    time::{DayRule, UnixMs},
    value::fields,
};
use store::{
    Credential, Pages as _, People as _, PeopleAsk, PullAsk, Since, SqliteOptions, SqliteStore, Store, TroublesAsk,
    Viewer,
};

use crate::contract::Folder;

mod then;

use then::{CODE, KEY, NOW, bytes, create, draft, push, record, sent, sent_then, set_resident, visit};

/// What a version wrote, and the phone of then: its credential.
struct Golden {
    sql: &'static str,
    device: &'static str,
    token: &'static str,
}

const GOLDEN: &[Golden] = &[
    Golden {
        sql: include_str!("../golden/1.sql"),
        device: "018473dd-6500-7587-b7e2-1a3c35634f22",
        token: "6b8f7ef03460812e214272155b251bec2d281888b044f81f2c34870cf01029db",
    },
    Golden {
        sql: include_str!("../golden/2.sql"),
        device: "018473dd-6500-7f14-a221-2e29bab7afa1",
        token: "3abdc2e51ddc60c68f04728d936616242cd207c4ccd713028607c5f27128bebf",
    },
    Golden {
        sql: include_str!("../golden/3.sql"),
        device: "018473dd-6500-76ea-8e0b-4d9cb4901f4e",
        token: "c40faace03b4b64d4306c6d26df04de3107fc31d79ecacbf2607ffd6b9dea817",
    },
    Golden {
        sql: include_str!("../golden/4.sql"),
        device: "018473dd-6500-7b7e-b78d-184877f57631",
        token: "81ab67081e936a15a49debcc2ca47c98283b5ef6b6c2d033954e34eebe8afce8",
    },
    // Version 5 was never a release by itself.
    Golden {
        sql: include_str!("../golden/6.sql"),
        device: "018473dd-6500-78e8-b57b-86b8a8eddced",
        token: "698f81fada48ea4c6cd1f19d0d95c301c646f8a5c2a64e95eb58fd0aaa0ec5e7",
    },
];

fn restore(golden: &Golden) -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join("device.key"), KEY).unwrap();
    folder.open().execute_batch(golden.sql).unwrap();
    folder
}

fn serve(folder: &Path) -> Arc<SqliteStore> {
    SqliteStore::open(folder, SqliteOptions::SERVE).unwrap()
}

async fn operator(store: &SqliteStore) -> Viewer {
    let site = SiteId::made(NOW, bytes(1));
    store.viewer(Credential::Operator { site }, NOW).await.unwrap().unwrap()
}

async fn phone(golden: &Golden, store: &SqliteStore) -> Viewer {
    let (device, token) = (golden.device.parse().unwrap(), golden.token);
    let credential = Credential::Device { device, token };
    store.viewer(credential, NOW).await.unwrap().unwrap()
}

async fn rows(store: &SqliteStore, phone: &Viewer) -> Vec<RowMessage> {
    let (cursor, limit, now) = (Cursor::START, PULL_ROWS_MAX, NOW);
    store
        .pull(
            phone,
            PullAsk {
                cursor,
                limit,
                check: false,
                now,
            },
        )
        .await
        .unwrap()
        .rows
}

async fn row(store: &SqliteStore, phone: &Viewer, id: RecordId) -> RowMessage {
    let rows = rows(store, phone).await;
    rows.into_iter().find(|row| row.id == id).unwrap()
}

#[tokio::test]
async fn a_backup_of_every_version_is_put_back() {
    for golden in GOLDEN {
        for since in [Since::Replayed, Since::Left] {
            let (from, to) = (restore(golden), Folder::new());
            SqliteStore::restore(&to.path(), &from.path(), &to.path().join("aside"), None, since).unwrap();
            let check = serve(&to.path()).check().await.unwrap();
            assert_eq!((check.faults, check.rows, check.ops), (Vec::new(), 9, 14));
        }
    }
}

#[tokio::test]
async fn a_database_of_every_version_is_opened_and_nothing_is_amiss() {
    for golden in GOLDEN {
        let folder = restore(golden);
        let store = serve(&folder.path());
        let check = store.check().await.unwrap();
        assert_eq!((check.faults, check.rows, check.ops), (Vec::new(), 9, 14));
        let operator = operator(&store).await;
        assert!(store.account_of_login("desk").await.unwrap().is_some());
        let ask = PeopleAsk {
            ended_since: UnixMs(0),
            cards: 10,
        };
        let people = store.people_page(&operator, ask).await.unwrap();
        let revoked = people.phones.iter().filter(|phone| phone.revoked).count();
        assert_eq!((people.cards.len(), people.phones.len(), revoked), (1, 2, 1));
        // The history of then is there, by an index that was not.
        let page = store.resident_page(&operator, record(30), NOW).await.unwrap().unwrap();
        assert_eq!((page.edits.len(), page.conflicts.len()), (3, 1));
        let waiting = store.troubles_page(&operator, TroublesAsk::default()).await.unwrap();
        let open = waiting.open;
        assert_eq!((open.conflicts, open.rejected, open.held), (1, 1, 2));
        // The card still lets somebody in, who sees what is there.
        let enrolled = store.enrol(CODE, "a new key", "phone", NOW).await.unwrap();
        assert_eq!(enrolled.worker.name, "小陈");
    }
}

#[tokio::test]
async fn the_phone_of_then_goes_on() {
    for golden in GOLDEN {
        let folder = restore(golden);
        let store = serve(&folder.path());
        let phone = phone(golden, &store).await;
        let resident = row(&store, &phone, record(30)).await;
        assert_eq!(resident.fields.get("name"), Some(&"王桂兰".into()));
        assert_eq!(resident.fields.get("note"), Some(&"下午在家".into()));

        // What it sent is known, whatever came of it; what it made since is taken.
        let (ops, expected): (Vec<_>, Vec<_>) = sent_then()
            .into_iter()
            .map(|(op, status, code)| (op, (status, code)))
            .unzip();
        let again = store.push(&phone, push(ops)).await.unwrap();
        let said: Vec<_> = again
            .results
            .iter()
            .map(|result| (result.status, result.code))
            .collect();
        assert_eq!(said, expected);
        let pushed = store.push(&phone, push(vec![sent(7, visit(70, 20))])).await.unwrap();
        assert_eq!((pushed.results[0].status, pushed.last_n), (Status::Applied, 7));
        assert_eq!(row(&store, &phone, record(50)).await.kind, Kind::Visit);

        // What was held then is applied when its reason goes.
        let door = fields([("building", record(10).into()), ("room", "1204".into())]);
        store
            .submit(&operator(&store).await, vec![create(99, Kind::Door, door)], NOW)
            .await
            .unwrap();
        assert_eq!(row(&store, &phone, record(53)).await.kind, Kind::Visit);
        assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_a_newer_version_wrote_outlasts_the_records_of_an_older_phone() {
    let golden = GOLDEN.last().unwrap();
    let folder = restore(golden);
    let store = serve(&folder.path());
    let phone = phone(golden, &store).await;
    let of_later = "UPDATE record SET doc = json_set(doc, '$.of_later', json('{\"deep\":[1,\"二\"]}')) WHERE kind IN ('door', 'resident', 'tick', 'visit')";
    folder.open().execute_batch(of_later).unwrap();
    store.close().await.unwrap();
    let store = serve(&folder.path());

    let tick = TickKey {
        subject: record(20),
        template: "daily",
        item: "rubbish",
        day: DayRule::default().day(NOW),
    };
    let amended = Change::Amend {
        kind: Kind::Visit,
        record: record(75),
        amends: record(50),
        fields: visit_fields(record(20), Outcome::Answered, &[]),
    };
    let drafts = [
        draft(71, tick.change(1, false.into())),
        set_resident(72, "age", 84.into()),
        draft(75, amended),
    ];
    let ops = drafts.into_iter().zip(7..).map(|(draft, n)| sent(n, draft)).collect();
    let pushed = store.push(&phone, push(ops)).await.unwrap();
    assert!(
        pushed.results.iter().all(|result| result.status == Status::Applied),
        "{:?}",
        pushed.results
    );
    for id in [tick.id(), record(30), record(20), record(50)] {
        assert!(row(&store, &phone, id).await.fields.contains_key("of_later"), "{id}");
    }
    assert_eq!(
        row(&store, &phone, record(30)).await.fields.get("age"),
        Some(&84.into())
    );
}
