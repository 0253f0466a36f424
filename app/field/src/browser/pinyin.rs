//! The letter that a Chinese sign is said with first, from the browser's own order of pinyin: no table of signs is
//! shipped. Where the browser has no such order, nobody is found by initials.

use std::cell::RefCell;

use js_sys::{Array, Function, Intl::Collator, Object};
use shared::numbered::Numbered;
use wasm_bindgen::JsValue;

/// The first sign of every letter in that order; no syllable begins with i, u or v.
const FIRST: [(char, char); 23] = [
    ('a', '阿'),
    ('b', '八'),
    ('c', '嚓'),
    ('d', '咑'),
    ('e', '妸'),
    ('f', '发'),
    ('g', '旮'),
    ('h', '铪'),
    ('j', '丌'),
    ('k', '咔'),
    ('l', '垃'),
    ('m', '呒'),
    ('n', '拏'),
    ('o', '噢'),
    ('p', '妑'),
    ('q', '七'),
    ('r', '亽'),
    ('s', '仨'),
    ('t', '他'),
    ('w', '屲'),
    ('x', '夕'),
    ('y', '丫'),
    ('z', '帀'),
];

/// Signs that are said differently where they are a surname.
const SURNAMES: [(char, char); 11] = [
    ('曾', 'z'),
    ('单', 's'),
    ('解', 'x'),
    ('仇', 'q'),
    ('查', 'z'),
    ('朴', 'p'),
    ('区', 'o'),
    ('覃', 'q'),
    ('翟', 'z'),
    ('尉', 'y'),
    ('盖', 'g'),
];

thread_local! {
    /// By the number of the sign; one site has a few hundred different ones.
    static KNOWN: RefCell<Numbered<Option<char>>> = RefCell::default();
}

/// `zgz` for 张桂芝; letters and digits stay.
pub(crate) fn initials(name: &str) -> String {
    let order = order();
    let surname = name
        .chars()
        .next()
        .and_then(|first| SURNAMES.iter().find(|(sign, _)| *sign == first));
    let mut letters: String = surname.map(|(_, letter)| *letter).into_iter().collect();
    for sign in name.chars().skip(letters.len()) {
        letters.extend(letter(&order, sign));
    }
    letters
}

fn letter(order: &Function, sign: char) -> Option<char> {
    KNOWN.with_borrow_mut(|known| {
        if let Some(letter) = known.get(sign.into()) {
            return *letter;
        }
        let letter = initial(order, sign);
        known.insert(sign.into(), letter);
        letter
    })
}

fn order() -> Function {
    let locales = Array::of1(&"zh-u-co-pinyin".into());
    Collator::new(&locales, &Object::new()).compare()
}

fn initial(order: &Function, sign: char) -> Option<char> {
    if sign.is_ascii_alphanumeric() {
        return Some(sign);
    }
    if !('\u{3400}'..='\u{9fff}').contains(&sign) {
        return None;
    }
    let said = JsValue::from(sign.to_string());
    let is_before = |(_, first): &&(char, char)| {
        let first = JsValue::from(first.to_string());
        let order = order.call2(&JsValue::UNDEFINED, &first, &said);
        order
            .ok()
            .and_then(|order| order.as_f64())
            .is_some_and(|order| order <= 0.0)
    };
    FIRST.iter().take_while(is_before).last().map(|(letter, _)| *letter)
}
