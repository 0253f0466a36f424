//! `test`: everything CI runs, each step with its name and time, and one summary.
//! A failed step doesn't stop the others, unless they need what it makes.

mod count;

use anyhow::{Result, bail};
use std::fs;
use std::time::{Duration, Instant};

use crate::bundle::Flavour;
use crate::web::{self, Reload};
use crate::{browser, process, project, tidy, toolchain};
use count::Count;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave the browser out.
    #[arg(long)]
    quick: bool,
}

/// A step that ran.
struct Done {
    name: &'static str,
    took: Duration,
    /// `Err` with the reason.
    outcome: Result<Count>,
}

#[derive(Default)]
struct Report {
    steps: Vec<Done>,
}

/// Every workspace crate but the phone, which has its own Leptos mode.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "field"];
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut report = Report::default();
    report.step("tidy", || tidy::run().map(|()| Count::default()));
    report.step("format", || plain(process::cargo().args(["fmt", "--all", "--check"])));
    toolchain::ensure_wasm_target()?;
    // The feature that embeds the assets is checked too, and wants the folder.
    fs::create_dir_all(web::folder(Flavour::Small))?;
    report.step("clippy: server, shared, desk (native)", || {
        let features = ["--all-targets", "--features", "dabai/embed"];
        plain(
            process::cargo()
                .arg("clippy")
                .args(NATIVE)
                .args(features)
                .args(DENY_WARNINGS),
        )
    });
    report.step("clippy: phone (wasm)", || {
        let target = ["--package", "field", "--target", toolchain::WASM_TARGET];
        plain(process::cargo().arg("clippy").args(target).args(DENY_WARNINGS))
    });
    report.step("clippy: desk (wasm)", || {
        let target = ["--package", "desk", "--target", toolchain::WASM_TARGET];
        let mode = ["--no-default-features", "--features", "hydrate"];
        plain(
            process::cargo()
                .arg("clippy")
                .args(target)
                .args(mode)
                .args(DENY_WARNINGS),
        )
    });
    report.step("tests: server, shared, desk", || rust_tests(&NATIVE));
    report.step("tests: phone", || rust_tests(&["--package", "field"]));
    if !options.quick {
        let bundles = report.step("bundles and server", || {
            web::build(Flavour::Small, Reload::Never)?;
            // Chosen like the tests, so that nothing is compiled a second time with other features.
            plain(process::cargo().arg("build").args(NATIVE).args(["--bins", "--tests"]))
        });
        if bundles {
            report.step("browser tests", browser_tests);
        }
    }
    report.close()
}

impl Report {
    /// Runs a step; true when it went well.
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<Count>) -> bool {
        eprintln!("\n── {name}");
        let start = Instant::now();
        let outcome = work();
        let took = start.elapsed();
        if let Err(error) = &outcome {
            eprintln!("{error:#}");
        }
        let is_fine = outcome.is_ok();
        self.steps.push(Done { name, took, outcome });
        is_fine
    }

    fn close(self) -> Result<()> {
        let mut total = Count::default();
        let mut failed_steps = 0;
        eprintln!("\n── summary");
        for Done { name, took, outcome } in &self.steps {
            let took_s = took.as_secs_f32();
            match outcome {
                Ok(count) => {
                    total.add(*count);
                    eprintln!("{took_s:>7.1} s  ok      {name}{count}");
                }
                Err(error) => {
                    failed_steps += 1;
                    // A failed test run carries its counts in the error; any other step counts as one.
                    let count = error
                        .downcast_ref::<Count>()
                        .copied()
                        .unwrap_or(Count { passed: 0, failed: 1 });
                    total.add(count);
                    eprintln!("{took_s:>7.1} s  FAILED  {name}{count}");
                }
            }
        }
        let whole_s: f32 = self.steps.iter().map(|step| step.took.as_secs_f32()).sum();
        eprintln!("{whole_s:>7.1} s  in all");
        println!("{} passed, {} failed", total.passed, total.failed);
        if failed_steps > 0 {
            bail!("{failed_steps} of {} steps failed", self.steps.len());
        }
        Ok(())
    }
}

/// A step without tests of its own.
fn plain(command: &mut std::process::Command) -> Result<Count> {
    process::run(command).map(|()| Count::default())
}

/// Runs Rust tests by nextest where it is installed; its summary names what failed, and it is faster.
fn rust_tests(packages: &[&str]) -> Result<Count> {
    let mut cargo = process::cargo();
    if process::find(&["cargo-nextest"]).is_some() {
        cargo
            .args(["nextest", "run", "--no-fail-fast", "--no-tests=pass"])
            .args(packages);
    } else {
        cargo.args(["test", "--no-fail-fast"]).args(packages);
    }
    let (is_fine, text) = process::run_keeping_output(&mut cargo)?;
    Count::of_rust(&process::without_colour(&text)).judged(is_fine)
}

fn browser_tests() -> Result<Count> {
    browser::ensure_packages()?;
    let report = project::target().join("e2e-report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut playwright = browser::npx();
    playwright.arg("test").env("DABAI_REPORT", &report);
    playwright.env("DABAI_ASSETS", web::folder(Flavour::Small));
    playwright.env("DABAI_BIN", project::target().join("debug/dabai"));
    if let Some(chromium) = browser::ensure_browser()? {
        playwright.env("CHROMIUM", chromium);
    }
    let result = process::run(&mut playwright);
    let count = Count::of_playwright(&fs::read(&report).unwrap_or_default());
    count.judged(result.is_ok())
}
