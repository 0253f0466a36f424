//! `sim`: plays simulated sites, in the profile the tests are built in: what overflows stops there.

use anyhow::Result;

use crate::process;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first one.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Say each step.
    #[arg(long)]
    tell: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let (seeds, from) = (options.seeds.to_string(), options.from.to_string());
    let mut sim = process::cargo();
    sim.args([
        "run",
        "--quiet",
        "--package",
        "sim",
        "--",
        "--seeds",
        &seeds,
        "--from",
        &from,
    ]);
    if options.tell {
        sim.arg("--tell");
    }
    process::run(&mut sim)
}
