//! The words of the page for rescue files, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct RescueWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) files: &'static str,
    pub(crate) files_hint: &'static str,
    pub(crate) import: &'static str,
    pub(crate) to_people: &'static str,
    pub(crate) no_file: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) cut_off: &'static str,
    pub(crate) done: &'static str,
    pub(crate) applied: &'static str,
    pub(crate) known: &'static str,
    pub(crate) held: &'static str,
    pub(crate) rejected: &'static str,
    pub(crate) unreadable: &'static str,
    pub(crate) unsealed: &'static str,
    pub(crate) unsealed_hint: &'static str,
    /// `{why}`
    pub(crate) not_taken: &'static str,
    pub(crate) to_troubles: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static RescueWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: RescueWords = RescueWords {
    title: "导入救援文件",
    lead: "手机传不上来时，可以在手机里导出救援文件，从这里导入。文件是加密的，谁拿着都看不到内容。",
    files: "救援文件",
    files_hint: "可以一次选几个，先后不论；重复导入也不会记两遍。",
    import: "导入",
    to_people: "回到人员和手机",
    no_file: "请先选文件。",
    too_large: "文件合起来太大，请分几次导入。列出来的已经导入。",
    too_many: "一次最多 20 个文件，请分几次导入。列出来的已经导入。",
    cut_off: "没有收全，请再导入一次。列出来的已经导入。",
    done: "导入结果",
    applied: "记上",
    known: "早已有",
    held: "暂存",
    rejected: "没收下",
    unreadable: "读不懂",
    unsealed: "还在手机里",
    unsealed_hint: "还在手机里的，没能封进救援文件。请留好那部手机，联上网就会上传。",
    not_taken: "没有导入：{why}",
    to_troubles: "暂存的和没收下的，到待处理里看",
};

static EN: RescueWords = RescueWords {
    title: "Import rescue files",
    lead: "When a phone can’t send, it can save a rescue file to import here. The file is sealed: whoever carries it can’t read it.",
    files: "Rescue files",
    files_hint: "Choose several at once, in any order; importing one again doubles nothing.",
    import: "Import",
    to_people: "Back to People and phones",
    no_file: "Choose a file first.",
    too_large: "These files are too large together: import them a few at a time. Those listed are in.",
    too_many: "Twenty files at most: import them a few at a time. Those listed are in.",
    cut_off: "Not all of it arrived: please import it again. Those listed are in.",
    done: "Result",
    applied: "Entered",
    known: "Known already",
    held: "Waiting",
    rejected: "Refused",
    unreadable: "Unreadable",
    unsealed: "Still on the phone",
    unsealed_hint: "What is still on the phone could not be sealed into the file. Keep the phone: it sends once it has a network.",
    not_taken: "Not imported: {why}",
    to_troubles: "What waits or was refused is under To settle",
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
