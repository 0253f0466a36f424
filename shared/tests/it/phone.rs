//! A phone: the real replica over a disk in memory. Requests leave through [`Phone::wire`]; whoever drives the test
//! decides what becomes of them.

use std::collections::{BTreeMap, VecDeque};

use shared::{
    id::{DeviceId, OpId, RecordId},
    numbered::Numbered,
    op::{Change, Draft},
    packed::Packed,
    protocol::{PullRequest, PushRequest, RowMessage},
    record::Record,
    replica::{Disk, Effect, Event, Identity, Place, Queued, Replica, Rows, Said},
    time::UnixMs,
};

#[derive(Clone, Debug)]
pub enum Request {
    Push(PushRequest),
    Pull(PullRequest),
}

pub struct Phone {
    pub replica: Replica,
    pub wire: Option<Request>,
    pub clock_off_ms: i64,
    pub made: u64,
    me: Identity,
    disk: Disk,
    next_n: u64,
    ids: u64,
    /// Whether the disk refuses the next page, as it does when another tab has moved the cursor.
    pub refuse_page: bool,
}

impl Phone {
    pub fn new(me: Identity, clock_off_ms: i64) -> Self {
        let disk = Disk {
            place: Place::START,
            rows: Rows::default(),
            outbox: Numbered::default(),
        };
        let mut replica = Replica::new(me.clone(), disk.clone(), 1);
        replica.handle(UnixMs(0), Event::Lead(false));
        let (next_n, ids) = (1, 0);
        Self {
            replica,
            wire: None,
            clock_off_ms,
            made: 0,
            me,
            disk,
            next_n,
            ids,
            refuse_page: false,
        }
    }

    pub const fn device(&self) -> DeviceId {
        self.me.device
    }

    pub fn time(&self, now: UnixMs) -> UnixMs {
        now.plus(self.clock_off_ms)
    }

    pub fn new_id(&mut self) -> [u8; 10] {
        self.ids += 1;
        let mut random = *self.me.device.uuid().as_bytes().last_chunk::<10>().unwrap();
        random[..6].copy_from_slice(&self.ids.to_be_bytes()[2..]);
        random
    }

    pub fn act(&mut self, now: UnixMs, changes: Vec<Change>) {
        let at = self.time(now);
        let mut drafts: Vec<Draft> = Vec::new();
        for change in changes {
            let id = OpId::made(now, self.new_id());
            drafts.push(self.replica.draft(id, at, change));
        }
        self.made += drafts.len() as u64;
        self.event(now, Event::Act { drafts });
    }

    pub fn event(&mut self, now: UnixMs, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in self.replica.handle(self.time(now), event) {
                events.extend(self.execute(effect));
            }
        }
    }

    fn execute(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Store { group, drafts } => {
                let mut numbers = Vec::new();
                for draft in drafts {
                    self.disk.outbox.insert(self.next_n, Queued::waiting(draft));
                    numbers.push(self.next_n);
                    self.next_n += 1;
                }
                Some(Event::Stored { group, numbers })
            }
            Effect::StorePage {
                before,
                place,
                rows,
                drop,
                forget,
            } => {
                if self.disk.place.cursor != before || std::mem::take(&mut self.refuse_page) {
                    return Some(Event::PageRefused);
                }
                self.store_rows(rows, &drop);
                self.disk.place = place;
                self.forget(&forget);
                Some(Event::PageStored)
            }
            Effect::StoreOutbox { entries, forget } => {
                for (n, queued) in entries {
                    self.disk.outbox.insert(n, queued);
                }
                self.forget(&forget);
                None
            }
            Effect::Push(request) => {
                assert!(self.wire.is_none(), "one request at a time");
                self.wire = Some(Request::Push(request));
                None
            }
            Effect::Pull(request) => {
                assert!(self.wire.is_none(), "one request at a time");
                self.wire = Some(Request::Pull(request));
                None
            }
            Effect::Renew => panic!("nothing here forks"),
            Effect::Wake { .. } | Effect::Show(_) => None,
        }
    }

    fn store_rows(&mut self, rows: Vec<Said>, drop: &[RecordId]) {
        for id in drop {
            self.disk.rows.remove(*id);
        }
        for said in rows {
            self.disk.rows.take(said);
        }
    }

    fn forget(&mut self, numbers: &[u64]) {
        for n in numbers {
            self.disk.outbox.remove(*n);
        }
    }

    /// Another tab stored this.
    pub fn put_place(&mut self, place: Place) {
        self.disk.place = place;
    }

    /// The browser was killed: what is on disk is all there is. An answer under way is lost.
    pub fn restart(&mut self, now: UnixMs, lead: bool) {
        self.wire = None;
        self.replica = Replica::new(self.me.clone(), self.disk.clone(), 1);
        self.event(now, Event::Lead(lead));
    }

    /// The confirmed rows as messages, to be held against the server's.
    pub fn rows(&self) -> BTreeMap<RecordId, RowMessage> {
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
        self.replica.confirmed().map(|row| (row.id, message(row))).collect()
    }

    /// What the disk holds is what the replica shows as confirmed.
    pub fn disk_agrees(&self) -> bool {
        let memory = self.replica.confirmed();
        let same = memory.filter(|row| self.disk.rows.get(row.id) == Some(row)).count();
        same == self.disk.rows.len() && same == self.replica.confirmed_count()
    }
}
