//! Emergency contacts: `杜强(女儿)`, `武强宇（侄女）`, `女儿 杜强 13700421809`.

use crate::identity::{MARK, scrub};
use crate::phone::phones;
use crate::text::{is_nothing, narrow};

/// Somebody to call about a resident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Empty when the file gives only a number or a relation.
    pub name: String,
    /// As in the file: 女儿, 侄女 … The resident's own further numbers have [`Contact::SELF`].
    pub relation: Option<String>,
    /// Digits only, without +86.
    pub phone: Option<String>,
}

impl Contact {
    /// The relation under which a resident's second and further numbers are kept.
    pub const SELF: &'static str = "本人";
}

const RELATIONS: [&str; 58] = [
    "儿媳妇",
    "女儿",
    "儿子",
    "老伴",
    "妻子",
    "丈夫",
    "爱人",
    "配偶",
    "对象",
    "父亲",
    "母亲",
    "爸爸",
    "妈妈",
    "父母",
    "儿媳",
    "女婿",
    "孙子",
    "孙女",
    "外孙",
    "外孙女",
    "哥哥",
    "弟弟",
    "姐姐",
    "妹妹",
    "兄弟",
    "姐妹",
    "侄子",
    "侄女",
    "外甥",
    "外甥女",
    "叔叔",
    "姑姑",
    "舅舅",
    "姨妈",
    "阿姨",
    "爷爷",
    "奶奶",
    "外公",
    "外婆",
    "姥姥",
    "姥爷",
    "邻居",
    "朋友",
    "同事",
    "保姆",
    "护工",
    "亲属",
    "亲戚",
    "子女",
    "家属",
    "监护人",
    "网格员",
    "楼长",
    "妻",
    "夫",
    "子",
    "女",
    "父",
];

/// The people a cell names, in its order.
pub(crate) fn contacts(text: &str) -> Vec<Contact> {
    text.split(['、', ';', '；', '/', '\n'])
        .filter(|part| !is_nothing(part))
        .filter_map(contact)
        .collect()
}

fn contact(part: &str) -> Option<Contact> {
    let narrowed: String = part.replace(MARK, " ").chars().map(narrow).collect();
    let phone = phones(&narrowed).numbers.into_iter().next();
    let mut found = Contact {
        phone,
        ..Contact::default()
    };
    // Digits are the phone's; what else stands there is a name and a relation, in any order.
    let is_break =
        |c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '(' | ')' | ',' | ':' | '-' | '+' | '=' | '"');
    for word in narrowed
        .split(is_break)
        .filter(|word| !word.is_empty() && !is_nothing(word))
    {
        let bracketed = narrowed.contains(&format!("({word})"));
        if found.relation.is_none() && (bracketed || RELATIONS.contains(&word)) {
            found.relation = Some(word.to_owned());
        } else if found.name.is_empty() {
            found.name = word.to_owned();
        } else {
            found.name = format!("{} {word}", found.name);
        }
    }
    split_leading_relation(&mut found);
    found.name = scrub(&found.name).unwrap_or(found.name);
    (found != Contact::default()).then_some(found)
}

/// `女儿杜强`: a relation and at least two more characters.
fn split_leading_relation(found: &mut Contact) {
    if found.relation.is_some() {
        return;
    }
    let long = RELATIONS.iter().filter(|relation| relation.chars().count() > 1);
    let mut split = long.filter_map(|relation| Some((*relation, found.name.strip_prefix(relation)?)));
    if let Some((relation, name)) = split.find(|(_, name)| (2..=4).contains(&name.chars().count())) {
        found.relation = Some(relation.to_owned());
        found.name = name.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_relation_and_phone_come_apart() {
        let daughter = Contact {
            name: "杜强".into(),
            relation: Some("女儿".into()),
            phone: None,
        };
        for text in [
            "杜强(女儿)",
            "杜强（女儿）",
            "女儿杜强",
            "女儿 杜强",
            "杜强-女儿",
            "女儿：杜强",
        ] {
            assert_eq!(contacts(text), std::slice::from_ref(&daughter), "{text}");
        }
        let with_phone = Contact {
            phone: Some("13700421809".into()),
            ..daughter.clone()
        };
        for text in [
            "杜强(女儿)13700421809",
            "女儿杜强 137 0042 1809",
            "女儿:杜强,137-0042-1809",
        ] {
            assert_eq!(contacts(text), std::slice::from_ref(&with_phone), "{text}");
        }
        assert_eq!(contacts("杜强(女儿)、李四").len(), 2);
        assert_eq!(contacts("无"), []);
        assert_eq!(contacts("武强宇（堂侄媳）")[0].relation.as_deref(), Some("堂侄媳"));
    }
}
