//! A database that was damaged behind the store's back: `check` finds each way and names it.

use std::{fs, path::Path};

use rusqlite::Connection;
use shared::{
    id::{EpochId, OpId, RecordId},
    kind::Kind,
    op::{Change, Draft, Incoming, Seen},
    protocol::Status,
    value::{Value, fields},
};
use store::{Credential, People as _, PushAsk, SqliteOptions, SqliteStore, Store as _, Viewer};

use crate::{
    contract::Folder,
    fixture::{NOW, phone, site},
};

fn id(n: u8) -> RecordId {
    RecordId::made(NOW, [n; 10])
}

const HERE: u8 = 20;
const THERE: u8 = 21;
const DOOR: u8 = 22;
const PERSON: u8 = 23;
const VISIT: u8 = 24;
const GONE: u8 = 25;

fn create(kind: Kind, n: u8, with: &[(&str, Value)]) -> Change {
    let fields = with.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Change::Create {
        kind,
        record: id(n),
        fields: fields.collect(),
    }
}

/// Two buildings, a door, somebody with everything that merges in its own way, a visit that was taken back, a door that
/// was deleted, and an edit that lost.
fn changes() -> Vec<Change> {
    let reason = Value::Map(fields([("reason", "86".into())]));
    let (kind, record) = (Kind::Resident, id(PERSON));
    vec![
        create(Kind::Building, HERE, &[("name", "1号楼".into())]),
        create(Kind::Building, THERE, &[("name", "2号楼".into())]),
        create(
            Kind::Door,
            DOOR,
            &[("building", id(HERE).into()), ("room", "101".into())],
        ),
        create(
            Kind::Door,
            GONE,
            &[("building", id(HERE).into()), ("room", "102".into())],
        ),
        create(
            Kind::Resident,
            PERSON,
            &[("door", id(DOOR).into()), ("name", "李".into()), ("age", 86.into())],
        ),
        Change::Set {
            kind: kind.clone(),
            record,
            fields: fields([("priority", reason), ("note", "慢".into())]),
        },
        Change::Add {
            kind,
            record,
            field: "care".to_owned(),
            elements: vec!["hearing".into(), "sight".into()],
        },
        Change::Fact {
            kind: Kind::Visit,
            record: id(VISIT),
            fields: fields([("door", id(DOOR).into()), ("outcome", "no_answer".into())]),
        },
        Change::Void {
            kind: Kind::Visit,
            record: id(VISIT),
        },
        Change::Delete {
            kind: Kind::Door,
            record: id(GONE),
        },
    ]
}

fn draft((n, change): (u64, Change)) -> Draft {
    let byte = u8::try_from(n).unwrap();
    let seen = Seen {
        epoch: EpochId::NIL,
        seq: 0,
    };
    Draft {
        id: OpId::made(NOW, [100 + byte; 10]),
        site: site(),
        at: NOW,
        seen,
        change,
    }
}

async fn send(store: &SqliteStore, phone: &Viewer, changes: Vec<Change>) -> Vec<Status> {
    let op = |(n, change)| {
        let op = draft((n, change)).numbered(n);
        Incoming::read(&serde_json::value::to_raw_value(&op).unwrap()).unwrap()
    };
    let ask = PushAsk {
        ops: (1..).zip(changes).map(op).collect(),
        skew_ms: 0,
        now: NOW,
    };
    let pushed = store.push(phone, ask).await.unwrap();
    pushed.results.into_iter().map(|result| result.status).collect()
}

/// A sound database as one file, in which a phone did all that after the desk had made the buildings.
async fn sound(to: &Path) {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let phone = phone(&store).await;
    let operator = store.viewer(Credential::Operator { site: site() }, NOW).await;
    let operator = operator.unwrap().unwrap();
    let mut changes = changes();
    let later = changes.split_off(2);
    let built = (50..).zip(changes).map(draft).collect();
    store.submit(&operator, built, NOW).await.unwrap();
    let came_to = send(&store, &phone, later).await;
    assert!(came_to.iter().all(|status| *status == Status::Applied), "{came_to:?}");
    // The desk has not seen the name, and wants another one.
    let rename = Change::Set {
        kind: Kind::Resident,
        record: id(PERSON),
        fields: fields([("name", "黎".into())]),
    };
    let early = Draft {
        at: NOW.plus(-1),
        ..draft((60, rename))
    };
    let lost = store.submit(&operator, vec![early], NOW).await.unwrap();
    assert_eq!(lost.results[0].status, Status::Superseded);
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
    store.close().await.unwrap();
    folder.open().execute("VACUUM INTO ?1", [to.to_str()]).unwrap();
}

