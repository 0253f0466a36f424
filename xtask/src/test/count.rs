//! How many tests passed and failed, read from what the test runners say.

use std::fmt;

/// Tests of one step, or of all.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Count {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Count { passed: 0, failed: 0 } => Ok(()),
            Count { passed, failed } => write!(out, ": {passed} passed, {failed} failed"),
        }
    }
}

impl std::error::Error for Count {}

impl Count {
    pub(super) fn add(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The count as a result of its step. A run that broke off without naming a failed test still is one failure.
    pub(super) fn judged(mut self, is_fine: bool) -> anyhow::Result<Self> {
        if is_fine && self.failed == 0 {
            return Ok(self);
        }
        self.failed = self.failed.max(1);
        Err(self.into())
    }

    /// From the summaries of nextest (one, also where it quotes those of tests that failed) or cargo test (one per
    /// binary).
    pub(super) fn of_rust(text: &str) -> Self {
        let starting = |with: &'static str| {
            text.lines()
                .filter_map(move |line| line.trim_start().strip_prefix(with))
        };
        let nextest = starting("Summary").find_map(|rest| rest.split_once("run: "));
        let per_binary = starting("test result:").filter_map(|rest| rest.split_once(". "));
        let summaries: Vec<_> = nextest.map_or_else(|| per_binary.collect(), |only| vec![only]);
        let mut count = Count::default();
        for (_, counts) in summaries {
            count.passed += number_before(counts, " passed");
            count.failed += number_before(counts, " failed") + number_before(counts, " timed out");
        }
        count
    }

    /// From Playwright's JSON report.
    pub(super) fn of_playwright(report: &[u8]) -> Self {
        let report: serde_json::Value = serde_json::from_slice(report).unwrap_or_default();
        let stat = |name: &str| {
            report["stats"][name]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(0)
        };
        // A flaky test failed once: with retries off there is none, and if there is, it is no pass.
        Count {
            passed: stat("expected"),
            failed: stat("unexpected") + stat("flaky"),
        }
    }
}

/// The number standing directly before `word`, or 0.
fn number_before(text: &str, word: &str) -> usize {
    let Some(at) = text.find(word) else { return 0 };
    let digits = text[..at].rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn nextest_summaries_are_counted() {
        let quoted = "    test result: FAILED. 0 passed; 1 failed; 0 ignored";
        let summary = "     Summary [   1.204s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        let text = &format!("{quoted}\n{summary}");
        assert_eq!(Count::of_rust(text), Count { passed: 9, failed: 3 });
    }

    #[test]
    fn cargo_test_summaries_of_all_binaries_are_added() {
        let text =
            "test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored";
        assert_eq!(Count::of_rust(text), Count { passed: 4, failed: 2 });
    }

    #[test]
    fn playwright_reports_are_counted() {
        let report = br#"{"stats":{"expected":4,"unexpected":1,"flaky":1,"skipped":2}}"#;
        assert_eq!(Count::of_playwright(report), Count { passed: 4, failed: 2 });
    }

    #[test]
    fn a_run_that_broke_off_is_a_failure() {
        let broken = Count::default().judged(false).unwrap_err();
        assert_eq!(broken.downcast_ref::<Count>(), Some(&Count { passed: 0, failed: 1 }));
        assert!(Count { passed: 5, failed: 0 }.judged(true).is_ok());
    }
}
