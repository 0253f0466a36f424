//! How often a page may ask: one load under way, at most four a second, and none of the wishes lost. Without a clock.
#![cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only browsers ask again")
)]

use std::time::Duration;

/// Between the starts of two loads.
const GAP_MS: i64 = 250;
/// A load under way for longer is given up: a network that swallows answers must not stop the page for ever.
const LOAD_MOST_MS: i64 = 15_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pace {
    round: u32,
    /// When the last load began.
    began_ms: Option<i64>,
    is_under_way: bool,
    /// Something happened since the load under way began.
    is_wanted: bool,
    /// A timer runs that leads to [`Pace::due`].
    is_waiting: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Nothing,
    /// Begin the load of this round.
    Load(u32),
    /// Call [`Pace::due`] after this.
    Wait(Duration),
}

impl Pace {
    /// Something may have changed.
    pub(super) fn want(&mut self, now_ms: i64) -> Step {
        let since_ms = self.began_ms.map_or(i64::MAX, |began| now_ms.saturating_sub(began));
        if self.is_under_way && since_ms < LOAD_MOST_MS {
            self.is_wanted = true;
            return Step::Nothing;
        }
        if self.is_waiting {
            return Step::Nothing;
        }
        if since_ms < GAP_MS {
            self.is_waiting = true;
            let left_ms = GAP_MS - since_ms.max(0);
            return Step::Wait(Duration::from_millis(left_ms.unsigned_abs()));
        }
        self.round = self.round.wrapping_add(1);
        self.began_ms = Some(now_ms);
        self.is_under_way = true;
        self.is_wanted = false;
        Step::Load(self.round)
    }

    /// The load of `round` has ended; one that was given up before says nothing any more.
    pub(super) fn settled(&mut self, round: u32, now_ms: i64) -> Step {
        if round != self.round {
            return Step::Nothing;
        }
        self.is_under_way = false;
        if std::mem::take(&mut self.is_wanted) {
            self.want(now_ms)
        } else {
            Step::Nothing
        }
    }

    /// The timer of [`Step::Wait`] has run out.
    pub(super) fn due(&mut self, now_ms: i64) -> Step {
        self.is_waiting = false;
        self.want(now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn wait(ms: u64) -> Step {
        Step::Wait(Duration::from_millis(ms))
    }

    #[test]
    fn a_burst_leads_to_one_load_now_and_one_afterwards() {
        let mut pace = Pace::default();
        assert_eq!(pace.want(1_000), Step::Load(1));
        for now in 1_001..1_050 {
            assert_eq!(pace.want(now), Step::Nothing);
        }
        // The answer may be older than the last of those events.
        assert_eq!(pace.settled(1, 1_050), wait(200));
        assert_eq!(pace.want(1_100), Step::Nothing);
        assert_eq!(pace.due(1_250), Step::Load(2));
        assert_eq!(pace.settled(2, 1_260), Step::Nothing);
    }

    #[test]
    fn a_steady_flow_stays_at_four_loads_a_second() {
        let mut pace = Pace::default();
        let mut loads = 0;
        let mut timer = None;
        for now in 0..10_000 {
            let mut step = pace.want(now);
            if timer.is_some_and(|at| at <= now) {
                timer = None;
                step = pace.due(now);
            }
            // Every load is answered at once.
            while let Step::Load(round) = step {
                loads += 1;
                step = pace.settled(round, now);
            }
            if let Step::Wait(wait) = step {
                timer = Some(now + wait.as_millis() as i64);
            }
        }
        assert_eq!(loads, 40);
    }

    #[test]
    fn a_load_that_never_ends_is_given_up_and_its_late_answer_counts_for_nothing() {
        let mut pace = Pace::default();
        assert_eq!(pace.want(0), Step::Load(1));
        assert_eq!(pace.want(14_999), Step::Nothing);
        assert_eq!(pace.want(15_000), Step::Load(2));
        assert_eq!(pace.settled(1, 15_100), Step::Nothing);
        assert_eq!(pace.want(15_200), Step::Nothing);
        assert_eq!(pace.settled(2, 16_000), Step::Load(3));
    }
}
