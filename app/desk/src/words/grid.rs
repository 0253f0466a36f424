//! The words of the building grid.

/// The texts of one language.
#[derive(Debug)]
pub struct GridWords {
    pub title: &'static str,
    pub buildings: &'static str,
    pub question: &'static str,
    pub ask_today: &'static str,
    pub ask_seen: &'static str,
    pub legend: &'static str,
    /// `{doors}` `{persons}`
    pub summary: &'static str,

    pub medical: &'static str,
    pub no_answer: &'static str,
    pub priority: &'static str,
    pub not_done: &'static str,
    pub done: &'static str,
    pub vacant: &'static str,

    pub overdue: &'static str,
    pub never: &'static str,
    pub older: &'static str,
    pub yesterday: &'static str,
    pub today: &'static str,
    pub nobody: &'static str,
    /// In a cell: since so long. `{n}`
    pub minutes: &'static str,
    /// `{n}`
    pub hours: &'static str,
    /// `{n}`
    pub days: &'static str,

    pub listed: &'static str,
    pub flagged: &'static str,
    pub no_floor: &'static str,
    pub no_doors: &'static str,
    pub no_building: &'static str,
    pub first_building: &'static str,
}

pub(super) const ZH: GridWords = GridWords {
    title: "楼栋图",
    buildings: "选楼栋",
    question: "看什么",
    ask_today: "今天走访",
    ask_seen: "上次见到",
    legend: "图例",
    summary: "{doors} 户 · {persons} 人",

    medical: "就医",
    no_answer: "无应答",
    priority: "重点未访",
    not_done: "未访",
    done: "已访",
    vacant: "空户",

    overdue: "超时未访",
    never: "没见到过",
    older: "两天以上",
    yesterday: "一天以上",
    today: "一天之内",
    nobody: "没人在家",
    minutes: "{n} 分钟",
    hours: "{n} 小时",
    days: "{n} 天",

    listed: "重点",
    flagged: "待跟进",
    no_floor: "其他",
    no_doors: "这栋楼还没有房号。",
    no_building: "没有这栋楼。",
    first_building: "看第一栋",
};

pub(super) const EN: GridWords = GridWords {
    title: "Building grid",
    buildings: "Buildings",
    question: "What to show",
    ask_today: "Today’s visits",
    ask_seen: "Last seen",
    legend: "Legend",
    summary: "{doors} doors · {persons} people",

    medical: "medical",
    no_answer: "no answer",
    priority: "priority to do",
    not_done: "to do",
    done: "done",
    vacant: "vacant",

    overdue: "overdue",
    never: "never seen",
    older: "2 days or more",
    yesterday: "1 day or more",
    today: "within a day",
    nobody: "nobody home",
    minutes: "{n} min",
    hours: "{n} h",
    days: "{n} d",

    listed: "priority",
    flagged: "follow up",
    no_floor: "other",
    no_doors: "This building has no doors yet.",
    no_building: "No such building.",
    first_building: "Show the first one",
};
