//! Benches that drive a real server natively: a program of its own, since it links the phone's core.

use anyhow::{Context, Result};
use std::process::Command;

use super::measure::Figure;
use crate::{process, project};

/// Runs `dabai-bench ID --json` and takes the list of figures it prints.
pub(super) fn run(id: &str) -> Result<Vec<Figure>> {
    process::run(process::cargo().args(["build", "--release", "--package", "dabai-bench", "--package", "dabai"]))?;
    let release = project::target().join("release");
    let mut bench = Command::new(release.join("dabai-bench"));
    // Where the server lies that is to be measured.
    bench.args([id, "--json"]).env("DABAI_BIN", release.join("dabai"));
    let printed = process::output(&mut bench)?;
    serde_json::from_str(&printed).with_context(|| format!("dabai-bench {id} printed no list of figures"))
}
