//! The one thread that writes. Takes everything that waits, commits it together, then tells and answers.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use shared::{accept::Plan, protocol::LiveEvent};
use tokio::sync::oneshot;

use super::{
    erase, file,
    group::{self, Answer, Ops, Push},
    heard::{self, Heard},
    journal::Journal,
    live::Live,
};
use crate::StoreError;

/// Writes that may wait.
const QUEUE_JOBS_MAX: usize = 4_096;
/// Bytes of operations that may wait.
const QUEUE_BYTES_MAX: usize = 64 * 1_024 * 1_024;
/// Pushes and operations that share one transaction.
const GROUP_PUSHES_MAX: usize = 256;
const GROUP_OPS_MAX: usize = 4_000;
/// Turns of the writer come after this long.
const TURN: Duration = Duration::from_millis(heard::WRITE_MS);
/// A wipe that keeps failing is tried this often: each time it may have written the whole database before that.
const WIPE_EVERY_MOST: Duration = Duration::from_secs(10 * 60);

enum Job {
    Push {
        push: Box<Push>,
        bytes: usize,
        answer: oneshot::Sender<Answered>,
    },
    /// Anything else, in a transaction of its own.
    Work(Work),
    /// Traces in the files of who was erased.
    Wipe(oneshot::Sender<Result<(), StoreError>>),
}

