//! The kinds of record. A kind this version does not know is carried through unchanged.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{read::FromValue, value::Value};

macro_rules! kinds {
    ($($name:ident = $text:literal),* $(,)?) => {
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($name,)*
            /// From a newer version: kept and handed on, never judged.
            Other(Box<str>),
        }

        impl Kind {
            /// Every kind this version knows.
            pub const KNOWN: &'static [Kind] = &[$(Kind::$name),*];

            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for Kind {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$name,)*
                    _ => Self::Other(text.into()),
                }
            }
        }
    };
}

kinds! {
    Site = "site",
    Building = "building",
    Door = "door",
    Resident = "resident",
    Template = "template",
    Account = "account",
    Tick = "tick",
    Visit = "visit",
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl FromValue for Kind {
    fn from_value(value: Value) -> Option<Self> {
        value.as_text().map(Self::from)
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Ok(Self::from(text.as_ref()))
    }
}
