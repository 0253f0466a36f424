//! A record that is read when it is first asked for: of thousands of visits a screen shows a few.

use std::sync::OnceLock;

use crate::{
    packed::{Look, Packed},
    record::Record,
};

#[derive(Debug)]
pub(super) enum Lazy<T> {
    Read(T),
    Packed { packed: Packed, read: OnceLock<Box<T>> },
}

impl<T: for<'a> From<&'a Record>> Lazy<T> {
    pub(super) fn read(&self) -> &T {
        match self {
            Self::Read(read) => read,
            Self::Packed { packed, read } => read.get_or_init(|| Box::new(T::from(&packed.unpack()))),
        }
    }
}

impl<T: for<'a> From<&'a Record>> From<Look<'_>> for Lazy<T> {
    fn from(look: Look<'_>) -> Self {
        match look {
            Look::Plain(record) => Self::Read(record.into()),
            Look::Packed(packed) => Self::Packed {
                packed: packed.clone(),
                read: OnceLock::new(),
            },
        }
    }
}
