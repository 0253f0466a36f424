//! [`PeopleView`] from what a store read. Pure: the moment is an argument.

use shared::time::{DAY_MS, DayRule, UnixMs};
use store::{CardLine, PeopleAsk, PeoplePage, PhoneLine};

use super::{Counts, Filter, Group, Moment, PeopleView, PersonRow, RowKey, State};
use crate::now::build::{QUIET_AFTER_MS, date, minutes};

/// Rows on the page; whoever is beyond them is found by name.
const ROWS_MAX: usize = 300;
/// Cards read; more than a site hands out in a week.
const CARDS_READ_MAX: u32 = 2_000;
/// A card that is done with is waste paper; after this it leaves the list.
const CARDS_KEPT_MS: i64 = 7 * DAY_MS;

pub(super) const fn ask(now: UnixMs) -> PeopleAsk {
    PeopleAsk {
        ended_since: now.plus(-CARDS_KEPT_MS),
        cards: CARDS_READ_MAX,
    }
}

impl PeopleView {
    pub(crate) fn new(page: &PeoplePage, filter: &Filter, now: UnixMs) -> Self {
        let rule = page.site.day;
        let cards = page.cards.iter().map(|line| card(rule, line, now));
        let mut rows: Vec<PersonRow> = cards
            .chain(page.phones.iter().map(|line| phone(rule, line, now)))
            .collect();
        let counts = counts(&rows);
        rows.retain(|row| filter.lets_through(row.state, &row.name));
        rows.sort_by(|a, b| order(a).cmp(&order(b)));
        let left_out = rows.len().saturating_sub(ROWS_MAX);
        rows.truncate(ROWS_MAX);
        Self {
            site: page.site.name.clone(),
            seq: page.seq,
            updated: rule.local(now).to_string(),
            counts,
            rows,
            left_out,
        }
    }
}

/// What needs somebody first, then by state, then by name.
fn order(row: &PersonRow) -> (bool, State, &str, RowKey) {
    (!row.is_alarming(), row.state, &row.name, row.key)
}

fn counts(rows: &[PersonRow]) -> Counts {
    let of = |group| rows.iter().filter(|row| Group::of(row.state) == group).count();
    Counts {
        all: rows.len(),
        unused: of(Group::Unused),
        on_duty: of(Group::OnDuty),
        expired: of(Group::Expired),
        ended: of(Group::Ended),
    }
}

pub(crate) fn moment(rule: DayRule, at: UnixMs) -> Moment {
    let local = rule.local(at);
    Moment {
        date: date(local.date),
        time: local.to_string(),
    }
}

pub(crate) fn state_of(line: &CardLine, now: UnixMs) -> State {
    if line.voided.is_some() {
        State::Voided
    } else if now >= line.valid_until {
        State::Lapsed
    } else {
        State::Unused
    }
}

fn card(rule: DayRule, line: &CardLine, now: UnixMs) -> PersonRow {
    PersonRow {
        key: RowKey::Card(line.card),
        name: line.worker.clone(),
        role: line.role,
        state: state_of(line, now),
        model: String::new(),
        heard_min: None,
        quiet: false,
        unsent: None,
        until: Some(moment(rule, line.valid_until)),
    }
}

pub(crate) fn phone_state(line: &PhoneLine, now: UnixMs) -> State {
    if line.revoked {
        State::Stopped
    } else if line.expires.is_some_and(|end| now >= end) {
        State::Over
    } else {
        State::OnDuty
    }
}

