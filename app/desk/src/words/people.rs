//! The words of People and phones.

/// The texts of one language.
#[derive(Debug)]
pub struct PeopleWords {
    pub title: &'static str,
    pub make_cards: &'static str,
    pub unused_cards: &'static str,

    pub states: &'static str,
    pub all: &'static str,
    pub unused: &'static str,
    pub on_duty: &'static str,
    pub lapsed: &'static str,
    pub over: &'static str,
    pub stopped: &'static str,
    pub voided: &'static str,
    /// Phones that were stopped and cards that were voided.
    pub ended: &'static str,
    pub find: &'static str,
    pub find_name: &'static str,

    pub name: &'static str,
    pub role: &'static str,
    pub state: &'static str,
    pub phone: &'static str,
    pub until: &'static str,
    /// `{when}`
    pub use_by: &'static str,
    pub no_end: &'static str,
    pub deeds: &'static str,
    pub holds_records: &'static str,
    pub redo: &'static str,
    pub stop: &'static str,
    pub again: &'static str,

    pub nobody: &'static str,
    pub nobody_hint: &'static str,
    pub no_match: &'static str,
    pub show_all: &'static str,
    /// `{n}`
    pub left_out: &'static str,
    pub said_stopped: &'static str,
    pub said_voided: &'static str,
}

pub(super) const ZH: PeopleWords = PeopleWords {
    title: "人员和手机",
    make_cards: "做上岗卡",
    unused_cards: "未用的卡：作废、重做",

    states: "按状态看",
    all: "全部",
    unused: "未用",
    on_duty: "已上岗",
    lapsed: "过期",
    over: "已到期",
    stopped: "已停用",
    voided: "已作废",
    ended: "停用、作废",
    find: "找",
    find_name: "按姓名找",

    name: "姓名",
    role: "身份",
    state: "状态",
    phone: "手机",
    until: "到期",
    use_by: "{when} 前用",
    no_end: "不到期",
    deeds: "可以做的",
    holds_records: "还有没传的",
    redo: "作废重做",
    stop: "停用",
    again: "再做一张",

    nobody: "还没有人上岗",
    nobody_hint: "先做上岗卡，打印出来发给工作人员：手机一扫，一分钟上岗。",
    no_match: "没有这样的卡或手机。",
    show_all: "看全部",
    left_out: "另有 {n} 个没列出来，请按姓名找。",
    said_stopped: "已停用。这部手机没传的记录仍会传上来，等调度员处理。",
    said_voided: "已作废，那些卡扫不了了。",
};

pub(super) const EN: PeopleWords = PeopleWords {
    title: "People and phones",
    make_cards: "Make cards",
    unused_cards: "Unused cards: void or redo",

    states: "By state",
    all: "All",
    unused: "unused",
    on_duty: "on duty",
    lapsed: "expired",
    over: "time over",
    stopped: "signed off",
    voided: "void",
    ended: "signed off or void",
    find: "Find",
    find_name: "Find a name",

    name: "Name",
    role: "Role",
    state: "State",
    phone: "Phone",
    until: "Until",
    use_by: "use by {when}",
    no_end: "no end",
    deeds: "What can be done",
    holds_records: "holds records",
    redo: "Void and redo",
    stop: "Sign off",
    again: "Another card",

    nobody: "Nobody is enrolled yet",
    nobody_hint: "Make cards first and hand them out on paper: a phone scans one and is on duty within a minute.",
    no_match: "No such card or phone.",
    show_all: "Show all",
    left_out: "{n} more are not listed. Find them by name.",
    said_stopped: "Signed off. What that phone has not sent yet still comes in and waits for a coordinator.",
    said_voided: "Voided. Nobody can use those cards any more.",
};
