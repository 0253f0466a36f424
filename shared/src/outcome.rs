//! What an operation can come to. Outcomes are values, not errors.

use crate::{id::RecordId, read::words};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// `seq`: the last row it wrote, or the present one of the row it found as it wanted it.
    Applied { seq: Option<u64> },
    /// It is about somebody who was erased: nothing of it is kept, and its phone lets go of it, too.
    Erased,
    /// Some fields lost to concurrent edits and are kept as conflicts; the others were applied.
    Superseded { seq: Option<u64>, fields: Vec<String> },
    /// Breaks a rule; stored with its reason, never applied.
    Rejected { code: Code, field: Option<String> },
    /// Stored, not applied yet.
    Held { code: Code, waits_for: Option<RecordId> },
}

words! {
    /// Why an operation was rejected or held.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Code {
        // Rejected.
        Malformed = "malformed",
        TooLarge = "too_large",
        Unsendable = "unsendable",
        /// With `applied`: it is about somebody who was erased.
        Erased = "erased",
        /// The derived id does not follow from what it is derived from.
        BadId = "bad_id",
        /// The id belongs to another record already.
        IdTaken = "id_taken",
        /// A required field is missing, or a value does not have its field's form.
        BadField = "bad_field",
        /// The field can't be changed after the record was made, or only by the server.
        ReadOnly = "read_only",
        /// The change does not go with the kind: a fact can't be edited, an entity can't be voided.
        BadChange = "bad_change",
        ForeignSite = "foreign_site",
        Forbidden = "forbidden",
        /// More would have to move with it than one operation may move.
        TooMuch = "too_much",
        /// It came after its maker's rights had ended, and a coordinator would not take it.
        Refused = "refused",
        /// There was another operation in the envelope than was written on it.
        BadEnvelope = "bad_envelope",
        // Held.
        UnknownChange = "unknown_change",
        Orphan = "orphan",
        Failed = "failed",
        Sealed = "sealed",
        Revoked = "revoked",
        Expired = "expired";
        or else:
        /// A code of a newer version.
        Unknown = "unknown"
    }
}

impl Outcome {
    pub const fn held(code: Code) -> Self {
        Self::Held { code, waits_for: None }
    }

    pub fn rejected(code: Code, field: Option<&str>) -> Self {
        Self::Rejected {
            code,
            field: field.map(str::to_owned),
        }
    }

    pub const fn is_final(&self) -> bool {
        !matches!(self, Self::Held { .. })
    }

    pub const fn is_applied(&self) -> bool {
        matches!(self, Self::Applied { .. } | Self::Superseded { .. } | Self::Erased)
    }

    pub const fn seq(&self) -> Option<u64> {
        match self {
            Self::Applied { seq } | Self::Superseded { seq, .. } => *seq,
            _ => None,
        }
    }
}
