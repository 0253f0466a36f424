//! B1: fifty phones pushing, beside a bare SQLite that writes the same rows in the same transactions.

use std::time::Instant;

use anyhow::{Result, ensure};
use shared::{
    id::{EpochId, RecordId, SiteId, derived_id},
    kind::Kind,
    op::{Change, Op, Seen},
    protocol::{PushRequest, PushResponse, Status},
    time::DayRule,
    value::{Value, fields},
};

use crate::{
    bare,
    clock::{micros_each, now, per_second},
    figure::Figure,
    server::{self, Server},
    site::{Enrolled, Site, op_id, record_id},
    wire::Wire,
};

const PHONES: usize = 50;
/// What a phone comes back with from a stairwell, sent in one push.
const OPS: usize = 60;
/// Times that every phone comes back.
const ROUNDS: usize = 20;
/// Caches fill and files grow before anything is counted.
const WARM_UP_ROUNDS: usize = 2;
/// Share of bare SQLite that is to be reached, percent.
const BUDGET_PERCENT: f64 = 50.0;

pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let folder = server::folder()?;
    let site = Site::make(folder.path(), PHONES).await?;
    let server = Server::start(folder.path())?;
    let phones = run(&server, &site, phones(&site), WARM_UP_ROUNDS).await?;
    let warm = PHONES * OPS * WARM_UP_ROUNDS;
    let (cpu, began) = (server.cpu(), Instant::now());
    run(&server, &site, phones, ROUNDS).await?;
    let (took, cpu) = (began.elapsed(), server.cpu().saturating_sub(cpu));
    drop(server);

    let ops = PHONES * OPS * ROUNDS;
    let bare = bare::write_again(folder.path(), site.head + warm as u64, ops)?;
    let (ours, theirs) = (per_second(ops, took), per_second(ops, bare.took));
    let each = micros_each(cpu, ops);
    let share = format!(
        "{ours:.0} op/s, bare SQLite {theirs:.0} op/s at {:.0} µs CPU; {} transactions of {} operations",
        micros_each(bare.cpu, ops),
        bare.batches,
        ops / bare.batches.max(1),
    );
    let rate = format!("{PHONES} phones, {OPS} operations a push, one visit to two ticks, synchronous=FULL");
    Ok(vec![
        Figure::at_least(
            "B1",
            "durable push over HTTP",
            ours * 100.0 / theirs,
            "% of bare SQLite",
        )
        .budget(BUDGET_PERCENT)
        .cpu_us(each)
        .note(share),
        Figure::at_least("B1", "operations a second", ours, "op/s")
            .cpu_us(each)
            .note(rate),
    ])
}

/// A phone and its count so far.
struct Phone {
    me: Enrolled,
    n: u64,
}

fn phones(site: &Site) -> Vec<Phone> {
    site.phones.iter().map(|me| Phone { me: me.clone(), n: 0 }).collect()
}

/// Every phone pushes `rounds` times, each as soon as it has its answer.
async fn run(server: &Server, site: &Site, phones: Vec<Phone>, rounds: usize) -> Result<Vec<Phone>> {
    let mut tasks = Vec::new();
    for (at, mut phone) in phones.into_iter().enumerate() {
        let (addr, door, site) = (server.addr.clone(), site.doors[at % site.doors.len()], site.id);
        tasks.push(tokio::spawn(async move {
            let mut wire = Wire::open(&addr, &phone.me.token).await?;
            for _ in 0..rounds {
                let request = phone.request(site, door);
                let answer: PushResponse = wire.post("/sync/push", &request).await?;
                ensure!(
                    answer.results.iter().all(|result| result.status == Status::Applied),
                    "not all were applied"
                );
            }
            anyhow::Ok(phone)
        }));
    }
    let mut phones = Vec::new();
    for task in tasks {
        phones.push(task.await??);
    }
    Ok(phones)
}

impl Phone {
    fn request(&mut self, site: SiteId, door: RecordId) -> PushRequest {
        let ops = (0..OPS).map(|_| self.op(site, door)).collect();
        PushRequest {
            device: self.me.device,
            client_now: now(),
            ops,
            unsent: Some(0),
        }
    }

    fn op(&mut self, site: SiteId, door: RecordId) -> Op {
        self.n += 1;
        let change = if self.n % 3 == 1 { visit(door) } else { self.tick(door) };
        Op {
            n: self.n,
            id: op_id(),
            site,
            at: now(),
            seen: Seen {
                epoch: EpochId::NIL,
                seq: 0,
            },
            change,
            was: None,
        }
    }

    /// A checklist item nobody else ticks, so that each operation is a row.
    fn tick(&self, door: RecordId) -> Change {
        let period = DayRule::default().day(now()).to_string();
        let item = format!("{}-{}", self.me.device, self.n);
        let record = derived_id(Kind::Tick.as_str(), door, "daily", &item, &period);
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
    }
}

pub(crate) fn visit(door: RecordId) -> Change {
    let person = fields([("resident", record_id().into()), ("how", "met".into())]);
    let persons = Value::List(vec![Value::Map(person)]);
    let fields = fields([
        ("door", door.into()),
        ("outcome", "answered".into()),
        ("persons", persons),
    ]);
    Change::Fact {
        kind: Kind::Visit,
        record: record_id(),
        fields,
    }
}
