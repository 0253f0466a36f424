//! Lets go, once a day and in small steps, of what has been kept long enough.

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use shared::{
    protocol::SiteInfo,
    time::{HOUR_MS, MINUTE_MS, UnixMs},
};
use store::{Credential, Outdated, Store, StoreError, Viewer};

use crate::{clock, state::Shared};

/// How often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// A server that was just started has other things to do.
const SETTLE_MS: i64 = 10 * MINUTE_MS;
const EVERY_MS: i64 = 24 * HOUR_MS;
/// So long it waits for a minute in which no phone sends anything.
const PUT_OFF_MS: i64 = 6 * HOUR_MS;
/// Between two steps phones have their turn.
const REST: Duration = Duration::from_millis(50);

/// Everything of a site that is due. `store` lets go of a few hundred rows at a time.
pub(crate) async fn let_go(store: &dyn Store, viewer: &Viewer, now: UnixMs) -> Result<Outdated, StoreError> {
    let mut gone = Outdated::default();
    loop {
        let step = store.let_go(viewer, now).await?;
        if step.sum() == 0 {
            return Ok(gone);
        }
        gone = gone.plus(step);
        tokio::time::sleep(REST).await;
    }
}

/// Runs as it is due, until it is dropped.
pub(crate) async fn follow(state: Shared) {
    let begun = clock::now();
    let (mut last, mut pushes) = (None, 0);
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let before = std::mem::replace(&mut pushes, state.metrics.pushes.load(Relaxed));
        let now = clock::now();
        if is_due(last, begun, before == pushes, now) {
            last = Some(now);
            all(&state, now).await;
        }
    }
}

/// `is_quiet`: nobody sent anything for a minute.
fn is_due(last: Option<UnixMs>, begun: UnixMs, is_quiet: bool, now: UnixMs) -> bool {
    let due = last.map_or(begun.plus(SETTLE_MS), |last| last.plus(EVERY_MS));
    // A clock that was set back does not put it off for ever.
    let late = now.since(due);
    (late >= 0 && is_quiet) || late >= PUT_OFF_MS || last.is_some_and(|last| now < last)
}

async fn all(state: &Shared, now: UnixMs) {
    let sites = match state.store.sites().await {
        Ok(sites) => sites,
        Err(error) => return tracing::error!(%error, "what is outdated could not be looked for"),
    };
    for site in sites {
        let begun = Instant::now();
        match of_site(state, &site, now).await {
            Ok(Some(gone)) if gone.sum() > 0 => {
                state.metrics.retained(gone);
                let Outdated {
                    ticks,
                    visits,
                    deletions,
                    deeds,
                    conflicts,
                } = gone;
                let took_ms = begun.elapsed().as_millis();
                tracing::info!(site = %site.id, ticks, visits, deletions, deeds, conflicts, took_ms, "outdated data is gone");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, site = %site.id, "outdated data could not be let go of"),
        }
    }
}

async fn of_site(state: &Shared, site: &SiteInfo, now: UnixMs) -> Result<Option<Outdated>, StoreError> {
    let operator = Credential::Operator { site: site.id };
    match state.store.viewer(operator, now).await? {
        Some(viewer) => let_go(state.store.as_ref(), &viewer, now).await.map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_once_a_day_in_a_quiet_minute_and_not_put_off_for_ever() {
        let begun = UnixMs(1_000_000);
        let due = begun.plus(SETTLE_MS);
        assert!(!is_due(None, begun, true, due.plus(-1)));
        assert!(is_due(None, begun, true, due));
        assert!(!is_due(None, begun, false, due));
        assert!(is_due(None, begun, false, due.plus(PUT_OFF_MS)));
        assert!(!is_due(Some(due), begun, true, due.plus(EVERY_MS - 1)));
        assert!(is_due(Some(due), begun, true, due.plus(EVERY_MS)));
        assert!(is_due(Some(due), begun, true, begun), "the clock was set back");
    }
}
