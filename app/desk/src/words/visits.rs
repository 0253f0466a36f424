//! The words of Visits.

/// The texts of one language.
#[derive(Debug)]
pub struct VisitsWords {
    pub title: &'static str,
    pub newest_first: &'static str,
    pub left: &'static str,
    pub export: &'static str,
    /// The page of administrators.
    pub audit: &'static str,

    pub day: &'static str,
    pub building: &'static str,
    pub any: &'static str,
    pub unseen: &'static str,
    pub filter: &'static str,
    pub show_all: &'static str,

    pub seen: &'static str,
    /// `{time}`
    pub seen_at: &'static str,
    /// `{time}` `{by}`
    pub seen_at_by: &'static str,
    pub mark: &'static str,
    /// `{door}` `{time}`
    pub mark_one: &'static str,
    /// `{n}`
    pub mark_all: &'static str,
    /// `{n}`
    pub said_seen: &'static str,

    pub no_match: &'static str,
    pub none_yet: &'static str,
    pub none_yet_hint: &'static str,
    pub to_newest: &'static str,
    pub to_earlier: &'static str,
}

pub(super) const ZH: VisitsWords = VisitsWords {
    title: "上门记录",
    newest_first: "从新到旧",
    left: "还没走访的户",
    export: "导出",
    audit: "操作记录",

    day: "日期",
    building: "楼栋",
    any: "全部",
    unseen: "只看未阅",
    filter: "筛选",
    show_all: "看全部",

    seen: "已阅",
    seen_at: "{time} 已阅",
    seen_at_by: "{time} 已阅 · {by}",
    mark: "标为已阅",
    mark_one: "标为已阅：{door}，{time}",
    mark_all: "本页 {n} 条都标为已阅",
    said_seen: "已阅 {n} 条。",

    no_match: "没有这样的上门记录。",
    none_yet: "最近的记录里没有",
    none_yet_hint: "更早的还没查，请往前找。",
    to_newest: "回到最新",
    to_earlier: "看更早的",
};

pub(super) const EN: VisitsWords = VisitsWords {
    title: "Visits",
    newest_first: "Newest first",
    left: "Not visited yet",
    export: "Export",
    audit: "Audit",

    day: "Day",
    building: "Building",
    any: "All",
    unseen: "Not seen yet only",
    filter: "Filter",
    show_all: "Show all",

    seen: "Seen",
    seen_at: "seen {time}",
    seen_at_by: "seen {time} · {by}",
    mark: "Mark as seen",
    mark_one: "Mark as seen: {door}, {time}",
    mark_all: "Mark all {n} on this page as seen",
    said_seen: "{n} marked as seen.",

    no_match: "There are no such visits.",
    none_yet: "None among the latest visits",
    none_yet_hint: "Earlier ones were not looked through yet. Go further back.",
    to_newest: "Back to the newest",
    to_earlier: "Earlier ones",
};
