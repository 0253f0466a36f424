//! The one table from what offices write about a person to care tags. The source text is kept beside them.

use std::collections::BTreeSet;

use crate::note::Lang;
use crate::text::fold;

/// Every care tag: its name as stored, in Chinese, in English.
pub const CARE_TAGS: [(&str, &str, &str); 25] = [
    ("alone", "独居", "lives alone"),
    ("allergy", "过敏", "allergy"),
    ("bedridden", "卧床", "bedridden"),
    ("cancer", "肿瘤", "cancer"),
    ("chronic", "慢性病", "chronic illness"),
    ("dementia", "失智", "dementia"),
    ("dependent", "失能", "needs care"),
    ("diabetes", "糖尿病", "diabetes"),
    ("dialysis", "透析", "dialysis"),
    ("disability", "残疾", "disability"),
    ("elderly", "高龄", "very old"),
    ("epilepsy", "癫痫", "epilepsy"),
    ("hearing", "听力差", "hears badly"),
    ("heart", "心脏病", "heart disease"),
    ("hypertension", "高血压", "high blood pressure"),
    ("infant", "婴幼儿", "infant"),
    ("kidney", "肾病", "kidney disease"),
    ("medication", "需用药", "needs medication"),
    ("mental", "精神障碍", "mental illness"),
    ("mobility", "行动不便", "walks badly"),
    ("postpartum", "产妇", "after childbirth"),
    ("pregnant", "孕妇", "pregnant"),
    ("respiratory", "呼吸疾病", "lung disease"),
    ("sight", "视力差", "sees badly"),
    ("stroke", "中风", "stroke"),
];

/// A tag, and the words that mean it as folded text has them (lower case, half width).
const WORDS: &[(&str, &str)] = &[
    (
        "alone",
        "独居 | 孤寡 | 空巢 | 独自居住 | 一个人住 | 一人居住 | lives alone | living alone",
    ),
    ("allergy", "过敏 | allerg"),
    (
        "bedridden",
        "卧床 | 瘫痪 | 在床 | 植物人 | 不能下床 | bedridden | paraly",
    ),
    (
        "cancer",
        "癌 | 肿瘤 | 化疗 | 放疗 | 白血病 | 淋巴瘤 | cancer | tumor | tumour | chemo | leukemia | leukaemia",
    ),
    ("chronic", "慢性病 | 慢病 | 基础病 | 基础疾病 | 多种疾病 | chronic"),
    (
        "dementia",
        "痴呆 | 失智 | 阿尔茨海默 | 阿尔兹海默 | 老年性健忘 | 认知障碍 | 走失 | dementia | alzheimer",
    ),
    (
        "dependent",
        "失能 | 不能自理 | 无法自理 | 半自理 | 需人照顾 | 需要照顾 | 需照护 | needs care",
    ),
    ("diabetes", "糖尿病 | 血糖高 | 高血糖 | 胰岛素 | diabet | insulin"),
    ("dialysis", "透析 | 血透 | 腹透 | dialysis"),
    (
        "disability",
        "残疾 | 伤残 | 肢残 | 截肢 | 智障 | 智力障碍 | 自闭症 | 脑瘫 | disab",
    ),
    ("elderly", "高龄 | very old"),
    ("epilepsy", "癫痫 | 羊角风 | 羊癫疯 | epilep"),
    (
        "hearing",
        "听力差 | 听力不好 | 听力下降 | 听力障碍 | 听力残疾 | 听力弱 | 听障 | 听不清 | 听不见 | 耳背 | 耳聋 |
         失聪 | 聋 | hearing | deaf",
    ),
    (
        "heart",
        "心脏 | 冠心病 | 心梗 | 心肌 | 心衰 | 心力衰竭 | 心绞痛 | 房颤 | 心律 | 支架 | 起搏器 | 搭桥 | heart |
         cardiac | pacemaker",
    ),
    ("hypertension", "高血压 | 血压高 | hypertension | high blood pressure"),
    (
        "infant",
        "婴儿 | 婴幼儿 | 幼儿 | 新生儿 | 月龄 | 未满周岁 | infant | baby | newborn",
    ),
    (
        "kidney",
        "尿毒症 | 肾衰 | 肾病 | 肾炎 | 肾移植 | 透析 | 血透 | 腹透 | kidney | dialysis",
    ),
    (
        "medication",
        "服药 | 吃药 | 用药 | 药物 | 胰岛素 | 注射 | medication | insulin",
    ),
    (
        "mental",
        "精神 | 抑郁 | 躁狂 | 双相 | 焦虑症 | 精分 | mental | depress | schizo | bipolar",
    ),
    (
        "mobility",
        "行动不便 | 行走不便 | 腿脚不便 | 腿脚不好 | 腿疾 | 行动困难 | 活动不便 | 轮椅 | 拐杖 | 拄拐 | 骨折 |
         偏瘫 | 半身不遂 | 不能下楼 | 股骨头 | 帕金森 | wheelchair | mobility | walks badly | can't walk",
    ),
    ("postpartum", "产妇 | 产后 | 哺乳 | 月子 | postpartum | breastfeeding"),
    (
        "pregnant",
        "孕妇 | 怀孕 | 孕期 | 孕周 | 孕产 | 孕早期 | 孕中期 | 孕晚期 | 已孕 | 孕1 | 孕2 | 孕3 | 孕4 | 妊娠 |
         待产 | 临产 | 预产期 | pregnan",
    ),
    (
        "respiratory",
        "哮喘 | 慢阻肺 | 肺气肿 | 支气管 | 呼吸机 | 制氧 | 吸氧 | 呼吸道疾病 | 尘肺 | 肺结核 | asthma | copd |
         oxygen",
    ),
    (
        "sight",
        "视力差 | 视力不好 | 视力下降 | 视力障碍 | 视力残疾 | 视力弱 | 视障 | 看不清 | 看不见 | 失明 | 白内障 |
         青光眼 | 眼疾 | 弱视 | 盲 | blind | sees badly | eyesight",
    ),
    (
        "stroke",
        "中风 | 脑梗 | 脑出血 | 脑溢血 | 卒中 | 偏瘫 | 半身不遂 | stroke",
    ),
];

