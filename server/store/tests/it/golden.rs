//! Databases as earlier versions wrote them, opened by this one: nothing is lost, and the phones of then go on.
//!
//! `tests/golden/<n>.sql` is what version n of the schema wrote. Before migration n + 1 lands, `write_golden` is run
//! (`cargo test -p store --test it write_golden -- --ignored`) and its folder's database dumped by the `sqlite3` shell
//! (`.dump`), with `PRAGMA user_version = n` on top; then the file is named in `GOLDEN`.

use std::{fs, path::Path, sync::Arc};

use shared::{
    domain::{How, Outcome, Person, TickKey, visit::visit_fields},
    id::{AccountId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Draft, Incoming, Seen},
    outcome::Code,
    protocol::{Cursor, PULL_ROWS_MAX, RowMessage, Status},
    role::{Role, Scope},
    time::{DayRule, HOUR_MS, UnixMs},
    value::{Fields, Value, fields},
};
use store::{
    Credential, NewAccount, NewCode, NewSite, Pages as _, People as _, PeopleAsk, PullAsk, PushAsk, Since,
    SqliteOptions, SqliteStore, Store, TroublesAsk, Viewer,
};

use crate::contract::Folder;

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
/// The secret beside the databases.
const KEY: [u8; 32] = [7; 32];
const NOW: UnixMs = UnixMs(1_668_391_200_000);
/// A card that nobody had used.
const CODE: &str = "87654321";

const fn bytes(byte: u8) -> [u8; 10] {
    [byte; 10]
}

fn record(byte: u8) -> RecordId {
    RecordId::made(NOW, bytes(byte))
}

fn draft(byte: u8, change: Change) -> Draft {
    Draft {
        id: OpId::made(NOW, bytes(byte)),
        site: SiteId::made(NOW, bytes(1)),
        at: NOW,
        seen: Seen {
            epoch: EpochId::NIL,
            seq: 0,
        },
        change,
    }
}

fn create(byte: u8, kind: Kind, fields: Fields) -> Draft {
    let record = record(byte);
    draft(byte, Change::Create { kind, record, fields })
}

fn set_resident(byte: u8, field: &str, value: Value) -> Draft {
    let (kind, record, fields) = (Kind::Resident, record(30), fields([(field, value)]));
    draft(byte, Change::Set { kind, record, fields })
}

fn visit(byte: u8, door: u8) -> Draft {
    let persons = [Person {
        resident: record(30),
        how: How::Met,
    }];
    let fields = visit_fields(record(door), Outcome::Answered, &persons);
    let (kind, record) = (Kind::Visit, record(byte));
    draft(byte, Change::Fact { kind, record, fields })
}

fn sent(n: u64, draft: Draft) -> Incoming {
    read(serde_json::to_string(&draft.numbered(n)).unwrap())
}

fn read(raw: String) -> Incoming {
    Incoming::read(&serde_json::value::RawValue::from_string(raw).unwrap()).unwrap()
}

/// What a version of later would send.
fn dance(n: u64) -> Incoming {
    let Draft { id, site, at, seen, .. } = visit(55, 20);
    let op =
        serde_json::json!({ "n": n, "id": id, "site": site, "at": at, "seen": seen, "change": { "type": "dance" } });
    read(op.to_string())
}

fn push(ops: Vec<Incoming>) -> PushAsk {
    let (skew_ms, now) = (0, NOW);
    PushAsk { ops, skew_ms, now }
}

/// What the phone of then sent, and what came of it.
fn sent_then() -> Vec<(Incoming, Status, Option<Code>)> {
    let tick = TickKey {
        subject: record(20),
        template: "daily",
        item: "rubbish",
        day: DayRule::default().day(NOW),
    };
    vec![
        (sent(1, visit(50, 20)), Status::Applied, None),
        (sent(2, draft(51, tick.change(1, true.into()))), Status::Applied, None),
        (
            sent(3, set_resident(52, "age", 999.into())),
            Status::Rejected,
            Some(Code::BadField),
        ),
        // Its door is not there yet.
        (sent(4, visit(53, 99)), Status::Held, Some(Code::Orphan)),
        // Somebody else had set it, unseen.
        (
            sent(5, set_resident(54, "note", "下午在家".into())),
            Status::Applied,
            None,
        ),
        (dance(6), Status::Held, Some(Code::UnknownChange)),
    ]
}

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

