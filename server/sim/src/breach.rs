//! An invariant that did not hold: which, where, and the first thing it was seen in.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    pub invariant: Invariant,
    /// The operation, row or phone it was seen in.
    pub what: String,
}

/// The numbers are those of ARCHITECTURE.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// 1, 7: a phone holds the server's rows of its scope and role, and no others.
    Rows,
    /// 1: a phone that holds its rows against the server's finds nothing.
    Digest,
    /// 2: what was acknowledged is there.
    Kept,
    /// 3: repeating, cutting short or reordering changes nothing; the store judges as the model does.
    Same,
    /// 4: a person sees their own edits.
    Shown,
    /// 5: cursors only rise, and nobody is told of what is not committed.
    Cursor,
    /// 6: what was made waits, is held, or is final by its own result; the rejected are in sight.
    Counted,
    /// Nothing is left of who was erased.
    Erased,
    /// Nobody is their own alias, by whatever way.
    Alias,
    /// Left alone, everybody comes to rest.
    Rest,
    /// Nothing panics.
    Sound,
}

impl Invariant {
    pub(crate) fn breach(self, what: impl fmt::Display) -> Breach {
        Breach {
            invariant: self,
            what: what.to_string(),
        }
    }

    /// `what` is only said where it does not hold.
    pub(crate) fn check<T: fmt::Display>(self, holds: bool, what: impl FnOnce() -> T) -> Result<(), Breach> {
        if holds { Ok(()) } else { Err(self.breach(what())) }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match self.invariant {
            Invariant::Rows => "1/7 (a phone's rows are the server's of its scope and role)",
            Invariant::Digest => "1 (digests agree)",
            Invariant::Kept => "2 (nothing acknowledged is lost)",
            Invariant::Same => "3 (a request repeated, cut short or reordered comes to the same)",
            Invariant::Shown => "4 (a person sees their own edits)",
            Invariant::Cursor => "5 (cursors only rise, and miss nothing)",
            Invariant::Counted => "6 (made = waiting + held + final)",
            Invariant::Erased => "(nothing is left of who was erased)",
            Invariant::Alias => "(nobody is their own alias)",
            Invariant::Rest => "(everybody comes to rest)",
            Invariant::Sound => "(nothing panics)",
        };
        write!(f, "invariant {rule}: {}", self.what)
    }
}