fn phone(rule: DayRule, line: &PhoneLine, now: UnixMs) -> PersonRow {
    let state = phone_state(line, now);
    let is_silent = line.heard.is_some_and(|heard| now.since(heard) > QUIET_AFTER_MS);
    PersonRow {
        key: RowKey::Phone(line.device),
        name: line.worker.clone(),
        role: line.role,
        state,
        model: line.device_name.clone(),
        heard_min: line.heard.map(|heard| minutes(heard, now)),
        quiet: state == State::OnDuty && is_silent,
        unsent: line.unsent,
        until: line.expires.map(|end| moment(rule, end)),
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        id::{CardId, DeviceId, SiteId},
        protocol::SiteInfo,
        role::Role,
        time::{HOUR_MS, MINUTE_MS},
    };

    use super::*;

    /// 2022-11-14T14:11 in China.
    const NOW: UnixMs = UnixMs(1_668_384_000_000 + 6 * HOUR_MS + 11 * MINUTE_MS);

    fn card(byte: u8, worker: &str, valid_until: UnixMs) -> CardLine {
        CardLine {
            card: CardId::made(NOW, [byte; 10]),
            worker: worker.to_owned(),
            role: Role::Worker,
            made: NOW,
            valid_until,
            expires: None,
            voided: None,
        }
    }

    fn phone(byte: u8, worker: &str) -> PhoneLine {
        PhoneLine {
            device: DeviceId::made(NOW, [byte; 10]),
            worker: worker.to_owned(),
            role: Role::Worker,
            device_name: "Redmi".to_owned(),
            heard: Some(NOW.plus(-3 * MINUTE_MS)),
            unsent: Some(0),
            last_n: 0,
            expires: Some(NOW.plus(HOUR_MS)),
            revoked: false,
        }
    }

    fn page(cards: Vec<CardLine>, phones: Vec<PhoneLine>) -> PeoplePage {
        PeoplePage {
            site: SiteInfo {
                id: SiteId::NIL,
                name: "月亮湾".to_owned(),
                day: DayRule::default(),
            },
            seq: 812,
            cards,
            phones,
        }
    }

    fn some_of_everything() -> PeoplePage {
        let voided = CardLine {
            voided: Some(NOW),
            ..card(3, "丙", NOW.plus(HOUR_MS))
        };
        let over = PhoneLine {
            expires: Some(NOW),
            ..phone(5, "戊")
        };
        let stopped_with_records = PhoneLine {
            revoked: true,
            unsent: Some(4),
            ..phone(6, "己")
        };
        let silent = PhoneLine {
            heard: Some(NOW.plus(-QUIET_AFTER_MS - MINUTE_MS)),
            ..phone(7, "庚")
        };
        let cards = vec![card(1, "甲", NOW.plus(HOUR_MS)), card(2, "乙", NOW), voided];
        page(cards, vec![phone(4, "丁"), over, stopped_with_records, silent])
    }

    #[test]
    fn every_card_and_phone_has_its_state_and_records_that_nobody_brings_come_first() {
        let view = PeopleView::new(&some_of_everything(), &Filter::default(), NOW);
        let states: Vec<_> = view.rows.iter().map(|row| (row.name.as_str(), row.state)).collect();
        assert_eq!(
            states,
            [
                ("己", State::Stopped),
                ("甲", State::Unused),
                ("丁", State::OnDuty),
                ("庚", State::OnDuty),
                ("乙", State::Lapsed),
                ("戊", State::Over),
                ("丙", State::Voided)
            ]
        );
        assert_eq!((view.seq, view.updated.as_str()), (812, "14:11"));
        let Counts {
            all,
            unused,
            on_duty,
            expired,
            ended,
        } = view.counts;
        assert_eq!([all, unused, on_duty, expired, ended], [7, 1, 2, 2, 2]);
        let quiet: Vec<_> = view.rows.iter().filter(|row| row.quiet).map(|row| &row.name).collect();
        assert_eq!(quiet, ["庚"]);
        let until = view.rows[1].until.as_ref().map(|until| until.time.as_str());
        assert_eq!(until, Some("15:11"), "as it is at the site");
    }

    #[test]
    fn a_filter_leaves_the_counts_alone() {
        let view = PeopleView::new(&some_of_everything(), &Filter::of("expired", "戊"), NOW);
        assert_eq!(view.rows.len(), 1);
        assert_eq!(view.counts.all, 7);
    }

    #[test]
    fn too_many_rows_are_counted_instead_of_shown() {
        let many = (0..ROWS_MAX + 5).map(|n| CardLine {
            worker: format!("外援{n:03}"),
            ..card(1, "", NOW.plus(HOUR_MS))
        });
        let view = PeopleView::new(&page(many.collect(), Vec::new()), &Filter::default(), NOW);
        assert_eq!((view.rows.len(), view.left_out), (ROWS_MAX, 5));
    }
}
