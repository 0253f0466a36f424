//! Identities: one newtype per noun over a UUID. Nothing here draws a random number or reads a clock;
//! both are arguments.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{read::FromValue, value::Value};

mod map;

pub use map::IdMap;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const NIL: Self = Self(Uuid::nil());

            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// A UUIDv7 from the maker's clock and ten random bytes.
            pub fn made(now: crate::time::UnixMs, random: [u8; 10]) -> Self {
                let ms = u64::try_from(now.0).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
            }

            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// When its maker's clock said it was made; the beginning of time where it is no UUIDv7.
            pub fn made_at(self) -> crate::time::UnixMs {
                let seconds = self.0.get_timestamp().map(|time| time.to_unix());
                let ms = seconds.map_or(0, |(s, ns)| s * 1_000 + u64::from(ns) / 1_000_000);
                crate::time::UnixMs(i64::try_from(ms).unwrap_or(0))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromValue for $name {
            fn from_value(value: Value) -> Option<Self> {
                value.as_text()?.parse().ok()
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A compound, quarantine point, sampling point or school.
    SiteId;
    /// Anything that is a row: a door, a resident, a visit, a tick.
    RecordId;
    /// An operation's own identity, distinct from the record it is about.
    OpId;
    /// One enrolment of one phone, or a desk sign-in.
    DeviceId;
    /// A person who signs in or is enrolled.
    AccountId;
    /// A printed card with an enrolment code. Its own id, since the code is a secret.
    CardId;
    /// One life of a database: drawn anew whenever a store could have gone back in time.
    EpochId;
}

impl From<AccountId> for RecordId {
    fn from(id: AccountId) -> Self {
        Self(id.0)
    }
}

impl From<SiteId> for RecordId {
    fn from(id: SiteId) -> Self {
        Self(id.0)
    }
}

/// The namespace of derived record ids. Published: an import tool may compute the same ids.
pub const DERIVED_NAMESPACE: Uuid = Uuid::from_u128(0x3c6e_2b7a_9d41_5f0e_8a27_d0bb_a1c0_4d6b);

/// The id of a record that two phones may make at once for the same thing. `template` is named without its version,
/// so that a new version of a checklist does not double today's ticks.
pub fn derived_id(kind: &str, subject: RecordId, template: &str, item: &str, period: &str) -> RecordId {
    let name = format!("{kind}\n{subject}\n{template}\n{item}\n{period}");
    RecordId(Uuid::new_v5(&DERIVED_NAMESPACE, name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UnixMs;

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let early = OpId::made(UnixMs(1_000), [0xff; 10]);
        let late = OpId::made(UnixMs(1_001), [0; 10]);
        assert!(early < late);
        assert_eq!(late.to_string().parse(), Ok(late));
    }

    #[test]
    fn derived_ids_differ_in_every_part() {
        let subject = RecordId::made(UnixMs(5), [1; 10]);
        let base = derived_id("tick", subject, "daily", "rubbish", "2022-11-14");
        assert_eq!(base, derived_id("tick", subject, "daily", "rubbish", "2022-11-14"));
        for other in [
            derived_id("seal", subject, "daily", "rubbish", "2022-11-14"),
            derived_id("tick", RecordId::NIL, "daily", "rubbish", "2022-11-14"),
            derived_id("tick", subject, "weekly", "rubbish", "2022-11-14"),
            derived_id("tick", subject, "daily", "food", "2022-11-14"),
            derived_id("tick", subject, "daily", "rubbish", "2022-11-15"),
        ] {
            assert_ne!(base, other);
        }
    }
}
