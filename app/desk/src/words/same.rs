//! The words of one person who is there twice, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct SameWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) likely: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) door_and_name: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) compare: &'static str,
    pub(crate) merged: &'static str,
    pub(crate) none_merged: &'static str,
    pub(crate) alias: &'static str,
    pub(crate) root: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) apart: &'static str,
    pub(crate) compare_title: &'static str,
    pub(crate) points: [&'static str; 3],
    /// `{who}`
    pub(crate) keep: &'static str,
    pub(crate) two_people: &'static str,
    pub(crate) said_merged: &'static str,
    pub(crate) said_apart: &'static str,
    pub(crate) said_not: &'static str,
}

impl SameWords {
    pub(crate) fn said(&self, done: &str) -> Option<&'static str> {
        match done {
            "merged" => Some(self.said_merged),
            "apart" => Some(self.said_apart),
            "not" => Some(self.said_not),
            _ => None,
        }
    }
}

pub(crate) const fn words(lang: Lang) -> &'static SameWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: SameWords = SameWords {
    title: "重复的居民",
    lead: "同一个人建了两份资料，在这里并成一份。什么都不会丢，可以再分开。",
    likely: "可能是同一个人",
    nobody: "没有发现可能重复的居民。",
    door_and_name: "同户同名",
    phone: "电话相同",
    compare: "比一比",
    merged: "已经合并的",
    none_merged: "还没有合并过。",
    alias: "并入的",
    root: "留下的",
    undo: "分开",
    apart: "重新分开",
    compare_title: "是同一个人吗？",
    points: [
        "留下的那一份用自己的资料；照护需要、重点管护和就医，它没有的会带过来。",
        "两份的上门记录和检查单答案都算在留下的人名下；手机上晚到的修改也一样。",
        "重新分开以后，各自的记录回到各自名下，带过来的照护需要留着。",
    ],
    keep: "是，留下 {who}",
    two_people: "是两个人",
    said_merged: "已合并。手机下次联网时也合并。",
    said_apart: "已分开。",
    said_not: "没有合并：对方已经并入这一份，或者已经删除。",
};

static EN: SameWords = SameWords {
    title: "People who are there twice",
    lead: "Where one person has two records, make them one here. Nothing is lost, and they can be told apart again.",
    likely: "May be one person",
    nobody: "Nobody seems to be there twice.",
    door_and_name: "same door and name",
    phone: "same phone",
    compare: "Compare",
    merged: "Merged",
    none_merged: "Nobody was merged yet.",
    alias: "Record",
    root: "Counts as",
    undo: "Undo",
    apart: "Tell apart again",
    compare_title: "One person?",
    points: [
        "The one that stays keeps its fields; care needs, priority care and medical needs come along where it has none.",
        "Visits and answers of both count for whoever stays, and so do edits that come late from phones.",
        "Told apart again, each has its own visits and answers; needs that came along stay.",
    ],
    keep: "Yes, keep {who}",
    two_people: "These are two people",
    said_merged: "Merged. Phones do so when they next reach the server.",
    said_apart: "Told apart.",
    said_not: "Not merged: the other one counts as this one already, or was deleted.",
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
