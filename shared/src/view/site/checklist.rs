//! What is asked at a door today, what was answered, and which answers ask for more.

use super::SiteView;
use crate::{
    domain::{Asks, Item, Template, Tick, TickKey, template::DAILY},
    id::RecordId,
    time::{SiteDay, UnixMs},
    value::Value,
};

/// The checklist of one subject for one day.
#[derive(Clone, Debug)]
pub struct Checklist<'a> {
    pub template: &'a Template,
    pub subject: RecordId,
    pub day: SiteDay,
    pub lines: Vec<Line<'a>>,
}

/// One item, and its answer of the day.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    pub item: &'a Item,
    /// None until somebody has answered, or where the answer's day is in doubt.
    pub answer: Option<&'a Tick>,
    /// When a lasting item was last done on an earlier day.
    pub earlier: Option<&'a Tick>,
}

/// An answer of today that somebody has to follow up.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a> {
    pub item: &'a Item,
    pub tick: &'a Tick,
}

impl Line<'_> {
    pub fn value(&self) -> &Value {
        static NONE: Value = Value::Null;
        self.answer.map_or(&NONE, |tick| &tick.value)
    }

    pub fn is_flagged(&self) -> bool {
        self.item.alarm.contains(self.value())
    }
}

impl Checklist<'_> {
    pub fn key<'b>(&'b self, item: &'b Item) -> TickKey<'b> {
        TickKey {
            subject: self.subject,
            template: &self.template.key,
            item: &item.key,
            day: self.day,
        }
    }

    pub fn line(&self, item: &str) -> Option<&Line<'_>> {
        self.lines.iter().find(|line| line.item.key == item)
    }

    pub fn answered(&self) -> usize {
        self.lines.iter().filter(|line| line.answer.is_some()).count()
    }
}

impl SiteView {
    /// The daily checklist of a door, or of a priority resident. None where the site has none, or nothing is asked.
    ///
    /// A checklist ends under the version it was begun under: a new version of the template is asked from the next
    /// day on, or at doors where nobody has answered anything yet.
    pub fn checklist(&self, subject: RecordId, asks: Asks, day: SiteDay) -> Option<Checklist<'_>> {
        let answered = self.answered(subject, &day.to_string());
        let begun = answered.iter().filter_map(|tick| tick.version).min();
        let of_key = || self.templates.values().filter(|template| template.key == DAILY);
        let template = of_key()
            .find(|template| Some(template.version) == begun)
            .or_else(|| of_key().max_by_key(|template| template.version))?;
        let lines: Vec<Line<'_>> = template
            .items
            .iter()
            .filter(|item| item.asks == asks)
            .map(|item| Line {
                item,
                answer: answered.iter().find(|tick| tick.item == item.key).copied(),
                earlier: self.earlier(subject, item, day),
            })
            .collect();
        let is_asked = !lines.is_empty();
        is_asked.then_some(Checklist {
            template,
            subject,
            day,
            lines,
        })
    }

    /// Today's answers at a door, and about its priority residents, that somebody has to follow up.
    pub fn flags(&self, door: RecordId, now: UnixMs) -> Vec<Flag<'_>> {
        let period = self.day_of(now).to_string();
        let residents = self.at_door.get(&door).into_iter().flatten().copied();
        let subjects = std::iter::once(door).chain(residents);
        subjects
            .flat_map(|subject| self.answered(subject, &period))
            .filter_map(|tick| self.flag(tick))
            .collect()
    }

    fn flag<'a>(&'a self, tick: &'a Tick) -> Option<Flag<'a>> {
        let templates = self.templates.values().filter(|template| template.key == tick.template);
        let version = templates.max_by_key(|template| (Some(template.version) == tick.version, template.version))?;
        let item = version.items.iter().find(|item| item.key == tick.item)?;
        item.alarm.contains(&tick.value).then_some(Flag { item, tick })
    }

    /// A subject's answers of a period that count.
    fn answered(&self, subject: RecordId, period: &str) -> Vec<&Tick> {
        let wanted = mark(period);
        let about = self.about(subject);
        about
            .filter(|(mark, _)| *mark == wanted)
            .filter_map(|(_, id)| self.tick(*id))
            .filter(|tick| tick.period == period && !tick.doubtful && !tick.value.is_null())
            .collect()
    }

    /// What was answered about somebody, before what was answered about their aliases.
    fn about(&self, subject: RecordId) -> impl Iterator<Item = &(u64, RecordId)> {
        let aliases = self.aliases(subject).map(|(alias, _)| alias);
        let subjects = std::iter::once(subject).chain(aliases);
        subjects.flat_map(|subject| self.ticks_about.get(&subject).into_iter().flatten())
    }

    fn earlier(&self, subject: RecordId, item: &Item, day: SiteDay) -> Option<&Tick> {
        if !item.lasting {
            return None;
        }
        let about = self.about(subject);
        let today = day.to_string();
        let done = |tick: &&Tick| tick.item == item.key && tick.period < today && tick.value == Value::Bool(true);
        let ticks = about.filter_map(|(_, id)| self.tick(*id)).filter(done);
        ticks.max_by(|a, b| a.period.cmp(&b.period))
    }
}

