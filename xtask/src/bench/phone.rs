//! Benches of the phone: Node drives a real Chromium against the real server, with the bundle that ships.

use anyhow::{Context, Result};
use std::process::Command;

use super::measure::Figure;
use crate::build;
use crate::bundle::Flavour;
use crate::web::{self, Reload};
use crate::{browser, process, project, toolchain};

/// Runs `node bench/run.js ID` and takes the list of figures it prints.
pub(super) fn run(id: &str) -> Result<Vec<Figure>> {
    toolchain::ensure_wasm_target()?;
    let assets = web::build(Flavour::Small, Reload::Never)?;
    let server = build::server(Flavour::Small)?;
    browser::ensure_packages()?;
    let mut node = Command::new("node");
    node.args(["bench/run.js", id]).current_dir(project::root().join("e2e"));
    node.env("DABAI_ASSETS", assets).env("DABAI_BIN", server);
    if let Some(chromium) = browser::ensure_browser()? {
        node.env("CHROMIUM", chromium);
    }
    let printed = process::output(&mut node)?;
    serde_json::from_str(&printed).with_context(|| format!("bench/run.js {id} printed no list of figures"))
}
