//! A worker's phone: enrolled by a code like any other, sending operations that are read and judged like any other.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use shared::{
    domain::{How, TickKey, template::DAILY},
    id::{DeviceId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Incoming, Op, Seen},
    protocol::{PUSH_BYTES_MAX, PUSH_OPS_MAX, Status},
    role::{Role, Scope},
    time::{DAY_MS, DayRule, HOUR_MS, UnixMs},
    value::{Value, fields},
};
use store::{Credential, NewAccount, NewCode, PushAsk, Store, Viewer};

use super::dice::Dice;
use crate::random;

/// Room for everything around a push's operations, bytes.
const FRAME_BYTES: usize = 1_024;

pub(super) struct Phone {
    store: Arc<dyn Store>,
    viewer: Viewer,
    pub(super) device: DeviceId,
    site: SiteId,
    seen: Seen,
    n: u64,
}

impl Phone {
    /// A new worker with a new phone, enrolled at `at`.
    pub(super) async fn enrol(
        store: &Arc<dyn Store>,
        operator: &Viewer,
        name: &str,
        device_name: &str,
        at: UnixMs,
    ) -> Result<Self> {
        let (site, account) = (operator.site(), random::account_id(at)?);
        let new = NewAccount {
            id: account,
            site,
            name: name.to_owned(),
            role: Role::Worker,
            login: None,
        };
        store.add_account(new, at).await?;
        let code = random::code()?;
        let valid_until = at.plus(HOUR_MS);
        let expires = Some(at.plus(30 * DAY_MS));
        let card = NewCode {
            code: code.clone(),
            account,
            scope: Scope::WholeSite,
            valid_until,
            expires,
        };
        store.add_code(operator, card, at).await?;
        let enrolled = store.enrol(&code, &random::token()?, device_name, at).await?;
        let credential = Credential::Device {
            device: enrolled.device,
            token: &enrolled.token,
        };
        let viewer = store
            .viewer(credential, at)
            .await?
            .context("a phone that was just enrolled is not known")?;
        let epoch = store.submit(operator, Vec::new(), at).await?.epoch;
        // Made after everything was there: what it does is no conflict with the setting up.
        let seen = Seen {
            epoch,
            seq: store.head(operator).await?,
        };
        Ok(Self {
            store: store.clone(),
            viewer,
            device: enrolled.device,
            site,
            seen,
            n: 0,
        })
    }

    /// Sends what was done, each with its time, in pushes of the size phones send. `now` is when it is sent.
    pub(super) async fn push(&mut self, done: Vec<(UnixMs, Change)>, dice: &mut Dice, now: UnixMs) -> Result<()> {
        let mut ops = Vec::new();
        let mut bytes = FRAME_BYTES;
        for (at, change) in done {
            self.n += 1;
            let op = Op {
                n: self.n,
                id: dice.op(at),
                site: self.site,
                at,
                seen: self.seen,
                change,
                was: None,
            };
            let raw = serde_json::value::to_raw_value(&op)?;
            if ops.len() == PUSH_OPS_MAX || bytes + raw.get().len() > PUSH_BYTES_MAX {
                self.send(std::mem::take(&mut ops), now).await?;
                bytes = FRAME_BYTES;
            }
            bytes += raw.get().len() + 1;
            ops.push(Incoming::read(&raw)?);
        }
        self.send(ops, now).await
    }

    async fn send(&self, ops: Vec<Incoming>, now: UnixMs) -> Result<()> {
        let pushed = self.store.push(&self.viewer, PushAsk { ops, skew_ms: 0, now }).await?;
        self.store.heard(self.device, Some(0), now);
        if let Some(refused) = pushed.results.iter().find(|result| result.status != Status::Applied) {
            bail!("a sample operation was not applied: {refused:?}");
        }
        Ok(())
    }
}

/// Somebody came to a door and met these people; nobody where there was no answer.
pub(super) fn visit(id: RecordId, door: RecordId, persons: &[(RecordId, How)], note: Option<&str>) -> Change {
    let outcome = if persons.is_empty() { "no_answer" } else { "answered" };
    let person = |(resident, how): &(RecordId, How)| {
        Value::Map(fields([("resident", (*resident).into()), ("how", how.as_str().into())]))
    };
    let mut fields = fields([("door", door.into()), ("outcome", outcome.into())]);
    fields.insert("persons".to_owned(), Value::List(persons.iter().map(person).collect()));
    if let Some(note) = note {
        fields.insert("note".to_owned(), note.into());
    }
    Change::Fact {
        kind: Kind::Visit,
        record: id,
        fields,
    }
}

/// One line of the day's checklist at a door.
pub(super) fn tick(door: RecordId, item: &str, value: impl Into<Value>, at: UnixMs) -> Change {
    let key = TickKey {
        subject: door,
        template: DAILY,
        item,
        day: DayRule::default().day(at),
    };
    key.change(1, value.into())
}
