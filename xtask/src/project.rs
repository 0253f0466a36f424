//! Where things lie: the project root and its output folders.

use std::path::{Path, PathBuf};

/// The project root, absolute.
pub(crate) fn root() -> &'static Path {
    // The manifest folder is baked in by cargo: xtask always runs from the tree it was built from.
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Output that must lie in the project's own `target`, wherever cargo puts its own.
pub(crate) fn output(name: &str) -> PathBuf {
    root().join("target").join(name)
}
