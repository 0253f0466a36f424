//! Twelve counters and gauges in the text form that Prometheus reads. No personal data, no identities but sites'.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use shared::{
    id::SiteId,
    protocol::{OpResult, Status},
};
use store::Outdated;

/// Upper bounds of the latency histogram, milliseconds.
const LATENCY_MS: [u64; 8] = [1, 2, 5, 10, 25, 100, 500, 2_000];

#[derive(Debug, Default)]
pub(crate) struct Metrics {
    pub(crate) pushes: AtomicU64,
    ops: [AtomicU64; 4],
    pub(crate) pulls: AtomicU64,
    pub(crate) rows: AtomicU64,
    pub(crate) differing: AtomicU64,
    pub(crate) enrolments: AtomicU64,
    pub(crate) live_open: AtomicI64,
    latency: [AtomicU64; LATENCY_MS.len() + 1],
    latency_sum_us: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) sign_in_failures: AtomicU64,
    retained: [AtomicU64; 5],
    heads: Mutex<BTreeMap<SiteId, u64>>,
}

const STATUSES: [(Status, &str); 4] = [
    (Status::Applied, "applied"),
    (Status::Superseded, "superseded"),
    (Status::Rejected, "rejected"),
    (Status::Held, "held"),
];

impl Metrics {
    pub(crate) fn pushed(&self, results: &[OpResult], took: Duration) {
        self.pushes.fetch_add(1, Relaxed);
        for result in results {
            if let Some(at) = STATUSES.iter().position(|(status, _)| *status == result.status) {
                self.ops[at].fetch_add(1, Relaxed);
            }
        }
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = LATENCY_MS
            .iter()
            .position(|most| took_us <= most * 1_000)
            .unwrap_or(LATENCY_MS.len());
        self.latency[bucket].fetch_add(1, Relaxed);
        self.latency_sum_us.fetch_add(took_us, Relaxed);
    }

    pub(crate) fn pulled(&self, rows: usize) {
        self.pulls.fetch_add(1, Relaxed);
        self.rows.fetch_add(rows as u64, Relaxed);
    }

    /// What has been kept long enough is gone.
    pub(crate) fn retained(&self, gone: Outdated) {
        for (counter, (_, n)) in self.retained.iter().zip(kinds(gone)) {
            counter.fetch_add(n, Relaxed);
        }
    }

    pub(crate) fn head(&self, site: SiteId, seq: u64) {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let head = heads.entry(site).or_default();
        *head = (*head).max(seq);
    }

    /// `unjournalled`: writes that the journal lacks.
    pub(crate) fn text(&self, unjournalled: u64) -> String {
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, lines: &[(String, String)]| {
            let _ = writeln!(out, "# HELP dabai_{name} {help}\n# TYPE dabai_{name} {kind}");
            for (suffix, value) in lines {
                let _ = writeln!(out, "dabai_{name}{suffix} {value}");
            }
        };
        let one = |value: &AtomicU64| vec![(String::new(), value.load(Relaxed).to_string())];
        family("pushes_total", "counter", "Pushes answered.", &one(&self.pushes));
        let ops = STATUSES.iter().zip(&self.ops);
        let ops: Vec<_> = ops
            .map(|((_, name), n)| (format!("{{status=\"{name}\"}}"), n.load(Relaxed).to_string()))
            .collect();
        family("ops_total", "counter", "Operations answered, by result.", &ops);
        family("pulls_total", "counter", "Pulls answered.", &one(&self.pulls));
        family("rows_total", "counter", "Rows sent by pulls.", &one(&self.rows));
        family(
            "differing_total",
            "counter",
            "Times a phone found that it had not the rows it should have. An alarm: nothing known makes it rise.",
            &one(&self.differing),
        );
        family(
            "enrolments_total",
            "counter",
            "Phones enrolled.",
            &one(&self.enrolments),
        );
        let open = vec![(String::new(), self.live_open.load(Relaxed).to_string())];
        family("live_open", "gauge", "Live streams open.", &open);
        family(
            "push_seconds",
            "histogram",
            "Time from a push read to its answer.",
            &self.latency_lines(),
        );
        family(
            "refused_total",
            "counter",
            "Calls refused or failed.",
            &one(&self.refused),
        );
        family(
            "sign_in_failures_total",
            "counter",
            "Desk sign-ins that failed.",
            &one(&self.sign_in_failures),
        );
        let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let heads: Vec<_> = heads
            .iter()
            .map(|(site, seq)| (format!("{{site=\"{site}\"}}"), seq.to_string()))
            .collect();
        family(
            "site_head",
            "gauge",
            "Sequence number of the site's last write.",
            &heads,
        );
        let retained = self.retained.iter().zip(kinds(Outdated::default()));
        let retained: Vec<_> = retained
            .map(|(n, (kind, _))| (format!("{{kind=\"{kind}\"}}"), n.load(Relaxed).to_string()))
            .collect();
        family(
            "outdated_total",
            "counter",
            "Things that were kept long enough and are gone.",
            &retained,
        );
        family(
            "unjournalled",
            "gauge",
            "Writes that the journal lacks, since it can't be written.",
            &[(String::new(), unjournalled.to_string())],
        );
        out
    }

    fn latency_lines(&self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut count = 0;
        for (at, bucket) in self.latency.iter().enumerate() {
            count += bucket.load(Relaxed);
            let most = LATENCY_MS.get(at).map_or("+Inf".to_owned(), |ms| seconds(ms * 1_000));
            lines.push((format!("_bucket{{le=\"{most}\"}}"), count.to_string()));
        }
        lines.push(("_sum".to_owned(), seconds(self.latency_sum_us.load(Relaxed))));
        lines.push(("_count".to_owned(), count.to_string()));
        lines
    }
}

const fn kinds(gone: Outdated) -> [(&'static str, u64); 5] {
    [
        ("visits", gone.visits),
        ("ticks", gone.ticks),
        ("deletions", gone.deletions),
        ("deeds", gone.deeds),
        ("conflicts", gone.conflicts),
    ]
}

fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_every_family_and_adds_up() {
        let metrics = Metrics::default();
        metrics.pushed(&[], Duration::from_micros(1_500));
        metrics.pushed(&[], Duration::from_secs(9));
        metrics.retained(Outdated {
            visits: 4,
            ..Outdated::default()
        });
        metrics.head(SiteId::NIL, 7);
        metrics.head(SiteId::NIL, 5);
        let text = metrics.text(3);
        assert_eq!(text.matches("# TYPE").count(), 13);
        for line in [
            "dabai_pushes_total 2",
            "dabai_push_seconds_bucket{le=\"0.002000\"} 1",
            "dabai_push_seconds_bucket{le=\"+Inf\"} 2",
            "dabai_push_seconds_sum 9.001500",
            "dabai_unjournalled 3",
            "dabai_outdated_total{kind=\"visits\"} 4",
            "dabai_site_head{site=\"00000000-0000-0000-0000-000000000000\"} 7",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
    }
}
