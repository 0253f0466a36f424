//! The server of a simulation: the real store in a folder, and beside it the model, fed the same. Dies, comes back, is
//! copied and put back.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use model::{Server, site};
use shared::{
    accept::Refusal,
    epoch::Epoch,
    id::{DeviceId, EpochId, OpId, RecordId},
    op::{Change, Draft, Incoming, Op, Seen},
    protocol::{
        Cursor, ErrorCode, LiveEvent, OpResult, PullRequest, PullResponse, PushRequest, PushResponse, RowMessage,
    },
    replica::Failure,
    role::Actor,
    time::{DayRule, UnixMs},
    was::Was,
};
use store::{
    Credential, NewSite, Pages as _, People as _, PullAsk, PullRefusal, PushAsk, PushError, SqliteOptions, SqliteStore,
    Store as _, Viewer,
};
use tokio::{runtime::Runtime, sync::broadcast};

use crate::{
    breach::{Breach, Invariant},
    bug::Bug,
};

mod disaster;
mod erase;
mod form;
mod people;
mod seam;

pub(crate) use form::{Carried, Form};

const JOURNAL: &str = "journal";

/// What the store keeps, and what goes with it if it goes back in time.
pub(crate) struct Office {
    root: tempfile::TempDir,
    folder: PathBuf,
    store: Arc<SqliteStore>,
    live: broadcast::Receiver<LiveEvent>,
    runtime: Runtime,
    pub(crate) model: Server,
    tokens: BTreeMap<DeviceId, String>,
    /// What the journal has of people and operations: who, when, and what it came to.
    journal: Vec<Noted>,
    /// Everybody who was erased, as the journal has them: whatever is put back is put back without them.
    erased: Vec<RecordId>,
    /// Operations that came in envelopes.
    came_sealed: BTreeSet<OpId>,
    /// Aliases that somebody wanted, with whom they were to be.
    wanted: BTreeMap<RecordId, RecordId>,
    /// Backups by name, with the model as it was and how far the journal had come.
    backups: BTreeMap<String, (Server, usize)>,
    lives: u32,
    made: u64,
    bug: Option<Bug>,
}

/// A line of the journal.
struct Noted {
    who: Actor,
    now: UnixMs,
    what: What,
}

enum What {
    /// Somebody is let in, or in as something else.
    Known,
    /// Made at the server.
    Own(Op),
    /// Brought in a file.
    Carried(Vec<Op>),
}

/// What a call came to: the answer, or why there is none.
pub(crate) type Answer<T> = Result<T, Failure>;

impl Office {
    pub(crate) fn open(bug: Option<Bug>) -> Self {
        let root = folder();
        let folder = root.path().join("life-0");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = SqliteStore::open(&folder, options(root.path())).unwrap();
        let live = store.live();
        let mut office = Self {
            root,
            folder,
            store,
            live,
            runtime,
            model: Server::new(site::site()),
            tokens: BTreeMap::new(),
            journal: Vec::new(),
            erased: Vec::new(),
            came_sealed: BTreeSet::new(),
            wanted: BTreeMap::new(),
            backups: BTreeMap::new(),
            lives: 0,
            made: 0,
            bug,
        };
        office.fill();
        office
    }

    /// The site and its list, in both.
    fn fill(&mut self) {
        let site = NewSite {
            id: site::site(),
            name: "月亮湾".to_owned(),
            day: DayRule::default(),
            demo: false,
        };
        self.runtime.block_on(self.store.add_site(site, site::NOW)).unwrap();
        let operator = self.operator();
        self.model.actors.insert(operator.device(), operator.actor(0));
        self.model.epochs.0.clear();
        self.begin_epoch();
        self.mirror(site::site().into());
        for change in site::list() {
            self.submit(vec![change], site::NOW).unwrap();
        }
    }

    /// A record that the store made by itself, as its operator.
    fn mirror(&mut self, id: RecordId) {
        let operator = self.operator();
        let own = self
            .runtime
            .block_on(self.store.record(&operator, id))
            .unwrap()
            .unwrap();
        let create = Change::Create {
            kind: own.kind,
            record: own.id,
            fields: own.fields,
        };
        let draft = self.draft(create);
        self.also(&operator.actor(0), draft, site::NOW);
    }

    /// The model does what the store has done for somebody, and keeps it for a journal.
    fn also(&mut self, who: &Actor, draft: Draft, now: UnixMs) -> Vec<OpResult> {
        let op = draft.numbered(self.model.last_n(who.device) + 1);
        let judged = self.model.push_ops(who, std::slice::from_ref(&op), now).unwrap();
        let results: Vec<OpResult> = judged.into_iter().map(OpResult::from).collect();
        let was = Was::of(self.model.epochs.current(), &results[0]).map(Box::new);
        self.note(who, What::Own(Op { was, ..op }), now);
        results
    }

