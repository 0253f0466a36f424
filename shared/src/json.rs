//! Reads JSON into a [`Value`]. The phone reads nothing but that, so it needs no reader for every form of type, no floats
//! and no words about what is wrong: a tenth of the code, and quicker.

use crate::value::{Fields, Value};

/// Lists and maps in each other; beyond it is nothing of ours.
const DEPTH_MAX: usize = 100;

/// None where it is not JSON, or holds a number that is not whole or beyond 64 bits.
pub fn read(json: &[u8]) -> Option<Value> {
    let mut reader = Reader {
        rest: json,
        depth_left: DEPTH_MAX,
    };
    let value = reader.value()?;
    reader.skip_space();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a [u8],
    depth_left: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Value> {
        self.skip_space();
        match self.rest.first()? {
            b'n' => self.word(b"null", Value::Null),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'"' => self.text().map(Value::Text),
            b'[' => self.nested(Self::list),
            b'{' => self.nested(Self::map),
            _ => self.number(),
        }
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Takes `byte`, where it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        self.skip_space();
        let Some(rest) = self.rest.strip_prefix(&[byte]) else {
            return false;
        };
        self.rest = rest;
        true
    }

    fn must(&mut self, byte: u8) -> Option<()> {
        self.takes(byte).then_some(())
    }

    fn word(&mut self, word: &[u8], value: Value) -> Option<Value> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Value>) -> Option<Value> {
        self.depth_left = self.depth_left.checked_sub(1)?;
        let value = read(self)?;
        self.depth_left += 1;
        Some(value)
    }

    fn list(&mut self) -> Option<Value> {
        self.must(b'[')?;
        let mut list = Vec::new();
        if self.takes(b']') {
            return Some(Value::List(list));
        }
        loop {
            list.push(self.value()?);
            if self.takes(b']') {
                return Some(Value::List(list));
            }
            self.must(b',')?;
        }
    }

    fn map(&mut self) -> Option<Value> {
        self.must(b'{')?;
        let mut map = Fields::new();
        if self.takes(b'}') {
            return Some(Value::Map(map));
        }
        loop {
            self.skip_space();
            let name = self.text()?;
            self.must(b':')?;
            map.insert(name, self.value()?);
            if self.takes(b'}') {
                return Some(Value::Map(map));
            }
            self.must(b',')?;
        }
    }

    fn number(&mut self) -> Option<Value> {
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest[sign..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, rest) = self.rest.split_at(sign + digits);
        // No zeros in front, and no -0, which is a float.
        if number != b"0" && number.get(sign) == Some(&b'0') {
            return None;
        }
        self.rest = rest;
        // What follows a whole number in a fraction is refused by whoever reads on.
        str::from_utf8(number).ok()?.parse().ok().map(Value::Int)
    }

    fn text(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix(b"\"")?;
        let mut text = Vec::new();
        loop {
            let plain = self
                .rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
            let (before, rest) = self.rest.split_at(plain);
            text.extend_from_slice(before);
            let (&end, rest) = rest.split_first()?;
            self.rest = rest;
            match end {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    let escaped = self.escaped()?;
                    text.extend_from_slice(escaped.encode_utf8(&mut [0; 4]).as_bytes());
                }
                // Control characters come escaped.
                _ => return None,
            }
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let (&letter, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                // A character of two halves.
                self.rest = self.rest.strip_prefix(b"\\u")?;
                let low = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + low);
            }
            _ => return None,
        })
    }

    /// Four hex digits.
    fn hex(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        digits
            .iter()
            .try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::tests::any_value;

    fn by_serde(json: &[u8]) -> Option<Value> {
        serde_json::from_slice(json).ok()
    }

    proptest! {
        #[test]
        fn what_serde_writes_is_read(value in any_value()) {
            prop_assert_eq!(read(&serde_json::to_vec(&value).unwrap()), Some(value.clone()));
            prop_assert_eq!(read(&serde_json::to_vec_pretty(&value).unwrap()), Some(value));
        }

        /// One byte changed, left out or put in: both take it, or neither.
        #[test]
        fn damage_is_judged_as_serde_judges_it(
            value in any_value(),
            at in any::<prop::sample::Index>(),
            byte in prop::sample::select(b"{}[]\",:\\u0019-+.eEtfn \n\x00\x1f\x80\xe4".as_slice()),
            how in 0..3,
        ) {
            let mut json = serde_json::to_vec(&value).unwrap();
            let at = at.index(json.len());
            match how {
                0 => json[at] = byte,
                1 => json.insert(at, byte),
                _ => drop(json.remove(at)),
            }
            prop_assert_eq!(read(&json), by_serde(&json), "{}", String::from_utf8_lossy(&json));
        }

        #[test]
        fn any_text_is_judged_as_serde_judges_it(text in r#"[\[\]{}",:\\/a-fnrtu0-9 .-]{0,24}"#) {
            prop_assert_eq!(read(text.as_bytes()), by_serde(text.as_bytes()));
        }

        #[test]
        fn escapes_are_judged_as_serde_judges_them(text in r#""(\\u(d[89a-f]|00)[0-9a-f]{2}|\\[bfnrtu/\\"x]|月){0,6}""#) {
            prop_assert_eq!(read(text.as_bytes()), by_serde(text.as_bytes()), "{}", text);
        }
    }

    #[test]
    fn numbers_are_whole_and_of_64_bits() {
        assert_eq!(read(b"-9223372036854775808"), Some(Value::Int(i64::MIN)));
        for wrong in ["9223372036854775808", "1.5", "1e3", "-0", "01", "-", "--1", "+1", ""] {
            assert_eq!(read(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_deep_nest_is_refused_before_the_stack_ends() {
        let nest = |depth| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(read(nest(DEPTH_MAX).as_bytes()).is_some());
        assert_eq!(read(nest(DEPTH_MAX + 1).as_bytes()), None);
        assert_eq!(read("[".repeat(1_000_000).as_bytes()), None);
    }
}
