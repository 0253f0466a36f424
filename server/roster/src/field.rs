//! The one table of column headings: what offices call a thing, and what we call it.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::note::Lang;
use crate::text::fold_dense;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Building,
    Unit,
    Floor,
    Room,
    /// Building, unit and room in one cell (`3号楼2单元1203`, `3-2-1203`).
    Address,
    Name,
    Sex,
    /// Identity number: recognised so that it can be dropped without a warning. Never kept.
    Identity,
    Age,
    Phone,
    HouseholdSize,
    LivingAlone,
    Condition,
    Contact,
    ContactPhone,
    Relation,
    Control,
    /// A running number; of no use to us.
    Serial,
}

/// Field, its name in Chinese and English, and every heading it has been seen under (folded, without spaces).
const HEADINGS: &[(Field, &str, &str, &str)] = &[
    (
        Field::Building,
        "楼号",
        "building",
        "楼号 楼栋 楼栋号 楼幢 楼幢号 幢 幢号 栋 栋号 楼 楼房号 楼座 座 座号 几号楼 所在楼栋 所属楼栋 楼宇
         楼栋单元 楼号单元 building buildingno buildingnumber bldg block tower",
    ),
    (
        Field::Unit,
        "单元",
        "unit",
        "单元 单元号 单元门 门栋 门洞 楼门 梯 所在单元 unit unitno entrance stair staircase",
    ),
    (
        Field::Floor,
        "楼层",
        "floor",
        "楼层 层 层数 所在楼层 层号 floor storey level",
    ),
    (
        Field::Room,
        "房号",
        "room",
        "房号 房间号 房间 房 房室号 室 室号 门牌 门牌号 门号 户号 房屋号 门户号 几室 室名 房屋编号 room roomno
         roomnumber door doorno flat flatno apartment apt aptno",
    ),
    (
        Field::Address,
        "住址",
        "address",
        "住址 地址 家庭住址 家庭地址 详细地址 详细住址 居住地址 居住地 现住址 现居住地 现居住地址 楼栋房号
         楼栋单元房号 楼号单元房号 楼栋门牌 楼栋门牌号 楼单元室 房屋地址 address homeaddress",
    ),
    (
        Field::Name,
        "姓名",
        "name",
        "姓名 名字 居民姓名 住户姓名 住户 居民 人员姓名 成员姓名 家庭成员 被管控人 老人姓名 学生姓名 name
         fullname resident residentname",
    ),
    (Field::Sex, "性别", "sex", "性别 男女 sex gender"),
    (
        Field::Identity,
        "身份证号",
        "identity number",
        "身份证 身份证号 身份证号码 公民身份号码 公民身份证号码 证件号 证件号码 证件编号 身份号码 idnumber idno
         idcard idcardno identitynumber identityno nationalid passport 护照号",
    ),
    (Field::Age, "年龄", "age", "年龄 岁数 周岁 年纪 年齡 age"),
    (
        Field::Phone,
        "联系电话",
        "phone",
        "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 本人电话 本人手机 移动电话 联系手机 固定电话 固话
         座机 住宅电话 住户电话 居民电话 phone phoneno phonenumber mobile mobileno mobilephone tel telephone
         cell",
    ),
    (
        Field::HouseholdSize,
        "同住人数",
        "household size",
        "同住人数 同住人口 家庭人数 家庭人口 家庭人口数 户内人数 户人数 人口数 人数 居住人数 常住人数 在家人数
         householdsize household peopleinhousehold persons",
    ),
    (
        Field::LivingAlone,
        "是否独居",
        "living alone",
        "是否独居 独居 独居情况 独居老人 是否独居老人 是否空巢 livingalone livesalone alone",
    ),
    (
        Field::Condition,
        "特殊情况",
        "condition",
        "特殊情况 备注 情况 特殊需求 健康状况 身体状况 身体情况 健康情况 基础病 基础疾病 病史 既往病史 疾病
         患病情况 特殊人群 人员类别 重点人群 特殊群体 特殊人群类别 特殊情况说明 情况说明 其他 其它 说明 需求
         困难 照护需求 condition conditions notes note remark remarks comment comments specialneeds health",
    ),
    (
        Field::Contact,
        "紧急联系人",
        "emergency contact",
        "紧急联系人 紧急联络人 应急联系人 联系人 联系人姓名 紧急联系人姓名 家属 家属姓名 亲属 亲属姓名 监护人
         监护人姓名 子女 子女姓名 家长 家长姓名 紧急联系人及电话 家属及电话 家属联系方式 emergencycontact
         contact contactname contactperson nextofkin guardian",
    ),
    (
        Field::ContactPhone,
        "紧急联系电话",
        "emergency phone",
        "紧急联系电话 紧急联系人电话 紧急电话 应急电话 应急联系电话 紧急联系方式 紧急联系人联系方式
         紧急联系人手机 紧急联系人手机号 紧急联系人联系电话 联系人电话 联系人手机 联系人联系方式 家属电话
         家属联系电话 家属手机 亲属电话 子女电话 子女联系电话 监护人电话 监护人联系电话 家长电话 家长联系电话
         emergencyphone emergencycontactphone contactphone contactno contactnumber contactmobile emergencytel",
    ),
    (
        Field::Relation,
        "关系",
        "relation",
        "关系 与本人关系 与居民关系 联系人关系 与联系人关系 紧急联系人关系 与紧急联系人关系 与老人关系
         与学生关系 relation relationship",
    ),
    (
        Field::Control,
        "管控类型",
        "control",
        "管控类型 管控措施 管控方式 管控状态 管控类别 管控情况 管控 管理类型 管理措施 隔离类型 隔离方式 封控类型
         control controltype measure quarantine",
    ),
    (Field::Serial, "序号", "number", "序号 编号 序 no nr # serial index id"),
];

