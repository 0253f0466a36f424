//! `build`: one file with the web assets inside, and the server for the other commands.

use anyhow::Result;
use std::fs;
use std::path::PathBuf;

use crate::bundle::Flavour;
use crate::web::{self, Reload};
use crate::{process, project, toolchain};

/// `target/dist/dabai`, to be copied anywhere.
pub(crate) fn run() -> Result<()> {
    toolchain::ensure_wasm_target()?;
    web::build(Flavour::Small, Reload::Never)?;
    eprintln!("· Server (release, assets inside)");
    process::run(process::cargo().args(["build", "--release", "--package", "dabai", "--features", "embed"]))?;
    let file = dist();
    fs::create_dir_all(file.with_file_name(""))?;
    fs::copy(project::target().join("release").join(binary_name()), &file)?;
    eprintln!("{} ({:.1} MB)", file.display(), megabytes(fs::metadata(&file)?.len()));
    Ok(())
}

/// The one file.
pub(crate) fn dist() -> PathBuf {
    project::root().join("target/dist").join(binary_name())
}

/// Builds the server to run beside a folder of assets, and returns its path.
pub(crate) fn server(flavour: Flavour) -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "dabai"]);
    let profile_dir = match flavour {
        Flavour::Quick => "debug",
        Flavour::Small => {
            cargo.arg("--release");
            "release"
        }
    };
    process::run(&mut cargo)?;
    Ok(project::target().join(profile_dir).join(binary_name()))
}

fn binary_name() -> String {
    format!("dabai{}", std::env::consts::EXE_SUFFIX)
}

#[expect(clippy::cast_precision_loss, reason = "a size shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