async fn faults_after(sound: &Path, harm: &str) -> Vec<String> {
    let folder = Folder::new();
    fs::create_dir_all(folder.path()).unwrap();
    fs::copy(sound, folder.path().join("dabai.db")).unwrap();
    let database: Connection = folder.open();
    database.execute_batch(harm).unwrap();
    assert!(database.total_changes() > 0, "{harm}");
    drop(database);
    let store = SqliteStore::open(&folder.path(), SqliteOptions::COMMAND).unwrap();
    store.check().await.unwrap().faults
}

/// Each alone, so that it is found by itself.
const HARMS: &[(&str, &str)] = &[
    (
        "UPDATE record SET doc = json_set(doc, '$.name', '张') WHERE kind = 'resident'",
        "name is not what an operation has said",
    ),
    (
        "UPDATE record SET doc = json_remove(doc, '$.note') WHERE kind = 'resident'",
        "note is not what an operation has said",
    ),
    (
        "UPDATE record SET doc = json_set(doc, '$.whereabouts', 'hospital') WHERE kind = 'resident'",
        "whereabouts is not what an operation has said",
    ),
    (
        "UPDATE record SET doc = json_set(doc, '$.outcome', 'answered') WHERE kind = 'visit'",
        "outcome is not what an operation has said",
    ),
    (
        "UPDATE record SET doc = json_remove(doc, '$.priority') WHERE kind = 'resident'",
        "priority is not what merging has left",
    ),
    (
        "UPDATE record SET doc = json_set(doc, '$.care', json_array('hearing')) WHERE kind = 'resident'",
        "care is not what merging has left",
    ),
    (
        "UPDATE record SET doc = json_set(doc, '$.age', 400) WHERE kind = 'resident'",
        "age has not its form",
    ),
    (
        "UPDATE record SET doc = json_remove(doc, '$.room') WHERE kind = 'door' AND deleted = 0",
        "room is missing",
    ),
    (
        "UPDATE record SET deleted = 1 WHERE kind = 'resident'",
        "no operation has deleted it",
    ),
    (
        "UPDATE record SET meta = json_set(meta, '$.born.seq', seq + 1) WHERE kind = 'door'",
        "it remembers a write that came after it",
    ),
    (
        "UPDATE record SET parent = NULL WHERE kind = 'visit'",
        "it does not hang from what it names",
    ),
    (
        "UPDATE record SET at = at + 1 WHERE kind = 'visit'",
        "it is not of the time it says",
    ),
    (
        "UPDATE record SET scope = NULL WHERE kind = 'door' AND deleted = 0",
        "it is not of the building it names",
    ),
    (
        "UPDATE record SET scope = (SELECT id FROM record WHERE kind = 'building' ORDER BY seq DESC LIMIT 1) \
         WHERE kind = 'resident'",
        "1 rows of another building than what they hang from",
    ),
    ("DELETE FROM record WHERE kind = 'visit'", "and its visit is not there"),
    (
        "UPDATE record SET seq = -seq WHERE kind = 'resident'",
        "a pull of the whole site delivers 0 rows of kind resident, and the digest is over 1",
    ),
    (
        "UPDATE record SET seq = -seq WHERE kind = 'visit'",
        "and its visit is not there as it has left it",
    ),
    (
        "DELETE FROM op WHERE seq = (SELECT seq FROM record WHERE kind = 'visit')",
        "1 receipts without their operation",
    ),
    (
        "DELETE FROM op WHERE status = 'superseded'",
        "1 conflicts without their operation",
    ),
    (
        "UPDATE op SET raw = replace(raw, '\"101\"', '\"102\"')",
        "room is not what an operation has said",
    ),
    (
        "INSERT INTO \"left\" SELECT no, head + 1, zeroblob(16), 'door', NULL FROM site",
        "1 rows that left a building beyond their site's head",
    ),
];

#[tokio::test]
async fn each_way_of_damage_is_found_by_itself_and_named() {
    let aside = tempfile::tempdir().unwrap();
    let whole = aside.path().join("sound.db");
    sound(&whole).await;
    for (harm, fault) in HARMS {
        let faults = faults_after(&whole, harm).await;
        assert!(faults.iter().any(|found| found.contains(fault)), "{harm}: {faults:?}");
    }
}

/// What can't be read any more, since its time was over or a newer version wrote it, is no fault of the row.
#[tokio::test]
async fn an_operation_without_its_text_accuses_nobody() {
    let aside = tempfile::tempdir().unwrap();
    let whole = aside.path().join("sound.db");
    sound(&whole).await;
    let faults = faults_after(&whole, "UPDATE op SET raw = ''").await;
    assert_eq!(faults, Vec::<String>::new());
}
