//! What can happen to three phones and a server, at random.

use model::{
    Deed,
    site::{DOORS, NEW_DOORS, RESIDENTS},
};
use proptest::prelude::*;
use shared::time::HOUR_MS;

use crate::world::PHONES;

#[derive(Clone, Debug)]
pub enum Step {
    Do(usize, Deed),
    /// The request under way reaches the server and its answer the phone.
    Deliver(usize),
    /// The server does it, the answer is lost.
    LoseAnswer(usize),
    /// It never arrives.
    LoseRequest(usize),
    /// It arrives twice; the second answer is the one that is read.
    Twice(usize),
    /// It arrives now and again later, when the phone has long gone on.
    Late(usize),
    KillPhone(usize),
    RefusePage(usize),
    RestartServer,
    Wait(i64),
    Nudge(usize),
}

pub fn any_deed() -> impl Strategy<Value = Deed> {
    let (door, resident) = (0..DOORS, 0..RESIDENTS);
    prop_oneof![
        3 => (resident.clone(), any::<u8>()).prop_map(|(r, name)| Deed::Name(r, name)),
        2 => (resident.clone(), any::<bool>()).prop_map(|(r, on)| Deed::Priority(r, on)),
        2 => (resident.clone(), 0..3_u8, any::<bool>()).prop_map(|(r, tag, on)| Deed::Care(r, tag, on)),
        3 => (door.clone(), any::<bool>()).prop_map(|(d, answered)| Deed::Visit(d, answered)),
        1 => Just(Deed::VoidLast),
        3 => (door.clone(), any::<bool>()).prop_map(|(d, on)| Deed::Tick(d, on)),
        1 => resident.clone().prop_map(Deed::DeleteResident),
        1 => resident.clone().prop_map(Deed::RestoreResident),
        1 => (door.clone(), any::<u8>()).prop_map(|(d, name)| Deed::NewResident(d, name)),
        1 => (resident.clone(), door.clone()).prop_map(|(r, d)| Deed::MoveResident(r, d)),
        2 => door.prop_map(Deed::VisitAndTick),
        1 => resident.clone().prop_map(Deed::Broken),
        1 => resident.clone().prop_map(Deed::Novel),
        2 => resident.prop_map(Deed::TickResident),
        1 => (0..DOORS).prop_map(Deed::DeleteDoor),
        1 => (0..NEW_DOORS).prop_map(Deed::MakeNewDoor),
        1 => (0..NEW_DOORS).prop_map(Deed::VisitNewDoor),
    ]
}

pub fn any_step() -> impl Strategy<Value = Step> {
    let phone = 0..PHONES;
    prop_oneof![
        8 => (phone.clone(), any_deed()).prop_map(|(p, deed)| Step::Do(p, deed)),
        10 => phone.clone().prop_map(Step::Deliver),
        2 => phone.clone().prop_map(Step::LoseAnswer),
        1 => phone.clone().prop_map(Step::LoseRequest),
        1 => phone.clone().prop_map(Step::Twice),
        1 => phone.clone().prop_map(Step::Late),
        1 => phone.clone().prop_map(Step::KillPhone),
        1 => phone.clone().prop_map(Step::RefusePage),
        1 => Just(Step::RestartServer),
        2 => (0..2 * HOUR_MS).prop_map(Step::Wait),
        2 => phone.prop_map(Step::Nudge),
    ]
}
