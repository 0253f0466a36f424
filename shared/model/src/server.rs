//! A server in memory: the real judge over maps.

use std::collections::BTreeMap;

use shared::{
    accept::{Conflict, Judged, Keys, Left, Loaded, Logged, Plan, Planner, Refusal, keys},
    digest::KindDigest,
    epoch::{Epoch, Epochs},
    id::{DeviceId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Incoming, Op},
    protocol::{Cursor, OpResult, PullRequest, PullResponse, PushRequest, PushResponse, RowMessage},
    record::Row,
    role::Actor,
    time::{DayRule, SiteDay, UnixMs},
};

mod erase;
mod rescue;

/// Its fields are open: a test may look at everything.
#[derive(Clone)]
pub struct Server {
    pub site: SiteId,
    pub epochs: Epochs,
    pub head: u64,
    /// Deletions up to this number are forgotten.
    pub floor: u64,
    pub rows: BTreeMap<RecordId, Row>,
    pub left: Vec<Left>,
    pub log: BTreeMap<OpId, Logged>,
    pub receipts: BTreeMap<(DeviceId, u64), OpId>,
    pub conflicts: Vec<Conflict>,
    pub actors: BTreeMap<DeviceId, Actor>,
    pub horizon_day: SiteDay,
    /// What the oldest backup has of each phone; none where no backups are kept.
    pub backed_up: Option<u64>,
}

impl Server {
    pub fn new(site: SiteId) -> Self {
        let epoch = Epoch {
            id: EpochId::made(UnixMs(1), [7; 10]),
            born_seq: 0,
        };
        Self {
            site,
            epochs: Epochs(vec![epoch]),
            head: 0,
            floor: 0,
            rows: BTreeMap::new(),
            left: Vec::new(),
            log: BTreeMap::new(),
            receipts: BTreeMap::new(),
            conflicts: Vec::new(),
            actors: BTreeMap::new(),
            horizon_day: SiteDay(0),
            backed_up: None,
        }
    }

    pub fn last_n(&self, device: DeviceId) -> u64 {
        self.receipts
            .range((device, 0)..=(device, u64::MAX))
            .next_back()
            .map_or(0, |((_, n), _)| *n)
    }

    fn load(&self, asked: &Keys) -> Loaded {
        let mut wanted = asked.clone();
        let held: Vec<(Logged, Actor)> = self
            .log
            .values()
            .filter(|logged| !logged.outcome.is_final())
            .map(|logged| {
                let skew_ms = logged.skew_ms;
                let actor = self.actors[&logged.device].clone();
                (logged.clone(), Actor { skew_ms, ..actor })
            })
            .collect();
        for (logged, _) in &held {
            if let Some(op) = Incoming::reread(&logged.raw) {
                wanted.add_op(&op);
            }
        }
        let hanging: Vec<RecordId> = wanted.moved.iter().flat_map(|id| self.hanging(*id)).collect();
        let ids = wanted.rows.iter().chain(&hanging);
        let mut loaded = Loaded {
            site: Some(self.site),
            head: self.head,
            epochs: self.epochs.clone(),
            day: DayRule::default(),
            rows: ids.filter_map(|id| Some((*id, self.rows.get(id)?.clone()))).collect(),
            newest_fact: wanted.deleted.iter().map(|id| (*id, self.newest_fact(*id))).collect(),
            log: wanted
                .ops
                .iter()
                .filter_map(|id| Some((*id, self.log.get(id)?.clone())))
                .collect(),
            held,
            receipts: wanted
                .receipts
                .iter()
                .filter_map(|key| Some((*key, *self.receipts.get(key)?)))
                .collect(),
            last_n: wanted
                .devices
                .iter()
                .map(|device| (*device, self.last_n(*device)))
                .collect(),
        };
        loop {
            let roots = loaded.roots().into_iter();
            let found: Vec<Row> = roots.filter_map(|id| self.rows.get(&id).cloned()).collect();
            if found.is_empty() {
                return loaded;
            }
            loaded.rows.extend(found.into_iter().map(|row| (row.record.id, row)));
        }
    }

