//! One save: the changes of a tap, and the changes that take all of it back. Pure.

use shared::{
    domain::{Outcome, Person, TickKey, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
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
    pub(super) back: Vec<Change>,
}

/// A visit alone, and what takes it back.
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
    let back = vec![Change::Void {
        kind: Kind::Visit,
        record: visit,
    }];
    (vec![made], Save { door, kind, back })
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
        save.back.push(key.change(before));
    }
    (changes, save)
}
