//! The letters that a name's signs are said with first: 张桂芝 is `zgz`. No table of signs is shipped: the common ones
//! stand in GB 2312 in the order of their pinyin, so that where a letter begins there is all one has to know.

/// What the first common sign of each letter is encoded as; no syllable begins with i, u or v.
const FIRST: [(u16, char); 23] = [
    (0xb0a1, 'a'),
    (0xb0c5, 'b'),
    (0xb2c1, 'c'),
    (0xb4ee, 'd'),
    (0xb6ea, 'e'),
    (0xb7a2, 'f'),
    (0xb8c1, 'g'),
    (0xb9fe, 'h'),
    (0xbbf7, 'j'),
    (0xbfa6, 'k'),
    (0xc0ac, 'l'),
    (0xc2e8, 'm'),
    (0xc4c3, 'n'),
    (0xc5b6, 'o'),
    (0xc5be, 'p'),
    (0xc6da, 'q'),
    (0xc8bb, 'r'),
    (0xc8f6, 's'),
    (0xcbfa, 't'),
    (0xcdda, 'w'),
    (0xcef4, 'x'),
    (0xd1b9, 'y'),
    (0xd4d1, 'z'),
];
/// The last common sign; behind it they stand by how they are written.
const LAST: u16 = 0xd7f9;

/// Signs that are said differently where they are a surname, and surnames that are not among the common signs.
const SURNAMES: [(char, char); 15] = [
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
    ('闫', 'y'),
    ('邱', 'q'),
    ('佟', 't'),
    ('郝', 'h'),
];

/// Letters of fewer signs would find half the site.
const LETTERS_MIN: usize = 2;

/// Whether a name may begin with these initials. A rare sign may be said in any way: better one person too many.
pub(super) fn may_be(name: &str, letters: &str) -> bool {
    if letters.len() < LETTERS_MIN || !letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    let mut signs = name.chars().filter(|sign| !sign.is_whitespace()).enumerate();
    let mut known = 0;
    let fits = letters.chars().all(|letter| {
        let Some((at, sign)) = signs.next() else { return false };
        match initial(sign, at == 0) {
            Some(initial) => {
                known += 1;
                initial == letter
            }
            None => true,
        }
    });
    fits && known > 0
}

fn initial(sign: char, is_surname: bool) -> Option<char> {
    if sign.is_ascii_alphanumeric() {
        return Some(sign.to_ascii_lowercase());
    }
    let surname = SURNAMES.iter().find(|(known, _)| is_surname && *known == sign);
    if let Some((_, letter)) = surname {
        return Some(*letter);
    }
    let mut text = [0; 4];
    let (bytes, _, is_lossy) = encoding_rs::GBK.encode(sign.encode_utf8(&mut text));
    let [high, low] = *bytes else { return None };
    let code = u16::from_be_bytes([high, low]);
    // Of the wider encoding, signs with a low byte below are none of the common ones.
    let is_common = !is_lossy && low >= 0xa1 && code <= LAST;
    let letter = FIRST.iter().take_while(|(first, _)| is_common && *first <= code).last();
    letter.map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_the_letters_they_begin_with() {
        for (name, letters) in [
            ("张桂芝", "zgz"),
            ("王秀英", "wxy"),
            ("欧阳建国", "oyjg"),
            ("阿依古丽", "aygl"),
            ("曾小龙", "zxl"),
            ("Anna", "an"),
        ] {
            assert!(may_be(name, letters), "{name} {letters}");
        }
        assert!(may_be("张桂芝", "zg"), "the first are enough");
        assert!(!may_be("张桂芝", "z") && !may_be("张桂芝", "zgzz") && !may_be("张桂芝", "gz"));
        assert!(!may_be("李梅", "zm") && !may_be("", "zm") && !may_be("张桂芝", "1203"));
    }

    #[test]
    fn a_rare_sign_may_be_said_in_any_way_but_one_at_least_is_known() {
        assert!(may_be("李喆", "lz") && may_be("李喆", "lx") && !may_be("李喆", "zz"));
        assert!(!may_be("喆喆", "zz"));
    }
}
