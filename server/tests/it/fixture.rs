//! A server in this process, on a port of its own, with a site that has one building and one door.

use std::sync::Arc;

use dabai::{Assets, Options};
use shared::{
    id::{AccountId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Draft, Seen},
    protocol::Status,
    role::{Role, Scope},
    time::{DayRule, HOUR_MS, UnixMs},
    value::fields,
};
use store::{Credential, NewAccount, NewCode, NewSite, SqliteOptions, SqliteStore, Store, Viewer};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub struct Fixture {
    pub url: String,
    pub store: Arc<dyn Store>,
    pub site: SiteId,
    pub door: RecordId,
    pub folder: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<std::io::Result<()>>>,
}

pub fn now() -> UnixMs {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    UnixMs(i64::try_from(since.as_millis()).unwrap())
}

/// Ten bytes that were not here before.
pub fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

pub fn record_id() -> RecordId {
    RecordId::made(now(), random())
}

pub fn op_id() -> OpId {
    OpId::made(now(), random())
}

impl Fixture {
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = SqliteStore::open(folder.path(), SqliteOptions::SERVE).unwrap();
        let site = SiteId::made(now(), random());
        store
            .add_site(
                NewSite {
                    id: site,
                    name: "月亮湾".into(),
                    day: DayRule::default(),
                    demo: false,
                },
                now(),
            )
            .await
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(dabai::serve(listener, store.clone(), options, async {
            let _ = stopped.await;
        }));
        let (building, door) = (record_id(), record_id());
        let fixture = Self {
            url,
            store,
            site,
            door,
            folder,
            stop: Some(stop),
            served: Some(served),
        };
        let building_fields = fields([("name", "3".into())]);
        let door_fields = fields([("building", building.into()), ("room", "1203".into())]);
        fixture
            .submit(Change::Create {
                kind: Kind::Building,
                record: building,
                fields: building_fields,
            })
            .await;
        fixture
            .submit(Change::Create {
                kind: Kind::Door,
                record: door,
                fields: door_fields,
            })
            .await;
        fixture
    }

    pub async fn operator(&self) -> Viewer {
        self.store
            .viewer(Credential::Operator { site: self.site }, now())
            .await
            .unwrap()
            .unwrap()
    }

    /// Somebody at the desk, who has seen everything there is.
    pub async fn submit(&self, change: Change) {
        let viewer = self.operator().await;
        let epoch = self.store.submit(&viewer, Vec::new(), now()).await.unwrap().epoch;
        let seen = Seen {
            epoch,
            seq: self.store.head(&viewer).await.unwrap(),
        };
        let draft = Draft {
            id: op_id(),
            site: self.site,
            at: now(),
            seen,
            change,
        };
        let pushed = self.store.submit(&viewer, vec![draft], now()).await.unwrap();
        assert_eq!(pushed.results[0].status, Status::Applied);
    }

    pub async fn account(&self, name: &str, role: Role, login: Option<(&str, &str)>) -> AccountId {
        let id = AccountId::made(now(), random());
        let login = login.map(|(login, hash)| (login.to_owned(), hash.to_owned()));
        let account = NewAccount {
            id,
            site: self.site,
            name: name.into(),
            role,
            login,
        };
        self.store.add_account(account, now()).await.unwrap();
        id
    }

    pub async fn code(&self) -> String {
        self.code_until(now().plus(HOUR_MS), None).await
    }

    pub async fn code_until(&self, valid_until: UnixMs, expires: Option<UnixMs>) -> String {
        let account = self.account("李梅", Role::Worker, None).await;
        let code = format!(
            "{:08}",
            u64::from_le_bytes(random()[..8].try_into().unwrap()) % 100_000_000
        );
        let new = NewCode {
            code: code.clone(),
            account,
            scope: Scope::WholeSite,
            valid_until,
            expires,
        };
        self.store.add_code(&self.operator().await, new, now()).await.unwrap();
        code
    }

    /// Asks the server to end and waits until it has.
    pub async fn stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.served.take().unwrap().await.unwrap().unwrap();
    }

    /// Web assets that have the right names and nothing in them.
    pub fn assets() -> Arc<Assets> {
        Arc::new(Assets::open(Some(Self::asset_folder().path())).unwrap())
    }

    pub fn asset_folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let names = r#"{"version":"1","assets":{"desk/pkg/desk.js":"desk/pkg/desk-1.js","desk/pkg/desk.css":"desk/pkg/desk-1.css"}}"#;
        std::fs::create_dir_all(folder.path().join("desk/pkg")).unwrap();
        std::fs::create_dir_all(folder.path().join("app")).unwrap();
        for (path, text) in [
            ("assets.json", names),
            ("app/index.html", "<!doctype html>"),
            ("desk/pkg/desk-1.js", ""),
            ("desk/pkg/desk-1.css", ""),
        ] {
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        folder
    }
}
