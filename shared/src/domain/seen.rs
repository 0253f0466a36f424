//! 已阅: somebody at the desk has seen a visit. A tick about the visit: it comes down to phones like any other row, made
//! twice it is one, and its first maker stays.

use crate::{
    id::{RecordId, derived_id},
    kind::Kind,
    op::Change,
    record::Record,
    value::fields,
};

/// The template of ticks that the desk alone makes.
pub const DESK_TEMPLATE: &str = "desk";
const ITEM: &str = "seen";

/// The id of the mark on a visit. Its period is the visit itself: it is made once, on whatever day.
pub fn seen_id(visit: RecordId) -> RecordId {
    derived_id(Kind::Tick.as_str(), visit, DESK_TEMPLATE, ITEM, &visit.to_string())
}

/// The change that marks a visit as seen.
pub fn seen_change(visit: RecordId) -> Change {
    Change::Create {
        kind: Kind::Tick,
        record: seen_id(visit),
        fields: fields([
            ("subject", visit.into()),
            ("template", DESK_TEMPLATE.into()),
            ("item", ITEM.into()),
            ("period", visit.to_string().into()),
            ("value", true.into()),
        ]),
    }
}

/// Whether this tick is the mark on its visit.
pub fn is_seen_mark(tick: &Record) -> bool {
    tick.text("template") == Some(DESK_TEMPLATE) && tick.text("item") == Some(ITEM) && tick.flag("value")
}
