//! The made-up compound: buildings and doors in walking order.

use shared::{
    id::RecordId,
    kind::Kind,
    op::Change,
    time::UnixMs,
    value::{Fields, Value, fields},
};

use super::dice::Dice;

/// One building's form. Without units it is a corridor building.
pub(super) struct Form {
    pub(super) name: &'static str,
    pub(super) units: i64,
    pub(super) floors: i64,
    pub(super) rooms: i64,
}

/// 150 doors: two high-rises, a corridor building, a low walk-up.
pub(super) const LIVELY: [Form; 4] = [
    Form {
        name: "1",
        units: 2,
        floors: 11,
        rooms: 2,
    },
    Form {
        name: "2",
        units: 2,
        floors: 12,
        rooms: 2,
    },
    Form {
        name: "3",
        units: 0,
        floors: 7,
        rooms: 4,
    },
    Form {
        name: "5",
        units: 3,
        floors: 5,
        rooms: 2,
    },
];

const fn tower(name: &'static str) -> Form {
    Form {
        name,
        units: 2,
        floors: 25,
        rooms: 2,
    }
}

/// 1,200 doors in twelve towers.
pub(super) const STRESS: [Form; 12] = [
    tower("1"),
    tower("2"),
    tower("3"),
    tower("4"),
    tower("5"),
    tower("6"),
    tower("7"),
    tower("8"),
    tower("9"),
    tower("10"),
    tower("11"),
    tower("12"),
];

#[derive(Clone, Debug)]
pub(super) struct Door {
    pub(super) id: RecordId,
    pub(super) vacant: bool,
    fields: Fields,
}

pub(super) struct Place {
    pub(super) doors: Vec<Door>,
    buildings: Vec<(RecordId, Fields)>,
}

impl Place {
    /// `vacant` doors of them are empty.
    pub(super) fn new(forms: &[Form], vacant: usize, dice: &mut Dice, now: UnixMs) -> Self {
        let mut place = Self {
            doors: Vec::new(),
            buildings: Vec::new(),
        };
        for (order, form) in forms.iter().enumerate() {
            let id = dice.record(now);
            let at = i64::try_from(order).unwrap_or(0);
            place
                .buildings
                .push((id, fields([("name", form.name.into()), ("order", at.into())])));
            place.add_doors(form, id, dice, now);
        }
        // Spread out, so that no building is dead.
        let step = place.doors.len() / vacant.max(1);
        for at in 0..vacant {
            let door = &mut place.doors[at * step + step / 2];
            door.vacant = true;
            door.fields.insert("vacant".to_owned(), Value::Bool(true));
        }
        place
    }

    fn add_doors(&mut self, form: &Form, building: RecordId, dice: &mut Dice, now: UnixMs) {
        let mut walk = 0;
        for unit in 1..=form.units.max(1) {
            for floor in (1..=form.floors).rev() {
                for room in 1..=form.rooms {
                    let room = format!("{floor}{room:02}");
                    let unit = (form.units > 0).then(|| unit.to_string());
                    let fields = fields([
                        ("building", building.into()),
                        ("unit", unit.into()),
                        ("floor", floor.into()),
                        ("room", room.into()),
                        ("walk", i64::from(walk).into()),
                    ]);
                    self.doors.push(Door {
                        id: dice.record(now),
                        vacant: false,
                        fields,
                    });
                    walk += 1;
                }
            }
        }
    }

    /// A remark, and whoever keeps a key.
    pub(super) fn note(&mut self, door: usize, field: &str, text: &str) {
        self.doors[door].fields.insert(field.to_owned(), text.into());
    }

    pub(super) fn changes(&self) -> impl Iterator<Item = Change> {
        let create = |kind, record, fields: &Fields| {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            Change::Create {
                kind,
                record,
                fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
            }
        };
        let buildings = self
            .buildings
            .iter()
            .map(move |(id, fields)| create(Kind::Building, *id, fields));
        buildings.chain(
            self.doors
                .iter()
                .map(move |door| create(Kind::Door, door.id, &door.fields)),
        )
    }
}
