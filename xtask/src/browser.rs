//! What browser tests need: Node packages by the lock file, a Chromium.

use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::{process, project};

/// Chromium-like browsers by their usual names and places.
const BROWSERS: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Installs the Node packages of `e2e/` unless they are those of the lock file already.
pub(crate) fn ensure_packages() -> Result<()> {
    let wanted = fs::read(dir().join("package-lock.json"))?;
    let stamp = dir().join("node_modules/.installed-from.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("· Installing the Node packages of e2e/ (Playwright, for the browser tests)");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(dir());
    // Playwright would fetch its own browsers; ensure_browser decides whether one is needed.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm).context("the browser tests need Node 20 or later with npm")?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// A Chromium that is there, or `None` after Playwright installed its own, which it finds by itself.
pub(crate) fn ensure_browser() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(Some(named.into()));
    }
    if let Some(found) = process::find(&BROWSERS) {
        return Ok(Some(found));
    }
    eprintln!("· Installing a Chromium through Playwright: none was found, nor named by CHROMIUM");
    process::run(npx().args(["install", "chromium"]))?;
    Ok(None)
}

/// Playwright's command line, in `e2e/`.
pub(crate) fn npx() -> Command {
    let mut npx = Command::new("npx");
    npx.args(["--no-install", "playwright"]).current_dir(dir());
    npx
}

fn dir() -> PathBuf {
    project::root().join("e2e")
}
