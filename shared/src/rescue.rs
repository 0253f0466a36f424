//! The rescue file: what a phone could not send, carried by hand. Everything in it is in envelopes, so that whoever carries it
//! reads nothing. In which order it is, how often it comes, and in how many files, makes no difference.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    id::{DeviceId, SiteId},
    op::Incoming,
    time::UnixMs,
};

/// One file, bytes.
pub const RESCUE_BYTES_MAX: usize = 16 * 1_024 * 1_024;
/// Operations in one file.
pub const RESCUE_OPS_MAX: usize = 20_000;
/// The form that this version writes and reads.
const FORM: u64 = 1;

#[derive(Debug, Deserialize)]
pub struct RescueFile {
    dabai_rescue: u64,
    pub device: DeviceId,
    pub site: SiteId,
    pub made_at: UnixMs,
    ops: Vec<Box<RawValue>>,
    /// Operations of the phone that could not be in it, having been made before there was a key.
    #[serde(default)]
    pub unsealed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRescue {
    #[error("this is no rescue file, or it is damaged")]
    Malformed,
    #[error("this rescue file comes from a newer version")]
    Newer,
    #[error("this file is too large to be a rescue file")]
    TooLarge,
}

impl RescueFile {
    /// # Errors
    /// Where nothing of the file can be used.
    pub fn read(bytes: &[u8]) -> Result<Self, NoRescue> {
        if bytes.len() > RESCUE_BYTES_MAX {
            return Err(NoRescue::TooLarge);
        }
        #[derive(Deserialize)]
        struct Form {
            dabai_rescue: u64,
        }
        // What people send through offices may have got a mark in front.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let form: Form = serde_json::from_slice(bytes).map_err(|_| NoRescue::Malformed)?;
        if form.dabai_rescue > FORM {
            return Err(NoRescue::Newer);
        }
        let file: Self = serde_json::from_slice(bytes).map_err(|_| NoRescue::Malformed)?;
        match file.ops.len() {
            _ if file.dabai_rescue != FORM => Err(NoRescue::Malformed),
            0..=RESCUE_OPS_MAX => Ok(file),
            _ => Err(NoRescue::TooLarge),
        }
    }

    /// Those that have a number, and how many have none.
    pub fn ops(&self) -> (Vec<Incoming>, usize) {
        let ops: Vec<Incoming> = self.ops.iter().filter_map(|raw| Incoming::read(raw).ok()).collect();
        let without = self.ops.len() - ops.len();
        (ops, without)
    }
}
