//! The words of the pages about cards, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct CardWords {
    pub(crate) make: &'static str,
    /// `{hours}`
    pub(crate) lead: &'static str,
    pub(crate) names: &'static str,
    pub(crate) names_hint: &'static str,
    pub(crate) or_count: &'static str,
    /// `{name}`
    pub(crate) count_hint: &'static str,
    pub(crate) role: &'static str,
    pub(crate) days: &'static str,
    pub(crate) days_hint: &'static str,
    /// `{n}` `{when}`
    pub(crate) day: &'static str,
    /// `{n}` `{when}`
    pub(crate) some_days: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) to_people: &'static str,

    pub(crate) nothing_made: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) both: &'static str,
    /// `{max}`
    pub(crate) bad_count: &'static str,
    /// `{n}` `{max}`
    pub(crate) too_many: &'static str,
    pub(crate) bad_days: &'static str,
    pub(crate) busy: &'static str,
    /// `{line}` `{name}` `{why}`
    pub(crate) line: &'static str,
    /// `{max}`
    pub(crate) too_long: &'static str,
    pub(crate) unreadable: &'static str,
    /// `{line}`
    pub(crate) again: &'static str,
    pub(crate) waiting: &'static str,
    /// `{n}`
    pub(crate) more_faults: &'static str,

    /// `{n}`
    pub(crate) sheet: &'static str,
    pub(crate) one_card: &'static str,
    pub(crate) print: &'static str,
    /// `{time}`
    pub(crate) once_only: &'static str,
    pub(crate) cut: &'static str,
    /// `{url}`
    pub(crate) not_secure: &'static str,
    pub(crate) gone: &'static str,
    pub(crate) gone_why: &'static str,
    pub(crate) gone_redo: &'static str,

    pub(crate) unused: &'static str,
    pub(crate) unused_lead: &'static str,
    pub(crate) tick_all: &'static str,
    pub(crate) tick_none: &'static str,
    pub(crate) remake: &'static str,
    pub(crate) remake_hint: &'static str,
    pub(crate) void: &'static str,
    pub(crate) void_hint: &'static str,
    pub(crate) none_unused: &'static str,
    pub(crate) none_chosen: &'static str,
    /// `{names}`
    pub(crate) used_meanwhile: &'static str,
    /// `{max}`
    pub(crate) first_only: &'static str,
    /// `{when}`
    pub(crate) lapsed: &'static str,

    /// `{name}`
    pub(crate) stop: &'static str,
    pub(crate) stop_reading: &'static str,
    pub(crate) stop_records: &'static str,
    /// `{n}`
    pub(crate) stop_unsent: &'static str,
    pub(crate) stop_for_good: &'static str,
    pub(crate) do_stop: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) no_phone: &'static str,
}

/// Of the form that gives a phone other rights.
#[derive(Debug)]
pub(crate) struct RightsWords {
    /// `{name}`
    pub(crate) title: &'static str,
    pub(crate) place: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) some: &'static str,
    pub(crate) role: &'static str,
    pub(crate) until: &'static str,
    /// `{when}`
    pub(crate) as_it_is: &'static str,
    pub(crate) as_it_is_no_end: &'static str,
    /// `{n}` `{when}`
    pub(crate) day: &'static str,
    /// `{n}` `{when}`
    pub(crate) some_days: &'static str,
    pub(crate) no_end: &'static str,
    pub(crate) at_once: &'static str,
    pub(crate) records_stay: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) nowhere: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) refused: &'static str,
}

pub(crate) const fn rights(lang: Lang) -> &'static RightsWords {
    match lang {
        Lang::Zh => &RIGHTS_ZH,
        Lang::En => &RIGHTS_EN,
    }
}

static RIGHTS_ZH: RightsWords = RightsWords {
    title: "{name}：改范围、身份、期限",
    place: "负责哪里",
    whole: "整个小区",
    some: "只负责这些楼栋：",
    role: "身份",
    until: "到什么时候",
    as_it_is: "不改（到 {when}）",
    as_it_is_no_end: "不改（不到期）",
    day: "再 {n} 天（到 {when}）",
    some_days: "再 {n} 天（到 {when}）",
    no_end: "不到期",
    at_once: "手机一联网就换：不再负责的楼栋马上从手机上消失。",
    records_stay: "还没传的记录不会丢：改之前做的照样收下，注明补录。",
    submit: "改好",
    cancel: "不改了",
    nowhere: "请至少勾一栋楼，或者选整个小区。",
    changed: "没改成：刚刚有别人改过这部手机。下面是现在的样子，看过还要改就再改一次。",
    refused: "没改成：您的身份不能给或收回这个身份，或者选的期限已经过了。",
};

