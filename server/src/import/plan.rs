//! Which operations bring what is stored to what a roster says. Pure but for the ids it is given.

use std::collections::{BTreeMap, BTreeSet};

use roster::{Door, Roster, Row};
use shared::{
    domain::resident::SAME_AS,
    id::RecordId,
    kind::Kind,
    op::Change,
    record::Record,
    value::{Fields, Value},
};

use super::{
    fit,
    memory::{Before, Memory, Told},
    wanted::{self, Columns},
};
use crate::random::NoRandom;

/// What became of a roster's doors, or its residents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Count {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Somebody deleted it since; it stays deleted.
    pub removed: usize,
}

/// An operation to come.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Planned {
    /// The roster's line it comes from; 0 for a building or a door.
    pub(super) line: usize,
    /// The `seq` of the row it changes.
    pub(super) seen_seq: u64,
    pub(super) change: Change,
    /// Of which record, and what was told of it before this import.
    pub(super) told: (RecordId, Option<Told>),
}

pub(super) struct Plan<'a, F> {
    present: BTreeMap<RecordId, &'a Record>,
    deleted: BTreeSet<RecordId>,
    /// By building, unit and room.
    doors_at: BTreeMap<(RecordId, String, String), RecordId>,
    /// By door and name; one name may be two people.
    residents_at: BTreeMap<(RecordId, String), Vec<RecordId>>,
    matched: BTreeSet<RecordId>,
    pub(super) memory: Memory,
    make_id: F,
    pub(super) changes: Vec<Planned>,
    pub(super) doors: Count,
    pub(super) residents: Count,
    pub(super) cut: Vec<(usize, &'static str)>,
}

/// Where a thing of the roster is stored.
enum Place {
    New,
    Known(RecordId),
    Removed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    None,
    Some,
}

/// Whoever a record stands for: somebody may have two.
pub(super) fn root<'a>(present: &BTreeMap<RecordId, &'a Record>, record: &'a Record) -> &'a Record {
    let mut root = record;
    // There are no circles; this ends all the same.
    for _ in 0..present.len() {
        let next = root.reference(SAME_AS).and_then(|id| present.get(&id));
        match next {
            Some(next) => root = next,
            None => break,
        }
    }
    root
}

impl<'a, F: FnMut() -> Result<RecordId, NoRandom>> Plan<'a, F> {
    pub(super) fn new(present: &'a [Record], deleted: BTreeSet<RecordId>, memory: Memory, make_id: F) -> Self {
        let mut plan = Self {
            present: present.iter().map(|record| (record.id, record)).collect(),
            deleted,
            doors_at: BTreeMap::new(),
            residents_at: BTreeMap::new(),
            matched: BTreeSet::new(),
            memory,
            make_id,
            changes: Vec::new(),
            doors: Count::default(),
            residents: Count::default(),
            cut: Vec::new(),
        };
        let text = |record: &Record, field| record.text(field).unwrap_or_default().to_owned();
        for record in present {
            match (&record.kind, record.parent()) {
                (Kind::Door, Some(building)) => {
                    plan.doors_at
                        .insert((building, text(record, "unit"), text(record, "room")), record.id);
                }
                (Kind::Resident, Some(door)) => {
                    plan.residents_at
                        .entry((door, text(record, "name")))
                        .or_default()
                        .push(record.id);
                }
                _ => {}
            }
        }
        plan
    }

    pub(super) fn take(&mut self, roster: &Roster) -> Result<(), NoRandom> {
        let columns = Columns::of(roster);
        let mut buildings: BTreeMap<String, Option<RecordId>> = BTreeMap::new();
        for door in roster::doors(roster) {
            let order = buildings.len();
            let building = match buildings.get(&door.building) {
                Some(known) => *known,
                None => {
                    let id = self.building(&door.building, order)?;
                    buildings.insert(door.building.clone(), id);
                    id
                }
            };
            let rows = door.residents.iter().filter_map(|at| roster.rows.get(*at));
            let Some(id) = (match building {
                Some(building) => self.door(building, &door)?,
                None => None,
            }) else {
                self.residents.removed += rows.count();
                continue;
            };
            for row in rows {
                self.resident(id, &door, row, &columns)?;
            }
        }
        Ok(())
    }

