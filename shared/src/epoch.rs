//! Lives of a database. A store draws a new epoch whenever it could have gone back in time (SQLite: at every start),
//! and remembers at which `seq` each was born. A cursor or a `seen` from another branch is thereby noticed.

use serde::{Deserialize, Serialize};

use crate::{id::EpochId, op::Seen};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    pub id: EpochId,
    /// The site's head when this epoch began.
    pub born_seq: u64,
}

/// A site's epochs, oldest first; the last is the present one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Epochs(pub Vec<Epoch>);

impl Epochs {
    pub fn current(&self) -> EpochId {
        self.0.last().map_or(EpochId::NIL, |epoch| epoch.id)
    }

    /// Whether what was read in `epoch` up to `top` is part of this database's own past.
    pub fn knows(&self, epoch: EpochId, top: u64) -> bool {
        let Some(at) = self.0.iter().position(|known| known.id == epoch) else {
            return false;
        };
        self.0.get(at + 1).is_none_or(|next| top <= next.born_seq)
    }

    /// Up to which `seq` a place on a branch that was lost shares this database's past. None where the place is in that past, or
    /// later than everything known here.
    pub fn lost(&self, at: Seen) -> Option<u64> {
        let next = self.0.iter().find(|known| known.id > at.epoch)?;
        (at.epoch != EpochId::NIL && at.seq > next.born_seq).then_some(next.born_seq)
    }

    /// How much of this database somebody had seen. What they saw on a branch that was lost began with a part they share with
    /// this one: up to where the next epoch was born here, since ids of epochs rise with their birth.
    pub fn seen(&self, seen: Seen) -> u64 {
        let is_known = self.0.iter().any(|known| known.id == seen.epoch);
        let next = self.0.iter().find(|known| known.id > seen.epoch);
        match next {
            _ if seen.epoch == EpochId::NIL => 0,
            Some(next) => seen.seq.min(next.born_seq),
            None if is_known => seen.seq,
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixMs;

    #[test]
    fn a_position_beyond_the_next_birth_is_from_another_branch() {
        let id = |byte| EpochId::made(UnixMs(1), [byte; 10]);
        let epochs = Epochs(vec![
            Epoch { id: id(1), born_seq: 0 },
            Epoch {
                id: id(2),
                born_seq: 80,
            },
        ]);
        assert!(epochs.knows(id(1), 80));
        assert!(
            !epochs.knows(id(1), 81),
            "the first life went on to 81, this database did not"
        );
        assert!(epochs.knows(id(2), 1_000));
        assert!(!epochs.knows(id(3), 0));
        assert_eq!(epochs.seen(Seen { epoch: id(1), seq: 79 }), 79);
    }

    #[test]
    fn who_read_a_branch_that_was_lost_has_seen_what_it_shares_with_this_one() {
        let id = |byte| EpochId::made(UnixMs(i64::from(byte)), [byte; 10]);
        let (first, lost, present, coming) = (id(1), id(2), id(3), id(4));
        let epochs = Epochs(vec![
            Epoch { id: first, born_seq: 0 },
            Epoch {
                id: present,
                born_seq: 80,
            },
        ]);
        let seen = |epoch, seq| epochs.seen(Seen { epoch, seq });
        assert_eq!(seen(first, 81), 80, "the first life went on to 81 before it was lost");
        assert_eq!((seen(lost, 85), seen(lost, 70)), (80, 70));
        assert_eq!(seen(present, 1_000), 1_000);
        assert_eq!(seen(coming, 5), 0, "nobody knows what it shares");
        assert_eq!(epochs.seen(Seen::NOTHING), 0);
        let was_lost = |epoch, seq| epochs.lost(Seen { epoch, seq });
        assert_eq!((was_lost(first, 81), was_lost(lost, 85)), (Some(80), Some(80)));
        assert_eq!(
            (was_lost(first, 80), was_lost(present, 90), was_lost(coming, 99)),
            (None, None, None)
        );
    }
}
