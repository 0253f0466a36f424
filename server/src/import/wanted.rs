//! What a roster says of a door and of a person, in the fields that are stored.

use std::collections::BTreeSet;

use roster::{Contact, Door, Field, Roster, Row, Sex};
use shared::value::{Fields, Value, fields};

/// The columns a roster has, beyond those that make up a person's identity: what it can be silent about.
pub(super) struct Columns(BTreeSet<Field>);

impl Columns {
    pub(super) fn of(roster: &Roster) -> Self {
        Self(roster.columns.iter().filter_map(|column| column.field).collect())
    }

    fn has(&self, any: &[Field]) -> bool {
        any.iter().any(|field| self.0.contains(field))
    }

    /// Whether an empty cell means that there is nothing, rather than that nobody was asked.
    pub(super) fn tells(&self, name: &str) -> bool {
        match name {
            "sex" => self.has(&[Field::Sex]),
            "age" => self.has(&[Field::Age]),
            "household" => self.has(&[Field::HouseholdSize]),
            "living_alone" => self.has(&[Field::LivingAlone]),
            "control" => self.has(&[Field::Control]),
            "contacts" => self.has(&[Field::Contact, Field::ContactPhone]),
            "condition" | "care" => self.has(&[Field::Condition]),
            _ => false,
        }
    }
}

pub(super) fn door(door: &Door) -> Fields {
    fields([
        ("unit", door.unit.clone().into()),
        ("room", door.room.clone().into()),
        ("floor", door.floor.into()),
        ("walk", i64::from(door.walk).into()),
        ("vacant", door.residents.is_empty().into()),
    ])
}

pub(super) fn resident(row: &Row) -> Fields {
    let sex = row.sex.map(|sex| match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    });
    let contacts: Vec<Value> = row.contacts.iter().map(contact).collect();
    fields([
        ("name", row.name.clone().into()),
        ("sex", sex.into()),
        ("age", row.age.map(i64::from).into()),
        ("phone", row.phone.clone().into()),
        ("household", row.household_size.map(i64::from).into()),
        ("living_alone", row.living_alone.into()),
        ("control", row.control.clone().into()),
        (
            "contacts",
            if contacts.is_empty() {
                Value::Null
            } else {
                Value::List(contacts)
            },
        ),
        ("condition", row.condition_text.clone().into()),
    ])
}

fn contact(contact: &Contact) -> Value {
    Value::Map(fields([
        ("name", contact.name.clone().into()),
        ("relation", contact.relation.clone().into()),
        ("phone", contact.phone.clone().into()),
    ]))
}

/// Nothing and "no" are the same thing said.
pub(super) fn is_same(present: &Value, wanted: &Value) -> bool {
    let plain = |value: &Value| matches!(value, Value::Null | Value::Bool(false));
    present == wanted || (plain(present) && plain(wanted))
}
