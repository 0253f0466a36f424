//! The phone's core with a network and without a disk: executes the replica's effects one after the other.

use std::collections::VecDeque;

use anyhow::{Context, Result, bail};
use shared::{
    id::RecordId,
    numbered::Numbered,
    op::{Change, Draft},
    protocol::{LiveEvent, PullResponse, PushResponse},
    replica::{Disk, Effect, Event, Identity, Place, Replica, Rows},
};

use crate::{
    clock::now,
    server::Server,
    site::{Enrolled, Site, op_id},
    wire::{Events, Wire},
};

pub(crate) struct Device {
    replica: Replica,
    wire: Wire,
    n: u64,
}

impl Device {
    /// Connected, with every row of the site.
    pub(crate) async fn start(server: &Server, site: &Site, me: &Enrolled) -> Result<Self> {
        let identity = Identity {
            device: me.device,
            account: me.account,
            site: site.id,
        };
        let disk = Disk {
            place: Place::START,
            rows: Rows::default(),
            outbox: Numbered::default(),
        };
        let replica = Replica::new(identity, disk, 1);
        let mut device = Self {
            replica,
            wire: Wire::open(&server.addr, &me.token).await?,
            n: 0,
        };
        device.handle(Event::Lead(true)).await?;
        device.handle(Event::Nudge).await?;
        Ok(device)
    }

    pub(crate) async fn listen(&self, server: &Server, me: &Enrolled) -> Result<Events> {
        let wire = Wire::open(&server.addr, &me.token).await?;
        wire.listen(&format!(
            "/sync/live?device={}&site={}",
            me.device,
            self.replica.me().site
        ))
        .await
    }

    /// Follows the site one event further; the records that look different now.
    pub(crate) async fn follow(&mut self, events: &mut Events) -> Result<Vec<RecordId>> {
        let event: LiveEvent = events.next().await?;
        self.handle(Event::Live { seq: event.seq }).await
    }

    pub(crate) async fn act(&mut self, change: Change) -> Result<Vec<RecordId>> {
        let drafts = vec![self.replica.draft(op_id(), now(), change)];
        self.handle(Event::Act { drafts }).await
    }

    pub(crate) fn has(&self, id: RecordId) -> bool {
        self.replica.get(id).is_some()
    }

    /// Lets the core go on until it waits for something from outside.
    async fn handle(&mut self, event: Event) -> Result<Vec<RecordId>> {
        let mut shown = Vec::new();
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in self.replica.handle(now(), event) {
                match effect {
                    Effect::Show(records) => shown.extend(records),
                    effect => events.extend(self.execute(effect).await?),
                }
            }
        }
        Ok(shown)
    }

    async fn execute(&mut self, effect: Effect) -> Result<Option<Event>> {
        Ok(match effect {
            Effect::Store { group, drafts } => Some(Event::Stored {
                group,
                numbers: self.numbers(&drafts),
            }),
            Effect::Push(request) => {
                let answer: PushResponse = self.wire.post("/sync/push", &request).await.context("pushing")?;
                Some(Event::PushDone(Ok(answer)))
            }
            Effect::Pull(request) => {
                let answer: PullResponse = self.wire.post("/sync/pull", &request).await.context("pulling")?;
                Some(Event::PullDone(Ok(answer)))
            }
            Effect::StorePage { .. } => Some(Event::PageStored),
            Effect::Renew => bail!("a bench phone was taken for a copy"),
            _ => None,
        })
    }

    fn numbers(&mut self, drafts: &[Draft]) -> Vec<u64> {
        let first = self.n + 1;
        self.n += drafts.len() as u64;
        (first..=self.n).collect()
    }
}
