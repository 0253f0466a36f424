//! The words of the pages about the roster, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct RosterWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) file: &'static str,
    pub(crate) file_hint: &'static str,
    pub(crate) look: &'static str,
    pub(crate) no_file: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) nothing_written: &'static str,

    /// `{file}`
    pub(crate) planned: &'static str,
    pub(crate) planned_lead: &'static str,
    /// `{file}`
    pub(crate) written: &'static str,
    pub(crate) written_lead: &'static str,
    pub(crate) same: &'static str,
    pub(crate) doors: &'static str,
    pub(crate) residents: &'static str,
    pub(crate) new: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) unchanged: &'static str,
    pub(crate) removed: &'static str,
    /// `{n}`
    pub(crate) import: &'static str,
    pub(crate) other_file: &'static str,
    pub(crate) to_cards: &'static str,
    pub(crate) to_now: &'static str,

    /// `{errors}` `{warnings}`
    pub(crate) notes: &'static str,
    pub(crate) no_notes: &'static str,
    pub(crate) line: &'static str,
    pub(crate) column: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) remark: &'static str,
    pub(crate) error: &'static str,
    pub(crate) warning: &'static str,
    /// `{n}`
    pub(crate) more_notes: &'static str,
    /// `{n}`
    pub(crate) cut: &'static str,
    /// `{lines}`
    pub(crate) refused: &'static str,

    pub(crate) gone: &'static str,
    pub(crate) gone_why: &'static str,

    pub(crate) last: &'static str,
    /// `{when}` `{by}` `{doors}` `{residents}` `{changed_doors}` `{changed}`
    pub(crate) last_said: &'static str,
    /// Whoever works at the machine itself.
    pub(crate) machine: &'static str,
    pub(crate) undo_this: &'static str,
    pub(crate) undo: &'static str,
    /// `{doors}` `{residents}`
    pub(crate) undo_gone: &'static str,
    /// `{values}`
    pub(crate) undo_values: &'static str,
    /// `{kept}`
    pub(crate) undo_kept: &'static str,
    pub(crate) undo_hint: &'static str,
    pub(crate) undo_do: &'static str,
    pub(crate) undo_not: &'static str,
    /// `{doors}` `{residents}` `{values}` `{kept}`
    pub(crate) undone: &'static str,
    pub(crate) undo_gone_title: &'static str,
    pub(crate) undo_gone_why: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static RosterWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: RosterWords = RosterWords {
    title: "导入名册",
    lead: "社区发来的名册直接用，不用改格式。先预览，确认后才写入；再次导入只更新变了的，不会重复。",
    file: "名册文件",
    file_hint: "Excel（.xlsx）或 CSV，最多 5 万行。要有楼栋、房号、姓名；身份证号不会保存。",
    look: "预览",
    no_file: "请先选一个文件。",
    failed: "这个文件没读成，是程序的问题，请把文件留好并告诉管理员。",
    nothing_written: "什么都没有写入。",

    planned: "预览：{file}",
    planned_lead: "还没有写入。看一下下面的提醒，没问题就导入。",
    written: "已导入：{file}",
    written_lead: "手机联网后就能看到。下一步：给上门的人做上岗卡。",
    same: "和已有的完全一样，没有要改的。",
    doors: "户",
    residents: "居民",
    new: "新增",
    changed: "变更",
    unchanged: "不变",
    removed: "已删，不再导入",
    import: "导入（{n} 处改动）",
    other_file: "换一个文件",
    to_cards: "做上岗卡",
    to_now: "去此刻",

    notes: "要看一眼的：{errors} 行没有导入，{warnings} 条提醒",
    no_notes: "每一行都读懂了。",
    line: "行",
    column: "列",
    kind: "结果",
    remark: "说明",
    error: "未导入",
    warning: "提醒",
    more_notes: "另有 {n} 条没有列出，改好上面的再导入一次就能看到。",
    cut: "{n} 个内容太长，只保存了前面一部分。",
    refused: "这些行没有写进去：{lines}。其余的都已写入，请再导入一次。",

    gone: "这份预览已经过期",
    gone_why: "预览只保留半小时，服务器重启也会清掉。请重新选文件。",

    last: "上次导入",
    last_said: "{when}，{by}导入：新增 {doors} 户、{residents} 人，变更 {changed_doors} 户、{changed} 人。",
    machine: "服务器命令行",
    undo_this: "撤销这次导入",
    undo: "撤销上次导入",
    undo_gone: "删掉这次新增的 {doors} 户、{residents} 人。",
    undo_values: "把改过的 {values} 处改回原样。",
    undo_kept: "有 {kept} 条（户或居民）导入后走访过或改过，保持不变。",
    undo_hint: "导入后 7 天内可以撤销。手机联网后也会跟着更新。",
    undo_do: "撤销导入",
    undo_not: "不撤销",
    undone: "已撤销：删掉 {doors} 户、{residents} 人，改回 {values} 处，保留 {kept} 条。",
    undo_gone_title: "没有可以撤销的导入",
    undo_gone_why: "已经撤销过了、又导入了别的，或者过了 7 天。",
};

static EN: RosterWords = RosterWords {
    title: "Import a roster",
    lead: "Use the office’s file as it is. You see a preview first; importing again updates what changed and doubles nobody.",
    file: "Roster file",
    file_hint: "Excel (.xlsx) or CSV, up to 50,000 rows, with building, room and name. Identity numbers are never kept.",
    look: "Preview",
    no_file: "Choose a file first.",
    failed: "This file could not be read, through a fault of ours. Keep it and tell an administrator.",
    nothing_written: "Nothing was written.",

    planned: "Preview: {file}",
    planned_lead: "Nothing is written yet. Look at the remarks below, then import.",
    written: "Imported: {file}",
    written_lead: "Phones see it as soon as they are online. Next: cards for whoever knocks.",
    same: "Exactly what is stored already: nothing to change.",
    doors: "Doors",
    residents: "Residents",
    new: "New",
    changed: "Changed",
    unchanged: "Unchanged",
    removed: "Deleted since, left so",
    import: "Import ({n} changes)",
    other_file: "Another file",
    to_cards: "Make cards",
    to_now: "To Now",

    notes: "Worth a look: {errors} lines left out, {warnings} remarks",
    no_notes: "Every line was understood.",
    line: "Line",
    column: "Column",
    kind: "Result",
    remark: "Why",
    error: "Left out",
    warning: "Remark",
    more_notes: "{n} more are not listed; mend these and import again to see them.",
    cut: "{n} values were too long: only their beginning is kept.",
    refused: "These lines were not written: {lines}. All others were; please import once more.",

    gone: "This preview is no longer kept",
    gone_why: "Previews are kept for half an hour, and not over a restart of the server. Choose the file again.",

    last: "The last import",
    last_said: "{when}, by {by}: {doors} doors and {residents} residents new, {changed_doors} doors and {changed} residents changed.",
    machine: "the command line",
    undo_this: "Take this import back",
    undo: "Take the last import back",
    undo_gone: "Deletes the {doors} doors and {residents} residents that it added.",
    undo_values: "Puts {values} changed values back to what they were.",
    undo_kept: "{kept} doors or residents stay as they are: somebody has visited or changed them since.",
    undo_hint: "An import can be taken back for 7 days. Phones follow as soon as they are online.",
    undo_do: "Take it back",
    undo_not: "Leave it",
    undone: "Taken back: {doors} doors and {residents} residents deleted, {values} values put back, {kept} left as they are.",
    undo_gone_title: "No import to take back",
    undo_gone_why: "It was taken back already, another one came in, or more than 7 days have passed.",
};
