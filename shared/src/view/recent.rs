//! What the list of doors is made of, apart from what was before today: a phone reads this first, and the rest while
//! somebody looks at the list already.

use crate::{
    kind::Kind,
    packed::Packed,
    time::{DayRule, SiteDay, UnixMs},
};

/// Where today begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    pub start: UnixMs,
    period: String,
}

impl Recent {
    pub fn of(rule: DayRule, day: SiteDay) -> Self {
        Self {
            start: rule.start(day),
            period: day.to_string(),
        }
    }

    /// Whether a row is needed first. What this version doesn't know may be.
    pub fn holds(&self, row: &Packed) -> bool {
        match row.kind {
            Kind::Visit => row.int("at").is_none_or(|at| UnixMs(at) >= self.start),
            Kind::Tick => row.text("period").is_none_or(|period| period >= self.period.as_str()),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::RecordId,
        time::DAY_MS,
        value::{Value, fields},
    };

    const NOW: UnixMs = UnixMs(1_668_400_000_000);

    fn holds(kind: Kind, field: &str, value: Value) -> bool {
        let rule = DayRule::default();
        let row = Packed::new(kind, RecordId::NIL, 1, &fields([(field, value)]));
        Recent::of(rule, rule.day(NOW)).holds(&row)
    }

    #[test]
    fn visits_and_answers_of_before_today_can_wait_and_nothing_else() {
        let today = DayRule::default().start(DayRule::default().day(NOW));
        assert!(holds(Kind::Visit, "at", today.into()));
        assert!(!holds(Kind::Visit, "at", today.plus(-1).into()));
        assert!(holds(Kind::Visit, "at", today.plus(DAY_MS).into()));
        assert!(holds(Kind::Tick, "period", "2022-11-14".into()));
        assert!(!holds(Kind::Tick, "period", "2022-11-13".into()));
        for kind in [Kind::Door, Kind::Resident, Kind::Template, Kind::Other("newer".into())] {
            assert!(holds(kind, "at", today.plus(-DAY_MS).into()));
        }
        // What says nothing of its time is not held back.
        assert!(holds(Kind::Visit, "note", "x".into()) && holds(Kind::Tick, "at", today.into()));
    }
}
