//! Everything that is left to chance, drawn from one seed.

use shared::time::HOUR_MS;

pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// One of `0..n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { self.0.usize(..n) }
    }

    /// True so many times out of a hundred.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Milliseconds up to so many hours.
    pub(crate) fn hours_ms(&mut self, hours: i64) -> i64 {
        self.0.i64(0..hours * HOUR_MS)
    }
}