    fn hanging(&self, id: RecordId) -> Vec<RecordId> {
        let children = self
            .rows
            .values()
            .filter(|row| row.record.parent() == Some(id) && !row.is_fact());
        let children: Vec<RecordId> = children.map(|row| row.record.id).collect();
        let deeper: Vec<RecordId> = children.iter().flat_map(|child| self.hanging(*child)).collect();
        children.into_iter().chain(deeper).collect()
    }

    fn newest_fact(&self, id: RecordId) -> u64 {
        let facts = self
            .rows
            .values()
            .filter(|row| row.record.parent() == Some(id) && row.is_fact());
        facts.map(|row| row.record.seq).max().unwrap_or(0)
    }

    pub fn push_ops(&mut self, actor: &Actor, ops: &[Op], now: UnixMs) -> Result<Vec<Judged>, Refusal> {
        let incoming: Vec<Incoming> = ops
            .iter()
            .map(|op| Incoming::read(&serde_json::value::to_raw_value(op).unwrap()).unwrap())
            .collect();
        self.push_incoming(actor, &incoming, now)
    }

    pub fn push_incoming(&mut self, actor: &Actor, incoming: &[Incoming], now: UnixMs) -> Result<Vec<Judged>, Refusal> {
        let mut planner = Planner::new(self.load(&keys(incoming, actor.device)));
        let judged = planner.accept(incoming, actor, now)?;
        self.apply(planner.finish());
        Ok(judged)
    }

    fn apply(&mut self, plan: Plan) {
        // No row tells of what lost, was refused or waits, and somebody has to hear of it.
        let is_trouble = |(op, line): (&OpId, &Logged)| !line.outcome.is_applied() && !self.log.contains_key(op);
        let is_news = !plan.conflicts.is_empty() || plan.log.iter().any(is_trouble);
        self.head = plan.head + u64::from(is_news && plan.head == self.head);
        self.rows.extend(plan.rows);
        self.left.extend(plan.left);
        self.log.extend(plan.log);
        self.conflicts.extend(plan.conflicts);
        self.receipts
            .extend(plan.receipts.into_iter().map(|(device, n, id)| ((device, n), id)));
        let mut seqs: Vec<u64> = self.rows.values().map(|row| row.record.seq).collect();
        seqs.sort_unstable();
        seqs.dedup();
        assert_eq!(seqs.len(), self.rows.len(), "every row has its own seq");
        assert!(
            seqs.last().is_none_or(|last| *last <= self.head),
            "no row is beyond the head"
        );
    }

    pub fn push(&mut self, request: &PushRequest, now: UnixMs) -> Result<PushResponse, Refusal> {
        let mut actor = self.actors[&request.device].clone();
        actor.skew_ms = request.client_now.since(now);
        let judged = self.push_ops(&actor, &request.ops, now)?;
        let last_n = self.last_n(request.device);
        let results: Vec<OpResult> = judged.into_iter().map(Into::into).collect();
        Ok(PushResponse {
            epoch: self.epochs.current(),
            last_n,
            safe_n: self.backed_up.unwrap_or(last_n),
            server_now: now,
            results,
        })
    }

    /// Forgets deletions from which nothing hangs, as a store does long after them, and begins an epoch.
    pub fn forget_deletions(&mut self, random: u8) {
        let is_old = |row: &Row| {
            let mut others = self.rows.values();
            row.deleted && !row.is_erased() && !others.any(|other| other.record.parent() == Some(row.record.id))
        };
        let old: Vec<(RecordId, u64)> = self
            .rows
            .values()
            .filter(|row| is_old(row))
            .map(|row| (row.record.id, row.record.seq))
            .collect();
        for (id, seq) in old {
            self.rows.remove(&id);
            self.floor = self.floor.max(seq);
        }
        self.left.retain(|left| left.seq > self.floor);
        self.restart(random);
    }

