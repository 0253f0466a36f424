//! One save: the changes of a tap, and what takes all of it back. Pure.

use shared::{
    domain::{Asks, Item, Outcome, Person, Visit, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
    replica::{Queued, Replica},
    time::SiteDay,
    value::Value,
    view::{SiteView, site::Checklist},
};

/// What a save was, for naming it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SaveKind {
    /// 一切正常
    AllFine,
    NoAnswer,
    /// A visit that left somebody out.
    Visit,
    /// One answer of a checklist.
    Answer,
    /// 改正
    Corrected,
    /// 这条不算
    Withdrawn,
    /// 整层都走了: so many doors.
    Floor(usize),
}

/// A save that may still be taken back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Save {
    /// Names it; the list goes on from here.
    pub(crate) door: RecordId,
    pub(crate) kind: SaveKind,
    /// Visits that were recorded.
    visits: Vec<RecordId>,
    ticks: Vec<Ticked>,
    /// What a correction did, and what brings the visit back as it was.
    again: Option<Again>,
}

/// A checklist item that a save answered.
#[derive(Clone, Debug, PartialEq)]
struct Ticked {
    tick: RecordId,
    set: Value,
    back: Change,
}

#[derive(Clone, Debug, PartialEq)]
struct Again {
    /// The fact that has to be there for it.
    fact: RecordId,
    change: Change,
}

/// What takes a save back now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Back {
    pub(super) changes: Vec<Change>,
    /// Numbers of rejected operations: the server knows nothing of them that could be taken back.
    pub(super) discard: Vec<u64>,
}

impl Save {
    fn new(door: RecordId, kind: SaveKind) -> Self {
        Self {
            door,
            kind,
            visits: Vec::new(),
            ticks: Vec::new(),
            again: None,
        }
    }

    /// The records by which its operations are known.
    fn made(&self) -> impl Iterator<Item = RecordId> {
        let ticks = self.ticks.iter().map(|ticked| ticked.tick);
        let again = self.again.iter().map(|again| again.fact);
        self.visits.iter().copied().chain(again).chain(ticks)
    }

    /// Takes back what is still this save's: where another worker has answered since, that answer stays.
    pub(super) fn back(&self, view: &SiteView, replica: &Replica) -> Back {
        let mut back = Back::default();
        let first = self.made().next();
        let own = |queued: &&Queued| queued.draft.change.target().map(|(_, id)| id) == first;
        // The operations of one tap carry the same millisecond.
        let tapped = replica.outbox().values().rfind(own).map(|queued| queued.draft.at);
        let of_tap = replica
            .outbox()
            .iter()
            .filter(|(_, queued)| Some(queued.draft.at) == tapped);
        back.discard = of_tap
            .filter(|(_, queued)| queued.needs_attention())
            .map(|(n, _)| n)
            .collect();
        // One that was rejected is shown no more, and unknown to the server.
        let there = self.visits.iter().filter(|visit| replica.get(**visit).is_some());
        back.changes.extend(there.map(|visit| Change::Void {
            kind: Kind::Visit,
            record: *visit,
        }));
        let again = self.again.iter().filter(|again| replica.get(again.fact).is_some());
        back.changes.extend(again.map(|again| again.change.clone()));
        for ticked in &self.ticks {
            if view.tick(ticked.tick).is_some_and(|tick| tick.value == ticked.set) {
                back.changes.push(ticked.back.clone());
            }
        }
        back
    }

    /// Lays an answer into this save.
    fn answer(&mut self, list: &Checklist<'_>, item: &Item, value: &Value) -> Change {
        let (key, version) = (list.key(item), list.template.version);
        let before = list.line(&item.key).map_or(Value::Null, |line| line.value().clone());
        self.ticks.push(Ticked {
            tick: key.id(),
            set: value.clone(),
            back: key.change(version, before),
        });
        key.change(version, value.clone())
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
    let mut save = Save::new(door, kind);
    save.visits.push(visit);
    (vec![made], save)
}

/// 一切正常: the visit, and the items of today's checklists that it answers. What somebody has answered today stays: a
/// shortage that was found in the morning is not cleared by the way.
pub(super) fn all_fine(
    visit_id: RecordId,
    door: RecordId,
    persons: &[Person],
    view: &SiteView,
    today: SiteDay,
) -> (Vec<Change>, Save) {
    let (mut changes, mut save) = visit(visit_id, door, SaveKind::AllFine, Outcome::Answered, persons);
    let of_priority = persons
        .iter()
        .filter(|person| view.resident(person.resident).is_some_and(|r| r.priority.is_some()))
        .filter_map(|person| view.checklist(person.resident, Asks::Priority, today));
    for list in view.checklist(door, Asks::Door, today).into_iter().chain(of_priority) {
        for line in list.lines.iter().filter(|line| line.answer.is_none()) {
            if let Some(fine) = &line.item.when_fine {
                changes.push(save.answer(&list, line.item, fine));
            }
        }
    }
    (changes, save)
}

/// One answer of a checklist; null takes it back.
pub(super) fn answer(door: RecordId, list: &Checklist<'_>, item: &Item, value: &Value) -> (Vec<Change>, Save) {
    let mut save = Save::new(door, SaveKind::Answer);
    let change = save.answer(list, item, value);
    (vec![change], save)
}

/// Whom a visit met, said again: `made` takes its place, `back` would put it as it was.
pub(super) fn correct(visit: &Visit, persons: &[Person], made: RecordId, back: RecordId) -> (Vec<Change>, Save) {
    let amend = |record, amends, outcome, persons: &[Person]| Change::Amend {
        kind: Kind::Visit,
        record,
        amends,
        fields: visit_fields(visit.door, outcome, persons),
    };
    let mut save = Save::new(visit.door, SaveKind::Corrected);
    save.again = Some(Again {
        fact: made,
        change: amend(back, made, visit.outcome, &visit.persons),
    });
    (vec![amend(made, visit.id, Outcome::Answered, persons)], save)
}

/// 这条不算. Taken back, the same visit is there again, at its own time.
pub(super) fn withdraw(visit: &Visit, back: RecordId) -> (Vec<Change>, Save) {
    let mut save = Save::new(visit.door, SaveKind::Withdrawn);
    save.again = Some(Again {
        fact: visit.id,
        change: Change::Amend {
            kind: Kind::Visit,
            record: back,
            amends: visit.id,
            fields: visit_fields(visit.door, visit.outcome, &visit.persons),
        },
    });
    let void = Change::Void {
        kind: Kind::Visit,
        record: visit.id,
    };
    (vec![void], save)
}

/// 整层都走了: a visit at every one of these doors that confirms nobody. None without doors.
pub(super) fn floor(doors: &[RecordId], mut id: impl FnMut() -> RecordId) -> Option<(Vec<Change>, Save)> {
    let mut save = Save::new(*doors.last()?, SaveKind::Floor(doors.len()));
    let mut changes = Vec::new();
    for door in doors {
        let (made, one) = visit(id(), *door, save.kind, Outcome::Answered, &[]);
        changes.extend(made);
        save.visits.extend(one.visits);
    }
    Some((changes, save))
}

#[cfg(test)]
mod tests;
