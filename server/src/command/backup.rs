//! `dabai backup` and `dabai restore`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use store::Since;

use super::Bench;
use crate::{backup, clock, config::Config};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Where backups are kept, a folder each [default: backups/ in the data folder]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let schedule = at.config.backups();
    let into = args.to.unwrap_or(schedule.into);
    let folder = backup::make(at.store.as_ref(), &at.config.data, &into, schedule.keep, clock::now()).await?;
    at.say(
        format_args!("已备份并核对：{}", folder.display()),
        format_args!("backed up and checked: {}", folder.display()),
    );
    Ok(())
}

#[derive(clap::Args)]
pub(super) struct RestoreArgs {
    /// The backup: a folder that `dabai backup` or the server made
    from: PathBuf,
    /// Leave out what the journal has since: what was done at the desk, and who enrolled
    #[arg(long)]
    without_journal: bool,
}

/// The folder is nobody's meanwhile, so that there is no [`Bench`].
pub(super) fn restore(config: &Config, args: &RestoreArgs) -> Result<()> {
    let since = if args.without_journal {
        Since::Left
    } else {
        Since::Replayed
    };
    let journal = config.journal_dir.as_deref();
    let (aside, replayed) = backup::restore(&config.data, &args.from, journal, since, clock::now()).context(
        "the backup is not put back; where it is the journal that can't be used, there is --without-journal",
    )?;
    println!(
        "已恢复。原来的数据在 {} · restored; what was there is in it",
        aside.display()
    );
    if since == Since::Replayed {
        println!(
            "已按日志补上手机里没有的改动（{0} 行）。 · What no phone holds is done again from the journal: {0} lines.",
            replayed.lines
        );
    }
    for failed in replayed.failed {
        println!("没能补上 · not done again: {failed}");
    }
    println!(
        "启动服务器后，手机会把备份之后的记录再传上来。 · Start the server: phones bring back what they sent since."
    );
    Ok(())
}
