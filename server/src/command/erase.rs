//! `dabai erase`.

use anyhow::{Result, bail};
use shared::{
    domain::{Building, Door},
    id::RecordId,
    kind::Kind,
    record::Record,
};
use store::Viewer;

use super::Bench;
use crate::{clock, import};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The resident's name, or id
    who: String,
    /// Do it; without this, says what would go
    #[arg(long)]
    yes: bool,
    #[arg(long, env = "DABAI_SITE")]
    site: Option<String>,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let site = at.site(args.site.as_deref()).await?;
    let viewer = at.operator(&site).await?;
    let (resident, said) = one(at, &viewer, &args.who).await?;
    if !args.yes {
        at.say(
            format_args!(
                "将清除：{said}\n资料、检查单答案、在上门记录里的名字、操作原文、没生效的值，连同名册记下的指纹。不能恢复。\n\
                 手机下次联网时也会清掉。以前的备份里还有，恢复时会再清一次；不再需要的备份请自己删掉。\n确定的话加上 --yes 再来一次。"
            ),
            format_args!(
                "to be erased: {said}\nThe record, answers of checklists, their part in visits, texts of operations, values that \
                 lost, and what rosters said of them. It can't be undone.\nPhones drop it when they next reach the server. Earlier \
                 backups still have it; put back, they are erased again: remove those you don't need.\nTo do it, add --yes."
            ),
        );
        return Ok(());
    }
    let Some(erased) = at.store.erase(&viewer, resident, clock::now()).await? else {
        bail!("there is nobody to erase");
    };
    // Whoever goes with them, too: they may have had several records.
    let gone = at.store.erased(&viewer).await?;
    import::erase(&at.config.data, site.id, &gone, clock::now())?;
    at.say(
        format_args!(
            "已清除 {said}：上门 {} 条，答案 {} 条，操作 {} 条",
            erased.visits, erased.ticks, erased.ops
        ),
        format_args!(
            "erased {said}: {} visits, {} answers, {} operations",
            erased.visits, erased.ticks, erased.ops
        ),
    );
    at.say(
        "日志文件由服务器在几秒内、或下次启动时改写",
        "the server writes the journal's files anew within seconds, or when it starts next",
    );
    Ok(())
}

/// The one who is meant, and how they are told apart.
async fn one(at: &Bench, viewer: &Viewer, who: &str) -> Result<(RecordId, String)> {
    let kinds = [Kind::Building, Kind::Door, Kind::Resident];
    let records = at.store.records(viewer, &kinds).await?;
    let id = who.parse::<RecordId>().ok();
    // Who was deleted is still there to be erased, by id.
    if let Some(id) = id
        && at.store.deleted(viewer, &[Kind::Resident]).await?.contains(&id)
    {
        return Ok((id, id.to_string()));
    }
    let is_meant = |record: &&Record| Some(record.id) == id || record.text("name") == Some(who);
    let residents = records.iter().filter(|record| record.kind == Kind::Resident);
    let found: Vec<&Record> = residents.filter(is_meant).collect();
    let said = |record: &Record| {
        format!(
            "{} {} ({})",
            address(&records, record),
            record.text("name").unwrap_or(""),
            record.id
        )
    };
    match found.as_slice() {
        [] => bail!("there is no resident {who}"),
        [only] => Ok((only.id, said(only))),
        several => {
            let lines: Vec<String> = several.iter().map(|record| said(record)).collect();
            bail!("several are called {who}, name one by id:\n{}", lines.join("\n"))
        }
    }
}

fn address(records: &[Record], resident: &Record) -> String {
    let find = |id: Option<RecordId>| records.iter().find(|record| Some(record.id) == id);
    let Some(door) = find(resident.parent()) else {
        return String::new();
    };
    let building = find(door.parent()).map(Building::from).map(|building| building.name);
    Door::from(door).address(&building.unwrap_or_default())
}
