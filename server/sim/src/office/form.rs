//! How operations reach a server: as they are, in envelopes that whoever carries them can't read, or carried in a file.

use model::site;
use serde_json::{
    json,
    value::{RawValue, to_raw_value},
};
use shared::{
    id::{DeviceId, OpId},
    op::{Body, Draft, Incoming, Op},
    outcome::Outcome,
    protocol::OpResult,
    rescue::RescueFile,
    time::UnixMs,
    was::Was,
};
use store::{People as _, RescueAsk, Rescued, Store as _, Viewer, envelope};

use super::{Office, What, read};
use crate::breach::{Breach, Invariant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Open,
    Sealed,
    Carried,
}

/// A rescue file.
#[derive(Clone)]
pub(crate) struct Carried {
    pub(crate) device: DeviceId,
    pub(crate) ops: Vec<Op>,
}

impl Office {
    /// As the store gets it. The model knows no envelopes: what comes in one is judged as if it came without.
    pub(super) fn as_sent(&mut self, ops: &[Incoming], form: Form, viewer: &Viewer) -> Vec<Incoming> {
        let stored = self.as_stored(ops, form, viewer);
        if form == Form::Open {
            return stored;
        }
        self.came_sealed.extend(ops.iter().map(|op| op.id));
        let rules = self.runtime.block_on(self.store.rules(&self.operator())).unwrap();
        let key = rules.envelope_key.unwrap();
        stored.into_iter().map(|op| self.sealed(op, &key)).collect()
    }

    /// No two envelopes of the same are the same.
    fn sealed(&mut self, incoming: Incoming, key: &str) -> Incoming {
        let Body::Readable(op) = incoming.body else {
            return incoming;
        };
        let (n, id, site, was) = (op.n, op.id, op.site, op.was);
        let draft = Draft {
            id,
            site,
            at: op.at,
            seen: op.seen,
            change: op.change,
        };
        self.made += 1;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.made.to_be_bytes());
        let inside = serde_json::to_vec(&draft).unwrap();
        let envelope = envelope::seal_with(seed, key, site, id, &inside).unwrap();
        let mut outside = json!({ "n": n, "id": id, "site": site, "envelope": envelope });
        if let Some(was) = was {
            outside["was"] = json!(was);
        }
        Incoming::read(&to_raw_value(&outside).unwrap()).unwrap()
    }

    /// Somebody brings a file to the desk.
    pub(crate) fn rescue(&mut self, file: &Carried, now: UnixMs) -> Result<(), Breach> {
        let (device, site, ops) = (file.device, site::site(), read(&file.ops));
        let Some(viewer) = self.viewer(device, now) else {
            return Ok(());
        };
        let sent = self.as_sent(&ops, Form::Carried, &viewer).into_iter();
        let sent: Vec<_> = sent.map(|op| RawValue::from_string(op.raw).unwrap()).collect();
        let text = json!({ "dabai_rescue": 1, "device": device, "site": site, "made_at": now, "ops": sent });
        let (sent, _) = RescueFile::read(text.to_string().as_bytes()).unwrap().ops();
        let ask = RescueAsk { device, ops: sent, now };
        let operator = self.operator();
        let rescued = self.runtime.block_on(self.store.rescue(&operator, ask)).unwrap();

        let maker = self.model.maker(device);
        let known: Vec<OpId> = ops.iter().map(|op| op.id).filter(|op| self.is_final(*op)).collect();
        let judged = self.model.rescue(&maker, &ops, now);
        let mut expected = Rescued::default();
        for judged in &judged {
            *match &judged.outcome {
                _ if known.contains(&judged.id) => &mut expected.known,
                Outcome::Held { .. } => &mut expected.held,
                Outcome::Rejected { .. } => &mut expected.rejected,
                _ => &mut expected.applied,
            } += 1;
        }
        Invariant::Same.check(rescued == expected, || {
            format!("a file of {device} came to {rescued:?} instead of {expected:?}")
        })?;
        let epoch = self.model.epochs.current();
        let noted = file.ops.iter().map(|op| {
            let judged = judged.iter().find(|judged| judged.id == op.id);
            let was = judged.and_then(|judged| Was::of(epoch, &OpResult::from(judged.clone())));
            let was = op.was.clone().or(was.map(Box::new));
            Op { was, ..op.clone() }
        });
        self.note(&maker, What::Carried(noted.collect()), now);
        self.same_head()
    }

    fn is_final(&self, op: OpId) -> bool {
        let line = self.model.log.get(&op);
        line.is_some_and(|line| line.outcome.is_final())
    }
}
