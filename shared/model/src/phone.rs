//! A phone: the real replica over a disk in memory. Requests leave through [`Phone::wire`]; whoever drives the test
//! decides what becomes of them.

use std::collections::{BTreeMap, VecDeque};

use shared::{
    id::{DeviceId, RecordId},
    op::{Change, Draft},
    packed::Packed,
    protocol::{PullRequest, PushRequest, RowMessage},
    record::Record,
    replica::{Effect, Event, Identity, Place, Replica},
    time::UnixMs,
};

use crate::{
    deed::{Deed, Maker},
    storage::{Done, Storage},
};

#[derive(Clone, Debug)]
pub enum Request {
    Push(PushRequest),
    Pull(PullRequest),
}

pub struct Phone {
    pub replica: Replica,
    pub storage: Storage,
    pub wire: Option<Request>,
    pub clock_off_ms: i64,
    me: Identity,
    maker: Maker,
}

impl Phone {
    pub fn new(me: Identity, clock_off_ms: i64) -> Self {
        let storage = Storage::default();
        let mut replica = Replica::new(me.clone(), storage.disk.clone(), 1);
        replica.handle(UnixMs(0), Event::Lead(false));
        let maker = Maker::new(*me.device.uuid().as_bytes().last_chunk().unwrap());
        Self {
            replica,
            storage,
            wire: None,
            clock_off_ms,
            me,
            maker,
        }
    }

    pub const fn device(&self) -> DeviceId {
        self.me.device
    }

    pub fn time(&self, now: UnixMs) -> UnixMs {
        now.plus(self.clock_off_ms)
    }

    /// What somebody does on it; answers with the changes it made.
    pub fn deed(&mut self, now: UnixMs, deed: &Deed) -> Vec<Change> {
        let at = self.time(now);
        let changes = deed.changes(&self.replica, &mut self.maker, now, at);
        self.act(now, changes.clone());
        changes
    }

    pub fn act(&mut self, now: UnixMs, changes: Vec<Change>) {
        let at = self.time(now);
        let drafts: Vec<Draft> = changes
            .into_iter()
            .map(|change| self.replica.draft(self.maker.op(now), at, change))
            .collect();
        if !drafts.is_empty() {
            self.event(now, Event::Act { drafts });
        }
    }

    pub fn event(&mut self, now: UnixMs, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in self.replica.handle(self.time(now), event) {
                match self.storage.execute(effect) {
                    Done::Stored(event) => events.extend(event),
                    Done::Not(effect) => self.send(effect),
                }
            }
        }
    }

    fn send(&mut self, effect: Effect) {
        let request = match effect {
            Effect::Push(request) => Request::Push(request),
            Effect::Pull(request) => Request::Pull(request),
            Effect::Renew => panic!("nothing here forks"),
            _ => return,
        };
        assert!(self.wire.is_none(), "one request at a time");
        self.wire = Some(request);
    }

    /// Another tab stored this.
    pub fn put_place(&mut self, place: Place) {
        self.storage.disk.place = place;
    }

    /// The browser was killed: what is on disk is all there is. An answer under way is lost.
    pub fn restart(&mut self, now: UnixMs, lead: bool) {
        self.wire = None;
        self.replica = Replica::new(self.me.clone(), self.storage.disk.clone(), 1);
        self.event(now, Event::Lead(lead));
    }

    /// The confirmed rows as messages, to be held against the server's.
    pub fn rows(&self) -> BTreeMap<RecordId, RowMessage> {
        messages(&self.replica)
    }

    /// What the disk holds is what the replica shows as confirmed.
    pub fn disk_agrees(&self) -> bool {
        let memory = self.replica.confirmed();
        let same = memory
            .filter(|row| self.storage.disk.rows.get(row.id) == Some(row))
            .count();
        same == self.storage.disk.rows.len() && same == self.replica.confirmed_count()
    }
}

/// The confirmed rows of a replica as the server sends them.
pub fn messages(replica: &Replica) -> BTreeMap<RecordId, RowMessage> {
    let message = |row: &Packed| {
        let Record { kind, id, seq, fields } = row.unpack();
        RowMessage {
            kind,
            id,
            seq,
            fields,
            deleted: false,
            gone: false,
        }
    };
    replica.confirmed().map(|row| (row.id, message(row))).collect()
}
