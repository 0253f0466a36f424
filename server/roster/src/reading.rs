//! One line of the file to one resident, or to remarks why not.

use crate::care::care_tags;
use crate::contact::{Contact, contacts};
use crate::field::Field;
use crate::header::{Column, Header};
use crate::limit::{MAX_CONTACTS, MAX_NOTE_CHARS};
use crate::note::{Code, Note};
use crate::person;
use crate::phone::phones;
use crate::place;
use crate::row::{EmptyDoor, Row};
use crate::sheet::{Cell, Flaw, Line};
use crate::text::{cut, is_nothing};
use std::collections::BTreeSet;

pub(crate) enum Outcome {
    Resident(Box<Row>),
    Empty(EmptyDoor),
    /// Left out; the notes say why.
    Nobody,
}

struct Place {
    building: String,
    unit: Option<String>,
    room: String,
    floor: Option<i64>,
}

/// Reads one line's cells by field and collects what is to be said about them.
pub(crate) struct Reading<'a> {
    header: &'a Header,
    line: &'a Line,
    sheet: Option<String>,
    notes: &'a mut Vec<Note>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(header: &'a Header, line: &'a Line, sheet: Option<String>, notes: &'a mut Vec<Note>) -> Self {
        Reading {
            header,
            line,
            sheet,
            notes,
        }
    }

    pub(crate) fn row(mut self) -> Outcome {
        let name_cell = self.first(Field::Name);
        let room_cell = [Field::Room, Field::Address].map(|field| self.first(field)).concat();
        if is_nothing(&name_cell) && is_nothing(&room_cell) {
            let value = self.line.joined();
            self.note(Code::Aside, None, &value);
            return Outcome::Nobody;
        }
        self.note_flaws();
        let place = self.place();
        let name = person::name(&name_cell);
        let condition = self.condition();
        let says_empty = person::is_empty_door(&name_cell)
            || (name.is_empty()
                && condition
                    .as_deref()
                    .is_some_and(|text| text.split('；').any(person::is_empty_door)));
        if name.is_empty() && !says_empty {
            self.note_field(Code::NameMissing, Field::Name, &name_cell);
            return Outcome::Nobody;
        }
        let Some(Place {
            building,
            unit,
            room,
            floor,
        }) = place
        else {
            return Outcome::Nobody;
        };
        let (line, sheet) = (self.line.number, self.sheet.clone());
        if says_empty {
            return Outcome::Empty(EmptyDoor {
                line,
                sheet,
                building,
                unit,
                room,
                floor,
            });
        }
        let sex = self.parsed(Field::Sex, Code::SexUnreadable, person::sex);
        let age = self.parsed(Field::Age, Code::AgeUnreadable, person::age);
        let household_size = self.parsed(Field::HouseholdSize, Code::HouseholdUnreadable, person::household_size);
        let (living_alone, care_tags) = self.care(condition.as_deref());
        let mut contacts = self.contacts();
        let mut own = self.numbers(Field::Phone).into_iter();
        let phone = own.next();
        contacts.extend(own.map(|number| Contact {
            name: name.clone(),
            relation: Some(Contact::SELF.to_owned()),
            phone: Some(number),
        }));
        if contacts.len() > MAX_CONTACTS {
            contacts.truncate(MAX_CONTACTS);
            self.note(Code::ContactsTooMany, None, "");
        }
        let control = Some(self.first(Field::Control)).filter(|text| !is_nothing(text));
        Outcome::Resident(Box::new(Row {
            line,
            sheet,
            building,
            unit,
            room,
            floor,
            name,
            sex,
            age,
            phone,
            household_size,
            living_alone,
            condition_text: condition,
            care_tags,
            contacts,
            control,
        }))
    }

    /// The column and the text speak of living alone; whichever says so is believed, unless the column denies it.
    fn care(&mut self, condition: Option<&str>) -> (Option<bool>, BTreeSet<&'static str>) {
        let said = self.parsed(Field::LivingAlone, Code::LivingAloneUnreadable, person::yes_or_no);
        let mut tags = condition.map(care_tags).unwrap_or_default();
        let living_alone = said.or(tags.contains("alone").then_some(true));
        if living_alone == Some(true) {
            tags.insert("alone");
        }
        (living_alone, tags)
    }

    fn place(&mut self) -> Option<Place> {
        let floor = self.floor();
        let place = |building, unit, room: String| {
            let floor = floor.or_else(|| place::floor_of_room(&room));
            Place {
                building,
                unit,
                room,
                floor,
            }
        };
        if self.header.of(Field::Address).next().is_some() {
            let text = self.first(Field::Address);
            let found = place::address(&text);
            if found.is_none() {
                let code = if is_nothing(&text) {
                    Code::RoomMissing
                } else {
                    Code::RoomUnreadable
                };
                self.note_field(code, Field::Address, &text);
            }
            return found.map(|(building, unit, room)| place(building, unit, room));
        }
        let (building_text, room_text) = (self.first(Field::Building), self.first(Field::Room));
        let building = if is_nothing(&building_text) {
            None
        } else {
            place::building(&building_text)
        };
        let Some((building, unit_beside)) = building else {
            let code = if is_nothing(&building_text) {
                Code::BuildingMissing
            } else {
                Code::BuildingUnreadable
            };
            self.note_field(code, Field::Building, &building_text);
            return None;
        };
        let unit = self
            .parsed(Field::Unit, Code::UnitUnreadable, place::unit)
            .or(unit_beside);
        let room = if is_nothing(&room_text) {
            None
        } else {
            place::room(&room_text, &building, unit.as_deref())
        };
        let Some((room, unit_inside)) = room else {
            let code = if is_nothing(&room_text) {
                Code::RoomMissing
            } else {
                Code::RoomUnreadable
            };
            self.note_field(code, Field::Room, &room_text);
            return None;
        };
        Some(place(building, unit.or(unit_inside), room))
    }

    fn floor(&mut self) -> Option<i64> {
        let read = |text: &str| {
            if is_nothing(text) {
                Ok(None)
            } else {
                place::floor(text).map(Some).ok_or(())
            }
        };
        self.parsed(Field::Floor, Code::FloorUnreadable, read)
    }

    fn condition(&self) -> Option<String> {
        let columns = self.header.of(Field::Condition).map(|column| self.cell_text(column));
        let said: Vec<&str> = columns.filter(|text| !is_nothing(text)).collect();
        (!said.is_empty()).then(|| said.join("；"))
    }

    /// The n-th contact column goes with the n-th relation and the n-th contact phone.
    fn contacts(&mut self) -> Vec<Contact> {
        let people = self.texts(Field::Contact);
        let relations = self.texts(Field::Relation);
        let phone_columns: Vec<Column> = self.header.of(Field::ContactPhone).cloned().collect();
        let mut all = Vec::new();
        for at in 0..people.len().max(relations.len()).max(phone_columns.len()) {
            let mut here = people.get(at).map(|text| contacts(text)).unwrap_or_default();
            let numbers = phone_columns
                .get(at)
                .map(|column| self.numbers_in(column))
                .unwrap_or_default();
            let relation = relations.get(at).filter(|text| !is_nothing(text));
            if here.is_empty() && !numbers.is_empty() {
                here.push(Contact::default());
            }
            if let (Some(relation), Some(first)) = (relation, here.first_mut()) {
                first.relation.get_or_insert_with(|| relation.clone());
            }
            place_numbers(&mut here, numbers);
            all.append(&mut here);
        }
        all
    }

    fn numbers(&mut self, field: Field) -> Vec<String> {
        let columns: Vec<Column> = self.header.of(field).cloned().collect();
        let mut all: Vec<String> = Vec::new();
        for column in &columns {
            for number in self.numbers_in(column) {
                if !all.contains(&number) {
                    all.push(number);
                }
            }
        }
        all
    }

    fn numbers_in(&mut self, column: &Column) -> Vec<String> {
        let text = self.cell_text(column).to_owned();
        let found = phones(&text);
        if found.unreadable || (found.numbers.is_empty() && !is_nothing(&text)) {
            self.note(Code::PhoneUnreadable, Some(&column.heading), &text);
        } else if !found.remark.is_empty() {
            self.note(Code::PhoneRemark, Some(&column.heading), &found.remark);
        }
        found.numbers
    }

    fn parsed<T>(&mut self, field: Field, code: Code, read: impl Fn(&str) -> Result<Option<T>, ()>) -> Option<T> {
        let text = self.first(field);
        read(&text).unwrap_or_else(|()| {
            self.note_field(code, field, &text);
            None
        })
    }

    /// What is odd about a cell whatever its column means; columns that aren't kept are nobody's business.
    fn note_flaws(&mut self) {
        let header = self.header;
        for column in &header.columns {
            let kept = !matches!(column.field, None | Some(Field::Identity | Field::Serial));
            let Some(Cell { text, flaw: Some(flaw) }) = self.line.cells.get(column.index).filter(|_| kept) else {
                continue;
            };
            let code = match flaw {
                Flaw::Identity => Code::IdentityRemoved,
                Flaw::TooLong => Code::CellTooLong,
                Flaw::Garbled => Code::Garbled,
                Flaw::Error => Code::CellError,
            };
            self.note(code, Some(&column.heading), text);
        }
    }

    fn first(&self, field: Field) -> String {
        self.header
            .of(field)
            .next()
            .map_or("", |column| self.cell_text(column))
            .to_owned()
    }

    fn texts(&self, field: Field) -> Vec<String> {
        self.header
            .of(field)
            .map(|column| self.cell_text(column).to_owned())
            .collect()
    }

    fn cell_text(&self, column: &Column) -> &'a str {
        match self.line.cells.get(column.index) {
            Some(Cell {
                flaw: Some(Flaw::Error),
                ..
            })
            | None => "",
            Some(cell) => &cell.text,
        }
    }

    fn note_field(&mut self, code: Code, field: Field, value: &str) {
        let heading = self.header.of(field).next().map(|column| column.heading.clone());
        self.note(code, heading.as_deref(), value);
    }

    fn note(&mut self, code: Code, column: Option<&str>, value: &str) {
        self.notes.push(Note {
            line: self.line.number,
            sheet: self.sheet.clone(),
            column: column.map(str::to_owned),
            severity: code.severity(),
            code,
            value: cut(value, MAX_NOTE_CHARS).to_owned(),
        });
    }
}

/// Numbers go to the people of the cell in turn; what is left over goes to the last one again.
fn place_numbers(people: &mut Vec<Contact>, numbers: Vec<String>) {
    for number in numbers {
        if people.iter().any(|person| person.phone.as_ref() == Some(&number)) {
            continue;
        }
        match people.iter_mut().find(|person| person.phone.is_none()) {
            Some(person) => person.phone = Some(number),
            None => {
                let last = people.last().cloned().unwrap_or_default();
                people.push(Contact {
                    phone: Some(number),
                    ..last
                });
            }
        }
    }
}
