//! The commands of the README: `cargo xtask serve | build | test | tidy | bench | sim`.
//! Reads arguments and hands over; one module per command, `anyhow` for errors that only people read.

mod bench;
mod browser;
mod build;
mod bundle;
mod compress;
mod process;
mod project;
mod serve;
mod sim;
mod test;
mod tidy;
mod toolchain;
mod watch;
mod web;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Builds, runs and proves Dabai.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build both bundles and the server, then run it on embedded SQLite.
    Serve(serve::Options),
    /// Build one file with the web assets inside: target/dist/dabai.
    Build,
    /// Everything CI runs.
    Test(test::Options),
    /// Check import rules, file headers and file sizes.
    Tidy,
    /// Measure the budgets; without an id, all of them.
    Bench(bench::Options),
    /// Play simulated sites where everything goes wrong that can.
    Sim(sim::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(options) => serve::run(&options),
        Command::Build => build::run(),
        Command::Test(options) => test::run(&options),
        Command::Tidy => tidy::run(),
        Command::Bench(options) => bench::run(&options),
        Command::Sim(options) => sim::run(&options),
    }
}