/// In front of a word these say the opposite: `无高血压`, `非独居`, `否认过敏史`.
const NEGATIONS: [&str; 11] = [
    "无", "没有", "非", "未", "不", "否认", "没", "no ", "not ", "without ", "non-",
];

/// Behind it these do: `精神良好`, `心脏正常`.
const ALL_WELL: [&str; 5] = ["正常", "良好", "健康", "很好", "无异常"];

/// The tags a condition text stands for.
pub fn care_tags(text: &str) -> BTreeSet<&'static str> {
    let folded = fold(text);
    let means = |word: &str| {
        folded
            .match_indices(word)
            .any(|(at, _)| !is_denied(&folded[..at], &folded[at + word.len()..]))
    };
    WORDS
        .iter()
        .filter(|(_, words)| each(words).any(means))
        .map(|(tag, _)| *tag)
        .collect()
}

fn each(words: &str) -> impl Iterator<Item = &str> {
    words.split('|').map(str::trim)
}

fn is_denied(before: &str, after: &str) -> bool {
    NEGATIONS.iter().any(|word| before.ends_with(word)) || ALL_WELL.iter().any(|word| after.starts_with(word))
}

/// What a person calls a tag; the tag itself when it isn't ours.
pub fn care_tag_name(tag: &str, lang: Lang) -> &str {
    CARE_TAGS.iter().find(|row| row.0 == tag).map_or(tag, |row| match lang {
        Lang::Zh => row.1,
        Lang::En => row.2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_map_to_tags() {
        for (text, tags) in [
            ("行动不便", &["mobility"][..]),
            ("高血压", &["hypertension"]),
            ("孕妇 32周", &["pregnant"]),
            ("视力差 听力差", &["hearing", "sight"]),
            ("每周透析3次(一三五)", &["dialysis", "kidney"]),
            ("精神障碍,按时服药", &["medication", "mental"]),
            ("癌症化疗期", &["cancer"]),
            ("心脏支架", &["heart"]),
            ("瘫痪在床", &["bedridden"]),
            ("糖尿病,需胰岛素", &["diabetes", "medication"]),
            ("婴儿6个月", &["infant"]),
            ("独居老人，残疾，青霉素过敏", &["allergy", "alone", "disability"]),
            ("偏瘫", &["mobility", "stroke"]),
            ("Deaf, insulin", &["diabetes", "hearing", "medication"]),
            ("党员", &[]),
        ] {
            assert_eq!(care_tags(text), tags.iter().copied().collect(), "{text}");
        }
    }

    #[test]
    fn what_is_denied_is_not_tagged() {
        for text in [
            "无高血压",
            "非独居",
            "没有过敏史",
            "否认心脏病史",
            "未怀孕",
            "不孕",
            "精神良好",
            "无",
        ] {
            assert_eq!(care_tags(text), BTreeSet::new(), "{text}");
        }
    }

    #[test]
    fn every_word_leads_to_a_tag_with_a_name() {
        for (tag, words) in WORDS {
            assert!(CARE_TAGS.iter().any(|row| row.0 == *tag), "{tag}");
            assert!(each(words).all(|word| !word.is_empty() && fold(word) == word), "{tag}");
        }
        assert_eq!(WORDS.len(), CARE_TAGS.len());
    }
}
