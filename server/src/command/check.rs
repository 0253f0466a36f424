//! `dabai check`.

use anyhow::{Result, bail};

use super::Bench;

pub(super) async fn run(at: &Bench) -> Result<()> {
    let check = at.store.check().await?;
    at.say(
        format_args!("{} 条记录，{} 个操作", check.rows, check.ops),
        format_args!("{} rows, {} operations", check.rows, check.ops),
    );
    for fault in &check.faults {
        println!("{fault}");
    }
    if !check.faults.is_empty() {
        bail!("{} faults", check.faults.len());
    }
    at.say("没有发现问题", "no faults found");
    Ok(())
}
