//! Makes sure the tool chain can compile for the browser.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

use crate::{process, project};

/// The target triple of both bundles.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target when it is missing, and says so.
///
/// rust-toolchain.toml names it too, but rustup doesn't act on that where automatic installs are off.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    if has_wasm_target()? {
        return Ok(());
    }
    eprintln!("· Installing the Rust target {WASM_TARGET}: phone and desk pages are compiled for it (about 25 MB).");
    let mut rustup = Command::new("rustup");
    process::run(rustup.args(["target", "add", WASM_TARGET]).current_dir(project::root()))
        .context("Rust can't compile for the browser yet; with rustup: `rustup target add wasm32-unknown-unknown`")?;
    if !has_wasm_target()? {
        bail!("rustup added {WASM_TARGET}, but not to the tool chain in use (see rust-toolchain.toml)");
    }
    Ok(())
}

fn has_wasm_target() -> Result<bool> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let sysroot = process::output(rustc.args(["--print", "sysroot"]).current_dir(project::root()))?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).is_dir())
}
