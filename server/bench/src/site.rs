//! A data folder with a site, some doors and enrolled phones, made through the store as the commands do.

use std::path::Path;

use anyhow::{Context, Result};
use shared::{
    id::{AccountId, DeviceId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Draft, Seen},
    role::{Role, Scope},
    time::{DayRule, HOUR_MS},
    value::fields,
};
use store::{Credential, NewAccount, NewCode, NewSite, People as _, SqliteOptions, SqliteStore, Store, Viewer};

use crate::clock::now;

const DOORS: usize = 200;

pub(crate) struct Site {
    pub(crate) id: SiteId,
    pub(crate) doors: Vec<RecordId>,
    pub(crate) phones: Vec<Enrolled>,
    /// The site's head when everything was set up.
    pub(crate) head: u64,
}

#[derive(Clone)]
pub(crate) struct Enrolled {
    pub(crate) device: DeviceId,
    pub(crate) account: AccountId,
    pub(crate) token: String,
}

pub(crate) fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    // Ids need not be secret here; where there is no randomness at all, the run fails at the first doubled id.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

pub(crate) fn record_id() -> RecordId {
    RecordId::made(now(), random())
}

pub(crate) fn op_id() -> OpId {
    OpId::made(now(), random())
}

impl Site {
    pub(crate) async fn make(folder: &Path, phones: usize) -> Result<Self> {
        let store = SqliteStore::open(folder, SqliteOptions::COMMAND)?;
        let id = SiteId::made(now(), random());
        let (name, day) = ("bench".to_owned(), DayRule::default());
        store
            .add_site(
                NewSite {
                    id,
                    name,
                    day,
                    demo: false,
                },
                now(),
            )
            .await?;
        let operator = store
            .viewer(Credential::Operator { site: id }, now())
            .await?
            .context("no operator")?;
        let doors: Vec<RecordId> = (0..DOORS).map(|_| record_id()).collect();
        store.submit(&operator, place(id, &doors), now()).await?;
        let mut enrolled = Vec::new();
        for at in 0..phones {
            enrolled.push(enrol(&store, &operator, at).await?);
        }
        let head = store.head(&operator).await?;
        store.close().await?;
        Ok(Self {
            id,
            doors,
            phones: enrolled,
            head,
        })
    }
}

/// One building with all the doors.
fn place(site: SiteId, doors: &[RecordId]) -> Vec<Draft> {
    let seen = Seen {
        epoch: EpochId::NIL,
        seq: 0,
    };
    let create = |kind, record, fields| {
        let change = Change::Create { kind, record, fields };
        Draft {
            id: op_id(),
            site,
            at: now(),
            seen,
            change,
        }
    };
    let building = record_id();
    let mut drafts = vec![create(Kind::Building, building, fields([("name", "1".into())]))];
    for (at, door) in doors.iter().enumerate() {
        let room = at.to_string().into();
        drafts.push(create(
            Kind::Door,
            *door,
            fields([("building", building.into()), ("room", room)]),
        ));
    }
    drafts
}

async fn enrol(store: &SqliteStore, operator: &Viewer, at: usize) -> Result<Enrolled> {
    let (account, code) = (AccountId::made(now(), random()), format!("{at:08}"));
    let (site, name, role) = (operator.site(), format!("worker {at}"), Role::Worker);
    store
        .add_account(
            NewAccount {
                id: account,
                site,
                name,
                role,
                login: None,
            },
            now(),
        )
        .await?;
    let (scope, valid_until) = (Scope::WholeSite, now().plus(HOUR_MS));
    let new = NewCode {
        code: code.clone(),
        account,
        scope,
        valid_until,
        expires: None,
    };
    store.add_code(operator, new, now()).await?;
    let phone = store.enrol(&code, &record_id().to_string(), "bench", now()).await?;
    Ok(Enrolled {
        device: phone.device,
        account,
        token: phone.token,
    })
}