    fn note(&mut self, who: &Actor, what: What, now: UnixMs) {
        let who = who.clone();
        self.journal.push(Noted { who, now, what });
    }

    fn operator(&self) -> Viewer {
        let asked = self
            .store
            .viewer(Credential::Operator { site: site::site() }, site::NOW);
        self.runtime.block_on(asked).unwrap().unwrap()
    }

    fn draft(&mut self, change: Change) -> Draft {
        self.made += 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&self.made.to_be_bytes());
        Draft {
            id: OpId::made(site::NOW, random),
            site: site::site(),
            at: site::NOW,
            seen: Seen {
                epoch: self.model.epochs.current(),
                seq: self.model.head,
            },
            change,
        }
    }

    /// What several do at the desk at once: nobody has seen what the others do.
    pub(crate) fn submit(&mut self, changes: Vec<Change>, now: UnixMs) -> Result<(), Breach> {
        let drafts: Vec<Draft> = changes.into_iter().map(|change| self.draft(change)).collect();
        for draft in drafts {
            self.wants(&draft.change);
            self.submit_one(Draft { at: now, ..draft }, now)?;
        }
        Ok(())
    }

    fn submit_one(&mut self, draft: Draft, now: UnixMs) -> Result<(), Breach> {
        let operator = self.operator();
        let submitted = self.store.submit(&operator, vec![draft.clone()], now);
        let pushed = self.runtime.block_on(submitted).unwrap();
        let expected = self.also(&operator.actor(0), draft, now);
        Invariant::Same.check(pushed.results == expected, || {
            format!("at the desk {:?} instead of {expected:?}", pushed.results)
        })
    }

    pub(crate) fn push(
        &mut self,
        request: &PushRequest,
        form: Form,
        now: UnixMs,
    ) -> Result<Answer<PushResponse>, Breach> {
        let Some(viewer) = self.viewer(request.device, now) else {
            return Ok(Err(refused(401, ErrorCode::SignInAgain)));
        };
        let ops = read(&request.ops);
        let skew_ms = request.client_now.since(now);
        if let Some(answer) = self.instead_of_push(request, now) {
            return Ok(answer);
        }
        let ask = PushAsk {
            ops: self.as_sent(&ops, form, &viewer),
            skew_ms,
            now,
        };
        let pushed = self.runtime.block_on(self.store.push(&viewer, ask));
        let judged = self.model.push_incoming(&viewer.actor(skew_ms), &ops, now);
        let pushed = match (pushed, judged) {
            (Ok(pushed), Ok(judged)) => {
                let expected: Vec<OpResult> = judged.into_iter().map(OpResult::from).collect();
                same_results(&pushed.results, &expected)?;
                pushed
            }
            (Err(PushError::Refused(one)), Err(other)) if one == other => return Ok(Err(refusal(one))),
            (one, other) => return Err(Invariant::Same.breach(format!("{one:?} instead of {other:?}"))),
        };
        Invariant::Same.check(pushed.last_n == self.model.last_n(request.device), || {
            format!("{} has another last_n: {}", request.device, pushed.last_n)
        })?;
        self.same_head()?;
        let answer = PushResponse {
            epoch: pushed.epoch,
            last_n: pushed.last_n,
            safe_n: pushed.safe_n,
            server_now: now,
            results: pushed.results,
        };
        Ok(Ok(self.as_answered(answer)))
    }

    pub(crate) fn pull(&mut self, request: &PullRequest, page: u32, now: UnixMs) -> Answer<PullResponse> {
        let Some(viewer) = self.viewer(request.device, now) else {
            return Err(refused(401, ErrorCode::SignInAgain));
        };
        let ask = PullAsk {
            cursor: request.cursor,
            limit: page,
            check: request.check,
            now,
        };
        let pulled = match self.runtime.block_on(self.store.pull(&viewer, ask)) {
            Ok(pulled) => pulled,
            Err(PullRefusal::EpochChanged) => return Err(refused(409, ErrorCode::EpochChanged)),
            Err(PullRefusal::ScopeChanged(rights)) => return Err(Failure::ScopeChanged(rights)),
            Err(PullRefusal::CursorTooOld) => return Err(refused(409, ErrorCode::CursorTooOld)),
            Err(PullRefusal::Revoked { last_n }) => return Err(up_to(403, ErrorCode::DeviceRevoked, last_n)),
            Err(PullRefusal::Expired { last_n }) => return Err(up_to(401, ErrorCode::SignInAgain, last_n)),
            Err(PullRefusal::Store(error)) => panic!("a pull failed: {error}"),
        };
        let answer = PullResponse {
            rows: pulled.rows,
            cursor: pulled.cursor,
            more: pulled.more,
            last_n: pulled.last_n,
            safe_n: pulled.safe_n,
            server_now: now,
            horizon_day: pulled.horizon_day,
            check: pulled.check,
            rights: pulled.rights,
            rules: pulled.rules,
        };
        Ok(self.as_pulled(request, answer))
    }

    /// What the live stream has said since. It says nothing that is not committed.
    pub(crate) fn told(&mut self) -> Result<Option<u64>, Breach> {
        let mut told = None;
        while let Ok(LiveEvent { seq, .. }) = self.live.try_recv() {
            told = told.max(Some(seq));
        }
        let told = told.max(self.told_too_early());
        let head = self.head();
        Invariant::Cursor.check(told.is_none_or(|seq| seq <= head), || {
            format!("told of {told:?} while {head} is the head")
        })?;
        Ok(told)
    }

    fn same_head(&self) -> Result<(), Breach> {
        let head = self.head();
        Invariant::Same.check(head == self.model.head, || {
            format!("the head is {head} instead of {}", self.model.head)
        })
    }

    fn head(&self) -> u64 {
        self.runtime.block_on(self.store.head(&self.operator())).unwrap()
    }

    /// The store holds what the model holds, and finds no fault with itself.
    pub(crate) fn check(&mut self) -> Result<(), Breach> {
        let operator = self.operator();
        let mut rows: BTreeMap<_, RowMessage> = BTreeMap::new();
        let mut cursor = Cursor::START;
        loop {
            let ask = PullAsk {
                cursor,
                limit: 1_000,
                check: false,
                now: site::NOW,
            };
            let page = self.runtime.block_on(self.store.pull(&operator, ask)).unwrap();
            rows.extend(
                page.rows
                    .into_iter()
                    .filter(RowMessage::is_live)
                    .map(|row| (row.id, row)),
            );
            cursor = page.cursor;
            if !page.more {
                break;
            }
        }
        let expected = self.model.expected(operator.device());
        let odd = expected.iter().find(|(id, row)| rows.get(id) != Some(row));
        let odd = odd
            .map(|(_, row)| row)
            .or_else(|| rows.values().find(|row| !expected.contains_key(&row.id)));
        Invariant::Same.check(odd.is_none(), || format!("the store differs from the model in {odd:?}"))?;
        let check = self.runtime.block_on(self.store.check()).unwrap();
        Invariant::Same.check(check.faults.is_empty(), || check.faults.join("; "))?;
        let known = self.model.log.len() as u64;
        Invariant::Kept.check(check.ops == known, || {
            format!("{} operations instead of {known}", check.ops)
        })
    }

    /// The epoch of the present start, which the store has drawn.
    fn begin_epoch(&mut self) {
        let ask = PullAsk {
            cursor: Cursor::START,
            limit: 1,
            check: false,
            now: site::NOW,
        };
        let page = self.runtime.block_on(self.store.pull(&self.operator(), ask)).unwrap();
        let id: EpochId = page.cursor.epoch;
        let born_seq = self.model.head;
        self.model.epochs.0.push(Epoch { id, born_seq });
    }
}

