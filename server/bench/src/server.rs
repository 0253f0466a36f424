//! The program under test, as a process of its own.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};

use crate::clock;

/// Killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:port`
    pub(crate) addr: String,
}

impl Server {
    pub(crate) fn start(data: &Path) -> Result<Self> {
        let program = match std::env::var_os("DABAI_BIN") {
            Some(path) => PathBuf::from(path),
            None => std::env::current_exe()?.with_file_name("dabai"),
        };
        let mut serve = Command::new(&program);
        serve
            .args(["serve", "--addr", "127.0.0.1:0", "--log", "error", "--data"])
            .arg(data)
            .stdout(Stdio::piped());
        let mut child = serve
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no stdout")?).read_line(&mut line)?;
        let addr = line
            .trim()
            .strip_prefix("listening on http://")
            .context("the server did not start")?
            .to_owned();
        Ok(Self { child, addr })
    }

    pub(crate) fn cpu(&self) -> Duration {
        clock::cpu(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder on the disk this program lies on: a temporary one may be memory, where nothing is ever durable.
pub(crate) fn folder() -> Result<tempfile::TempDir> {
    let here = std::env::current_exe()?;
    let here = here.parent().context("no folder")?;
    Ok(tempfile::Builder::new().prefix("bench-data-").tempdir_in(here)?)
}
