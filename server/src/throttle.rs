//! How often something may be tried: a bucket of tries per caller and one for everybody together. A try that succeeds
//! is given back, so that forty phones behind one address can enrol at seven in the morning.

use std::{
    cmp::Reverse,
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use shared::time::UnixMs;

/// Callers remembered at once; beyond that the fullest buckets are forgotten first.
const CALLERS_MAX: usize = 10_000;
/// Sorting them is not for every new caller.
const FORGOTTEN_AT_ONCE: usize = CALLERS_MAX / 10;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// Failed tries in a row before anybody has to wait.
    pub(crate) burst: u32,
    /// One more try every so many milliseconds.
    pub(crate) refill_ms: i64,
}

/// Enrolment codes have eight digits; what a caller may guess.
pub(crate) const ENROL_EACH: Bound = Bound {
    burst: 20,
    refill_ms: 20_000,
};
/// What all callers together may guess: at fifty open codes a hit takes months.
pub(crate) const ENROL_ALL: Bound = Bound {
    burst: 300,
    refill_ms: 5_000,
};
pub(crate) const SIGN_IN_ADDRESS: Bound = Bound {
    burst: 20,
    refill_ms: 30_000,
};
pub(crate) const SIGN_IN_LOGIN: Bound = Bound {
    burst: 10,
    refill_ms: 60_000,
};

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Tries left, as milliseconds of refilling.
    left_ms: i64,
    at: UnixMs,
}

#[derive(Debug)]
pub(crate) struct Throttle<K> {
    each: Bound,
    all: Option<Bound>,
    state: Mutex<State<K>>,
}

#[derive(Debug)]
struct State<K> {
    each: HashMap<K, Bucket>,
    all: Option<Bucket>,
}

impl Bound {
    const fn full_ms(self) -> i64 {
        self.burst as i64 * self.refill_ms
    }

    fn refilled(self, bucket: Option<Bucket>, now: UnixMs) -> Bucket {
        let left_ms = bucket.map_or(self.full_ms(), |old| {
            old.left_ms.saturating_add(now.since(old.at).max(0)).min(self.full_ms())
        });
        Bucket { left_ms, at: now }
    }

    /// Seconds until there is one try again; none when there is one now.
    fn wait_s(self, bucket: Bucket) -> Option<u64> {
        let missing_ms = self.refill_ms - bucket.left_ms;
        (missing_ms > 0).then(|| u64::try_from(missing_ms).unwrap_or(0).div_ceil(1_000))
    }
}

impl<K: Hash + Eq + Clone> Throttle<K> {
    pub(crate) fn new(each: Bound, all: Option<Bound>) -> Self {
        Self {
            each,
            all,
            state: Mutex::new(State {
                each: HashMap::new(),
                all: None,
            }),
        }
    }

    /// Takes one try, or says after how many seconds there is one.
    pub(crate) fn take(&self, caller: &K, now: UnixMs) -> Result<(), u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut mine = self.each.refilled(state.each.get(caller).copied(), now);
        let mut all = self.all.map(|bound| (bound, bound.refilled(state.all, now)));
        let wait_s = self
            .each
            .wait_s(mine)
            .or_else(|| all.and_then(|(bound, bucket)| bound.wait_s(bucket)));
        if let Some(after_s) = wait_s {
            return Err(after_s);
        }
        mine.left_ms -= self.each.refill_ms;
        if let Some((bound, bucket)) = &mut all {
            bucket.left_ms -= bound.refill_ms;
        }
        state.all = all.map(|(_, bucket)| bucket);
        if state.each.len() >= CALLERS_MAX && !state.each.contains_key(caller) {
            self.forget(&mut state.each, now);
        }
        state.each.insert(caller.clone(), mine);
        Ok(())
    }

    /// The try succeeded: it does not count.
    pub(crate) fn give_back(&self, caller: &K) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = state.each.get_mut(caller) {
            mine.left_ms = mine.left_ms.saturating_add(self.each.refill_ms);
        }
        if let (Some(bucket), Some(bound)) = (&mut state.all, self.all) {
            bucket.left_ms = bucket.left_ms.saturating_add(bound.refill_ms);
        }
    }

    /// Drops full buckets, which say nothing; where that is not enough, those with the fewest failures, of these the
    /// oldest. Whoever floods us with callers forgets those, not the one who guesses.
    fn forget(&self, callers: &mut HashMap<K, Bucket>, now: UnixMs) {
        callers.retain(|_, bucket| self.each.refilled(Some(*bucket), now).left_ms < self.each.full_ms());
        if callers.len() >= CALLERS_MAX {
            let mut all: Vec<(K, Bucket)> = callers.drain().collect();
            all.sort_by_key(|(_, bucket)| (self.each.refilled(Some(*bucket), now).left_ms, Reverse(bucket.at)));
            all.truncate(CALLERS_MAX - FORGOTTEN_AT_ONCE);
            callers.extend(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EACH: Bound = Bound {
        burst: 2,
        refill_ms: 1_000,
    };

    #[test]
    fn failures_run_out_and_come_back_with_time() {
        let throttle = Throttle::new(EACH, None);
        let now = UnixMs(1_000_000);
        assert_eq!([throttle.take(&"a", now), throttle.take(&"a", now)], [Ok(()), Ok(())]);
        assert_eq!(throttle.take(&"a", now), Err(1));
        assert_eq!(throttle.take(&"b", now), Ok(()), "others are not held up");
        assert_eq!(throttle.take(&"a", now.plus(1_000)), Ok(()));
    }

    #[test]
    fn successes_do_not_count() {
        let throttle = Throttle::new(EACH, Some(EACH));
        for _ in 0..100 {
            assert_eq!(throttle.take(&"a", UnixMs(5)), Ok(()));
            throttle.give_back(&"a");
        }
    }

    #[test]
    fn everybody_together_has_a_bound() {
        let throttle = Throttle::new(
            EACH,
            Some(Bound {
                burst: 3,
                refill_ms: 1_000,
            }),
        );
        let taken: Vec<bool> = (0..5).map(|caller| throttle.take(&caller, UnixMs(9)).is_ok()).collect();
        assert_eq!(taken, [true, true, true, false, false]);
    }

    #[test]
    fn a_flood_of_callers_is_forgotten_not_kept() {
        let throttle = Throttle::new(EACH, None);
        let guesser = usize::MAX;
        assert_eq!(
            [throttle.take(&guesser, UnixMs(1)), throttle.take(&guesser, UnixMs(1))],
            [Ok(()); 2]
        );
        for caller in 0..CALLERS_MAX + 5 {
            assert_eq!(throttle.take(&caller, UnixMs(1)), Ok(()));
        }
        assert_eq!(
            throttle.take(&guesser, UnixMs(1)),
            Err(1),
            "a flood gives nobody new tries"
        );
        assert!(throttle.state.lock().unwrap().each.len() <= CALLERS_MAX);
    }
}