    fn building(&mut self, name: &str, order: usize) -> Result<Option<RecordId>, NoRandom> {
        let identity = self.memory.identity(&Kind::Building, &[name]);
        let order = i64::try_from(order).unwrap_or(0);
        let fields = shared::value::fields([("name", name.into()), ("order", order.into())]);
        let fields = self.fit(&Kind::Building, fields, 0);
        let stored = fields.get("name").and_then(Value::as_text);
        let same = self
            .present
            .values()
            .find(|record| record.kind == Kind::Building && record.text("name") == stored);
        let candidate = same.map(|record| record.id);
        match self.place(&identity, candidate) {
            Place::Removed => Ok(None),
            Place::Known(id) => {
                self.memory.remember(id, identity);
                Ok(Some(id))
            }
            Place::New => self.create(Kind::Building, identity, fields, 0).map(Some),
        }
    }

    fn door(&mut self, building: RecordId, door: &Door) -> Result<Option<RecordId>, NoRandom> {
        let unit = door.unit.clone().unwrap_or_default();
        let identity = self.memory.identity(&Kind::Door, &[&door.building, &unit, &door.room]);
        let wanted = self.fit(&Kind::Door, wanted::door(door), 0);
        let text = |name| fit::text(&wanted, name).to_owned();
        let candidate = self.doors_at.get(&(building, text("unit"), text("room"))).copied();
        match self.place(&identity, candidate) {
            Place::Removed => {
                self.doors.removed += 1;
                Ok(None)
            }
            Place::Known(id) => {
                let difference = self.update(id, identity, &Kind::Door, &wanted, |name| name == "vacant", 0);
                self.doors.count(difference);
                Ok(Some(id))
            }
            Place::New => {
                self.doors.new += 1;
                let mut fields = wanted;
                fields.insert("building".to_owned(), building.into());
                self.create(Kind::Door, identity, fields, 0).map(Some)
            }
        }
    }

    fn resident(&mut self, at: RecordId, door: &Door, row: &Row, columns: &Columns) -> Result<(), NoRandom> {
        let unit = door.unit.as_deref().unwrap_or_default();
        let phone = row.phone.as_deref().unwrap_or_default();
        let identity = self
            .memory
            .identity(&Kind::Resident, &[&door.building, unit, &door.room, &row.name, phone]);
        let wanted = self.fit(&Kind::Resident, wanted::resident(row), row.line);
        let candidate = self.same_person(at, &wanted);
        match self.place(&identity, candidate) {
            Place::Removed => self.residents.removed += 1,
            Place::Known(id) => {
                self.matched.insert(id);
                let fields = self.update(
                    id,
                    identity,
                    &Kind::Resident,
                    &wanted,
                    |name| columns.tells(name),
                    row.line,
                );
                let care = self.update_care(id, row, columns.tells("care"));
                self.residents
                    .count(if fields == care { fields } else { Difference::Some });
            }
            Place::New => {
                self.residents.new += 1;
                let mut fields = wanted;
                fields.insert("door".to_owned(), at.into());
                let tags: Vec<Value> = row.care_tags.iter().map(|tag| Value::text(*tag)).collect();
                if !tags.is_empty() {
                    fields.insert("care".to_owned(), Value::List(tags));
                }
                let id = self.create(Kind::Resident, identity, fields, row.line)?;
                self.matched.insert(id);
                for tag in &row.care_tags {
                    self.memory.care(id, tag, true);
                }
            }
        }
        Ok(())
    }

    /// Building, unit, room and name agree; phones that differ separate.
    fn same_person(&self, door: RecordId, wanted: &Fields) -> Option<RecordId> {
        let namesakes = self.residents_at.get(&(door, fit::text(wanted, "name").to_owned()))?;
        let said = Some(fit::text(wanted, "phone")).filter(|phone| !phone.is_empty());
        let free = || namesakes.iter().copied().filter(|id| !self.matched.contains(id));
        let phone = |id: &RecordId| {
            self.present
                .get(id)
                .and_then(|record| record.text("phone"))
                .filter(|p| !p.is_empty())
        };
        let same = free().find(|id| phone(id) == said);
        same.or_else(|| free().find(|id| phone(id).is_none() || said.is_none()))
    }

