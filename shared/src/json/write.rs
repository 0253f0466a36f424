//! Writes JSON: what serde derives, without spaces, byte for byte as `serde_json` does. Nothing of ours can refuse to be
//! written, so there is no error, and no code for one.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{
        Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

/// `said` as JSON.
pub fn write<T: Serialize + ?Sized>(said: &T) -> String {
    let mut json = String::new();
    let Ok(()) = said.serialize(Writer { json: &mut json });
    json
}

struct Writer<'a> {
    json: &'a mut String,
}

/// Never made.
#[derive(Debug)]
enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        unreachable!("nothing of ours refuses to be written")
    }
}

type Done = Result<(), Never>;

/// A list or a map that is being written.
struct Open<'a> {
    json: &'a mut String,
    is_first: bool,
    /// What closes it.
    close: &'static str,
}

impl<'a> Open<'a> {
    fn new(json: &'a mut String, open: char, close: &'static str) -> Self {
        json.push(open);
        Self {
            json,
            is_first: true,
            close,
        }
    }

    fn comma(&mut self) {
        if !self.is_first {
            self.json.push(',');
        }
        self.is_first = false;
    }

    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Done {
        self.comma();
        item.serialize(Writer { json: self.json })
    }

    fn name(&mut self, name: &str) {
        self.comma();
        text(self.json, name);
        self.json.push(':');
    }

    fn end(self) -> Done {
        self.json.push_str(self.close);
        Ok(())
    }
}

fn text(json: &mut String, said: &str) {
    json.push('"');
    let mut rest = said;
    while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\' | '\0'..' ')) {
        let (plain, special) = rest.split_at(at);
        let (special, behind) = special.split_at(1);
        json.push_str(plain);
        json.push('\\');
        match special.as_bytes() {
            b"\n" => json.push('n'),
            b"\r" => json.push('r'),
            b"\t" => json.push('t'),
            b"\x08" => json.push('b'),
            b"\x0c" => json.push('f'),
            [control @ ..b' '] => {
                json.push_str("u00");
                let digits = [control >> 4, control & 15].map(|digit| char::from_digit(digit.into(), 16));
                json.extend(digits.into_iter().flatten());
            }
            _ => json.push_str(special),
        }
        rest = behind;
    }
    json.push_str(rest);
    json.push('"');
}

impl<'a> Writer<'a> {
    fn plain(self, said: &str) -> Done {
        self.json.push_str(said);
        Ok(())
    }

    /// `{"name":`, for a variant with something inside.
    fn variant(&mut self, name: &str) {
        self.json.push('{');
        text(self.json, name);
        self.json.push(':');
    }
}

macro_rules! whole_numbers {
    ($($name:ident $of:ty),*) => {$(
        fn $name(self, number: $of) -> Done {
            self.plain(&number.to_string())
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    whole_numbers! {
        serialize_i64 i64, serialize_u64 u64
    }

    fn serialize_i8(self, number: i8) -> Done {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Done {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Done {
        self.serialize_i64(number.into())
    }

    fn serialize_u8(self, number: u8) -> Done {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Done {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Done {
        self.serialize_u64(number.into())
    }

    fn serialize_f32(self, _: f32) -> Done {
        unreachable!("there are no floats")
    }

    fn serialize_f64(self, _: f64) -> Done {
        unreachable!("there are no floats")
    }

    fn serialize_bool(self, flag: bool) -> Done {
        self.plain(if flag { "true" } else { "false" })
    }

    fn serialize_char(self, letter: char) -> Done {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, said: &str) -> Done {
        text(self.json, said);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Done {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Done {
        self.plain("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, some: &T) -> Done {
        some.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.plain("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.plain("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, inner: &T) -> Done {
        inner.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        inner: &T,
    ) -> Done {
        self.variant(variant);
        inner.serialize(Writer { json: self.json })?;
        self.plain("}")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Never> {
        Ok(Open::new(self.json, '[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Never> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Never> {
        self.variant(variant);
        Ok(Open::new(self.json, '[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Never> {
        Ok(Open::new(self.json, '{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Never> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Never> {
        self.variant(variant);
        Ok(Open::new(self.json, '{', "}}"))
    }
}

macro_rules! lists {
    ($($of:ident $write:ident),*) => {$(
        impl $of for Open<'_> {
            type Ok = ();
            type Error = Never;

            fn $write<T: Serialize + ?Sized>(&mut self, item: &T) -> Done {
                self.item(item)
            }

            fn end(self) -> Done {
                Open::end(self)
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

macro_rules! structs {
    ($($of:ident),*) => {$(
        impl $of for Open<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
                self.name(name);
                value.serialize(Writer { json: self.json })
            }

            fn end(self) -> Done {
                Open::end(self)
            }
        }
    )*};
}

structs! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Never;

    /// Names are text; whatever else is a name is said as text.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Done {
        self.comma();
        let from = self.json.len();
        name.serialize(Writer { json: self.json })?;
        if !self.json[from..].starts_with('"') {
            self.json.insert(from, '"');
            self.json.push('"');
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.json.push(':');
        value.serialize(Writer { json: self.json })
    }

    fn end(self) -> Done {
        Open::end(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::value::tests::any_value;

    #[derive(Serialize)]
    struct All<'a> {
        small: (i8, u16, i64, u64),
        none: Option<u8>,
        some: Option<&'a str>,
        letter: char,
        unit: (),
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        numbers: BTreeMap<u32, bool>,
        forms: Vec<Form>,
    }

    #[derive(Serialize)]
    enum Form {
        Plain,
        One(i32),
        Two(i32, bool),
        Named { at: i64 },
    }

    #[derive(Serialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Tagged {
        Plain,
        Named { at: i64 },
    }

    proptest! {
        #[test]
        fn a_value_is_written_as_serde_json_writes_it(value in any_value()) {
            prop_assert_eq!(write(&value), serde_json::to_string(&value).unwrap());
        }

        #[test]
        fn any_text_is_escaped_as_serde_json_escapes_it(text in any::<String>(), control in "[\\x00-\\x22\\x5c\\x7f月]{0,40}") {
            prop_assert_eq!(write(&text), serde_json::to_string(&text).unwrap());
            prop_assert_eq!(write(&control), serde_json::to_string(&control).unwrap());
        }
    }

    #[test]
    fn every_form_of_type_is_written_as_serde_json_writes_it() {
        let all = All {
            small: (i8::MIN, u16::MAX, i64::MIN, u64::MAX),
            none: None,
            some: Some("\"月\"\u{1}"),
            letter: '\n',
            unit: (),
            left_out: None,
            numbers: BTreeMap::from([(1, true), (20, false)]),
            forms: vec![Form::Plain, Form::One(1), Form::Two(-1, true), Form::Named { at: 0 }],
        };
        assert_eq!(write(&all), serde_json::to_string(&all).unwrap());
        let tagged = [Tagged::Plain, Tagged::Named { at: 5 }];
        assert_eq!(write(&tagged), serde_json::to_string(&tagged).unwrap());
        let empty: (Vec<u8>, BTreeMap<String, u8>) = Default::default();
        assert_eq!(write(&empty), serde_json::to_string(&empty).unwrap());
    }
}