    /// Rows of this device's scope in the order of their last write. None: `epoch_changed` or `cursor_too_old`.
    pub fn pull(&self, request: &PullRequest, now: UnixMs, page: usize) -> Option<PullResponse> {
        let actor = &self.actors[&request.device];
        let cursor = request.cursor;
        let is_behind = cursor.seq < self.floor && cursor.epoch != self.epochs.current();
        if !cursor.is_start() && (is_behind || !self.epochs.knows(cursor.epoch, cursor.top)) {
            return None;
        }
        let mut found: BTreeMap<u64, RowMessage> = BTreeMap::new();
        for row in self
            .rows
            .values()
            .filter(|row| row.record.seq > cursor.seq && actor.scope.covers(row.scope))
        {
            found.insert(row.record.seq, self.message(row, actor));
        }
        for left in self
            .left
            .iter()
            .filter(|left| left.seq > cursor.seq && actor.scope.covers(left.scope))
        {
            let Some(row) = self.rows.get(&left.id) else { continue };
            if !actor.scope.covers(row.scope) {
                let (kind, id) = (row.record.kind.clone(), left.id);
                let gone = RowMessage {
                    kind,
                    id,
                    seq: left.seq,
                    fields: Default::default(),
                    deleted: false,
                    gone: true,
                };
                found.insert(left.seq, gone);
            }
        }
        let more = found.len() > page;
        let rows: Vec<RowMessage> = found.into_values().take(page).collect();
        let seq = if more {
            rows.last().map_or(self.head, |row| row.seq)
        } else {
            self.head
        };
        let cursor = Cursor {
            epoch: self.epochs.current(),
            scope_gen: 0,
            seq,
            top: cursor.top.max(self.head),
        };
        let last_n = self.last_n(request.device);
        let check = (request.check && !more).then(|| self.digests(request.device));
        Some(PullResponse {
            rows,
            cursor,
            more,
            last_n,
            safe_n: self.backed_up.unwrap_or(last_n),
            server_now: now,
            horizon_day: self.horizon_day,
            check,
            rights: None,
            rules: None,
        })
    }

    fn message(&self, row: &Row, actor: &Actor) -> RowMessage {
        let record = row.record.clone();
        let fields = if row.is_erased() {
            record.fields
        } else if row.deleted {
            Default::default()
        } else {
            shared::schema::readable(&record.kind, actor.role, record.fields)
        };
        RowMessage {
            kind: record.kind,
            id: record.id,
            seq: record.seq,
            fields,
            deleted: row.deleted,
            gone: false,
        }
    }

    /// What a device must hold when nothing is on its way.
    pub fn expected(&self, device: DeviceId) -> BTreeMap<RecordId, RowMessage> {
        self.expected_of(&self.actors[&device])
    }

    /// ... of one with these rights.
    pub fn expected_of(&self, actor: &Actor) -> BTreeMap<RecordId, RowMessage> {
        let live = self
            .rows
            .values()
            .filter(|row| !row.deleted && actor.scope.covers(row.scope));
        live.map(|row| (row.record.id, self.message(row, actor))).collect()
    }

    fn digests(&self, device: DeviceId) -> Vec<KindDigest> {
        let expected = self.expected(device);
        let of = |kind: &Kind| {
            let rows = expected.values().filter(|row| row.kind == *kind);
            KindDigest::of(kind.clone(), &mut rows.map(|row| (row.id, row.seq)))
        };
        Kind::KNOWN.iter().map(of).collect()
    }

    /// Starts anew, as a process does: a new epoch, born at the present head.
    pub fn restart(&mut self, random: u8) {
        let id = EpochId::made(UnixMs(i64::from(random)), [random; 10]);
        self.epochs.0.push(Epoch {
            id,
            born_seq: self.head,
        });
    }

    /// Test data that no phone made.
    pub fn seed(&mut self, actor: &Actor, changes: impl IntoIterator<Item = Change>, now: UnixMs) {
        let seen = shared::op::Seen {
            epoch: self.epochs.current(),
            seq: self.head,
        };
        for change in changes {
            let n = self.last_n(actor.device) + 1;
            let mut random = [0; 10];
            random[..8].copy_from_slice(&n.to_be_bytes());
            let op = Op {
                n,
                id: OpId::made(now, random),
                site: self.site,
                at: now,
                seen,
                change,
                was: None,
            };
            let judged = self.push_ops(actor, &[op], now).unwrap();
            assert!(judged[0].outcome.is_applied(), "{judged:?}");
        }
    }
}
