//! B9: how long from a record made on one phone until it is in another phone's replica, at ten a second.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use shared::{id::RecordId, op::Change};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{
    clock::micros_each,
    device::Device,
    figure::Figure,
    push::visit,
    server::{self, Server},
    site::Site,
};

const RECORDS: usize = 300;
const WARM_UP: usize = 20;
const EVERY: Duration = Duration::from_millis(100);
/// Something is broken beyond this.
const ARRIVE_WITHIN: Duration = Duration::from_secs(10);
const P50_BUDGET_MS: f64 = 10.0;
const P99_BUDGET_MS: f64 = 40.0;

pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let folder = server::folder()?;
    let site = Site::make(folder.path(), 2).await?;
    let server = Server::start(folder.path())?;
    let (writer, reader) = (&site.phones[0], &site.phones[1]);
    let mut one = Device::start(&server, &site, writer).await?;
    let mut other = Device::start(&server, &site, reader).await?;
    let mut events = other.listen(&server, reader).await?;
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let follower = tokio::spawn(async move {
        // Ends when the measurement drops its end, or the stream breaks.
        while let Ok(shown) = other.follow(&mut events).await {
            let here = Instant::now();
            for id in shown.into_iter().filter(|id| other.has(*id)) {
                if arrived.send((id, here)).is_err() {
                    return;
                }
            }
        }
    });
    let cpu = server.cpu();
    let mut took = made(&mut one, site.doors[0], &mut arrivals).await?;
    let cpu = server.cpu().saturating_sub(cpu);
    follower.abort();
    took.sort();
    let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)].as_secs_f64() * 1e3;
    let note = format!("{RECORDS} records at 10/s: strict commit, live event, pull; p50 of one push alone is in B1");
    let each = micros_each(cpu, RECORDS + WARM_UP);
    Ok(vec![
        Figure::at_most("B9", "made at one phone → row at another, p50", at(50), "ms")
            .budget(P50_BUDGET_MS)
            .cpu_us(each)
            .note(note),
        Figure::at_most("B9", "made at one phone → row at another, p99", at(99), "ms").budget(P99_BUDGET_MS),
    ])
}

/// Makes records at an even pace; how long each took to arrive.
async fn made(
    one: &mut Device,
    door: RecordId,
    arrivals: &mut mpsc::UnboundedReceiver<(RecordId, Instant)>,
) -> Result<Vec<Duration>> {
    let mut pace = interval(EVERY);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut begun = BTreeMap::new();
    let mut took = Vec::new();
    for at in 0..WARM_UP + RECORDS {
        pace.tick().await;
        let change = visit(door);
        let Change::Fact { record, .. } = &change else { continue };
        begun.insert(*record, (at, Instant::now()));
        one.act(change).await?;
    }
    while !begun.is_empty() {
        let (id, here) = timeout(ARRIVE_WITHIN, arrivals.recv())
            .await?
            .context("the second phone is gone")?;
        if let Some((at, start)) = begun.remove(&id)
            && at >= WARM_UP
        {
            took.push(here.saturating_duration_since(start));
        }
    }
    Ok(took)
}
