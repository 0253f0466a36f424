//! The words of erasing a person, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct EraseWords {
    /// On the page of their fields.
    pub(crate) lead_here: &'static str,
    /// `{name}`
    pub(crate) title: &'static str,
    pub(crate) points: [&'static str; 5],
    pub(crate) erase: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) not_for_you: &'static str,
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
    points: [
        "清掉：资料、重点管护、检查单答案、上门记录里的名字、每次修改的原文、没生效的值、名册记下的指纹。不能恢复。",
        "留下：有人清除过一位居民（谁、什么时候），以及不带姓名的编号。上门记录本身还在，里面没有这个人了。",
        "手机下次联网时也会清掉。还没上传的、关于这个人的记录，上传后不再保存。",
        "以前的备份和导出的文件里还有。旧备份恢复时会先再清一次；不再需要的请自己删掉。",
        "别处的备注里如果写到这个人，请自己改。名册里还有这个人的话，下次导入会重新建档。",
    ],
    erase: "彻底清除",
    keep: "不清除",
    not_for_you: "只有管理员能清除。",
    erased: "已清除",
    erased_hint: "这里已经没有这个人的资料。手机下次联网时清掉。",
    to_list: "回到居民名册",
};

static EN: EraseWords = EraseWords {
    lead_here: "Erase this person for good…",
    title: "Erase {name} for good?",
    points: [
        "This goes: the record, priority care, answers of checklists, their part in visits, the text of every edit, values that lost, and what rosters said of them. It can’t be undone.",
        "This stays: that somebody erased a resident (who, and when), and a number without a name. The visits stay, without this person in them.",
        "Phones drop it when they next reach the server. What they have yet to send about this person is not kept.",
        "Earlier backups and exported files still have it. An older backup is erased again when it is put back; remove those you don’t need.",
        "Remarks elsewhere that speak of this person are yours to change. If a roster still has them, the next import makes a new record.",
    ],
    erase: "Erase for good",
    keep: "Keep",
    not_for_you: "Only administrators erase somebody.",
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
