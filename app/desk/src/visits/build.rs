//! [`VisitsView`] from what a store read, and what to ask it for. Pure: the moment is an argument.

use shared::{
    domain::{Building, Outcome},
    record::Record,
    time::{DayRule, SiteDay, UnixMs},
    view::SiteView,
};
use store::{Attention, Before, SeenLine, VisitsAsk, VisitsPage};

use super::{
    Filter, PAGE_ROWS, SeenRow, Sight, VisitsView,
    filter::{Found, Place},
};
use crate::{now::build::visit, people::build_moment};

/// Visits looked through for one page: with a filter that lets few through the rest is a page further on.
const LOOKED_AT_MAX: u32 = 4_000;

/// What a filter asks of a store whose site follows this rule.
pub fn ask(filter: &Filter, rule: DayRule) -> VisitsAsk {
    VisitsAsk {
        from: filter.day.map(|day| rule.start(day)),
        until: filter.day.map(|day| rule.start(SiteDay(day.0 + 1))),
        building: filter.building,
        worker: filter.worker,
        outcome: filter.found.map(|found| match found {
            Found::Answered => Outcome::Answered,
            Found::NoAnswer => Outcome::NoAnswer,
        }),
        attention: if filter.unseen {
            Attention::Unseen
        } else {
            Attention::Any
        },
        before: filter.before.map(|place| Before {
            at: place.at,
            visit: place.visit,
        }),
        lines: u32::try_from(PAGE_ROWS).unwrap_or(u32::MAX),
        looked_at: LOOKED_AT_MAX,
    }
}

impl VisitsView {
    pub(crate) fn new(page: &VisitsPage, now: UnixMs) -> Self {
        let rule = page.site.day;
        let site = SiteView::new(rule, page.places.iter().chain(&page.buildings));
        Self {
            site: page.site.name.clone(),
            seq: page.seq,
            updated: rule.local(now).to_string(),
            buildings: buildings(&page.buildings),
            workers: page
                .workers
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone()))
                .collect(),
            rows: page.lines.iter().map(|line| row(&site, rule, line, now)).collect(),
            earlier: page.earlier.map(|Before { at, visit }| Place { at, visit }.to_string()),
        }
    }
}

fn buildings(records: &[Record]) -> Vec<(String, String)> {
    let mut buildings: Vec<Building> = records.iter().map(Building::from).collect();
    buildings.sort_by(|a, b| (a.order, &a.name, a.id).cmp(&(b.order, &b.name, b.id)));
    let pairs = buildings.into_iter();
    pairs.map(|building| (building.id.to_string(), building.name)).collect()
}

fn row(site: &SiteView, rule: DayRule, seen: &SeenLine, now: UnixMs) -> SeenRow {
    let line = &seen.line;
    let made = UnixMs(line.visit.int("at").unwrap_or(0));
    let is_later = |at: UnixMs| rule.local(at).date != rule.local(made).date;
    SeenRow {
        visit: visit(site, rule, line, now),
        stored: build_moment(rule, line.stored),
        stored_later: is_later(line.stored),
        seen: seen.seen.as_ref().map(|sight| Sight {
            by: sight.by.clone(),
            at: build_moment(rule, sight.at),
            later: is_later(sight.at),
        }),
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        id::{RecordId, SiteId},
        kind::Kind,
        protocol::SiteInfo,
        time::{DAY_MS, HOUR_MS},
        value::fields,
    };
    use store::VisitLine;

    use super::*;

    /// 2022-11-14T02:00Z, ten in the morning at the site.
    const NOW: UnixMs = UnixMs(1_668_391_200_000);

    #[test]
    fn a_day_is_the_site_s_day() {
        let rule = DayRule::default();
        let day = rule.day(NOW);
        let filter = Filter {
            day: Some(day),
            ..Filter::default()
        };
        let ask = ask(&filter, rule);
        assert_eq!(
            (ask.from, ask.until),
            (Some(rule.start(day)), Some(rule.start(day).plus(DAY_MS)))
        );
    }

    #[test]
    fn a_receipt_tells_its_day_where_it_is_another_than_the_visit_s() {
        let id = |n: u8| RecordId::made(NOW, [n; 10]);
        let visit = Record {
            kind: Kind::Visit,
            id: id(1),
            seq: 3,
            fields: fields([("at", NOW.into()), ("outcome", "no_answer".into())]),
        };
        let line = VisitLine {
            visit,
            door: None,
            building: None,
            residents: Vec::new(),
            by: "小陈".to_owned(),
            stored: NOW.plus(HOUR_MS),
        };
        let page = VisitsPage {
            site: SiteInfo {
                id: SiteId::NIL,
                name: "月亮湾".to_owned(),
                day: DayRule::default(),
            },
            seq: 9,
            lines: vec![SeenLine {
                line,
                seen: Some(store::Sight {
                    by: "周".to_owned(),
                    at: NOW.plus(DAY_MS),
                }),
            }],
            places: Vec::new(),
            buildings: Vec::new(),
            workers: Vec::new(),
            earlier: Some(Before { at: NOW, visit: id(1) }),
        };
        let view = VisitsView::new(&page, NOW.plus(DAY_MS));
        let [row] = &view.rows[..] else {
            panic!("one row: {view:?}")
        };
        assert_eq!((row.stored.time.as_str(), row.stored_later), ("11:00", false));
        let seen = row.seen.as_ref().expect("it was seen");
        assert_eq!((seen.by.as_str(), seen.later), ("周", true));
        assert_eq!(view.earlier, Some(format!("{}.{}", NOW.0, id(1))));
    }
}
