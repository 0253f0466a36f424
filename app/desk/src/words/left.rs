//! The words of what is left to do today, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct LeftWords {
    pub(crate) title: &'static str,
    /// `{n}` `{due}` `{when}`
    pub(crate) summary: &'static str,
    pub(crate) none: &'static str,
    /// `{name}`
    pub(crate) building: &'static str,
    /// `{n}`
    pub(crate) doors: &'static str,
    pub(crate) note: &'static str,
    pub(crate) tick: &'static str,
    pub(crate) priority: &'static str,
    /// Between names.
    pub(crate) comma: &'static str,
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
    building: "{name}号楼",
    doors: "{n} 户",
    note: "备注",
    tick: "打勾",
    priority: "★ 重点管护",
    comma: "、",
    export: "导出",
    print: "要打印：按 Ctrl+P（Mac 按 ⌘P），A4 纸。",
};

static EN: LeftWords = LeftWords {
    title: "Not visited yet",
    summary: "{when}, {n} doors to go of {due} due today",
    none: "Every door was visited today.",
    building: "Building {name}",
    doors: "{n} doors",
    note: "Note",
    tick: "Done",
    priority: "★ priority care",
    comma: ", ",
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