static BY_HEADING: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| {
    HEADINGS
        .iter()
        .flat_map(|(field, .., words)| words.split_whitespace().map(|word| (word, *field)))
        .collect()
});

impl Field {
    /// What a person calls it.
    pub fn name(self, lang: Lang) -> &'static str {
        HEADINGS.iter().find(|row| row.0 == self).map_or("", |row| match lang {
            Lang::Zh => row.1,
            Lang::En => row.2,
        })
    }

    /// The field a heading stands for: in brackets, with stars, numbered, or as one of two (`楼号/楼栋`).
    pub(crate) fn of_heading(heading: &str) -> Option<Field> {
        let folded = without_brackets(&fold_dense(heading));
        exact(&folded)
            .or_else(|| is_identity(&folded).then_some(Field::Identity))
            .or_else(|| folded.split(['/', '、', ',', '|', '或']).find_map(exact))
    }

    /// Whether several columns of this kind add up; of the others the first counts.
    pub(crate) fn may_repeat(self) -> bool {
        matches!(
            self,
            Field::Phone | Field::Condition | Field::Contact | Field::ContactPhone | Field::Relation
        ) || matches!(self, Field::Identity | Field::Serial)
    }
}

fn exact(heading: &str) -> Option<Field> {
    let plain: String = heading
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '*' | ':' | '_' | '-' | '.' | '/' | '、' | '"' | '\'' | '?' | ';' | ' '
            )
        })
        .collect();
    let find = |text: &str| BY_HEADING.get(text).copied();
    let unnumbered = plain.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四".contains(c));
    find(&plain).or_else(|| find(unnumbered).filter(|field| field.may_repeat()))
}

fn is_identity(folded: &str) -> bool {
    ["身份证", "证件号", "身份号", "idcard", "identity"]
        .iter()
        .any(|word| folded.contains(word))
}

fn without_brackets(text: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0usize);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { text.to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn headings_are_recognised_as_offices_write_them() {
        for (heading, field) in [
            ("楼 号", Field::Building),
            ("＊楼栋：", Field::Building),
            ("Building No.", Field::Building),
            ("门牌", Field::Room),
            ("年龄（岁）", Field::Age),
            ("特殊情况/备注", Field::Condition),
            ("紧急联系人2", Field::Contact),
            ("身份证号码（18位）", Field::Identity),
            ("居民身份证件", Field::Identity),
        ] {
            assert_eq!(Field::of_heading(heading), Some(field), "{heading}");
        }
        assert_eq!(Field::of_heading("月亮湾社区封控楼栋居民摸排表"), None);
    }

    #[test]
    fn no_heading_stands_for_two_fields() {
        let mut seen = BTreeMap::new();
        for (field, .., words) in HEADINGS {
            for word in words.split_whitespace() {
                assert_eq!(seen.insert(word, *field), None, "{word}");
            }
        }
    }
}
