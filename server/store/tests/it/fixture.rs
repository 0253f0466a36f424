//! A site with one phone, for tests of a store's own.

use std::sync::Arc;

use shared::{
    id::{AccountId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Draft, Seen},
    role::{Role, Scope},
    time::{DayRule, HOUR_MS, UnixMs},
    value::fields,
};
use store::{Credential, NewAccount, NewCode, NewSite, People as _, SqliteStore, Viewer};

pub(crate) const NOW: UnixMs = UnixMs(1_668_391_200_000);

pub(crate) fn bytes(byte: u8) -> [u8; 10] {
    [byte; 10]
}

pub(crate) fn site() -> SiteId {
    SiteId::made(NOW, bytes(1))
}

pub(crate) async fn phone(store: &Arc<SqliteStore>) -> Viewer {
    let site = NewSite {
        id: site(),
        name: "月亮湾".to_owned(),
        day: DayRule::default(),
        demo: false,
    };
    let account = AccountId::made(NOW, bytes(2));
    let worker = NewAccount {
        id: account,
        site: site.id,
        name: "小陈".to_owned(),
        role: Role::Worker,
        login: None,
    };
    let credential = Credential::Operator { site: site.id };
    store.add_site(site, NOW).await.unwrap();
    store.add_account(worker, NOW).await.unwrap();
    let operator = store.viewer(credential, NOW).await.unwrap().unwrap();
    let (code, valid_until) = ("12345678".to_owned(), NOW.plus(HOUR_MS));
    let new = NewCode {
        code: code.clone(),
        account,
        scope: Scope::WholeSite,
        valid_until,
        expires: None,
    };
    store.add_code(&operator, new, NOW).await.unwrap();
    let enrolled = store.enrol(&code, "key", "phone", NOW).await.unwrap();
    let credential = Credential::Device {
        device: enrolled.device,
        token: &enrolled.token,
    };
    store.viewer(credential, NOW).await.unwrap().unwrap()
}

pub(crate) fn building(byte: u8) -> Draft {
    let record = RecordId::made(NOW, bytes(byte));
    let change = Change::Create {
        kind: Kind::Building,
        record,
        fields: fields([("name", "1号楼".into())]),
    };
    let seen = Seen {
        epoch: EpochId::NIL,
        seq: 0,
    };
    Draft {
        id: OpId::made(NOW, bytes(byte)),
        site: site(),
        at: NOW,
        seen,
        change,
    }
}
