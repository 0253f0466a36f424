//! The words of what is left to do today, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct LeftWords {
    pub(crate) title: &'static str,
    /// `{n}` `{due}` `{when}`
    pub(crate) summary: &'static str,
    pub(crate) none: &'static str,
    /// None of those chosen.
    pub(crate) none_such: &'static str,
    /// What the choice is called, and its first.
    pub(crate) which: &'static str,
    pub(crate) all: &'static str,
    /// `{n}`
    pub(crate) doors: &'static str,
    pub(crate) note: &'static str,
    pub(crate) tick: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) export: &'static str,
    pub(crate) print: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static LeftWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: LeftWords = LeftWords {
    title: "还没走访的户",
    summary: "{when}，还有 {n} 户（今天应走 {due} 户）",
    none: "今天都走到了。",
    none_such: "这一类没有了。",
    which: "看哪些",
    all: "全部",
    doors: "{n} 户",
    note: "备注",
    tick: "打勾",
    priority: "★ 重点管护",
    export: "导出",
    print: "要打印：按 Ctrl+P（Mac 按 ⌘P），A4 纸。",
};

static EN: LeftWords = LeftWords {
    title: "Not visited yet",
    summary: "{when}, {n} doors to go of {due} due today",
    none: "Every door was visited today.",
    none_such: "None of these.",
    which: "Which ones",
    all: "All",
    doors: "{n} doors",
    note: "Note",
    tick: "Done",
    priority: "★ priority care",
    export: "Export",
    print: "To print: Ctrl+P (⌘P on a Mac), A4.",
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
