//! One save: the changes of a tap, and what takes all of it back. Pure.

use shared::{
    domain::{Outcome, Person, TickKey, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
    replica::{Queued, Replica},
    time::SiteDay,
    value::Value,
    view::SiteView,
};

/// The checklist asked at every door every day.
pub(crate) const DAILY_TEMPLATE: &str = "daily";

/// What a save was, for naming it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SaveKind {
    /// 一切正常
    AllFine,
    NoAnswer,
    /// A visit that left somebody out.
    Visit,
}

/// A save that may still be taken back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Save {
    pub(crate) door: RecordId,
    pub(crate) kind: SaveKind,
    visit: RecordId,
    ticks: Vec<Ticked>,
}

/// A checklist item that a save answered.
#[derive(Clone, Debug, PartialEq)]
struct Ticked {
    tick: RecordId,
    set: Value,
    back: Change,
}

/// What takes a save back now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Back {
    pub(super) changes: Vec<Change>,
    /// Numbers of rejected operations: the server knows nothing of them that could be taken back.
    pub(super) discard: Vec<u64>,
}

impl Save {
    /// Takes back what is still this save's: where another worker has answered since, that answer stays.
    pub(super) fn back(&self, view: &SiteView, replica: &Replica) -> Back {
        let mut back = Back::default();
        let own = |queued: &Queued| queued.draft.change.target().map(|(_, id)| id) == Some(self.visit);
        // The operations of one tap carry the same millisecond.
        let tapped = replica
            .outbox()
            .values()
            .find(|queued| own(queued))
            .map(|queued| queued.draft.at);
        let of_tap = replica
            .outbox()
            .iter()
            .filter(|(_, queued)| Some(queued.draft.at) == tapped);
        back.discard = of_tap
            .filter(|(_, queued)| queued.needs_attention())
            .map(|(n, _)| *n)
            .collect();
        // One that was rejected is shown no more, and unknown to the server.
        if replica.get(self.visit).is_some() {
            back.changes.push(Change::Void {
                kind: Kind::Visit,
                record: self.visit,
            });
        }
        for ticked in &self.ticks {
            if view.tick(ticked.tick).is_some_and(|tick| tick.value == ticked.set) {
                back.changes.push(ticked.back.clone());
            }
        }
        back
    }
}

/// A visit alone.
pub(super) fn visit(
    visit: RecordId,
    door: RecordId,
    kind: SaveKind,
    outcome: Outcome,
    persons: &[Person],
) -> (Vec<Change>, Save) {
    let made = Change::Fact {
        kind: Kind::Visit,
        record: visit,
        fields: visit_fields(door, outcome, persons),
    };
    let ticks = Vec::new();
    (
        vec![made],
        Save {
            door,
            kind,
            visit,
            ticks,
        },
    )
}

/// 一切正常: the visit, and the items of the daily checklist that it answers. Taking it back puts the earlier answers
/// in again.
pub(super) fn all_fine(
    visit_id: RecordId,
    door: RecordId,
    persons: &[Person],
    view: &SiteView,
    today: SiteDay,
) -> (Vec<Change>, Save) {
    let (mut changes, mut save) = visit(visit_id, door, SaveKind::AllFine, Outcome::Answered, persons);
    let Some(template) = view.template(DAILY_TEMPLATE) else {
        return (changes, save);
    };
    for item in &template.items {
        let Some(fine) = &item.when_fine else { continue };
        let key = TickKey {
            subject: door,
            template: &template.key,
            item: &item.key,
            day: today,
        };
        let before = view.tick(key.id()).map_or(Value::Null, |tick| tick.value.clone());
        if before == *fine {
            continue;
        }
        changes.push(key.change(fine.clone()));
        save.ticks.push(Ticked {
            tick: key.id(),
            set: fine.clone(),
            back: key.change(before),
        });
    }
    (changes, save)
}

#[cfg(test)]
mod tests;
