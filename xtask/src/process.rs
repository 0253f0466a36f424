//! Child processes: run one and fail with its name, or run one and keep what it printed.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::project;

/// `cargo` of the tool chain that runs us, in the project root.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(project::root());
    // Set by `cargo run` for xtask itself; inherited, they would make cargo rebuild what reads them.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// Runs to the end, output straight to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs to the end and returns what it printed to stdout.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", shown(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, output to the terminal; the printed text comes back too, whatever the outcome.
pub(crate) fn run_keeping_output(command: &mut Command) -> Result<(bool, String)> {
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start {}", shown(command)))?;
    let kept = Arc::new(Mutex::new(String::new()));
    let readers = [
        child.stdout.take().map(|pipe| forward(pipe, Arc::clone(&kept))),
        child.stderr.take().map(|pipe| forward(pipe, Arc::clone(&kept))),
    ];
    for reader in readers.into_iter().flatten() {
        if reader.join().is_err() {
            bail!("reading the output of {} failed", shown(command));
        }
    }
    let status = child.wait()?;
    let text = kept.lock().map(|text| text.clone()).unwrap_or_default();
    Ok((status.success(), text))
}

fn forward(pipe: impl Read + Send + 'static, kept: Arc<Mutex<String>>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut lines = BufReader::new(pipe);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            // A closed terminal must not stop the child from being drained.
            drop(std::io::stderr().write_all(&line));
            if let Ok(mut kept) = kept.lock() {
                kept.push_str(&String::from_utf8_lossy(&line));
            }
            line.clear();
        }
    })
}

/// Text without terminal colours, for reading figures out of it.
pub(crate) fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        if next == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(next);
        }
    }
    plain
}

/// The first of `names` that is an executable on the PATH, or an absolute path that exists.
pub(crate) fn find(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    names.iter().find_map(|name| {
        // Joining an absolute name gives that name itself.
        std::env::split_paths(&path)
            .map(|dir| dir.join(name))
            .find(|file| file.is_file())
    })
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn colours_are_removed_from_text() {
        assert_eq!(
            super::without_colour("\u{1b}[32;1m3 passed\u{1b}[0m, 0 failed"),
            "3 passed, 0 failed"
        );
    }
}
