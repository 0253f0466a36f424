//! SIGKILL in the middle of fifty phones pushing, twenty times, or as often as `DABAI_KILL_ROUNDS` says: what was acknowledged is
//! there, once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use shared::{
    id::RecordId,
    kind::Kind,
    op::Op,
    protocol::{PushResponse, Status},
};
use tokio::sync::{Notify, watch};

use crate::{
    phone::Phone,
    process::{Process, run, site},
};

const PHONES: usize = 50;
const ROUNDS: usize = 20;
const OPS_A_PUSH: usize = 5;
/// The server dies each time this many more pushes were answered, with the others under way.
const PUSHES_A_KILL: usize = 36;

fn rounds() -> usize {
    match std::env::var("DABAI_KILL_ROUNDS") {
        Ok(rounds) => rounds.parse().expect("DABAI_KILL_ROUNDS is a number"),
        Err(_) => ROUNDS,
    }
}

/// What one phone was told: for each operation its record and the `seq` of its row.
type Acknowledged = Vec<(RecordId, u64)>;

/// What all phones together went through.
#[derive(Default)]
struct Toll {
    answered: AtomicUsize,
    unanswered: AtomicUsize,
    /// What a server said that should have answered: something acknowledged is gone.
    refused: Mutex<Option<String>>,
    progress: Notify,
}

impl Toll {
    /// Waits until so many pushes were answered.
    async fn reaches(&self, answered: usize) {
        while self.answered.load(Ordering::SeqCst) < answered {
            self.progress.notified().await;
            assert_eq!(*self.refused.lock().unwrap(), None);
        }
    }
}

async fn work(
    mut phone: Phone,
    door: RecordId,
    pushes: usize,
    mut at: watch::Receiver<String>,
    toll: Arc<Toll>,
) -> (Phone, Vec<Op>, Acknowledged) {
    let (mut made, mut told) = (Vec::new(), Vec::new());
    for _ in 0..pushes {
        let ops: Vec<Op> = (0..OPS_A_PUSH).map(|_| phone.visit(door)).collect();
        let answer = until_answered(&mut phone, &ops, &mut at, &toll).await;
        for (op, result) in ops.iter().zip(&answer.results) {
            assert_eq!((op.n, op.id, result.status), (result.n, result.id, Status::Applied));
            told.push((op.change.target().unwrap().1, result.seq.unwrap()));
        }
        made.extend(ops);
        toll.answered.fetch_add(1, Ordering::SeqCst);
        toll.progress.notify_one();
    }
    (phone, made, told)
}

/// Sends until there is an answer; after a failure, to whatever server comes next.
async fn until_answered(phone: &mut Phone, ops: &[Op], at: &mut watch::Receiver<String>, toll: &Toll) -> PushResponse {
    loop {
        phone.url = at.borrow_and_update().clone();
        let sent = phone.post("/sync/push", &phone.push_request(ops)).send().await;
        let answer = match sent {
            Ok(response) if response.status().is_client_error() => {
                let said = response.text().await.unwrap();
                *toll.refused.lock().unwrap() = Some(said.clone());
                toll.progress.notify_one();
                panic!("{said}");
            }
            Ok(response) if response.status().is_success() => response.json().await.ok(),
            _ => None,
        };
        match answer {
            Some(answer) => return answer,
            None => {
                toll.unanswered.fetch_add(1, Ordering::SeqCst);
                // The same server may have been too slow to accept; a new one is announced when it is up.
                let _ = tokio::time::timeout(std::time::Duration::from_millis(200), at.changed()).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_operation_survives_a_killed_server_and_none_is_there_twice() {
    let folder = tempfile::tempdir().unwrap();
    let codes = site(folder.path(), PHONES);
    let mut server = Process::serve(folder.path());
    let mut phones = Vec::new();
    for code in &codes {
        phones.push(Phone::enrol(&server.url, code).await.unwrap());
    }
    let door = make_door(&mut phones[0], folder.path()).await;
    let set_up = head_of(&run(folder.path(), &["check"]));

    let rounds = rounds();
    // Some are left when the last server is up.
    let pushes = (PUSHES_A_KILL * (rounds + 2)).div_ceil(PHONES);
    let (announce, at) = watch::channel(server.url.clone());
    let toll = Arc::new(Toll::default());
    let workers: Vec<_> = phones
        .into_iter()
        .map(|phone| tokio::spawn(work(phone, door, pushes, at.clone(), toll.clone())))
        .collect();
    let mut kills = 0;
    for kill in 1..=rounds {
        // Spread over the work, never at the same point of a push.
        toll.reaches(kill * PUSHES_A_KILL).await;
        server.kill();
        kills += 1;
        server = Process::serve(folder.path());
        announce.send(server.url.clone()).unwrap();
    }
    let (mut made, mut told) = (0, BTreeMap::new());
    let mut seqs = BTreeSet::new();
    let mut reader = None;
    for worker in workers {
        let (mut phone, ops, acknowledged) = worker.await.unwrap();
        phone.url = server.url.clone();
        made += ops.len();
        for (record, seq) in acknowledged {
            assert!(
                told.insert(record, seq).is_none() && seqs.insert(seq),
                "one row was acknowledged twice"
            );
        }
        // Asked once more, a final result repeats.
        let again = phone.push(&ops[ops.len() - OPS_A_PUSH..]).await.unwrap();
        assert_eq!(again.last_n, phone.n);
        reader = Some(phone);
    }
    assert_eq!(kills, rounds);
    let unanswered = toll.unanswered.load(Ordering::SeqCst);
    assert!(
        unanswered > 2 * rounds,
        "the server was killed between pushes, not among them: {unanswered}"
    );
    let rows = reader.unwrap().pull_all().await;
    let visits: Vec<_> = rows.iter().filter(|row| row.kind == Kind::Visit).collect();
    assert_eq!(visits.len(), made, "each operation made one row");
    for row in &visits {
        assert_eq!(told.get(&row.id), Some(&row.seq), "the row that was acknowledged");
    }
    println!("killed {kills} times: {made} operations acknowledged and there, {unanswered} calls without an answer");
    let end = head_of(&run(folder.path(), &["check"]));
    assert_eq!(end.0 - set_up.0, made as u64, "rows, in the database itself");
    assert_eq!(end.1 - set_up.1, made as u64, "lines in the operation log");
}

pub async fn make_door(phone: &mut Phone, data: &std::path::Path) -> RecordId {
    let roster = data.join("roster.csv");
    std::fs::write(&roster, "楼号,房号,姓名\n3,1203,王芳\n").unwrap();
    run(data, &["import", roster.to_str().unwrap()]);
    let rows = phone.pull_all().await;
    rows.iter().find(|row| row.kind == Kind::Door).unwrap().id
}

/// `12 rows, 34 operations`
fn head_of(printed: &str) -> (u64, u64) {
    let mut numbers = printed.split_whitespace().filter_map(|word| word.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}
