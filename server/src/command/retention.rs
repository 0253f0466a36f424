//! `dabai retention`.

use anyhow::Result;
use store::Outdated;

use super::Bench;
use crate::{clock, retention};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Let go of it now; the server does so once a day by itself
    #[arg(long, conflicts_with = "dry_run")]
    now: bool,
    /// Say what would go, change nothing; this is what happens without --now, too
    #[arg(long)]
    dry_run: bool,
    #[arg(long, env = "DABAI_SITE")]
    site: Option<String>,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let site = at.site(args.site.as_deref()).await?;
    let viewer = at.operator(&site).await?;
    let now = clock::now();
    let found = if args.now {
        retention::let_go(at.store.as_ref(), &viewer, now).await?
    } else {
        at.store.outdated(&viewer, now).await?
    };
    show(at, found);
    if !args.now {
        at.say("只是预览，没有删除", "a plan only: nothing went");
    }
    Ok(())
}

fn show(at: &Bench, found: Outdated) {
    let Outdated {
        ticks,
        visits,
        deletions,
        deeds,
        conflicts,
    } = found;
    at.say(format_args!("上门记录：{visits}"), format_args!("visits: {visits}"));
    at.say(
        format_args!("检查单答案：{ticks}"),
        format_args!("answers of checklists: {ticks}"),
    );
    at.say(
        format_args!("删除标记：{deletions}"),
        format_args!("deletions: {deletions}"),
    );
    at.say(
        format_args!("操作记录：{deeds}"),
        format_args!("notes of deeds: {deeds}"),
    );
    at.say(
        format_args!("已定的冲突：{conflicts}"),
        format_args!("settled conflicts: {conflicts}"),
    );
}
