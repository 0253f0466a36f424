//! `sim --seeds N --from S`: plays seeds, says the first breach with the seed that replays it.

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use clap::Parser;
use sim::Breach;

/// Plays simulated sites, each from one seed.
#[derive(Parser)]
struct Options {
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

/// What all seeds came to.
#[derive(Default)]
struct Sum {
    phones: usize,
    steps: usize,
    operations: usize,
    breaches: Vec<(u64, usize, Breach)>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let began = Instant::now();
    let (next, end) = (AtomicU64::new(options.from), options.from.saturating_add(options.seeds));
    let sum = Mutex::new(Sum::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&next, end, options.tell, &sum));
        }
    });
    let mut sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    sum.breaches.sort_by_key(|(seed, ..)| *seed);
    if let Some((seed, step, breach)) = sum.breaches.first() {
        eprintln!("seed {seed}, step {step}: {breach}");
        eprintln!("again, step by step: cargo xtask sim --seeds 1 --from {seed} --tell");
        return ExitCode::FAILURE;
    }
    println!(
        "{} seeds: {} phones, {} operations, {} steps, no breach, {:.1} s",
        options.seeds,
        sum.phones,
        sum.operations,
        sum.steps,
        began.elapsed().as_secs_f32()
    );
    ExitCode::SUCCESS
}

/// Plays seeds until none is left or one has failed.
fn work(next: &AtomicU64, end: u64, tell: bool, sum: &Mutex<Sum>) {
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        let played = sim::play(seed, None, tell);
        let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
        match played {
            Ok(played) => {
                sum.phones += played.phones;
                sum.steps += played.steps;
                sum.operations += played.operations;
            }
            Err((step, breach)) => sum.breaches.push((seed, step, breach)),
        }
        if !sum.breaches.is_empty() {
            return;
        }
    }
}
