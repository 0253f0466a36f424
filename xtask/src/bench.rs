//! `bench`: the budgets as a table and as JSON. A figure that is a size or a count fails the run when it is
//! over its budget; a timed one never does, machines are shared and noisy.

mod measure;
mod native;
mod node;
mod size;

use anyhow::{Result, bail};
use std::fs;
use std::path::PathBuf;

use measure::{Figure, Kind};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Which budgets, by id (B1, B7, …); all when none is given.
    ids: Vec<String>,
    /// Also write the figures here.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// One budget and how its figures are taken.
struct Bench {
    id: &'static str,
    what: &'static str,
    run: fn(&str) -> Result<Vec<Figure>>,
}

/// In the order they are run and shown.
const BENCHES: [Bench; 10] = [
    Bench {
        id: "B1",
        what: "durable push over HTTP",
        run: native::run,
    },
    Bench {
        id: "B3",
        what: "first sync of the stress set",
        run: node::run,
    },
    Bench {
        id: "B4",
        what: "first sync of 3,000 residents",
        run: node::run,
    },
    Bench {
        id: "B5",
        what: "cold start of the phone without a network",
        run: node::run,
    },
    Bench {
        id: "B6",
        what: "one tap with the stress set, slowed four times",
        run: node::run,
    },
    Bench {
        id: "B7",
        what: "everything the phone's first screen needs, brotli",
        run: size::first_screen,
    },
    Bench {
        id: "B8",
        what: "memory of the phone with the stress set",
        run: node::run,
    },
    Bench {
        id: "B9",
        what: "push at one phone to the row in a second replica",
        run: native::run,
    },
    Bench {
        id: "B12",
        what: "the desk's pages over the stress set",
        run: node::run,
    },
    Bench {
        id: "B13",
        what: "the server as one file: size, start, memory",
        run: node::run_whole,
    },
];

pub(crate) fn run(options: &Options) -> Result<()> {
    if let Some(unknown) = options
        .ids
        .iter()
        .find(|id| !BENCHES.iter().any(|bench| bench.id == **id))
    {
        bail!(
            "no bench {unknown}; there are {}",
            BENCHES.map(|bench| bench.id).join(", ")
        );
    }
    let mut figures = Vec::new();
    let mut broken = Vec::new();
    for bench in BENCHES
        .iter()
        .filter(|bench| options.ids.is_empty() || options.ids.iter().any(|id| id == bench.id))
    {
        eprintln!("· {} {}", bench.id, bench.what);
        match (bench.run)(bench.id) {
            Ok(taken) => figures.extend(taken),
            Err(error) => broken.push(format!("{}: {error:#}", bench.id)),
        }
    }
    println!("{}", measure::table(&figures));
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    let over = figures
        .iter()
        .filter(|figure| figure.kind != Kind::Time && !figure.is_within());
    broken.extend(over.map(|figure| format!("{} is over its budget", figure.id)));
    if !broken.is_empty() {
        bail!("{}", broken.join("\n"));
    }
    Ok(())
}
