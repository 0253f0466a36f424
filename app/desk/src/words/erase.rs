//! The words of erasing a person, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct EraseWords {
    /// On the page of their fields.
    pub(crate) lead_here: &'static str,
    /// `{name}`
    pub(crate) title: &'static str,
    pub(crate) for_good: &'static str,
    /// What it is about, and what becomes of that.
    pub(crate) points: [(&'static str, &'static str); 5],
    pub(crate) erase: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) not_for_you: &'static str,
    /// `{name}`
    pub(crate) whom_to_ask: &'static str,
    /// `{name}`
    pub(crate) to_person: &'static str,
    pub(crate) erased: &'static str,
    pub(crate) erased_hint: &'static str,
    pub(crate) to_list: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static EraseWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: EraseWords = EraseWords {
    lead_here: "彻底清除这个人的资料…",
    title: "彻底清除 {name}？",
    for_good: "清除以后不能恢复。",
    points: [
        (
            "清掉",
            "资料、重点管护、检查单答案、上门记录里的名字、每次修改的原文、没生效的值、导入名册时记下的。",
        ),
        (
            "留下",
            "有人清除过一位居民（谁、什么时候），以及不带姓名的编号。上门记录本身还在，里面没有这个人了。",
        ),
        (
            "手机",
            "下次联网时也会清掉。还没上传的、关于这个人的记录，上传后不再保存。",
        ),
        (
            "备份和文件",
            "以前的备份和导出的文件里还有。旧备份恢复时会先再清一次；不再需要的请自己删掉。",
        ),
        (
            "还要您做的",
            "别处的备注里如果写到这个人，请自己改。名册里还有这个人的话，下次导入会重新建档。",
        ),
    ],
    erase: "彻底清除",
    keep: "不清除",
    not_for_you: "只有管理员能清除居民的资料",
    whom_to_ask: "要清除 {name}，请找管理员。",
    to_person: "回到 {name}",
    erased: "已清除",
    erased_hint: "这里已经没有这个人的资料。手机下次联网时清掉。",
    to_list: "回到居民名册",
};

static EN: EraseWords = EraseWords {
    lead_here: "Erase this person for good…",
    title: "Erase {name} for good?",
    for_good: "This can’t be undone.",
    points: [
        (
            "Goes",
            "The record, priority care, checklist answers, their part in visits, the text of every edit, values that lost, and what roster imports noted of them.",
        ),
        (
            "Stays",
            "That somebody erased a resident (who, and when), and a number without a name. The visits stay, without this person in them.",
        ),
        (
            "Phones",
            "They drop it when they next reach the server. What they have yet to send about this person is not kept.",
        ),
        (
            "Backups and files",
            "Earlier backups and exported files still have it. An older backup is erased again when it is put back; remove those you don’t need.",
        ),
        (
            "Left to you",
            "Remarks elsewhere that speak of this person. If a roster still has them, the next import makes a new record.",
        ),
    ],
    erase: "Erase for good",
    keep: "Keep",
    not_for_you: "Only administrators can erase a resident",
    whom_to_ask: "To erase {name}, ask an administrator.",
    to_person: "Back to {name}",
    erased: "Erased",
    erased_hint: "Nothing of this person is here any more. Phones drop it when they next reach the server.",
    to_list: "Back to Residents",
};

#[cfg(test)]
mod tests {
    use super::{EN, ZH};
    use crate::words::tests::gaps;

    #[test]
    fn both_languages_have_the_same_gaps() {
        assert_eq!(gaps(&ZH), gaps(&EN));
    }
}
