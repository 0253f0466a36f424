//! How many operations a second the store takes from fifty phones, beside the bare database writing the same rows in
//! the same batches; then how quickly a phone and the desk read them. `cargo run --release -p store --example measure [phones] [ops] [ops a push]`

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{Connection, types::Value as SqlValue};
use shared::{
    id::{AccountId, EpochId, OpId, RecordId, SiteId, derived_id},
    kind::Kind,
    op::{Body, Change, Incoming, Op, Seen},
    protocol::Cursor,
    role::{Role, Scope},
    time::{DayRule, HOUR_MS, UnixMs},
    value::fields,
};
use store::{
    Credential, NewAccount, NewCode, NewSite, Pages as _, People as _, PullAsk, PushAsk, SqliteOptions, SqliteStore,
    Store, Viewer,
};

const NOW: UnixMs = UnixMs(1_668_391_200_000);

struct Made(u64);

impl Made {
    fn bytes(&mut self) -> [u8; 10] {
        self.0 += 1;
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes
    }
}

fn cpu() -> Duration {
    ticks(&std::fs::read_to_string("/proc/self/stat").unwrap_or_default())
}

/// CPU of the store's writing thread alone: what bounds it, however many cores there are.
fn writing_cpu() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let named = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("stat")).ok());
    let writing = named.filter(|stat| stat.contains("(store-write)"));
    writing.map(|stat| ticks(&stat)).sum()
}