/// What tells most periods apart without reading a tick: the digits of `2022-11-14` as one number.
pub(super) fn mark(period: &str) -> u64 {
    let digits = period.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |mark, digit| {
        mark.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kind::Kind,
        op::Change,
        record::Record,
        time::DayRule,
        value::{Fields, fields},
    };

    const NOW: UnixMs = UnixMs(1_668_400_000_000);

    fn id(byte: u8) -> RecordId {
        RecordId::made(UnixMs(1), [byte; 10])
    }

    fn record(kind: Kind, byte: u8, fields: Fields) -> Record {
        Record {
            kind,
            id: id(byte),
            seq: 1,
            fields,
        }
    }

    fn template(byte: u8, version: i64, items: &[&str]) -> Record {
        let item = |key: &&str| {
            let alarm = Value::List(vec!["none".into()]);
            Value::Map(fields([
                ("key", (*key).into()),
                ("zh", (*key).into()),
                ("type", "tick".into()),
                ("alarm", alarm),
                ("lasting", true.into()),
            ]))
        };
        let items = Value::List(items.iter().map(item).collect());
        record(
            Kind::Template,
            byte,
            fields([("key", DAILY.into()), ("version", version.into()), ("items", items)]),
        )
    }

    fn tick(item: &str, day: SiteDay, version: i64, value: Value) -> Record {
        let key = TickKey {
            subject: id(1),
            template: DAILY,
            item,
            day,
        };
        let Change::Create { kind, record, fields } = key.change(version, value) else {
            panic!("a tick is created")
        };
        Record {
            kind,
            id: record,
            seq: 1,
            fields,
        }
    }

    fn items(view: &SiteView, day: SiteDay) -> Vec<&str> {
        let list = view.checklist(id(1), Asks::Door, day).unwrap();
        list.lines.iter().map(|line| line.item.key.as_str()).collect()
    }

    #[test]
    fn a_checklist_ends_under_the_version_it_was_begun_under() {
        let today = DayRule::default().day(NOW);
        let records = [
            template(10, 1, &["food"]),
            template(11, 2, &["food", "water"]),
            tick("food", today, 1, "enough".into()),
        ];
        let mut view = SiteView::new(DayRule::default(), &records);
        assert_eq!(items(&view, today), ["food"]);
        assert_eq!(items(&view, SiteDay(today.0 + 1)), ["food", "water"]);
        // Taken back: nothing has begun.
        view.put(records[2].id, Some((&tick("food", today, 1, Value::Null)).into()));
        assert_eq!(items(&view, today), ["food", "water"]);
    }

    #[test]
    fn an_answer_that_alarms_flags_its_door_for_the_day() {
        let today = DayRule::default().day(NOW);
        let records = [template(10, 1, &["food"]), tick("food", today, 1, "none".into())];
        let mut view = SiteView::new(DayRule::default(), &records);
        assert_eq!(view.flags(id(1), NOW).len(), 1);
        assert!(view.flags(id(1), NOW.plus(crate::time::DAY_MS)).is_empty());
        view.put(records[1].id, Some((&tick("food", today, 1, "enough".into())).into()));
        assert!(view.flags(id(1), NOW).is_empty());
        let mut doubtful = tick("food", today, 1, "none".into());
        doubtful.fields.insert("doubtful".to_owned(), true.into());
        view.put(records[1].id, Some((&doubtful).into()));
        assert!(view.flags(id(1), NOW).is_empty() && view.checklist(id(1), Asks::Door, today).unwrap().answered() == 0);
    }

    #[test]
    fn what_lasts_is_remembered_on_later_days() {
        let today = DayRule::default().day(NOW);
        let before = SiteDay(today.0 - 3);
        let records = [template(10, 1, &["card"]), tick("card", before, 1, true.into())];
        let view = SiteView::new(DayRule::default(), &records);
        let list = view.checklist(id(1), Asks::Door, today).unwrap();
        assert!(list.lines[0].answer.is_none());
        assert_eq!(
            list.lines[0].earlier.map(|tick| tick.period.clone()),
            Some(before.to_string())
        );
        assert!(view.checklist(id(1), Asks::Priority, today).is_none());
    }
}
