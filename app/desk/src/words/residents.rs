//! The words of the list of residents, and how people and places are called on every page about them.

/// The texts of one language.
#[derive(Debug)]
pub struct ResidentsWords {
    pub title: &'static str,
    /// Leads to those who are there twice.
    pub twice: &'static str,
    pub find: &'static str,
    pub find_hint: &'static str,

    pub groups: &'static str,
    pub all: &'static str,
    pub priority: &'static str,
    pub overdue: &'static str,
    pub alone: &'static str,
    pub flagged: &'static str,
    pub medical: &'static str,

    pub building: &'static str,
    pub any_building: &'static str,
    pub whereabouts: &'static str,
    pub any_whereabouts: &'static str,
    pub control: &'static str,
    pub any_control: &'static str,
    pub order: &'static str,
    pub by_door: &'static str,
    pub by_age: &'static str,
    /// `{q}`
    pub searched: &'static str,

    pub name: &'static str,
    pub sex_age: &'static str,
    pub condition: &'static str,
    pub phone: &'static str,
    pub seen: &'static str,
    pub female: &'static str,
    pub male: &'static str,
    /// `{n}`
    pub years: &'static str,
    /// Between the items of a list.
    pub comma: &'static str,

    /// `{n}` `{max}`
    pub too_many: &'static str,
    pub nobody: &'static str,
    pub no_match: &'static str,
    pub show_all: &'static str,

    pub home: &'static str,
    pub out: &'static str,
    pub hospital: &'static str,
    pub transferred: &'static str,
    pub moved_out: &'static str,
    pub met: &'static str,
    pub spoke: &'static str,
    pub reported: &'static str,
    /// Care tags as they are stored, and as they are called.
    pub care: &'static [(&'static str, &'static str)],

    /// Of a building whose name is a number: `{name}`
    pub building_no: &'static str,
    /// `{name}`
    pub unit_no: &'static str,
    /// `{n}`
    pub floor_no: &'static str,
    /// `{n}`, counted downwards.
    pub basement_no: &'static str,
}

pub(super) const ZH: ResidentsWords = ResidentsWords {
    twice: "查重复",
    title: "居民",
    find: "找",
    find_hint: "房号、姓名、拼音首字母",

    groups: "按情况看",
    all: "全部",
    priority: "重点管护",
    overdue: "超时未访",
    alone: "独居",
    flagged: "待跟进",
    medical: "就医",

    building: "楼栋",
    any_building: "全部楼栋",
    whereabouts: "去向",
    any_whereabouts: "不限去向",
    control: "管控",
    any_control: "不限管控",
    order: "排序",
    by_door: "按房号",
    by_age: "年龄从大到小",
    searched: "找「{q}」",

    name: "姓名",
    sex_age: "性别 年龄",
    condition: "情况",
    phone: "电话",
    seen: "上次见到",
    female: "女",
    male: "男",
    years: "{n} 岁",
    comma: "、",

    too_many: "符合的有 {n} 人，太多了，只列出前 {max} 人。请选楼栋，或按房号、姓名找。",
    nobody: "还没有居民",
    no_match: "没有符合的居民。",
    show_all: "看全部",

    home: "在家",
    out: "外出",
    hospital: "就医",
    transferred: "转运",
    moved_out: "迁出",
    met: "见到本人",
    spoke: "应答",
    reported: "家人代述",
    care: &[
        ("alone", "独居"),
        ("allergy", "过敏"),
        ("bedridden", "卧床"),
        ("cancer", "肿瘤"),
        ("chronic", "慢性病"),
        ("dementia", "失智"),
        ("dependent", "失能"),
        ("diabetes", "糖尿病"),
        ("dialysis", "透析"),
        ("disability", "残疾"),
        ("elderly", "高龄"),
        ("epilepsy", "癫痫"),
        ("hearing", "听力差"),
        ("heart", "心脏病"),
        ("hypertension", "高血压"),
        ("infant", "婴幼儿"),
        ("kidney", "肾病"),
        ("medication", "需用药"),
        ("mental", "精神障碍"),
        ("mobility", "行动不便"),
        ("postpartum", "产妇"),
        ("pregnant", "孕妇"),
        ("respiratory", "呼吸疾病"),
        ("sight", "视力差"),
        ("stroke", "中风"),
    ],

    building_no: "{name}号楼",
    unit_no: "{name}单元",
    floor_no: "{n}层",
    basement_no: "地下{n}层",
};

pub(super) const EN: ResidentsWords = ResidentsWords {
    twice: "Find duplicates",
    title: "Residents",
    find: "Find",
    find_hint: "Room, name or initials",

    groups: "By situation",
    all: "All",
    priority: "priority care",
    overdue: "overdue",
    alone: "living alone",
    flagged: "to follow up",
    medical: "medical",

    building: "Building",
    any_building: "All buildings",
    whereabouts: "Whereabouts",
    any_whereabouts: "Anywhere",
    control: "Control",
    any_control: "Any control",
    order: "Order",
    by_door: "By room",
    by_age: "Oldest first",
    searched: "“{q}”",

    name: "Name",
    sex_age: "Sex, age",
    condition: "What to know",
    phone: "Phone",
    seen: "Last seen",
    female: "f",
    male: "m",
    years: "{n}",
    comma: ", ",

    too_many: "{n} people match, which is too many: only the first {max} are listed. Choose a building, or find a room or name.",
    nobody: "No residents yet",
    no_match: "Nobody matches.",
    show_all: "Show all",

    home: "at home",
    out: "out",
    hospital: "in hospital",
    transferred: "transferred",
    moved_out: "moved out",
    met: "met",
    spoke: "spoken to",
    reported: "reported by family",
    care: &[
        ("alone", "lives alone"),
        ("allergy", "allergy"),
        ("bedridden", "bedridden"),
        ("cancer", "cancer"),
        ("chronic", "chronic illness"),
        ("dementia", "dementia"),
        ("dependent", "needs care"),
        ("diabetes", "diabetes"),
        ("dialysis", "dialysis"),
        ("disability", "disability"),
        ("elderly", "very old"),
        ("epilepsy", "epilepsy"),
        ("hearing", "hears badly"),
        ("heart", "heart disease"),
        ("hypertension", "high blood pressure"),
        ("infant", "infant"),
        ("kidney", "kidney disease"),
        ("medication", "needs medication"),
        ("mental", "mental illness"),
        ("mobility", "walks badly"),
        ("postpartum", "after childbirth"),
        ("pregnant", "pregnant"),
        ("respiratory", "lung disease"),
        ("sight", "sees badly"),
        ("stroke", "stroke"),
    ],

    building_no: "Building {name}",
    unit_no: "Unit {name}",
    floor_no: "{n}",
    basement_no: "B{n}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_that_a_roster_leads_to_has_a_word() {
        for words in [&ZH, &EN] {
            let named: Vec<&str> = words.care.iter().map(|(tag, _)| *tag).collect();
            let known: Vec<&str> = roster::CARE_TAGS.iter().map(|(tag, ..)| *tag).collect();
            assert_eq!(named, known);
        }
    }
}
