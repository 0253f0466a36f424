//! `serve`: build what is needed, fill the demo on request, run the server.

use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::Flavour;
use crate::web::{self, Reload};
use crate::{build, process, project, toolchain, watch};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fill an empty data folder with a lively sample site.
    #[arg(long)]
    demo: bool,
    /// Build small and fast instead of quickly.
    #[arg(long)]
    release: bool,
    /// Rebuild what changed, restart the server, reload the pages.
    #[arg(long)]
    watch: bool,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    addr: String,
    /// Data folder [default: ./data, with --demo target/demo-data].
    #[arg(long)]
    data: Option<PathBuf>,
}

/// The demo site is the same for everybody, so that pictures and bug reports agree.
const DEMO_SEED: &str = "1";

impl Options {
    fn flavour(&self) -> Flavour {
        if self.release { Flavour::Small } else { Flavour::Quick }
    }

    fn data(&self) -> PathBuf {
        match &self.data {
            Some(dir) => dir.clone(),
            None if self.demo => project::root().join("target/demo-data"),
            None => project::root().join("data"),
        }
    }

    /// Builds bundles and server; returns the server's path.
    pub(crate) fn build(&self) -> Result<PathBuf> {
        let reload = if self.watch { Reload::OnNewBuild } else { Reload::Never };
        web::build(self.flavour(), reload)?;
        build::server(self.flavour())
    }

    /// The command that serves what was built.
    pub(crate) fn server(&self, binary: &Path) -> Command {
        let mut server = Command::new(binary);
        server.args(["serve", "--addr", &self.addr, "--data"]).arg(self.data());
        server.arg("--assets").arg(web::folder(self.flavour()));
        server
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if !web::folder(options.flavour()).exists() {
        eprintln!(
            "First run: compiles the phone, the desk and the server. Takes some minutes, later runs take seconds."
        );
        eprintln!(
            "It downloads Rust crates through cargo and, if missing, the Rust target for browsers; nothing else."
        );
    }
    toolchain::ensure_wasm_target()?;
    let binary = options.build()?;
    if options.demo {
        fill_demo(options, &binary)?;
    }
    eprintln!("\n  Phone http://{0}/app/\n  Desk  http://{0}/desk/\n", options.addr);
    if options.watch {
        return watch::run(options, &binary);
    }
    hand_over(options.server(&binary))
}

/// Makes the sample site, which prints passwords and codes; or says why there are none to print.
fn fill_demo(options: &Options, binary: &Path) -> Result<()> {
    let data = options.data();
    if !is_empty(&data) {
        eprintln!(
            "· {} has data already, passwords were printed when it was made.",
            data.display()
        );
        eprintln!("  Remove that folder for a fresh sample site with new passwords and codes.");
        return Ok(());
    }
    let mut demo = Command::new(binary);
    demo.args([
        "demo",
        "--size",
        "lively",
        "--seed",
        DEMO_SEED,
        "--addr",
        &options.addr,
        "--data",
    ]);
    process::run(demo.arg(data))
}

fn is_empty(data: &Path) -> bool {
    fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none())
}

/// Becomes the server, so that signals reach it and nothing else.
#[cfg(unix)]
fn hand_over(mut server: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(server.exec().into())
}

#[cfg(not(unix))]
fn hand_over(mut server: Command) -> Result<()> {
    process::run(&mut server)
}
