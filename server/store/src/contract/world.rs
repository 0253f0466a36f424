//! A small site with phones, for the suite.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use shared::{
    id::{AccountId, DeviceId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Body, Change, Draft, Incoming, Op, Seen},
    protocol::{Cursor, OpResult, PULL_ROWS_MAX, RowMessage, Status},
    record::Record,
    role::{Role, Scope},
    time::{DayRule, HOUR_MS, UnixMs},
    value::{Fields, fields},
};

use super::Ground;
use crate::{
    Credential, Enrolled, NewAccount, NewCode, NewSite, PullAsk, PullRefusal, Pulled, PushAsk, PushError, Pushed,
    Store, Viewer,
};

/// 2022-11-14T02:00Z, ten in the morning at the site.
pub(super) const NOW: UnixMs = UnixMs(1_668_391_200_000);

pub(super) struct World<'a> {
    pub ground: &'a dyn Ground,
    pub store: Arc<dyn Store>,
    pub site: SiteId,
    pub worker: AccountId,
    made: AtomicU64,
}

impl<'a> World<'a> {
    pub(super) async fn new(ground: &'a dyn Ground) -> Self {
        let mut world = World {
            ground,
            store: ground.serve(),
            site: SiteId::NIL,
            worker: AccountId::NIL,
            made: AtomicU64::new(1),
        };
        world.site = SiteId::made(NOW, world.bytes());
        world.worker = AccountId::made(NOW, world.bytes());
        let site = NewSite {
            id: world.site,
            name: "月亮湾".to_owned(),
            day: DayRule::default(),
            demo: false,
        };
        world.store.add_site(site, NOW).await.expect("a site");
        let account = NewAccount {
            id: world.worker,
            site: world.site,
            name: "小陈".to_owned(),
            role: Role::Worker,
            login: None,
        };
        world.store.add_account(account, NOW).await.expect("an account");
        world
    }

    /// Ends this server and starts the next one.
    pub(super) async fn restart(&mut self) {
        self.store.close().await.expect("an end");
        self.store = self.ground.serve();
    }

