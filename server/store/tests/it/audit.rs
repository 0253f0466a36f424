//! What is noted of who looked at whom.

use shared::{
    id::RecordId,
    kind::Kind,
    op::{Change, Draft},
    value::fields,
};
use store::{Credential, Pages as _, People as _, SqliteOptions, SqliteStore, Store};

use crate::{
    contract::Folder,
    fixture::{NOW, building, bytes, phone, site},
};

#[tokio::test]
async fn whoever_looks_at_numbers_is_noted() {
    let folder = Folder::new();
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    phone(&store).await;
    let credential = Credential::Operator { site: site() };
    let operator = store.viewer(credential, NOW).await.unwrap().unwrap();
    let id = |byte| RecordId::made(NOW, bytes(byte));
    let made = |byte, kind, fields| Draft {
        change: Change::Create {
            kind,
            record: id(byte),
            fields,
        },
        ..building(byte)
    };
    let door = fields([("building", id(30).into()), ("room", "101".into())]);
    let resident = fields([
        ("door", id(31).into()),
        ("name", "李".into()),
        ("phone", "13812345678".into()),
    ]);
    let drafts = vec![
        building(30),
        made(31, Kind::Door, door),
        made(32, Kind::Resident, resident),
    ];
    store.submit(&operator, drafts, NOW).await.unwrap();
    let noted = || -> Vec<(i64, Vec<u8>)> {
        let database = folder.open();
        let mut query = database
            .prepare("SELECT at, subject FROM audit WHERE what = 'phone shown' AND account IS NOT NULL")
            .unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    store.resident_page(&operator, id(32), NOW).await.unwrap().unwrap();
    assert_eq!(noted(), [], "what is masked is not noted");
    store.reveal(&operator, id(32), NOW).await.unwrap().unwrap();
    assert_eq!(noted(), [(NOW.0, id(32).uuid().into_bytes().to_vec())]);
}
