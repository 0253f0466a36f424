//! Reads JSON into a [`Value`]. The phone reads nothing but that, so it needs no reader for every form of type, no floats
//! and no words about what is wrong. Where thousands of the same come, `Reader` reads them without a `Value` between.

use std::borrow::Cow;

use crate::value::{Fields, Value};

mod write;

pub use write::write;

/// Lists and maps in each other; beyond it is nothing of ours.
const DEPTH_MAX: usize = 100;

/// None where it is not JSON, or holds a number that is not whole or beyond 64 bits.
pub fn read(json: &[u8]) -> Option<Value> {
    whole(json, Reader::value)
}

/// What `read` makes of all of `json`.
pub(crate) fn whole<'a, T>(json: &'a [u8], read: impl FnOnce(&mut Reader<'a>) -> Option<T>) -> Option<T> {
    let mut reader = Reader {
        rest: json,
        depth_left: DEPTH_MAX,
    };
    let read = read(&mut reader)?;
    reader.skip_space();
    reader.rest.is_empty().then_some(read)
}

/// Reads on from where it stands; after a None it stands anywhere.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    depth_left: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn value(&mut self) -> Option<Value> {
        self.skip_space();
        match self.rest.first()? {
            b'n' => self.word(b"null", Value::Null),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'"' => self.text().map(|text| Value::Text(text.into_owned())),
            b'[' => {
                let mut list = Vec::new();
                self.items(&mut |reader| {
                    list.push(reader.value()?);
                    Some(())
                })?;
                Some(Value::List(list))
            }
            b'{' => {
                let mut map = Fields::new();
                self.fields(&mut |name, reader| {
                    map.insert(name.into_owned(), reader.value()?);
                    Some(())
                })?;
                Some(Value::Map(map))
            }
            _ => self.number(),
        }
    }

    /// A list; `item` reads one of it.
    pub(crate) fn items(&mut self, item: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let mut more = self.begins(b'[', b']')?;
        while more {
            item(self)?;
            more = self.goes_on(b']')?;
        }
        Some(())
    }

    /// A map; `field` is told a name and reads its value.
    pub(crate) fn fields(&mut self, field: &mut dyn FnMut(Cow<'a, str>, &mut Self) -> Option<()>) -> Option<()> {
        let mut more = self.begins(b'{', b'}')?;
        while more {
            let name = self.text()?;
            self.takes(b':').then_some(())?;
            field(name, self)?;
            more = self.goes_on(b'}')?;
        }
        Some(())
    }

    /// Whether there is anything between the brackets.
    fn begins(&mut self, open: u8, close: u8) -> Option<bool> {
        self.depth_left = self.depth_left.checked_sub(1)?;
        self.takes(open).then(|| !self.ends(close))
    }

    fn goes_on(&mut self, close: u8) -> Option<bool> {
        if self.ends(close) {
            return Some(false);
        }
        self.takes(b',').then_some(true)
    }

    fn ends(&mut self, close: u8) -> bool {
        let ends = self.takes(close);
        self.depth_left += usize::from(ends);
        ends
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Takes `byte`, where it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        self.skip_space();
        match self.rest {
            [first, rest @ ..] if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Option<Value> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
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

    /// Borrowed where nothing in it is escaped.
    pub(crate) fn text(&mut self) -> Option<Cow<'a, str>> {
        self.takes(b'"').then_some(())?;
        let mut text = Cow::Borrowed("");
        loop {
            let ends_plain = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
            let plain = self.rest.iter().position(ends_plain)?;
            let (before, rest) = self.rest.split_at(plain);
            let (&end, rest) = rest.split_first()?;
            self.rest = rest;
            text += str::from_utf8(before).ok()?;
            match end {
                b'"' => return Some(text),
                b'\\' => text.to_mut().push(self.escaped()?),
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
