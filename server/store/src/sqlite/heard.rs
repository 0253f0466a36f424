//! When each device was last in contact. Kept in memory and written now and then: losing the last few seconds of it
//! in a crash costs nothing.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, TransactionBehavior, params};
use shared::{id::DeviceId, time::UnixMs};

use super::column::Blob as _;
use crate::StoreError;

/// How often contacts are written.
pub(super) const WRITE_MS: u64 = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contact {
    pub at: UnixMs,
    /// Unsent operations, as the phone said; none where it said nothing since the last write.
    pub unsent: Option<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Heard(Mutex<HashMap<DeviceId, Contact>>);

impl Heard {
    pub(super) fn note(&self, device: DeviceId, unsent: Option<u64>, now: UnixMs) {
        let mut unwritten = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let contact = unwritten.entry(device).or_insert(Contact { at: now, unsent });
        contact.at = contact.at.max(now);
        contact.unsent = unsent.or(contact.unsent);
    }

    pub(super) fn unwritten(&self) -> HashMap<DeviceId, Contact> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn write(&self, to: &mut Connection) -> Result<(), StoreError> {
        let contacts = self.unwritten();
        if contacts.is_empty() {
            return Ok(());
        }
        let write = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut update = write.prepare_cached(
                "UPDATE device SET heard_at = max(coalesce(heard_at, ?2), ?2), unsent = coalesce(?3, unsent) WHERE id = ?1",
            )?;
            for (device, contact) in &contacts {
                let unsent = contact.unsent.map(super::column::signed);
                update.execute(params![device.blob(), contact.at.0, unsent])?;
            }
        }
        write.commit()?;
        // What was noted meanwhile stays for the next time.
        let mut unwritten = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unwritten.retain(|device, contact| contacts.get(device) != Some(contact));
        Ok(())
    }
}