/// The push comes back with its answer, and with one of them what was written: letting go of thousands of operations
/// is not the one writer's work.
type Answered = (Answer, Push, Vec<Plan>);
type Work = Box<dyn FnOnce(Result<&mut Connection, StoreError>, Committed<'_>) + Send>;
/// To be called after COMMIT and before the answer, with the heads that rose.
type Committed<'a> = &'a mut dyn FnMut(&Connection, Vec<LiveEvent>);

#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    waiting_bytes: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<Connection>>>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Writer {
    /// `alone`: nobody serves this folder, so the first write begins a new epoch. `journal`: the server's.
    pub(super) fn start(
        to: Connection,
        journal: Option<Journal>,
        live: Arc<Live>,
        heard: Arc<Heard>,
        alone: bool,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE_JOBS_MAX);
        let waiting_bytes = Arc::new(AtomicUsize::new(0));
        let desk = Desk {
            to,
            journal,
            jobs,
            live,
            heard,
            waiting_bytes: Arc::clone(&waiting_bytes),
            alone,
            wipes: Tries::default(),
        };
        let thread = std::thread::Builder::new()
            .name("store-write".to_owned())
            .spawn(move || desk.run())?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            waiting_bytes,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) async fn push(&self, push: Push) -> Answer {
        let bytes = match &push.ops {
            Ops::Sent(ops) | Ops::Again(ops) | Ops::Rescued(ops) => ops.iter().map(|op| op.raw.len()).sum(),
            // Made by the server itself, which hands over bounded chunks and waits for each.
            Ops::Own(_) => 0,
        };
        if self.waiting_bytes.load(Ordering::Relaxed).saturating_add(bytes) > QUEUE_BYTES_MAX {
            return Err(StoreError::Busy.into());
        }
        let (answer, answered) = oneshot::channel();
        self.send(Job::Push {
            push: Box::new(push),
            bytes,
            answer,
        })?;
        let (answer, ..) = answered.await.map_err(|_| StoreError::Closed)?;
        answer
    }

    /// Runs `work` in a transaction, commits it, writes the journal, tells the heads it names and answers.
    pub(super) async fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut Vec<LiveEvent>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (answer, answered) = oneshot::channel();
        let job: Work = Box::new(move |to, committed| {
            let done = to.map_err(E::from).and_then(|to| {
                let mut heads = Vec::new();
                let write = to
                    .transaction_with_behavior(TransactionBehavior::Immediate)
                    .map_err(StoreError::from)?;
                let result = work(&write, &mut heads)?;
                write.commit().map_err(StoreError::from)?;
                committed(to, heads);
                Ok(result)
            });
            // Whoever asked may have gone.
            let _ = answer.send(done);
        });
        self.send(Job::Work(job))?;
        answered
            .await
            .map_err(|_| StoreError::Fault("the write came to no end".to_owned()))?
    }

    /// Wipes the files of what is left of who was erased. Takes as long as writing the database anew.
    pub(super) async fn wipe(&self) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Wipe(answer))?;
        answered
            .await
            .map_err(|_| StoreError::Fault("the wipe came to no end".to_owned()))?
    }

    fn send(&self, job: Job) -> Result<(), StoreError> {
        let bytes = if let Job::Push { bytes, .. } = &job { *bytes } else { 0 };
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.as_ref().ok_or(StoreError::Closed)?;
        // Counted before it is sent: the writer may be done with it before this returns.
        self.waiting_bytes.fetch_add(bytes, Ordering::Relaxed);
        queue.try_send(job).map_err(|error| {
            self.waiting_bytes.fetch_sub(bytes, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }
        })
    }

    /// Takes nothing more on. The thread finishes what waits, ends and gives its connection back.
    pub(super) fn end(&self) -> Option<JoinHandle<Connection>> {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The writing thread's own side.
struct Desk {
    to: Connection,
    journal: Option<Journal>,
    jobs: Receiver<Job>,
    live: Arc<Live>,
    heard: Arc<Heard>,
    waiting_bytes: Arc<AtomicUsize>,
    alone: bool,
    wipes: Tries,
}

/// When what failed is tried again: at the next turn, and ever later.
#[derive(Debug, Default)]
struct Tries {
    wait: Duration,
    due: Option<Instant>,
}

impl Tries {
    fn is_due(&self, now: Instant) -> bool {
        self.due.is_none_or(|due| now >= due)
    }

    fn note(&mut self, is_done: bool, now: Instant) {
        if is_done {
            *self = Self::default();
        } else {
            self.wait = (self.wait * 2).clamp(TURN, WIPE_EVERY_MOST);
            self.due = Some(now + self.wait);
        }
    }
}

impl Desk {
    fn run(mut self) -> Connection {
        let mut contacts_due = Instant::now() + TURN;
        let mut over: Option<Job> = None;
        loop {
            let wait = contacts_due.saturating_duration_since(Instant::now());
            let next = over.take().map_or_else(|| self.jobs.recv_timeout(wait), Ok);
            match next {
                Ok(Job::Push { push, bytes, answer }) => over = self.group(*push, bytes, answer),
                Ok(Job::Work(work)) => self.work(work),
                // Whoever asked may have gone.
                Ok(Job::Wipe(answer)) => drop(answer.send(self.wipe())),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if Instant::now() >= contacts_due {
                // Tried again at the next turn.
                let _ = group::caught(|| self.heard.write(&mut self.to));
                self.journal.iter_mut().for_each(|journal| journal.turn(&self.to));
                if self.wipes.is_due(Instant::now())
                    && let Err(error) = self.wipe()
                {
                    tracing::warn!(%error, "traces of somebody who was erased are still in the files");
                }
                contacts_due = Instant::now() + TURN;
            }
        }
        let _ = group::caught(|| self.heard.write(&mut self.to));
        self.journal.iter_mut().for_each(|journal| journal.turn(&self.to));
        // Otherwise the next start does it.
        let _ = self.wipe();
        self.to
    }

    /// Everything that waits, up to a bound. Gives back the first job that doesn't belong.
    fn group(&mut self, first: Push, bytes: usize, answer: oneshot::Sender<Answered>) -> Option<Job> {
        let mut ops = first.ops.len();
        let mut total_bytes = bytes;
        let (mut pushes, mut answers) = (vec![first], vec![answer]);
        let mut over = None;
        while pushes.len() < GROUP_PUSHES_MAX && ops < GROUP_OPS_MAX {
            match self.jobs.try_recv() {
                Ok(Job::Push { push, bytes, answer }) => {
                    ops += push.ops.len();
                    total_bytes += bytes;
                    pushes.push(*push);
                    answers.push(answer);
                }
                Ok(other) => {
                    over = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        let done = group::caught(|| {
            self.begin()?;
            Ok(group::settle(&mut self.to, &pushes))
        });
        let mut settled = done.unwrap_or_else(|error: StoreError| {
            let answers = pushes.iter().map(|_| Err(error.again().into())).collect();
            group::Settled {
                answers,
                ..Default::default()
            }
        });
        self.waiting_bytes.fetch_sub(total_bytes, Ordering::Relaxed);
        self.journal.iter_mut().for_each(|journal| journal.follow(&self.to));
        settled.heads.drain(..).for_each(|head| self.live.tell(head));
        for ((to, answer), push) in answers.into_iter().zip(settled.answers).zip(pushes) {
            // Whoever asked may have gone; what they sent is stored all the same.
            let _ = to.send((answer, push, std::mem::take(&mut settled.written)));
        }
        over
    }

    fn work(&mut self, work: Work) {
        let begun = group::caught(|| self.begin());
        let Self { to, journal, live, .. } = self;
        let mut committed = |to: &Connection, heads: Vec<LiveEvent>| {
            journal.iter_mut().for_each(|journal| journal.follow(to));
            heads.into_iter().for_each(|head| live.tell(head));
        };
        // A panic costs the job that had it, whose answer is dropped, not the thread.
        let _ = catch_unwind(AssertUnwindSafe(|| work(begun.map(|()| to), &mut committed)));
    }

    fn wipe(&mut self) -> Result<(), StoreError> {
        let done = group::caught(|| erase::wipe(&mut self.to, self.journal.as_mut()));
        self.wipes.note(done.is_ok(), Instant::now());
        done
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if self.alone {
            file::begin_epoch(&mut self.to)?;
            self.alone = false;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_failing_is_tried_ever_later_and_never_given_up() {
        let mut tries = Tries::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..10 {
            assert!(tries.is_due(now));
            tries.note(false, now);
            let failed = now;
            while !tries.is_due(now) {
                now += TURN;
            }
            waits.push(now - failed);
        }
        assert_eq!((waits[0], waits[1], waits[9]), (TURN, 2 * TURN, WIPE_EVERY_MOST));
        assert!(waits.is_sorted());
        // Somebody else is erased, and that goes well.
        tries.note(true, now);
        assert!(tries.is_due(now));
        tries.note(false, now);
        assert!(tries.is_due(now + TURN));
    }
}
