//! A record with its fields packed: the form in which a phone keeps tens of thousands of rows, of which it looks at few.
//! Packed, a row is one piece of memory; unpacked, a dozen. The fields are postcard, as on the phone's disk; single ones
//! are read without unpacking the rest.

use std::{borrow::Cow, sync::Arc};

use crate::{id::RecordId, kind::Kind, op::VALUE_DEPTH_MAX, record::Record, value::Fields};

/// A record whose fields are unpacked when they are wanted.
#[derive(Clone, Debug)]
pub struct Packed {
    pub kind: Kind,
    pub id: RecordId,
    pub seq: u64,
    /// Shared by the rows that were read together: thousands of small pieces would be more than they hold.
    whole: Arc<[u8]>,
    from: u32,
    to: u32,
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        (&self.kind, self.id, self.seq, self.bytes()) == (&other.kind, other.id, other.seq, other.bytes())
    }
}

impl Eq for Packed {}

/// Bytes that are no packed fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl Packed {
    pub fn new(kind: Kind, id: RecordId, seq: u64, fields: &Fields) -> Self {
        // Only a value that can't tell its length fails to pack; fields and lists can.
        let Ok(fields) = postcard::to_stdvec(fields) else {
            unreachable!("fields pack");
        };
        let to = u32::try_from(fields.len()).unwrap_or(u32::MAX);
        Self {
            kind,
            id,
            seq,
            whole: fields.into(),
            from: 0,
            to,
        }
    }

    /// From the packed fields that begin at `from`; also where they end.
    pub fn read(kind: Kind, id: RecordId, seq: u64, whole: &Arc<[u8]>, from: usize) -> Result<(Self, usize), Damaged> {
        let mut walk = Walk(whole.get(from..).ok_or(Damaged)?);
        walk.skip_map(VALUE_DEPTH_MAX).ok_or(Damaged)?;
        let end = whole.len() - walk.0.len();
        let place = |at: usize| u32::try_from(at).map_err(|_| Damaged);
        let packed = Self {
            kind,
            id,
            seq,
            whole: whole.clone(),
            from: place(from)?,
            to: place(end)?,
        };
        Ok((packed, end))
    }

    /// The packed fields.
    pub fn bytes(&self) -> &[u8] {
        // Within `whole`, as `read` and `new` have found.
        self.whole.get(self.from as usize..self.to as usize).unwrap_or_default()
    }

    pub fn unpack(&self) -> Record {
        Record {
            kind: self.kind.clone(),
            id: self.id,
            seq: self.seq,
            // `read` has walked them, and `new` has made them.
            fields: postcard::from_bytes(self.bytes()).unwrap_or_default(),
        }
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        let mut walk = self.find(field)?;
        (walk.byte()? == TEXT).then_some(())?;
        std::str::from_utf8(walk.bytes()?).ok()
    }

    pub fn int(&self, field: &str) -> Option<i64> {
        let mut walk = self.find(field)?;
        (walk.byte()? == INT).then_some(())?;
        let zigzag = walk.number()?;
        Some((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
    }

    /// A reference to another record; none where it is missing or not an id.
    pub fn reference(&self, field: &str) -> Option<RecordId> {
        self.text(field)?.parse().ok()
    }

    /// Just before the value of a field.
    fn find(&self, field: &str) -> Option<Walk<'_>> {
        let mut walk = Walk(self.bytes());
        for _ in 0..walk.number()? {
            if walk.bytes()? == field.as_bytes() {
                return Some(walk);
            }
            walk.skip(VALUE_DEPTH_MAX)?;
        }
        None
    }
}

impl From<Record> for Packed {
    fn from(record: Record) -> Self {
        Self::new(record.kind, record.id, record.seq, &record.fields)
    }
}

