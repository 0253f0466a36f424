//! Erasing a person: what stays of the rows and operations about them. Of a row stays that there was one, in sight of every
//! phone of the site, so that each drops what it has; of a visit that names them, everything but their part. Pure.

use crate::{
    id::RecordId,
    kind::Kind,
    op::Change,
    record::{Meta, Record, Row, Stamp},
    role::RowScope,
    value::{Fields, Value},
};

/// The one field of an erased row. No table has it, so no operation can set it.
pub const ERASED: &str = "erased";
/// Stands in a remark where a name was.
const BLANK: &str = "…";

/// What becomes of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It does not speak of them.
    Same,
    /// So much of it.
    Part(Change),
    /// It is about them: nothing.
    Nothing,
}

/// These rows without `resident`, as they are to be written: theirs and what hangs from it are emptied, visits lose their part in
/// it. The first takes the `seq` of `stamp`, and each later one the next, in the order of their ids. A resident who is not among
/// them is taken as erased all the same: what comes of them later must find that out.
pub fn rows(resident: RecordId, mut known: Vec<Row>, stamp: Stamp) -> Vec<Row> {
    known.sort_by_key(|row| row.record.id);
    let name = known.iter().find(|row| row.record.id == resident).map(name_of);
    let name = name.unwrap_or_default();
    let mut left = Vec::with_capacity(known.len() + 1);
    let next = |left: &Vec<Row>| Stamp {
        seq: stamp.seq + left.len() as u64,
        ..stamp
    };
    if known.iter().all(|row| row.record.id != resident) {
        left.push(emptied(Kind::Resident, resident, next(&left), None));
    }
    for mut row in known {
        let stamp = next(&left);
        if row.is_erased() {
            continue;
        }
        if row.is_fact() {
            if without(&mut row.record.fields, resident, &name) {
                row.record.seq = stamp.seq;
                left.push(row);
            }
        } else {
            left.push(emptied(row.record.kind, row.record.id, stamp, row.meta.born));
        }
    }
    left
}

/// What stays of an operation about, or beside, `resident`, whose name was `name`; where that is not known any more, a remark
/// beside them goes as a whole.
pub fn rest(change: &Change, resident: RecordId, name: &str) -> Rest {
    if change.touches().contains(&resident) {
        return Rest::Nothing;
    }
    let mut change = change.clone();
    let fields = match &mut change {
        Change::Fact { fields, .. } | Change::Amend { fields, .. } => fields,
        _ => return Rest::Same,
    };
    if without(fields, resident, name) {
        Rest::Part(change)
    } else {
        Rest::Same
    }
}

fn name_of(row: &Row) -> String {
    row.record.text("name").unwrap_or_default().to_owned()
}

fn emptied(kind: Kind, id: RecordId, stamp: Stamp, born: Option<Stamp>) -> Row {
    let record = Record {
        kind,
        id,
        seq: stamp.seq,
        fields: [(ERASED.to_owned(), Value::Bool(true))].into(),
    };
    let meta = Meta {
        born: born.or(Some(stamp)),
        existence: Some(stamp),
        ..Meta::default()
    };
    Row {
        record,
        scope: RowScope::SiteWide,
        deleted: true,
        meta,
    }
}

/// Takes somebody's part out of a visit's fields; tells whether there was any.
fn without(fields: &mut Fields, resident: RecordId, name: &str) -> bool {
    let mut had = false;
    let who = Value::from(resident);
    if let Some(Value::List(persons)) = fields.get_mut("persons") {
        let before = persons.len();
        persons.retain(|person| person.as_map().and_then(|map| map.get("resident")) != Some(&who));
        had = persons.len() != before;
        if persons.is_empty() {
            fields.remove("persons");
        }
    }
    // Whoever doesn't know what they were called can't tell whether a remark beside them says it.
    if had && name.is_empty() {
        fields.remove("note");
    }
    if let Some(Value::Text(note)) = fields.get_mut("note")
        && !name.is_empty()
        && note.contains(name)
    {
        *note = note.replace(name, BLANK);
        had = true;
    }
    had
}
