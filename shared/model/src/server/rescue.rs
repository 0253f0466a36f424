//! A rescue file, as a store takes it.

use std::collections::BTreeSet;

use shared::{
    accept::{Judged, Planner, keys},
    id::DeviceId,
    op::Incoming,
    role::Actor,
    time::UnixMs,
};

use super::Server;

impl Server {
    /// Whose phone it is, as its clock was when it last sent something.
    pub fn maker(&self, device: DeviceId) -> Actor {
        let last = self.receipts.get(&(device, self.last_n(device)));
        let skew_ms = last.map_or(0, |op| self.log[op].skew_ms);
        Actor {
            skew_ms,
            ..self.actors[&device].clone()
        }
    }

    /// In the phone's own order, without receipts; what is said twice once.
    pub fn rescue(&mut self, maker: &Actor, ops: &[Incoming], now: UnixMs) -> Vec<Judged> {
        let mut ops = ops.to_vec();
        ops.sort_by_key(|op| op.n);
        let mut said = BTreeSet::new();
        ops.retain(|op| said.insert(op.id));
        let mut planner = Planner::new(self.load(&keys(&ops, maker.device)));
        let judged = planner.accept_unnumbered(&ops, maker, now);
        self.apply(planner.finish());
        judged
    }
}