    /// Never the same twice.
    pub(super) fn bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&self.made.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        bytes
    }

    pub(super) fn record_id(&self) -> RecordId {
        RecordId::made(NOW, self.bytes())
    }

    pub(super) fn op_id(&self) -> OpId {
        OpId::made(NOW, self.bytes())
    }

    pub(super) async fn operator(&self) -> Viewer {
        let credential = Credential::Operator { site: self.site };
        self.store
            .viewer(credential, NOW)
            .await
            .expect("a look")
            .expect("an operator")
    }

    pub(super) fn draft(&self, change: Change) -> Draft {
        Draft {
            id: self.op_id(),
            site: self.site,
            at: NOW,
            seen: Seen {
                epoch: EpochId::NIL,
                seq: 0,
            },
            change,
        }
    }

    pub(super) async fn submit(&self, changes: Vec<Change>) -> Pushed {
        let operator = self.operator().await;
        let seen = self.present(&operator).await;
        let drafts = changes
            .into_iter()
            .map(|change| Draft {
                seen,
                ..self.draft(change)
            })
            .collect();
        let pushed = self.store.submit(&operator, drafts, NOW).await.expect("a submit");
        assert!(
            pushed.results.iter().all(|result| result.status == Status::Applied),
            "{:?}",
            pushed.results
        );
        pushed
    }

    /// What somebody has seen who has seen everything.
    pub(super) async fn present(&self, viewer: &Viewer) -> Seen {
        let ask = PullAsk {
            cursor: Cursor::START,
            limit: 1,
            check: false,
            now: NOW,
        };
        let cursor = self.store.pull(viewer, ask).await.expect("a page").cursor;
        Seen {
            epoch: cursor.epoch,
            seq: cursor.top,
        }
    }

    pub(super) async fn building(&self, name: &str) -> RecordId {
        let record = self.record_id();
        self.submit(vec![create(Kind::Building, record, fields([("name", name.into())]))])
            .await;
        record
    }

    pub(super) async fn door(&self, building: RecordId, room: &str) -> RecordId {
        let record = self.record_id();
        self.submit(vec![door(record, building, room)]).await;
        record
    }

    pub(super) async fn resident(&self, door: RecordId, name: &str) -> RecordId {
        let record = self.record_id();
        self.submit(vec![resident(record, door, name)]).await;
        record
    }

    /// A code for the worker, fresh for every call.
    pub(super) async fn code(&self, scope: Scope, expires: Option<UnixMs>) -> String {
        let code = format!("{:08}", self.made.fetch_add(1, Ordering::Relaxed));
        let new = NewCode {
            code: code.clone(),
            account: self.worker,
            scope,
            valid_until: NOW.plus(HOUR_MS),
            expires,
        };
        let operator = self.operator().await;
        self.store.add_code(&operator, new, NOW).await.expect("a code");
        code
    }

    pub(super) async fn phone(&self) -> Phone {
        self.phone_with(Scope::WholeSite, None).await
    }

    pub(super) async fn phone_in(&self, building: RecordId) -> Phone {
        self.phone_with(Scope::Buildings([building].into()), None).await
    }

    pub(super) async fn phone_with(&self, scope: Scope, expires: Option<UnixMs>) -> Phone {
        let code = self.code(scope, expires).await;
        let enrolled = self
            .store
            .enrol(&code, &format!("key {code}"), "phone", NOW)
            .await
            .expect("an enrolment");
        self.phone_of(&enrolled).await
    }

    pub(super) async fn phone_of(&self, enrolled: &Enrolled) -> Phone {
        let viewer = self
            .viewer_of(enrolled.device, &enrolled.token)
            .await
            .expect("a viewer");
        Phone {
            viewer,
            token: enrolled.token.clone(),
            n: AtomicU64::new(0),
        }
    }

    pub(super) async fn viewer_of(&self, device: DeviceId, token: &str) -> Option<Viewer> {
        self.store
            .viewer(Credential::Device { device, token }, NOW)
            .await
            .expect("a look")
    }

    pub(super) async fn push(&self, phone: &Phone, ops: Vec<Incoming>) -> Result<Pushed, PushError> {
        self.store
            .push(
                &phone.viewer,
                PushAsk {
                    ops,
                    skew_ms: 0,
                    now: NOW,
                },
            )
            .await
    }

    pub(super) async fn made(&self, phone: &Phone, changes: Vec<Change>) -> Vec<OpResult> {
        let ops = changes.into_iter().map(|change| self.op(phone, change)).collect();
        self.push(phone, ops).await.expect("a push").results
    }

    /// The phone's next operation, by somebody who has seen nothing.
    pub(super) fn op(&self, phone: &Phone, change: Change) -> Incoming {
        self.op_at(phone, change, NOW)
    }

    pub(super) fn op_at(&self, phone: &Phone, change: Change, at: UnixMs) -> Incoming {
        let draft = Draft {
            at,
            ..self.draft(change)
        };
        incoming(draft.numbered(phone.n.fetch_add(1, Ordering::Relaxed) + 1))
    }

    pub(super) async fn pull(&self, viewer: &Viewer, cursor: Cursor) -> Result<Pulled, PullRefusal> {
        self.store
            .pull(
                viewer,
                PullAsk {
                    cursor,
                    limit: PULL_ROWS_MAX,
                    check: false,
                    now: NOW,
                },
            )
            .await
    }

    /// Everything from `cursor` on, in pages of `limit`.
    pub(super) async fn pull_all(&self, viewer: &Viewer, mut cursor: Cursor, limit: u32) -> (Vec<RowMessage>, Cursor) {
        let mut rows = Vec::new();
        loop {
            let page = self
                .store
                .pull(
                    viewer,
                    PullAsk {
                        cursor,
                        limit,
                        check: false,
                        now: NOW,
                    },
                )
                .await
                .expect("a page");
            assert!(
                page.cursor.seq >= cursor.seq && page.cursor.top >= cursor.top,
                "cursors only rise"
            );
            rows.extend(page.rows);
            cursor = page.cursor;
            if !page.more {
                return (rows, cursor);
            }
        }
    }

    pub(super) async fn record(&self, record: RecordId) -> Option<Record> {
        self.store.record(&self.operator().await, record).await.expect("a look")
    }

    pub(super) async fn assert_sound(&self) {
        let check = self.store.check().await.expect("a check");
        assert!(check.faults.is_empty(), "{:?}", check.faults);
    }
}

pub(super) struct Phone {
    pub viewer: Viewer,
    pub token: String,
    pub n: AtomicU64,
}

pub(super) fn incoming(op: Op) -> Incoming {
    let raw = serde_json::to_string(&op).expect("JSON");
    Incoming {
        n: op.n,
        id: op.id,
        raw,
        sealed: None,
        body: Body::Readable(op),
    }
}

pub(super) const fn create(kind: Kind, record: RecordId, fields: Fields) -> Change {
    Change::Create { kind, record, fields }
}

pub(super) fn door(record: RecordId, building: RecordId, room: &str) -> Change {
    create(
        Kind::Door,
        record,
        fields([("building", building.into()), ("room", room.into())]),
    )
}

pub(super) fn resident(record: RecordId, door: RecordId, name: &str) -> Change {
    create(
        Kind::Resident,
        record,
        fields([("door", door.into()), ("name", name.into())]),
    )
}

pub(super) fn visit(record: RecordId, door: RecordId) -> Change {
    let fields = fields([("door", door.into()), ("outcome", "answered".into())]);
    Change::Fact {
        kind: Kind::Visit,
        record,
        fields,
    }
}

pub(super) fn set(kind: Kind, record: RecordId, field: &str, value: impl Into<shared::value::Value>) -> Change {
    Change::Set {
        kind,
        record,
        fields: fields([(field, value.into())]),
    }
}

pub(super) fn statuses(results: &[OpResult]) -> Vec<Status> {
    results.iter().map(|result| result.status).collect()
}

pub(super) fn ids(rows: &[RowMessage]) -> Vec<RecordId> {
    rows.iter().map(|row| row.id).collect()
}
