//! `serve --watch`: rebuild after a save, restart the server; pages notice the newer build and reload.

use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use crate::serve::Options;
use crate::{bundle, project};

/// How often the tree is looked at. Polling needs no library and sees every editor's way of saving.
const POLL_EVERY: Duration = Duration::from_millis(400);

const WATCHED: [&str; 5] = ["app", "public", "server", "shared", "Cargo.toml"];

/// Serves until interrupted.
pub(crate) fn run(options: &Options, binary: &Path) -> Result<()> {
    let mut seen = state()?;
    let mut server = Some(options.server(binary).spawn()?);
    loop {
        std::thread::sleep(POLL_EVERY);
        // A folder may vanish while it is listed; the next round sees what became of it.
        let Ok(now) = state() else { continue };
        if now == seen {
            continue;
        }
        seen = now;
        eprintln!("· Changed, building");
        match options.build() {
            Ok(binary) => {
                if let Some(old) = server.take() {
                    stop(old)?;
                }
                server = Some(options.server(&binary).spawn()?);
            }
            // The last good build keeps running while the mistake is mended.
            Err(error) => eprintln!("{error:#}"),
        }
    }
}

/// Name and time of every watched file; unequal when anything was saved, added or removed.
fn state() -> Result<Vec<(PathBuf, SystemTime)>> {
    let mut files = Vec::new();
    for name in WATCHED {
        let path = project::root().join(name);
        if path.is_dir() {
            bundle::list_files(&path, &mut files)?;
        } else {
            files.push(path);
        }
    }
    files.sort();
    // A file may vanish between listing and looking; it is then missing in the next round too.
    Ok(files
        .into_iter()
        .filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file)))
        .map(|(t, f)| (f, t))
        .collect())
}

/// Asks the server to finish, as an operator would.
fn stop(mut server: Child) -> Result<()> {
    let asked = Command::new("kill").args(["-TERM", &server.id().to_string()]).status();
    if !asked.is_ok_and(|status| status.success()) {
        server.kill()?;
    }
    server.wait()?;
    Ok(())
}
