//! Which deed somebody does next.

use model::{
    Deed,
    site::{DOORS, NEW_DOORS, RESIDENTS},
};

use crate::dice::Dice;

pub(super) fn draw(dice: &mut Dice, merges: bool) -> Deed {
    let (door, resident) = (dice.below(DOORS), dice.below(RESIDENTS));
    let (byte, on) = (dice.below(256) as u8, dice.percent(50));
    match dice.below(if merges { 29 } else { 27 }) {
        0..=3 => Deed::Name(resident, byte),
        4..=5 => Deed::Priority(resident, on),
        6..=7 => Deed::Care(resident, byte % 3, on),
        8..=11 => Deed::Visit(door, on),
        12 => Deed::VoidLast,
        13..=15 => Deed::Tick(door, on),
        16 => Deed::DeleteResident(resident),
        17 => Deed::RestoreResident(resident),
        18 => Deed::NewResident(door, byte),
        19 => Deed::MoveResident(resident, door),
        20..=21 => Deed::VisitAndTick(door),
        22 => Deed::Broken(resident),
        23 => Deed::TickResident(resident),
        24 => Deed::DeleteDoor(door),
        25 if on => Deed::Novel(resident),
        25 => Deed::MakeNewDoor(dice.below(NEW_DOORS)),
        // A coordinator's phone may, another may not.
        27 if on => Deed::Part(resident),
        27 | 28 => Deed::Merge(resident, dice.below(RESIDENTS)),
        _ => Deed::VisitNewDoor(dice.below(NEW_DOORS)),
    }
}

pub(super) const fn deletes(deed: &Deed) -> bool {
    matches!(
        deed,
        Deed::DeleteDoor(_) | Deed::DeleteResident(_) | Deed::RestoreResident(_)
    )
}
