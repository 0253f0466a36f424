//! Envelopes: everything recorded is also sealed to the server's public key, so that a phone that can't be opened still
//! sends it, or a file carries it to the desk. This phone can't read them again.

use std::cell::RefCell;

use shared::{
    json,
    op::{Draft, envelope_aad},
};

use super::{Disk, Fault};
use crate::browser::{
    clock,
    seal::{Addressing, Envelope, Vault},
};

/// Envelopes made ahead: what some taps in a row need. A tap that finds none is mended soon after.
const READY: usize = 24;

/// What the operations of this identity are sealed to, and what is ready for it.
#[derive(Default)]
pub(super) struct Envelopes {
    /// The server's public key, as it names it; none is known yet.
    named: RefCell<Option<String>>,
    ready: RefCell<Vec<Envelope>>,
}

impl Envelopes {
    pub(super) fn address(&self, named: Option<String>) {
        if *self.named.borrow() != named {
            // What is stored stays good: the server keeps its older keys.
            self.ready.take();
            self.named.replace(named);
        }
    }

    /// Begins to seal; none where nothing is ready.
    pub(super) fn start_sealing(&self, draft: &Draft) -> Option<Addressing> {
        let envelope = self.ready.borrow_mut().pop()?;
        Some(envelope.start_sealing(&envelope_aad(draft.site, draft.id), json::write(draft).as_bytes()))
    }
}

/// What goes up in the operation's place, but for its number.
pub(super) fn outside(Draft { id, site, .. }: &Draft, envelope: &str) -> String {
    format!("{{\"id\":\"{id}\",\"site\":\"{site}\",\"envelope\":{envelope}}}")
}

impl Disk {
    /// Makes ready what the next taps need. In a quiet moment.
    pub(crate) async fn prepare(&self) {
        let Some(named) = self.envelopes.named.borrow().clone() else {
            return;
        };
        while self.envelopes.ready.borrow().len() < READY {
            let Ok(ready) = Envelope::prepare(&named).await else {
                return;
            };
            // Another key was named meanwhile.
            if self.envelopes.named.borrow().as_ref() != Some(&named) {
                return;
            }
            self.envelopes.ready.borrow_mut().push(ready);
            clock::pause(0).await;
        }
    }

    /// Seals what has no envelope: recorded before a key was known, or faster than envelopes were ready.
    pub(crate) async fn mend(&self) -> Result<(), Fault> {
        let Some(named) = self.envelopes.named.borrow().clone() else {
            return Ok(());
        };
        Ok(Vault::mend(&self.vault.0, &self.key, &named).await?)
    }
}
