//! A record that is read when it is first asked for: of thousands of visits a screen shows a few.

use std::sync::OnceLock;

use crate::{
    packed::{Look, Packed},
    record::Record,
};

#[derive(Debug)]
pub(super) struct Lazy<T> {
    packed: Packed,
    read: OnceLock<Box<T>>,
}

impl<T: for<'a> From<&'a Record>> Lazy<T> {
    /// `mend`: what is to be made of it, as things stand when it is read; see [`Lazy::forget`].
    pub(super) fn read(&self, mend: &dyn Fn(&mut T)) -> &T {
        self.read.get_or_init(|| {
            let mut read = Box::new(T::from(&self.packed.unpack()));
            mend(&mut read);
            read
        })
    }

    /// It is to be read anew.
    pub(super) fn forget(&mut self) {
        self.read = OnceLock::new();
    }
}

impl<T> From<Look<'_>> for Lazy<T> {
    fn from(look: Look<'_>) -> Self {
        let packed = match look {
            Look::Plain(record) => record.clone().into(),
            Look::Packed(packed) => packed.clone(),
        };
        Self {
            packed,
            read: OnceLock::new(),
        }
    }
}
