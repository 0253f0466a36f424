//! A site with a desk at work, and what must be the same when a backup is put back.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use shared::{
    id::{AccountId, OpId, RecordId},
    kind::Kind,
    op::{Change, Draft, Incoming, Op},
    protocol::Status,
    role::{Role, Scope},
    time::HOUR_MS,
    value::{Fields, fields},
};
use store::{
    Credential, NewAccount, NewCode, Pages as _, People as _, PeopleAsk, PushAsk, Replayed, Since, SqliteOptions,
    SqliteStore, Store as _, StoreError, Viewer,
};

use crate::{
    contract::Folder,
    fixture::{NOW, building, bytes, phone, site},
};

/// Rows that are the same again, each column but what contacts write; records by what they say.
pub(crate) const SAME: [&str; 11] = [
    "SELECT no, id, name, utc_offset_min, day_turns_min, operator, demo FROM site",
    "SELECT * FROM account",
    "SELECT * FROM login",
    "SELECT * FROM session",
    "SELECT id, site, account, sort, name, role, scope, expires, revoked_at, family, renewed_from, key_hash, session, \
     made_at FROM device",
    "SELECT * FROM code",
    "SELECT * FROM audit",
    "SELECT * FROM backup",
    "SELECT kind, id, deleted, doc FROM record ORDER BY id",
    "SELECT record, field, op, settled_at, settled_by FROM conflict",
    "SELECT id, settled_at, settled_by FROM op WHERE settled_at IS NOT NULL",
];

/// All of it as text.
pub(crate) fn dump(folder: &Path) -> Vec<String> {
    let at = rusqlite::Connection::open(folder.join("dabai.db")).unwrap();
    let mut lines = Vec::new();
    for sql in SAME {
        let mut query = at.prepare(sql).unwrap();
        let columns = query.column_count();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<_> = (0..columns).map(|at| row.get_ref(at).unwrap()).collect();
            lines.push(format!("{sql}: {values:?}"));
        }
    }
    lines
}

pub(crate) fn assert_same(folder: &Folder, before: &[String], when: &str) {
    let now = dump(&folder.path());
    let lost: Vec<_> = before.iter().filter(|line| !now.contains(line)).collect();
    let new: Vec<_> = now.iter().filter(|line| !before.contains(line)).collect();
    assert!(
        lost.is_empty() && new.is_empty(),
        "{when}\nlost {lost:#?}\nnew {new:#?}"
    );
}

pub(crate) fn serve(folder: &Folder) -> Arc<SqliteStore> {
    SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap()
}

pub(crate) fn restore(folder: &Folder, backup: &Path, aside: &str) -> Result<Replayed, StoreError> {
    SqliteStore::restore(
        &folder.path(),
        backup,
        &folder.path().join(aside),
        None,
        Since::Replayed,
    )
}

pub(crate) async fn end(store: Arc<SqliteStore>) {
    store.close().await.unwrap();
}

pub(crate) async fn operator(store: &SqliteStore) -> Viewer {
    let credential = Credential::Operator { site: site() };
    store.viewer(credential, NOW).await.unwrap().unwrap()
}

pub(crate) fn draft(byte: u8, change: Change) -> Draft {
    Draft {
        id: OpId::made(NOW, bytes(byte)),
        change,
        ..building(byte)
    }
}

pub(crate) fn create(byte: u8, kind: Kind, fields: Fields) -> Draft {
    let record = RecordId::made(NOW, bytes(byte));
    draft(byte, Change::Create { kind, record, fields })
}

pub(crate) async fn submit(store: &SqliteStore, viewer: &Viewer, draft: Draft) {
    let pushed = store.submit(viewer, vec![draft], NOW).await.unwrap();
    assert_eq!(pushed.results[0].status, Status::Applied, "{:?}", pushed.results);
}

/// A phone with a code of its own.
pub(crate) async fn enrol(store: &SqliteStore, digit: u8) -> Viewer {
    let account = AccountId::made(NOW, bytes(2));
    let code = format!("{digit}").repeat(8);
    let new = NewCode {
        code: code.clone(),
        account,
        scope: Scope::WholeSite,
        valid_until: NOW.plus(HOUR_MS),
        expires: None,
    };
    store.add_code(&operator(store).await, new, NOW).await.unwrap();
    let enrolled = store.enrol(&code, "key", "phone", NOW).await.unwrap();
    let (device, token) = (enrolled.device, &*enrolled.token);
    let credential = Credential::Device { device, token };
    store.viewer(credential, NOW).await.unwrap().unwrap()
}

