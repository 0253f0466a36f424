//! Operations in envelopes: what is written outside can be read by anybody who carries them, what is in them by the server alone.
//! Knows how they look and what must agree; opening is the work of whoever has the keys.
//!
//! HPKE (RFC 9180), base mode, one shot an operation: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, which every browser has
//! the parts of. Sealed is the JSON of a [`Draft`](super::Draft); its number and what it came to before stay outside.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Body, ENVELOPE_OP_BYTES_MAX, Incoming, OP_BYTES_MAX, Op, WAS_BYTES_MAX, names_unknown_change, part};
use crate::id::{OpId, SiteId};

/// `info` of RFC 9180: what these keys are for.
pub const ENVELOPE_INFO: &[u8] = b"dabai operation 1";

/// `aad` of RFC 9180: what is written outside and must belong to what is in it.
pub fn envelope_aad(site: SiteId, id: OpId) -> String {
    format!("{site}\n{id}")
}

/// As it stands in an operation. `enc` and `ct` are in base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The id of the server's key it was sealed for.
    pub key: String,
    /// The sender's share of the key, an uncompressed point.
    pub enc: String,
    pub ct: String,
}

/// An envelope that nobody has opened yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub site: SiteId,
    /// None where it is of no form that this version knows.
    pub envelope: Option<Envelope>,
    /// What stands outside of it, as it came.
    was: Option<String>,
}

#[derive(Deserialize)]
struct Outside<'a> {
    #[serde(borrow)]
    envelope: Option<&'a RawValue>,
    #[serde(borrow)]
    was: Option<&'a RawValue>,
}

/// Whether it says that it comes in an envelope.
pub(super) fn is_named(text: &str) -> bool {
    // Nearly none does, and a look at the letters is quicker than a reading.
    text.contains("\"envelope\"") && outside(text).is_some_and(|outside| outside.envelope.is_some())
}

fn outside(text: &str) -> Option<Outside<'_>> {
    serde_json::from_str(text).ok()
}

/// What an operation in an envelope is, as long as that is shut.
pub(super) fn body(text: &str, site: SiteId) -> Body {
    let Some(Outside { envelope, was }) = outside(text) else {
        return Body::Malformed;
    };
    let more = if was.is_some() { WAS_BYTES_MAX } else { 0 };
    if text.len() > ENVELOPE_OP_BYTES_MAX + more {
        return Body::TooLarge;
    }
    Body::Sealed(Sealed {
        site,
        envelope: part(envelope),
        was: was.map(|was| was.get().to_owned()),
    })
}

/// What must agree with the outside, and what has no place inside.
#[derive(Deserialize)]
struct Inside<'a> {
    id: OpId,
    site: SiteId,
    #[serde(borrow)]
    n: Option<&'a RawValue>,
    #[serde(borrow)]
    was: Option<&'a RawValue>,
    #[serde(borrow)]
    envelope: Option<&'a RawValue>,
}

impl Inside<'_> {
    fn belongs(&self, id: OpId, site: SiteId) -> bool {
        self.id == id && self.site == site && self.n.is_none() && self.was.is_none() && self.envelope.is_none()
    }
}

impl Incoming {
    /// What came in an envelope, as if it had come without: `inside` is what was found in it.
    #[must_use]
    pub fn opened(self, inside: &[u8]) -> Self {
        let Body::Sealed(sealed) = &self.body else { return self };
        let found = str::from_utf8(inside).map(str::trim).unwrap_or_default();
        let belongs = serde_json::from_str::<Inside<'_>>(found).is_ok_and(|said| said.belongs(self.id, sealed.site));
        let Some(rest) = found.strip_prefix('{').filter(|_| belongs) else {
            return Self {
                body: Body::BadEnvelope,
                ..self
            };
        };
        let was = sealed.was.as_ref().map(|was| format!("\"was\":{was},"));
        let raw = format!("{{\"n\":{},{}{rest}", self.n, was.unwrap_or_default());
        let body = match serde_json::from_str::<Op>(&raw) {
            _ if inside.len() > OP_BYTES_MAX => Body::TooLarge,
            Ok(op) => Body::Readable(op),
            Err(_) if names_unknown_change(&raw) => Body::Unknown {
                site: sealed.site,
                at: super::time_of(&raw),
            },
            Err(_) => Body::Malformed,
        };
        Self {
            n: self.n,
            id: self.id,
            raw,
            sealed: Some(self.raw),
            body,
        }
    }
}
