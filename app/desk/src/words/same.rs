//! The words of one person who is there twice, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct SameWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) likely: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) one: &'static str,
    pub(crate) other: &'static str,
    pub(crate) why: &'static str,
    pub(crate) door_and_name: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) compare: &'static str,
    pub(crate) merged: &'static str,
    pub(crate) none_merged: &'static str,
    pub(crate) alias: &'static str,
    pub(crate) root: &'static str,
    pub(crate) apart: &'static str,
    pub(crate) compare_title: &'static str,
    /// Behind a field in which both say something, and not the same.
    pub(crate) differs: &'static str,
    pub(crate) keep_left: &'static str,
    pub(crate) keep_right: &'static str,
    pub(crate) points: [&'static str; 3],
    pub(crate) leave: &'static str,
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
    one: "一份",
    other: "另一份",
    why: "哪里一样",
    door_and_name: "同户同名",
    phone: "电话相同",
    compare: "比一比",
    merged: "已经合并的",
    none_merged: "还没有合并过。",
    alias: "并掉的一份",
    root: "留下的一份",
    apart: "重新分开",
    compare_title: "是同一个人吗？",
    differs: "不一样",
    keep_left: "是，留下左边这份",
    keep_right: "是，留下右边这份",
    points: [
        "留下的那一份用自己的资料；照护需要、重点管护和就医，它没有的会带过来。",
        "两份的上门记录和检查单答案都算在留下的人名下；手机上晚到的修改也一样。",
        "重新分开以后，各自的记录回到各自名下，带过来的照护需要留着。",
    ],
    leave: "不合并",
    said_merged: "已合并。手机下次联网时也合并。",
    said_apart: "已分开。手机下次联网时也分开。",
    said_not: "没有改：另一份已经并到这一份，或者有一份已经删除。下面是现在的样子。",
};

static EN: SameWords = SameWords {
    title: "Duplicate residents",
    lead: "Where one person has two records, make them one here. Nothing is lost, and you can split them again.",
    likely: "Possibly one person",
    nobody: "No likely duplicates.",
    one: "One record",
    other: "The other",
    why: "What is the same",
    door_and_name: "Door and name",
    phone: "Phone number",
    compare: "Compare",
    merged: "Merged",
    none_merged: "Nobody has been merged yet.",
    alias: "Merged away",
    root: "Kept",
    apart: "Split again",
    compare_title: "One person?",
    differs: "differs",
    keep_left: "Yes, keep the left one",
    keep_right: "Yes, keep the right one",
    points: [
        "The one you keep has its own details; care needs, priority care and medical needs it lacks come along.",
        "Visits and answers of both count for the one you keep, and so do edits that reach us late from phones.",
        "Split again, each has its own visits and answers back; needs that came along stay.",
    ],
    leave: "Don’t merge",
    said_merged: "Merged. Phones follow when they next reach the server.",
    said_apart: "Split. Phones follow when they next reach the server.",
    said_not: "Nothing was changed: the other record is merged into this one already, or one of them was deleted. This is how it stands.",
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
