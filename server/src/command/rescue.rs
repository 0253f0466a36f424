//! `dabai rescue`.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use shared::rescue::RESCUE_BYTES_MAX;
use store::Rescued;

use super::Bench;
use crate::{clock, rescue::import};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Files that phones have made; in any order, and as often as one likes
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, env = "DABAI_SITE")]
    site: Option<String>,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let site = at.site(args.site.as_deref()).await?;
    let viewer = at.operator(&site).await?;
    let mut failed = 0;
    for path in &args.files {
        let name = path.display();
        let length = fs::metadata(path).with_context(|| format!("reading {name}"))?.len();
        // One that is too large is refused by its first bytes.
        let bytes = if length > RESCUE_BYTES_MAX as u64 {
            vec![0; RESCUE_BYTES_MAX + 1]
        } else {
            fs::read(path).with_context(|| format!("reading {name}"))?
        };
        match import(at.store.as_ref(), &viewer, bytes, clock::now()).await {
            Ok(outcome) => {
                let Rescued {
                    applied,
                    known,
                    held,
                    rejected,
                    unreadable,
                } = outcome.came_to;
                let unsealed = outcome.unsealed;
                at.say(
                    format_args!(
                        "{name}：记上 {applied}，早已有 {known}，暂存 {held}，没收下 {rejected}，读不懂 {unreadable}，还在手机里 {unsealed}"
                    ),
                    format_args!(
                        "{name}: {applied} applied, {known} known already, {held} held, {rejected} refused, \
                         {unreadable} unreadable, {unsealed} still on the phone"
                    ),
                );
            }
            Err(error) => {
                failed += 1;
                eprintln!("{name}: {}", error.text(at.language));
            }
        }
    }
    if failed > 0 {
        bail!("{failed} of {} files could not be taken in", args.files.len());
    }
    Ok(())
}