/// A building, a door, and a resident whom desk and phone have named at once; and what the phone said of their age is refused.
pub(crate) async fn site_with_a_conflict(store: &SqliteStore, phone: &Viewer) {
    let desk = operator(store).await;
    submit(store, &desk, building(60)).await;
    let building = RecordId::made(NOW, bytes(60));
    let door = fields([("building", building.into()), ("room", "1203".into())]);
    submit(store, &desk, create(61, Kind::Door, door)).await;
    let door = RecordId::made(NOW, bytes(61));
    let resident = fields([("door", door.into()), ("name", "王芳".into())]);
    submit(store, &desk, create(65, Kind::Resident, resident)).await;
    let (kind, record) = (Kind::Resident, RecordId::made(NOW, bytes(65)));
    let fields = fields([("name", "王方".into())]);
    let other = draft(66, Change::Set { kind, record, fields });
    store.push(phone, sent(&other.numbered(1))).await.unwrap();
    let (kind, fields) = (Kind::Resident, shared::value::fields([("age", 999.into())]));
    let refused = draft(67, Change::Set { kind, record, fields });
    store.push(phone, sent(&refused.numbered(2))).await.unwrap();
}

pub(crate) fn sent(op: &Op) -> PushAsk {
    let raw = serde_json::value::RawValue::from_string(serde_json::to_string(op).unwrap()).unwrap();
    PushAsk {
        ops: vec![Incoming::read(&raw).unwrap()],
        skew_ms: 0,
        now: NOW,
    }
}

/// Everything that the desk does but imports.
pub(crate) async fn desk_work(store: &Arc<SqliteStore>, phone: &Viewer) {
    let coordinator = NewAccount {
        id: AccountId::made(NOW, bytes(3)),
        site: site(),
        name: "周调度".to_owned(),
        role: Role::Coordinator,
        login: Some(("zhou".to_owned(), "first".to_owned())),
    };
    let account = coordinator.id;
    store.add_account(coordinator, NOW).await.unwrap();
    store.set_password("zhou", "second").await.unwrap();
    store.open_session(account, "ended", NOW.plus(HOUR_MS)).await.unwrap();
    store.open_session(account, "token", NOW.plus(HOUR_MS)).await.unwrap();
    store.close_session("ended").await.unwrap();
    let (token, site) = ("token", None);
    let desk = store
        .viewer(Credential::Session { token, site }, NOW)
        .await
        .unwrap()
        .unwrap();
    let building = RecordId::made(NOW, bytes(60));
    let door = fields([("building", building.into()), ("room", "1203".into())]);
    submit(store, &desk, create(62, Kind::Door, door)).await;
    let (kind, record) = (Kind::Building, building);
    let fields = fields([("name", "一号楼".into())]);
    submit(store, &desk, draft(63, Change::Set { kind, record, fields })).await;
    store.revoke(&desk, phone.device(), NOW).await.unwrap();
    let new = enrol(store, 4).await;
    store.renew(&new, "another key", NOW).await.unwrap();
    let left = NewCode {
        code: "55555555".to_owned(),
        account: AccountId::made(NOW, bytes(2)),
        scope: Scope::WholeSite,
        valid_until: NOW.plus(HOUR_MS),
        expires: None,
    };
    store.add_code(&desk, left, NOW).await.unwrap();
    let (ended_since, cards) = (NOW, 10);
    let resident = RecordId::made(NOW, bytes(65));
    let page = store.resident_page(&desk, resident, NOW).await.unwrap().unwrap();
    store.settle(&desk, &[page.conflicts[0].no], NOW).await.unwrap();
    let refused = OpId::made(NOW, bytes(67));
    assert_eq!(store.settle_sent(&desk, &[refused], NOW).await.unwrap(), 1);
    let page = store
        .people_page(&desk, PeopleAsk { ended_since, cards })
        .await
        .unwrap();
    store.void_cards(&desk, &[page.cards[0].card], NOW).await.unwrap();
}

/// A folder with a backup, after which the desk has been at work; the server has ended.
pub(crate) async fn worked() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let backup = folder.path().join("backups/one");
    let store = serve(&folder);
    let phone = phone(&store).await;
    site_with_a_conflict(&store, &phone).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    desk_work(&store, &phone).await;
    end(store).await;
    (folder, backup)
}

pub(crate) fn journal(folder: &Folder) -> PathBuf {
    let files = fs::read_dir(folder.path().join("journal")).unwrap();
    let mut files: Vec<PathBuf> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

pub(crate) fn lines(folder: &Folder) -> usize {
    fs::read_to_string(journal(folder)).unwrap().lines().count()
}