static RIGHTS_EN: RightsWords = RightsWords {
    title: "{name}: area, role and time",
    place: "Works in",
    whole: "The whole site",
    some: "These buildings only:",
    role: "Role",
    until: "Until when",
    as_it_is: "As it is (until {when})",
    as_it_is_no_end: "As it is (no end)",
    day: "{n} more day (until {when})",
    some_days: "{n} more days (until {when})",
    no_end: "No end",
    at_once: "It takes effect as soon as the phone has a network: buildings that are no longer theirs leave it at once.",
    records_stay: "Unsent records are not lost: what was done before the change is taken, marked as late.",
    submit: "Change",
    cancel: "Cancel",
    nowhere: "Tick one building at least, or choose the whole site.",
    changed: "Nothing was changed: somebody else has just changed this phone. Below is how it stands now; change it again if you still want to.",
    refused: "Nothing was changed: this role is not yours to give or take, or the end you chose is over already.",
};

pub(crate) const fn words(lang: Lang) -> &'static CardWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: CardWords = CardWords {
    make: "做上岗卡",
    lead: "一人一张，每张只能用一次，{hours} 小时内扫码上岗。",
    names: "姓名，一行一个",
    names_hint: "从表格里整列粘贴就行；逗号、顿号、制表符也能隔开。",
    or_count: "还不知道姓名，只知道人数",
    count_hint: "会从「{name}」接着编号。",
    role: "身份",
    days: "上岗多久",
    days_hint: "到时自动停，没传的记录不会丢。",
    day: "{n} 天（到 {when}）",
    some_days: "{n} 天（到 {when}）",
    submit: "做卡",
    cancel: "不做了",
    to_people: "回到「人员和手机」",

    nothing_made: "一张也没做，请先改好：",
    nobody: "请填姓名，或者填人数。",
    both: "姓名和人数只填一样。",
    bad_count: "人数要填 1 到 {max} 的数字。",
    too_many: "一次最多 {max} 张，这里有 {n} 个姓名，请分几次做。",
    bad_days: "请选上岗多久。",
    busy: "服务器正忙，请再点一次。",
    line: "第 {line} 行「{name}」：{why}",
    too_long: "太长了，最多 {max} 个字。",
    unreadable: "有认不出的字符。",
    again: "和第 {line} 行重复。不是同一个人的话，请加个字区分。",
    waiting: "已经有一张没用的卡。要换新的，请到「未用的卡」作废重做。",
    more_faults: "还有 {n} 处。",

    sheet: "{n} 张上岗卡",
    one_card: "1 张上岗卡",
    print: "现在打印：按 Ctrl+P（Mac 按 ⌘P），A4 纸，每页 8 张。",
    once_only: "码只显示这一次：{time} 之后这一页就打不开了，没打印的卡要作废重做。",
    cut: "沿虚线剪开。只给本人，别拍照发群里。",
    not_secure: "二维码里的网址是 {url}，真手机要 HTTPS 才能用。请管理员设好 --public-url 再做卡。",
    gone: "这些码已经看不到了",
    gone_why: "上岗码只在做好后显示 10 分钟，服务器也不存原来的数字。",
    gone_redo: "已经打印的卡照样能用。没打印的，请作废重做。",

    unused: "未用的卡",
    unused_lead: "勾上要处理的卡。已经上岗的手机不受影响。",
    tick_all: "全部勾上",
    tick_none: "全部不勾",
    remake: "作废重做",
    remake_hint: "旧卡马上扫不了，给同样的人做新卡并打印。",
    void: "只作废",
    void_hint: "旧卡马上扫不了，不做新卡。",
    none_unused: "没有未用的卡。",
    none_chosen: "一张也没勾。",
    used_meanwhile: "刚刚有人扫码上岗了：{names}。其余的请再点一次。",
    first_only: "只列出最新的 {max} 张，处理完再看其余的。",
    lapsed: "{when} 过期",

    stop: "停用 {name} 的手机？",
    stop_reading: "它马上收不到名册和新消息，屏幕下方会写「手机已停用」。",
    stop_records: "没传的记录不会丢：仍会传上来，等调度员处理。",
    stop_unsent: "最近一次联络时，它还有 {n} 条没传。",
    stop_for_good: "停用后不能恢复。要再上岗，就给本人做一张新卡。",
    do_stop: "停用",
    keep: "不停用",
    no_phone: "没有这部手机，或者已经停用了。",
};

