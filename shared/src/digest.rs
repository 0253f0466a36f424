//! What a phone and its server hold each other's rows against: of each kind how many there are, and a digest over which
//! they are and when each was last written. What is in a row is not looked at: whoever has the same write has the same row.

use serde::Serialize;

use crate::{
    id::RecordId,
    kind::Kind,
    read::{read_by_value, read_fields},
};

mod sha256;

use sha256::Sha256;

/// The live rows of one kind that somebody should have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindDigest {
    pub kind: Kind,
    pub count: u64,
    /// SHA-256, as hexadecimal digits, over a line `id seq` for each row in the order of their ids, each ended by a line feed.
    pub digest: String,
}

read_fields! {
    KindDigest { kind, count, digest }
}

read_by_value! { KindDigest }

impl KindDigest {
    /// `rows`: in the order of their ids.
    pub fn of(kind: Kind, rows: &mut dyn Iterator<Item = (RecordId, u64)>) -> Self {
        let (mut sum, mut count) = (Sha256::default(), 0);
        for (id, seq) in rows {
            sum.add(format!("{id} {seq}\n").as_bytes());
            count += 1;
        }
        let digest = sum.finish();
        Self { kind, count, digest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixMs;

    #[test]
    fn a_row_more_or_less_or_of_another_write_is_seen() {
        let id = |n: u8| RecordId::made(UnixMs(1), [n; 10]);
        let of = |rows: &[(RecordId, u64)]| KindDigest::of(Kind::Door, &mut rows.iter().copied());
        let whole = of(&[(id(1), 5), (id(2), 4)]);
        assert_eq!(whole.count, 2);
        for other in [
            vec![(id(1), 5)],
            vec![(id(1), 5), (id(2), 3)],
            vec![(id(1), 5), (id(3), 4)],
        ] {
            assert_ne!(of(&other), whole, "{other:?}");
        }
        // Known from elsewhere: `printf '' | sha256sum`, and one line.
        assert_eq!(
            of(&[]).digest,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