/// The present version's, for a later one. Only ever added to.
#[tokio::test]
#[ignore = "writes files"]
async fn write_golden() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
    fs::create_dir(&folder).expect("a folder that isn't there yet");
    fs::write(folder.join("device.key"), KEY).unwrap();
    let store = serve(&folder);
    let (site, worker) = (SiteId::made(NOW, bytes(1)), AccountId::made(NOW, bytes(2)));
    let new = NewSite {
        id: site,
        name: "月亮湾".to_owned(),
        day: DayRule::default(),
        demo: false,
    };
    store.add_site(new, NOW).await.unwrap();
    let account = |id, name: &str, role, login| NewAccount {
        id,
        site,
        name: name.to_owned(),
        role,
        login,
    };
    let coordinator = AccountId::made(NOW, bytes(3));
    let login = Some((
        "desk".to_owned(),
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA".to_owned(),
    ));
    store
        .add_account(account(worker, "小陈", Role::Worker, None), NOW)
        .await
        .unwrap();
    store
        .add_account(account(coordinator, "周调度", Role::Coordinator, login), NOW)
        .await
        .unwrap();
    store
        .open_session(coordinator, "token", NOW.plus(HOUR_MS))
        .await
        .unwrap();
    let operator = operator(&store).await;
    let mut enrolled = Vec::new();
    for code in [CODE, "11112222", "12345678"] {
        let new = NewCode {
            code: code.to_owned(),
            account: worker,
            scope: Scope::WholeSite,
            valid_until: NOW.plus(HOUR_MS),
            expires: None,
        };
        store.add_code(&operator, new, NOW).await.unwrap();
        if code != CODE {
            enrolled.push(store.enrol(code, code, "phone", NOW).await.unwrap());
        }
    }
    store.revoke(&operator, enrolled[0].device, NOW).await.unwrap();
    store.submit(&operator, site_of_then(), NOW).await.unwrap();
    let (device, token) = (enrolled[1].device, &*enrolled[1].token);
    let phone = store
        .viewer(Credential::Device { device, token }, NOW)
        .await
        .unwrap()
        .unwrap();
    let ops = sent_then().into_iter().map(|(op, ..)| op).collect();
    store.push(&phone, push(ops)).await.unwrap();
    store.close().await.unwrap();
    println!("{} device {device} token {token}", folder.display());
}

fn site_of_then() -> Vec<Draft> {
    let priority = Value::Map(fields([("reason", "独居".into()), ("cadence_h", 12.into())]));
    let item = Value::Map(fields([
        ("key", "rubbish".into()),
        ("type", "tick".into()),
        ("zh", "垃圾".into()),
        ("when_fine", true.into()),
    ]));
    let resident = fields([
        ("door", record(20).into()),
        ("name", "王桂兰".into()),
        ("age", 83.into()),
        ("care", vec!["hearing"].into()),
        ("priority", priority),
    ]);
    let template = fields([
        ("key", "daily".into()),
        ("version", 1.into()),
        ("items", Value::List(vec![item])),
    ]);
    vec![
        create(10, Kind::Building, fields([("name", "1号楼".into())])),
        create(
            20,
            Kind::Door,
            fields([
                ("building", record(10).into()),
                ("unit", "2".into()),
                ("room", "1203".into()),
            ]),
        ),
        create(30, Kind::Resident, resident),
        create(40, Kind::Template, template),
        set_resident(60, "note", "上午不在".into()),
    ]
}
