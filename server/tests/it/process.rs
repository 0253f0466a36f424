//! The real program as a process of its own.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_dabai");

/// `dabai serve` on a port of its own; killed when dropped.
pub struct Process {
    child: Child,
    pub url: String,
}

impl Process {
    pub fn serve(data: &Path) -> Self {
        Self::serve_with(data, &[])
    }

    pub fn serve_with(data: &Path, more: &[&str]) -> Self {
        Self::start(Command::new(PROGRAM), data, more)
    }

    /// No file of it can grow beyond so many kibibytes: what a full disk is to a database.
    #[cfg(unix)]
    pub fn serve_on_full_disk(data: &Path, file_kib: u64) -> Self {
        // In halves of a kibibyte. Ignored, the signal leaves writing to fail.
        let limited = format!("trap '' XFSZ; ulimit -f {} && exec \"$0\" \"$@\"", 2 * file_kib);
        let mut shell = Command::new("sh");
        shell.args(["-c", &limited, PROGRAM]);
        Self::start(shell, data, &[])
    }

    fn start(mut program: Command, data: &Path, more: &[&str]) -> Self {
        let mut child = program
            .args(["serve", "--addr", "127.0.0.1:0", "--log", "error", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("{line}"))
            .to_owned();
        Self { child, url }
    }

    /// SIGKILL: nothing is finished.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM: what is under way is finished.
    #[cfg(unix)]
    pub fn terminate(mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end; its stdout.
pub fn run(data: &Path, args: &[&str]) -> String {
    let done = Command::new(PROGRAM)
        .args(args)
        .arg("--data")
        .arg(data)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

/// A folder with a site, and `count` codes for phones.
pub fn site(data: &Path, count: usize) -> Vec<String> {
    run(data, &["site", "add", "月亮湾"]);
    let printed = run(data, &["enrol", "--name", "志愿者", "--count", &count.to_string()]);
    let codes: Vec<String> = printed
        .lines()
        .map(|line| line.rsplit_once("#c=").unwrap().1.trim().to_owned())
        .collect();
    assert_eq!(codes.len(), count);
    codes
}
