//! Benches that Node drives against the real server: of the phone in a real Chromium with the bundle that ships, of the desk's pages,
//! of the program itself.

use anyhow::{Context, Result};
use std::path::Path;
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
    let mut node = script(id, &server);
    node.env("DABAI_ASSETS", assets);
    if let Some(chromium) = browser::ensure_browser()? {
        node.env("CHROMIUM", chromium);
    }
    figures(id, &mut node)
}

/// The same without a browser, of the one file that is copied to a server.
pub(super) fn run_whole(id: &str) -> Result<Vec<Figure>> {
    build::run()?;
    browser::ensure_packages()?;
    figures(id, &mut script(id, &build::dist()))
}

fn script(id: &str, server: &Path) -> Command {
    let mut node = Command::new("node");
    node.args(["bench/run.js", id]).current_dir(project::root().join("e2e"));
    node.env("DABAI_BIN", server);
    node
}

fn figures(id: &str, node: &mut Command) -> Result<Vec<Figure>> {
    let printed = process::output(node)?;
    serde_json::from_str(&printed).with_context(|| format!("bench/run.js {id} printed no list of figures"))
}