/// A record to look at, packed or not.
#[derive(Clone, Copy, Debug)]
pub enum Look<'a> {
    Plain(&'a Record),
    Packed(&'a Packed),
}

impl<'a> Look<'a> {
    pub const fn id(self) -> RecordId {
        match self {
            Self::Plain(record) => record.id,
            Self::Packed(packed) => packed.id,
        }
    }

    pub const fn kind(self) -> &'a Kind {
        match self {
            Self::Plain(record) => &record.kind,
            Self::Packed(packed) => &packed.kind,
        }
    }

    pub fn text(self, field: &str) -> Option<&'a str> {
        match self {
            Self::Plain(record) => record.text(field),
            Self::Packed(packed) => packed.text(field),
        }
    }

    pub fn int(self, field: &str) -> Option<i64> {
        match self {
            Self::Plain(record) => record.int(field),
            Self::Packed(packed) => packed.int(field),
        }
    }

    pub fn reference(self, field: &str) -> Option<RecordId> {
        match self {
            Self::Plain(record) => record.reference(field),
            Self::Packed(packed) => packed.reference(field),
        }
    }

    /// All of it.
    pub fn record(self) -> Cow<'a, Record> {
        match self {
            Self::Plain(record) => Cow::Borrowed(record),
            Self::Packed(packed) => Cow::Owned(packed.unpack()),
        }
    }
}

impl<'a> From<&'a Record> for Look<'a> {
    fn from(record: &'a Record) -> Self {
        Self::Plain(record)
    }
}

/// How postcard marks the kinds of value, in the order in which `Value` names them.
const NULL: u8 = 0;
const BOOL: u8 = 1;
const INT: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const MAP: u8 = 5;

/// Seven bits a byte: a number of 64 bits has ten at most.
const NUMBER_BYTES_MAX: u32 = 10;

/// What is still to be read. `None`: damaged.
struct Walk<'a>(&'a [u8]);

impl<'a> Walk<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for at in 0..NUMBER_BYTES_MAX {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Past one value, in which at most `depth` lists and maps are nested.
    fn skip(&mut self, depth: usize) -> Option<()> {
        match self.byte()? {
            NULL => {}
            BOOL => {
                self.byte()?;
            }
            INT => {
                self.number()?;
            }
            TEXT => {
                self.bytes()?;
            }
            LIST => {
                let depth = depth.checked_sub(1)?;
                for _ in 0..self.number()? {
                    self.skip(depth)?;
                }
            }
            MAP => self.skip_map(depth.checked_sub(1)?)?,
            _ => return None,
        }
        Some(())
    }

    fn skip_map(&mut self, depth: usize) -> Option<()> {
        for _ in 0..self.number()? {
            self.bytes()?;
            self.skip(depth)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        time::UnixMs,
        value::{Value, tests::any_value},
    };

    fn packed(fields: &Fields) -> Packed {
        Packed::new(Kind::Visit, RecordId::made(UnixMs(1), [1; 10]), 7, fields)
    }

    proptest! {
        #[test]
        fn a_packed_record_unpacks_and_is_found_among_others(
            fields in prop::collection::btree_map("[a-z]{1,6}", any_value(), 0..6),
            behind in prop::collection::vec(any::<u8>(), 0..9),
        ) {
            let whole = packed(&fields);
            prop_assert_eq!(&whole.unpack().fields, &fields);
            let bytes = [whole.bytes(), &behind].concat();
            let (read, end) = Packed::read(whole.kind.clone(), whole.id, whole.seq, &bytes.as_slice().into(), 0).unwrap();
            prop_assert_eq!(&read, &whole);
            prop_assert_eq!(&bytes[end..], behind);
            for (name, value) in &fields {
                prop_assert_eq!(whole.text(name), value.as_text());
                prop_assert_eq!(whole.int(name), value.as_int());
            }
            prop_assert_eq!(whole.text("not there"), None);
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let whole = bytes.into();
            if let Ok((read, end)) = Packed::read(Kind::Visit, RecordId::NIL, 1, &whole, 0) {
                prop_assert_eq!(read.bytes(), &whole[..end]);
                read.unpack();
            }
        }
    }

    #[test]
    fn fields_cut_short_are_damaged() {
        let whole = packed(&crate::value::fields([("door", "x".into()), ("at", 5.into())]));
        for length in 0..whole.bytes().len() {
            let cut = Packed::read(Kind::Visit, RecordId::NIL, 1, &whole.bytes()[..length].into(), 0);
            assert_eq!(cut, Err(Damaged), "{length}");
        }
    }

    #[test]
    fn nesting_without_end_is_damaged() {
        let deep = (0..=VALUE_DEPTH_MAX).fold(Value::Null, |value, _| Value::List(vec![value]));
        let fields = crate::value::fields([("a", deep)]);
        let bytes = postcard::to_stdvec(&fields).unwrap();
        let read = Packed::read(Kind::Visit, RecordId::NIL, 1, &bytes.into(), 0);
        assert_eq!(read, Err(Damaged));
    }
}