    fn place(&self, identity: &str, candidate: Option<RecordId>) -> Place {
        let remembered = self.memory.record_of(identity);
        let live = |id: &RecordId| self.present.contains_key(id) && !self.matched.contains(id);
        match (remembered.filter(live).or(candidate), remembered) {
            (Some(id), _) => Place::Known(id),
            (None, Some(id)) if self.deleted.contains(&id) => Place::Removed,
            // One remembered that was never stored is as new as one nobody ever told of.
            (None, _) => Place::New,
        }
    }

    /// What the fields hold of these values; what had to be cut is noted.
    fn fit(&mut self, kind: &Kind, mut wanted: Fields, line: usize) -> Fields {
        let cut = fit::fit(kind, &mut wanted);
        self.cut.extend(cut.into_iter().map(|field| (line, field)));
        wanted
    }

    fn create(&mut self, kind: Kind, identity: String, fields: Fields, line: usize) -> Result<RecordId, NoRandom> {
        let record = (self.make_id)()?;
        self.memory.remember(record, identity);
        for (name, value) in &fields {
            self.memory.field(record, name, value);
        }
        let said = |(_, value): &(String, Value)| !matches!(value, Value::Null | Value::Bool(false));
        let fields = fields.into_iter().filter(said).collect();
        self.changes.push(Planned {
            line,
            seen_seq: 0,
            change: Change::Create { kind, record, fields },
            told: (record, None),
        });
        Ok(record)
    }

    /// Sets what the roster says differently than last time. `tells`: whether its silence about a field means something.
    fn update(
        &mut self,
        id: RecordId,
        identity: String,
        kind: &Kind,
        wanted: &Fields,
        tells: impl Fn(&str) -> bool,
        line: usize,
    ) -> Difference {
        let told = (id, self.memory.told(id));
        self.memory.remember(id, identity);
        let Some(record) = self.present.get(&id).map(|record| root(&self.present, record)) else {
            return Difference::None;
        };
        let mut news = Fields::new();
        for (name, value) in wanted {
            if value.is_null() && !tells(name) {
                continue;
            }
            let before = self.memory.field(id, name, value);
            let is_news = match before {
                Before::Same => false,
                Before::Other => true,
                Before::Nothing => !matches!(value, Value::Null | Value::Bool(false)),
            };
            if is_news && !wanted::is_same(record.get(name), value) {
                news.insert(name.clone(), value.clone());
            }
        }
        if news.is_empty() {
            return Difference::None;
        }
        let change = Change::Set {
            kind: kind.clone(),
            record: id,
            fields: news,
        };
        self.changes.push(Planned {
            line,
            seen_seq: record.seq,
            change,
            told,
        });
        Difference::Some
    }

    fn update_care(&mut self, id: RecordId, row: &Row, tells: bool) -> Difference {
        let Some(record) = self.present.get(&id).map(|record| root(&self.present, record)) else {
            return Difference::None;
        };
        let there: BTreeSet<&str> = record
            .get("care")
            .as_list()
            .unwrap_or(&[])
            .iter()
            .filter_map(Value::as_text)
            .collect();
        let told = (id, self.memory.told(id));
        let (mut add, mut remove) = (Vec::new(), Vec::new());
        for (tag, ..) in roster::CARE_TAGS {
            let is_said = row.care_tags.contains(tag);
            if !is_said && !tells {
                continue;
            }
            let was_said = self.memory.care(id, tag, is_said);
            match (is_said, was_said, there.contains(tag)) {
                (true, false, false) => add.push(Value::text(tag)),
                (false, true, true) => remove.push(Value::text(tag)),
                _ => {}
            }
        }
        let field = || "care".to_owned();
        let before = self.changes.len();
        for (elements, is_add) in [(add, true), (remove, false)] {
            if elements.is_empty() {
                continue;
            }
            let (kind, record_id) = (Kind::Resident, id);
            let change = if is_add {
                Change::Add {
                    kind,
                    record: record_id,
                    field: field(),
                    elements,
                }
            } else {
                Change::Remove {
                    kind,
                    record: record_id,
                    field: field(),
                    elements,
                }
            };
            self.changes.push(Planned {
                line: row.line,
                seen_seq: record.seq,
                change,
                told: told.clone(),
            });
        }
        if self.changes.len() > before {
            Difference::Some
        } else {
            Difference::None
        }
    }
}

impl Count {
    fn count(&mut self, difference: Difference) {
        match difference {
            Difference::Some => self.changed += 1,
            Difference::None => self.unchanged += 1,
        }
    }
}
