//! `dabai import`.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use roster::{Lang, Note, Severity};

use super::Bench;
use crate::{
    clock,
    import::{Count, Mode, Outcome, import},
};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The roster: XLSX, or CSV in UTF-8 or GB18030
    file: PathBuf,
    /// Say what would change, change nothing
    #[arg(long)]
    dry_run: bool,
    #[arg(long, env = "DABAI_SITE")]
    site: Option<String>,
}

pub(super) async fn run(at: &Bench, args: Args) -> Result<()> {
    let site = at.site(args.site.as_deref()).await?;
    let viewer = at.operator(&site).await?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(&args.file).with_context(|| format!("reading {}", args.file.display()))?;
    let lang = at.language.pick(Lang::Zh, Lang::En);
    let roster = roster::read(&name, &bytes).map_err(|error| anyhow!("{name}: {}", error.text(lang)))?;
    for note in &roster.notes {
        println!("{}", line(note, lang));
    }
    let mode = if args.dry_run { Mode::Plan } else { Mode::Write };
    let outcome = import(at.store.as_ref(), &viewer, &roster, &at.config.data, mode, clock::now()).await?;
    show(at, &outcome, roster.errors(), roster.warnings(), mode);
    for (line, field) in &outcome.cut {
        at.say(
            format_args!("第 {line} 行 提醒：{field} 超出可存长度或范围，已截短"),
            format_args!("line {line} warning: {field} is more than the field holds and was cut"),
        );
    }
    for (line, why) in &outcome.refused {
        println!("{line}: {why}");
    }
    if !outcome.refused.is_empty() {
        bail!("{} changes were refused", outcome.refused.len());
    }
    Ok(())
}

fn line(note: &Note, lang: Lang) -> String {
    let sheet = note.sheet.as_ref().map(|sheet| format!("{sheet} ")).unwrap_or_default();
    let column = note
        .column
        .as_ref()
        .map(|column| format!(" [{column}]"))
        .unwrap_or_default();
    let (zh, en) = match note.severity {
        Severity::Error => ("错误", "error"),
        Severity::Warning => ("提醒", "warning"),
    };
    match lang {
        Lang::Zh => format!("{sheet}第 {} 行{column} {zh}：{}", note.line, note.text(lang)),
        Lang::En => format!("{sheet}line {}{column} {en}: {}", note.line, note.text(lang)),
    }
}

fn show(at: &Bench, outcome: &Outcome, errors: usize, warnings: usize, mode: Mode) {
    let zh = |count: Count| {
        let Count {
            new,
            changed,
            unchanged,
            removed,
        } = count;
        format!("新增 {new}，变更 {changed}，未变 {unchanged}，已删不再导入 {removed}")
    };
    let en = |count: Count| {
        let Count {
            new,
            changed,
            unchanged,
            removed,
        } = count;
        format!("{new} new, {changed} changed, {unchanged} unchanged, {removed} deleted since and left so")
    };
    at.say(
        format_args!("房号：{}", zh(outcome.doors)),
        format_args!("doors: {}", en(outcome.doors)),
    );
    at.say(
        format_args!("居民：{}", zh(outcome.residents)),
        format_args!("residents: {}", en(outcome.residents)),
    );
    at.say(
        format_args!("错误 {errors} 行，提醒 {warnings} 条"),
        format_args!("{errors} errors, {warnings} warnings"),
    );
    match (mode, outcome.changes) {
        (Mode::Plan, _) => at.say("只是预览，没有写入", "a plan only: nothing was written"),
        (Mode::Write, 0) => at.say("没有变化", "nothing changed"),
        (Mode::Write, _) => {}
    }
}