/// The journal outlives every folder.
fn options(root: &Path) -> SqliteOptions {
    SqliteOptions {
        serve: true,
        readers: 1,
        journal: Some(root.join(JOURNAL)),
    }
}

/// In memory where the system has such a place: a simulation writes much and keeps nothing.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn read(ops: &[Op]) -> Vec<Incoming> {
    ops.iter()
        .map(|op| Incoming::read(&serde_json::value::to_raw_value(op).unwrap()).unwrap())
        .collect()
}

fn same_results(results: &[OpResult], expected: &[OpResult]) -> Result<(), Breach> {
    let odd = results.iter().zip(expected).find(|(one, other)| one != other);
    Invariant::Same.check(odd.is_none() && results.len() == expected.len(), || match odd {
        Some((one, other)) => format!("operation {} came to {one:?} instead of {other:?}", other.id),
        None => format!("{} results instead of {}", results.len(), expected.len()),
    })
}

const fn refused(status: u16, code: ErrorCode) -> Failure {
    Failure::Refused {
        status,
        code,
        last_n: None,
        retry_after_s: None,
    }
}

const fn up_to(status: u16, code: ErrorCode, last_n: u64) -> Failure {
    Failure::Refused {
        status,
        code,
        last_n: Some(last_n),
        retry_after_s: None,
    }
}

const fn refusal(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Gap { last_n } => up_to(409, ErrorCode::Gap, last_n),
        Refusal::DeviceFork { .. } => refused(409, ErrorCode::DeviceFork),
        Refusal::BadNumber => refused(400, ErrorCode::Malformed),
    }
}
