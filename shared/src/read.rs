//! How the phone reads: JSON becomes one [`Value`], and each type picks its own fields out of that.
//!
//! What serde derives for reading is 2 KB of the phone's code for every struct; here it is a call for every field.
//! Writing is derived as usual, and so is the reading of requests, which the server does. Fields that a type does not
//! know are ignored; null and missing are the same.
//!
//! Pages of a pull alone are read without a `Value` between: `PullResponse::from_json`.

use serde::{Deserialize, Deserializer, de::Error};

use crate::{
    json,
    value::{Fields, Value},
};

/// What can be read out of a `Value`; none where it is something else.
pub trait FromValue: Sized {
    fn from_value(value: Value) -> Option<Self>;
}

/// A message of ours; none where it is anything else.
pub fn from_json<T: FromValue>(json: &[u8]) -> Option<T> {
    T::from_value(json::read(json)?)
}

/// Takes one field out of an object.
pub fn take<T: FromValue>(said: &mut Fields, name: &str) -> Option<T> {
    T::from_value(said.remove(name).unwrap_or_default())
}

/// As `take`, for a field that is left out where it says nothing.
pub(crate) fn take_or_default<T: FromValue + Default>(said: &mut Fields, name: &str) -> Option<T> {
    said.remove(name).map_or_else(|| Some(T::default()), T::from_value)
}

/// What `read_by_value` writes.
pub(crate) fn deserialize<'de, T: FromValue, D: Deserializer<'de>>(from: D, name: &str) -> Result<T, D::Error> {
    T::from_value(Value::deserialize(from)?).ok_or_else(|| D::Error::custom(format_args!("not a {name}")))
}

/// Reading of structs by the names of their fields; those behind `or default` may be missing.
macro_rules! read_fields {
    ($($name:ident { $($field:ident),* $(; or default: $($optional:ident),*)? })*) => {$(
        impl $crate::read::FromValue for $name {
            fn from_value(value: $crate::value::Value) -> Option<Self> {
                let $crate::value::Value::Map(mut said) = value else {
                    return None;
                };
                Some(Self {
                    $($field: $crate::read::take(&mut said, stringify!($field))?,)*
                    $($($optional: $crate::read::take_or_default(&mut said, stringify!($optional))?,)*)?
                })
            }
        }
    )*};
}

/// `Deserialize` for types that are read from a `Value`.
macro_rules! read_by_value {
    ($($name:ident),*) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::read::deserialize(from, stringify!($name))
            }
        }
    )*};
}

/// An enum that messages carry as a word. With `or else`, a word this version does not know is read as that.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal),*
        $(; or else: $(#[$other_doc:meta])* $other:ident = $other_word:literal)?
    }) => {
        $(#[$meta])*
        pub enum $name {
            $($(#[$doc])* $variant,)*
            $($(#[$other_doc])* $other,)?
        }

        impl $name {
            const WORDS: &'static [(Self, &'static str)] = &[
                $((Self::$variant, $word),)*
                $((Self::$other, $other_word),)?
            ];

            /// As messages carry it.
            pub fn as_str(self) -> &'static str {
                Self::WORDS.iter().find(|(known, _)| *known == self).map_or("", |(_, word)| word)
            }
        }

        impl $crate::read::FromValue for $name {
            fn from_value(value: $crate::value::Value) -> Option<Self> {
                let word = value.as_text()?;
                let known = Self::WORDS.iter().find(|(_, known)| *known == word).map(|(known, _)| *known);
                $(let known = known.or(Some(Self::$other));)?
                known
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        $crate::read::read_by_value!($name);
    };
}

pub(crate) use {read_by_value, read_fields, words};

impl FromValue for Value {
    fn from_value(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl FromValue for Fields {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Map(map) = value { Some(map) } else { None }
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Text(text) = value {
            Some(text)
        } else {
            None
        }
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Option<Self> {
        value.as_bool()
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Option<Self> {
        value.as_int()
    }
}

impl FromValue for u64 {
    fn from_value(value: Value) -> Option<Self> {
        Self::try_from(value.as_int()?).ok()
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        T::from_value(value).map(Some)
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value) -> Option<Self> {
        let Value::List(list) = value else { return None };
        let mut read = Self::with_capacity(list.len());
        for item in list {
            read.push(T::from_value(item)?);
        }
        Some(read)
    }
}
