//! The words of what leaves as a file, which stay on the server.

use ui::Lang;

#[derive(Debug)]
pub(crate) struct ExportWords {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) what: &'static str,
    pub(crate) filtered: &'static str,
    pub(crate) format: &'static str,
    pub(crate) xlsx: &'static str,
    pub(crate) csv: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) purpose_hint: &'static str,
    pub(crate) full_numbers: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) back: &'static str,
    pub(crate) no_purpose: &'static str,
    pub(crate) purpose_too_long: &'static str,
    /// `{max}`
    pub(crate) too_many: &'static str,

    pub(crate) residents: &'static str,
    pub(crate) doors: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) note: &'static str,
    pub(crate) stored: &'static str,
    pub(crate) seen: &'static str,
    pub(crate) seen_by: &'static str,
    pub(crate) unsent: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) age: &'static str,
    pub(crate) confirmed: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) made: &'static str,
    pub(crate) now_by: &'static str,
    pub(crate) now_at: &'static str,
    pub(crate) lost_by: &'static str,
    pub(crate) lost_at: &'static str,
    pub(crate) settled_by: &'static str,
    pub(crate) settled_at: &'static str,
}

pub(crate) const fn words(lang: Lang) -> &'static ExportWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: ExportWords = ExportWords {
    title: "导出",
    lead: "谁、什么时候、为什么导出，都会留下记录。",
    what: "导出什么",
    filtered: "只导出刚才筛选出来的。",
    format: "格式",
    xlsx: "Excel 表格（.xlsx）",
    csv: "CSV 文本（.csv）",
    purpose: "用途",
    purpose_hint: "必填，例如：交街道日报、打印补采名单。",
    full_numbers: "显示完整电话号码",
    submit: "导出",
    back: "不导出",
    no_purpose: "请写明用途。",
    purpose_too_long: "用途太长了，请写短一点。",
    too_many: "超过 {max} 条，一个文件放不下。请按日期或楼栋分几次导出。",

    residents: "居民",
    doors: "各户情况",
    withdrawn: "撤销或改正",
    note: "备注",
    stored: "存到服务器",
    seen: "已阅时间",
    seen_by: "已阅人",
    unsent: "当时待上传",
    priority: "重点管护",
    age: "年龄",
    confirmed: "上次确认",
    phone: "电话",
    yes: "是",
    made: "记录时间",
    now_by: "现在的是谁记的",
    now_at: "现在的何时记的",
    lost_by: "没生效的是谁记的",
    lost_at: "没生效的何时记的",
    settled_by: "谁处理的",
    settled_at: "处理时间",
};

static EN: ExportWords = ExportWords {
    title: "Export",
    lead: "Who exports what, when and why is kept on record.",
    what: "What",
    filtered: "Only what you had filtered.",
    format: "Format",
    xlsx: "Excel workbook (.xlsx)",
    csv: "CSV text (.csv)",
    purpose: "Purpose",
    purpose_hint: "Required, such as: daily report to the sub-district; list to print.",
    full_numbers: "Residents’ phone numbers in full",
    submit: "Export",
    back: "Cancel",
    no_purpose: "Say what it is for.",
    purpose_too_long: "The purpose is too long. Please shorten it.",
    too_many: "More than {max} lines don’t fit into one file. Export by day or by building.",

    residents: "Residents",
    doors: "All doors",
    withdrawn: "Taken back or corrected",
    note: "Note",
    stored: "Stored",
    seen: "Seen",
    seen_by: "Seen by",
    unsent: "Unsent at last contact",
    priority: "Priority care",
    age: "Age",
    confirmed: "Last confirmed",
    phone: "Phone",
    yes: "yes",
    made: "Recorded",
    now_by: "Now: by whom",
    now_at: "Now: when",
    lost_by: "Lost: by whom",
    lost_at: "Lost: when",
    settled_by: "Settled by",
    settled_at: "Settled at",
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