fn ticks(stat: &str) -> Duration {
    let times = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = times
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

struct Setting {
    store: Arc<SqliteStore>,
    site: SiteId,
    phones: Vec<Viewer>,
    doors: Vec<RecordId>,
}

async fn setting(folder: &std::path::Path, phones: usize, made: &mut Made) -> Setting {
    let store = SqliteStore::open(folder, SqliteOptions::SERVE).expect("a store");
    let site = SiteId::made(NOW, made.bytes());
    let name = "site".to_owned();
    store
        .add_site(
            NewSite {
                id: site,
                name: name.clone(),
                day: DayRule::default(),
                demo: false,
            },
            NOW,
        )
        .await
        .expect("a site");
    let account = AccountId::made(NOW, made.bytes());
    store
        .add_account(
            NewAccount {
                id: account,
                site,
                name,
                role: Role::Worker,
                login: None,
            },
            NOW,
        )
        .await
        .expect("one");
    let operator = store
        .viewer(Credential::Operator { site }, NOW)
        .await
        .expect("a look")
        .expect("an operator");
    let building = RecordId::made(NOW, made.bytes());
    let doors: Vec<RecordId> = (0..1_200).map(|_| RecordId::made(NOW, made.bytes())).collect();
    let mut changes = vec![Change::Create {
        kind: Kind::Building,
        record: building,
        fields: fields([("name", "1".into())]),
    }];
    changes.extend(doors.iter().map(|door| Change::Create {
        kind: Kind::Door,
        record: *door,
        fields: fields([("building", building.into()), ("room", "101".into())]),
    }));
    let seen = Seen {
        epoch: EpochId::NIL,
        seq: 0,
    };
    let drafts = changes.into_iter().map(|change| shared::op::Draft {
        id: OpId::made(NOW, made.bytes()),
        site,
        at: NOW,
        seen,
        change,
    });
    store.submit(&operator, drafts.collect(), NOW).await.expect("doors");
    let mut viewers = Vec::new();
    for phone in 0..phones {
        let code = format!("{phone:08}");
        let (scope, valid_until) = (Scope::WholeSite, NOW.plus(HOUR_MS));
        let new = NewCode {
            code: code.clone(),
            account,
            scope,
            valid_until,
            expires: None,
        };
        store.add_code(&operator, new, NOW).await.expect("a code");
        let enrolled = store.enrol(&code, "key", "phone", NOW).await.expect("an enrolment");
        let credential = Credential::Device {
            device: enrolled.device,
            token: &enrolled.token,
        };
        viewers.push(store.viewer(credential, NOW).await.expect("a look").expect("a viewer"));
    }
    Setting {
        store,
        site,
        phones: viewers,
        doors,
    }
}

/// Three ticks for two visits.
fn op(setting: &Setting, n: u64, phone: usize, made: &mut Made) -> Incoming {
    let door = setting.doors[(phone * 24 + n as usize / 4) % setting.doors.len()];
    let change = if n % 5 < 2 {
        let record = RecordId::made(NOW, made.bytes());
        let how = shared::value::Value::Map(fields([("resident", record.into()), ("how", "met".into())]));
        let fields = fields([
            ("door", door.into()),
            ("outcome", "answered".into()),
            ("persons", vec![how].into()),
        ]);
        Change::Fact {
            kind: Kind::Visit,
            record,
            fields,
        }
    } else {
        let period = DayRule::default().day(NOW).to_string();
        let item = format!("item {n} {phone}");
        let record = derived_id("tick", door, "daily", &item, &period);
        let fields = fields([
            ("subject", door.into()),
            ("template", "daily".into()),
            ("item", item.into()),
            ("period", period.into()),
            ("value", true.into()),
        ]);
        Change::Create {
            kind: Kind::Tick,
            record,
            fields,
        }
    };
    let seen = Seen {
        epoch: EpochId::NIL,
        seq: 0,
    };
    let op = Op {
        n,
        id: OpId::made(NOW, made.bytes()),
        site: setting.site,
        at: NOW,
        seen,
        change,
        was: None,
    };
    Incoming {
        n,
        id: op.id,
        raw: serde_json::to_string(&op).expect("JSON"),
        sealed: None,
        body: Body::Readable(op),
    }
}

/// Copies the rows a run wrote into a fresh database of the same form, `batch` operations a transaction.
fn bare(from: &std::path::Path, to: &std::path::Path, batch: usize) -> (Duration, Duration, usize) {
    let source = Connection::open(from.join("dabai.db")).expect("a database");
    let read = |sql: &str| -> Vec<Vec<SqlValue>> {
        let mut query = source.prepare(sql).expect("a query");
        let width = query.column_count();
        let rows = query
            .query_map([], |row| (0..width).map(|at| row.get(at)).collect())
            .expect("rows");
        rows.collect::<Result<_, _>>().expect("rows")
    };
    let ops = read(
        "SELECT o.* FROM op o JOIN record r ON r.site = o.site AND r.seq = o.seq WHERE r.at IS NOT NULL ORDER BY o.seq",
    );
    let records = read("SELECT * FROM record WHERE at IS NOT NULL ORDER BY seq");
    let connection = Connection::open(to).expect("a database");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")
        .expect("settings");
    let forms = read(
        "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('op', 'record') AND sql LIKE 'CREATE%' AND type <> 'view' ORDER BY type DESC",
    );
    for form in forms {
        if let SqlValue::Text(sql) = &form[0] {
            connection.execute_batch(sql).expect("a form");
        }
    }
    let places = |rows: &[Vec<SqlValue>]| vec!["?"; rows[0].len()].join(", ");
    let mut op = connection
        .prepare(&format!("INSERT INTO op VALUES ({})", places(&ops)))
        .expect("an insert");
    let mut record = connection
        .prepare(&format!("INSERT INTO record VALUES ({})", places(&records)))
        .expect("an insert");
    let (began, used) = (Instant::now(), cpu());
    for (ops, records) in ops.chunks(batch).zip(records.chunks(batch)) {
        connection.execute_batch("BEGIN IMMEDIATE").expect("a beginning");
        for row in ops {
            op.execute(rusqlite::params_from_iter(row)).expect("a row");
        }
        for row in records {
            record.execute(rusqlite::params_from_iter(row)).expect("a row");
        }
        connection.execute_batch("COMMIT").expect("a commit");
    }
    (began.elapsed(), cpu() - used, ops.len())
}

/// A first sync of everything, a pull of nothing new, and the desk's first page.
async fn reading(setting: &Setting) {
    let (mut cursor, mut rows) = (Cursor::START, 0);
    let (began, used) = (Instant::now(), cpu());
    loop {
        let ask = PullAsk {
            cursor,
            limit: 5_000,
            check: false,
            now: NOW,
        };
        let page = setting.store.pull(&setting.phones[0], ask).await.expect("a page");
        rows += page.rows.len();
        cursor = page.cursor;
        if !page.more {
            break;
        }
    }
    println!(
        "pull:  {rows} rows in {:.0?}, {:.0?} CPU",
        began.elapsed(),
        cpu() - used
    );
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let mut nothing = Vec::new();
    let mut page = Vec::new();
    for _ in 0..21 {
        let began = Instant::now();
        let ask = PullAsk {
            cursor,
            limit: 5_000,
            check: false,
            now: NOW,
        };
        setting.store.pull(&setting.phones[0], ask).await.expect("a page");
        nothing.push(began.elapsed());
        let began = Instant::now();
        setting
            .store
            .now_page(&setting.phones[0], 50, NOW)
            .await
            .expect("a page");
        page.push(began.elapsed());
    }
    println!(
        "pull of nothing {:.0?}, first page {:.0?} (medians)",
        median(nothing),
        median(page)
    );
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|number| number.parse::<usize>().ok());
    let phones = numbers.next().unwrap_or(50);
    let ops = numbers.next().unwrap_or(60);
    let per_push = numbers.next().unwrap_or(60);
    let folder = tempfile::tempdir().expect("a folder");
    let mut made = Made(0);
    let setting = setting(&folder.path().join("data"), phones, &mut made).await;
    let mut pushes = Vec::new();
    for (phone, viewer) in setting.phones.iter().enumerate() {
        let all: Vec<Incoming> = (1..=ops as u64).map(|n| op(&setting, n, phone, &mut made)).collect();
        pushes.push((viewer.clone(), all));
    }
    let (began, used, writing) = (Instant::now(), cpu(), writing_cpu());
    let mut tasks = Vec::new();
    for (viewer, all) in pushes {
        let store = Arc::clone(&setting.store);
        tasks.push(tokio::spawn(async move {
            let mut slowest = Duration::ZERO;
            for ops in all.chunks(per_push) {
                let began = Instant::now();
                store
                    .push(
                        &viewer,
                        PushAsk {
                            ops: ops.to_vec(),
                            skew_ms: 0,
                            now: NOW,
                        },
                    )
                    .await
                    .expect("a push");
                slowest = slowest.max(began.elapsed());
            }
            slowest
        }));
    }
    let mut slowest = Duration::ZERO;
    for task in tasks {
        slowest = slowest.max(task.await.expect("a phone"));
    }
    let (took, used, writing) = (began.elapsed(), cpu() - used, writing_cpu() - writing);
    let total = phones * ops;
    let rate = total as f64 / took.as_secs_f64();
    println!(
        "store: {total} ops, {rate:.0}/s, {:.1} µs CPU each, {:.1} of it writing; slowest push {slowest:.0?}",
        used.as_secs_f64() * 1e6 / total as f64,
        writing.as_secs_f64() * 1e6 / total as f64,
    );
    reading(&setting).await;
    setting.store.close().await.expect("an end");
    let (took, used, count) = bare(
        &folder.path().join("data"),
        &folder.path().join("bare.db"),
        per_push * phones,
    );
    let bare_rate = count as f64 / took.as_secs_f64();
    println!(
        "bare:  {count} ops, {bare_rate:.0}/s, {:.1} µs CPU each; the store reaches {:.0} %",
        used.as_secs_f64() * 1e6 / count as f64,
        rate / bare_rate * 100.0
    );
}
