//! What stands in the golden databases, and what writes the next one.

use std::{fs, path::Path};

use shared::{
    domain::{How, Outcome, Person, TickKey, visit::visit_fields},
    id::{AccountId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Draft, Incoming, Seen},
    outcome::Code,
    protocol::Status,
    role::{Role, Scope},
    time::{DayRule, HOUR_MS, UnixMs},
    value::{Fields, Value, fields},
};
use store::{Credential, NewAccount, NewCode, NewSite, People as _, PushAsk, Store};

use super::{operator, serve};

/// The secret beside the databases.
pub(super) const KEY: [u8; 32] = [7; 32];
pub(super) const NOW: UnixMs = UnixMs(1_668_391_200_000);
/// A card that nobody had used.
pub(super) const CODE: &str = "87654321";

pub(super) const fn bytes(byte: u8) -> [u8; 10] {
    [byte; 10]
}

pub(super) fn record(byte: u8) -> RecordId {
    RecordId::made(NOW, bytes(byte))
}

pub(super) fn draft(byte: u8, change: Change) -> Draft {
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

pub(super) fn create(byte: u8, kind: Kind, fields: Fields) -> Draft {
    let record = record(byte);
    draft(byte, Change::Create { kind, record, fields })
}

pub(super) fn set_resident(byte: u8, field: &str, value: Value) -> Draft {
    let (kind, record, fields) = (Kind::Resident, record(30), fields([(field, value)]));
    draft(byte, Change::Set { kind, record, fields })
}

pub(super) fn visit(byte: u8, door: u8) -> Draft {
    let persons = [Person {
        resident: record(30),
        how: How::Met,
    }];
    let fields = visit_fields(record(door), Outcome::Answered, &persons);
    let (kind, record) = (Kind::Visit, record(byte));
    draft(byte, Change::Fact { kind, record, fields })
}

pub(super) fn sent(n: u64, draft: Draft) -> Incoming {
    read(serde_json::to_string(&draft.numbered(n)).unwrap())
}

pub(super) fn read(raw: String) -> Incoming {
    Incoming::read(&serde_json::value::RawValue::from_string(raw).unwrap()).unwrap()
}

/// What a version of later would send.
pub(super) fn dance(n: u64) -> Incoming {
    let Draft { id, site, at, seen, .. } = visit(55, 20);
    let op =
        serde_json::json!({ "n": n, "id": id, "site": site, "at": at, "seen": seen, "change": { "type": "dance" } });
    read(op.to_string())
}

pub(super) fn push(ops: Vec<Incoming>) -> PushAsk {
    let (skew_ms, now) = (0, NOW);
    PushAsk { ops, skew_ms, now }
}

/// What the phone of then sent, and what came of it.
pub(super) fn sent_then() -> Vec<(Incoming, Status, Option<Code>)> {
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