static EN: CardWords = CardWords {
    make: "Make cards",
    lead: "One card a person. Each works once, within {hours} hours.",
    names: "Names, one a line",
    names_hint: "Paste a column of a spreadsheet. Commas and tabs separate names, too.",
    or_count: "Names not known yet, only how many",
    count_hint: "Numbering goes on from “{name}”.",
    role: "Role",
    days: "On duty for",
    days_hint: "Then it ends by itself. Nothing unsent is lost.",
    day: "{n} day (until {when})",
    some_days: "{n} days (until {when})",
    submit: "Make cards",
    cancel: "Cancel",
    to_people: "Back to People and phones",

    nothing_made: "No card was made. Please mend this first:",
    nobody: "Give names, or a number of people.",
    both: "Give either names or a number, not both.",
    bad_count: "The number must be from 1 to {max}.",
    too_many: "{max} cards at once at most; these are {n} names. Please make them in several goes.",
    bad_days: "Choose how long they are on duty.",
    busy: "The server is busy. Please press once more.",
    line: "Line {line}, “{name}”: {why}",
    too_long: "too long, {max} characters at most.",
    unreadable: "has characters that can’t be read.",
    again: "the same as line {line}. If they are two people, add something that tells them apart.",
    waiting: "has an unused card already. For a new one, void and redo it under “Unused cards”.",
    more_faults: "And {n} more.",

    sheet: "{n} cards",
    one_card: "1 card",
    print: "Print now: Ctrl+P (⌘P on a Mac), A4, eight to a page.",
    once_only: "The codes are shown this once: after {time} this page can’t be opened, and cards that were not printed must be redone.",
    cut: "Cut along the dashes. Give each to its owner only; no photos in group chats.",
    not_secure: "The QR codes lead to {url}. Real phones need HTTPS: have an administrator set --public-url first.",
    gone: "These codes can’t be shown any more",
    gone_why: "Codes are shown for ten minutes after they are made; the server itself does not keep their digits.",
    gone_redo: "Printed cards still work. Those that were not printed can be voided and redone.",

    unused: "Unused cards",
    unused_lead: "Tick the cards you mean. Phones that are on duty are not touched.",
    tick_all: "Tick all",
    tick_none: "Tick none",
    remake: "Void and redo",
    remake_hint: "The old cards stop working at once; the same people get new ones to print.",
    void: "Only void",
    void_hint: "The old cards stop working at once; no new ones are made.",
    none_unused: "There are no unused cards.",
    none_chosen: "No card is ticked.",
    used_meanwhile: "Somebody has just used theirs: {names}. Press once more for the others.",
    first_only: "Only the newest {max} are listed. See to these first.",
    lapsed: "expired {when}",

    stop: "Sign off {name}’s phone?",
    stop_reading: "It gets no rosters and no news from now on; the bottom of its screen will say so.",
    stop_records: "Unsent records are not lost: they still come in, and wait for a coordinator.",
    stop_unsent: "When it was last heard it still held {n}.",
    stop_for_good: "This can’t be undone. To be on duty again they need a new card.",
    do_stop: "Sign off",
    keep: "Keep it",
    no_phone: "There is no such phone, or it was signed off already.",
};

#[cfg(test)]
mod tests {
    use super::{EN, RIGHTS_EN, RIGHTS_ZH, ZH};
    use crate::words::tests::gaps;

    #[test]
    fn both_languages_have_the_same_gaps() {
        assert_eq!(gaps(&ZH), gaps(&EN));
        assert_eq!(gaps(&RIGHTS_ZH), gaps(&RIGHTS_EN));
    }
}
