//! The words of going somewhere by writing where, and of the keys.

#[derive(Debug)]
pub struct FindWords {
    pub title: &'static str,
    pub hint: &'static str,
    pub nothing: &'static str,
    /// What a hit is.
    pub page: &'static str,
    pub building: &'static str,
    pub door: &'static str,
    pub resident: &'static str,

    pub keys: &'static str,
    pub to_find: &'static str,
    pub to_help: &'static str,
    pub to_close: &'static str,
    pub close: &'static str,
}

pub(super) const ZH: FindWords = FindWords {
    title: "查找",
    hint: "3-2-1203、姓名或首字母",
    nothing: "没有找到。",
    page: "页面",
    building: "楼栋",
    door: "户",
    resident: "居民",

    keys: "快捷键",
    to_find: "查找：门牌、居民、页面",
    to_help: "看快捷键",
    to_close: "关闭",
    close: "知道了",
};

pub(super) const EN: FindWords = FindWords {
    title: "Find",
    hint: "3-2-1203, a name or initials",
    nothing: "Nothing found.",
    page: "Page",
    building: "Building",
    door: "Door",
    resident: "Resident",

    keys: "Keyboard shortcuts",
    to_find: "Find a door, a resident, a page",
    to_help: "Show the shortcuts",
    to_close: "Close",
    close: "Close",
};
