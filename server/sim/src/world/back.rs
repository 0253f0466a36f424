//! A day that is lost whole: phones work, the server goes back to the backup from before, they return.

use std::collections::BTreeMap;

use shared::{id::RecordId, kind::Kind, value::Fields};

use super::{Chances, World};
use crate::{
    breach::{Breach, Invariant},
    dice::Dice,
};

const PHONES: usize = 10;
const STEPS: usize = 400;

/// What a site looks like, without the numbers and times that are given anew, and without the mark of what comes after its
/// maker's time was up.
type Looks = BTreeMap<RecordId, (Kind, Fields)>;

/// Plays the day that `seed` draws.
///
/// # Errors
/// The first breach: afterwards the site has to look as it did before the loss.
pub fn play_return(seed: u64) -> Result<(), Breach> {
    // Nothing but the network and the phones: the loss itself is what is looked at. Everybody has the rights they had: what
    // is forbidden when it comes back is held for the desk.
    let chances = Chances {
        network: true,
        tabs: true,
        ends: true,
        ..Chances::default()
    };
    let mut world = World::with(Dice::new(seed), chances, PHONES, None, false);
    world.office.back_up(world.now);
    for _ in 0..STEPS {
        world.step()?;
    }
    world.rest()?;
    let before = world.looks();
    let is_back = world.office.restore(world.now, &mut world.dice);
    Invariant::Kept.check(is_back, || "there is no backup to go back to")?;
    world.rest()?;
    let after = world.looks();
    let odd = before.iter().find(|(id, was)| after.get(*id) != Some(*was));
    Invariant::Kept.check(odd.is_none() && before.len() == after.len(), || {
        format!("{odd:?} came back as {:?}", odd.map(|(id, _)| after.get(id)))
    })
}

impl World {
    fn looks(&self) -> Looks {
        let live = self.office.model.rows.values().filter(|row| !row.deleted);
        let looks = live.map(|row| {
            let mut fields = row.record.fields.clone();
            fields.remove("at");
            fields.remove("late");
            // Of several that claim it, the shown one is the latest by clocks that are corrected anew with each call.
            fields
                .entry("priority".to_owned())
                .and_modify(|claim| *claim = true.into());
            if row.record.kind == Kind::Tick {
                fields.remove("by");
            }
            (row.record.id, (row.record.kind.clone(), fields))
        });
        looks.collect()
    }
}
