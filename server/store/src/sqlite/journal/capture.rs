//! Rows that the journal takes: who there is, who may what, what was noted of it, and what somebody settled. Triggers of the writing
//! connection alone put a line into the table `journal` for each row that changes, in the transaction that changes it: nobody has
//! to think of it, and a column that a later version adds is taken along.

use rusqlite::{Connection, params_from_iter, types::Value as Sql};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::StoreError;

/// A table of such rows.
struct Table {
    name: &'static str,
    taken: Taken,
}

enum Taken {
    /// All but these columns, which phones' pushes and contacts write as well.
    AllBut(&'static [&'static str]),
    /// That somebody settled it: the columns `settled_…`. The row itself comes back otherwise, and is known by these columns then,
    /// since its number may be another one's.
    Settled(&'static [&'static str]),
}

use Taken::{AllBut, Settled};

const fn whole(name: &'static str) -> Table {
    let taken = AllBut(&[]);
    Table { name, taken }
}

const TABLES: [Table; 12] = [
    Table {
        name: "site",
        taken: AllBut(&["head", "floor"]),
    },
    whole("account"),
    whole("login"),
    whole("session"),
    Table {
        name: "device",
        taken: AllBut(&["heard_at", "unsent"]),
    },
    whole("rights_before"),
    whole("code"),
    whole("audit"),
    whole("backup"),
    whole("backup_device"),
    Table {
        name: "conflict",
        taken: Settled(&["site", "record", "field", "op"]),
    },
    Table {
        name: "op",
        taken: Settled(&["site", "id", "status"]),
    },
];

/// A row, or the key of one. Bytes are in hexadecimal digits.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sqlite) struct Row {
    pub table: String,
    columns: serde_json::Map<String, Value>,
}

struct Column {
    name: String,
    is_bytes: bool,
    is_key: bool,
}

fn columns(at: &Connection, table: &Table) -> Result<Vec<Column>, StoreError> {
    let mut query = at.prepare_cached("SELECT name, type = 'BLOB', pk > 0 FROM pragma_table_info(?1)")?;
    let columns = query.query_map([table.name], |row| {
        Ok(Column {
            name: row.get(0)?,
            is_bytes: row.get(1)?,
            is_key: row.get(2)?,
        })
    })?;
    let columns: Vec<Column> = columns.collect::<Result<_, _>>()?;
    let taken = columns.into_iter().filter_map(|column| {
        let name = column.name.as_str();
        match table.taken {
            AllBut(left_out) => (!left_out.contains(&name)).then_some(column),
            Settled(by) => {
                let is_key = by.contains(&name);
                (is_key || name.starts_with("settled_")).then_some(Column { is_key, ..column })
            }
        }
    });
    Ok(taken.collect())
}

/// From now on, what is changed through this connection is noted.
pub(in crate::sqlite) fn begin(at: &Connection) -> Result<(), StoreError> {
    for table in &TABLES {
        let (name, columns) = (table.name, columns(at, table)?);
        let row = object(name, "new", columns.iter());
        let note = |what: &str, object: &str| {
            format!("BEGIN INSERT INTO journal (line) VALUES (json_object('{what}', {object})); END;")
        };
        if matches!(table.taken, Settled(_)) {
            let settled: Vec<&Column> = columns.iter().filter(|column| !column.is_key).collect();
            if settled.is_empty() {
                continue;
            }
            let has_changed = settled
                .iter()
                .map(|Column { name, .. }| format!("new.{name} IS NOT old.{name}"));
            at.execute_batch(&format!(
                "CREATE TEMP TRIGGER journal_{name}_settled AFTER UPDATE OF {} ON main.{name} WHEN {} {}",
                list(settled.iter().copied()),
                has_changed.collect::<Vec<_>>().join(" OR "),
                note("settled", &row),
            ))?;
            continue;
        }
        let key = object(name, "old", columns.iter().filter(|column| column.is_key));
        at.execute_batch(&format!(
            "CREATE TEMP TRIGGER journal_{name}_added AFTER INSERT ON main.{name} {} \
             CREATE TEMP TRIGGER journal_{name}_changed AFTER UPDATE OF {} ON main.{name} {} \
             CREATE TEMP TRIGGER journal_{name}_gone AFTER DELETE ON main.{name} {}",
            note("row", &row),
            list(columns.iter()),
            note("row", &row),
            note("gone", &key),
        ))?;
    }
    Ok(())
}

fn list<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    columns
        .map(|column| column.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// SQL that makes a [`Row`] of the row `which`.
fn object<'a>(table: &str, which: &str, columns: impl Iterator<Item = &'a Column>) -> String {
    let pairs: Vec<String> = columns
        .map(|Column { name, is_bytes, .. }| {
            if *is_bytes {
                format!("'{name}', nullif(hex({which}.{name}), '')")
            } else {
                format!("'{name}', {which}.{name}")
            }
        })
        .collect();
    format!(
        "json_object('table', '{table}', 'columns', json_object({}))",
        pairs.join(", ")
    )
}

/// A row's table, and its columns as they are here, each with what it is to hold.
type Fitted = (&'static str, Vec<(Column, Sql)>);

fn fitted(at: &Connection, row: Row) -> Result<Fitted, StoreError> {
    let Row {
        table,
        columns: mut values,
    } = row;
    let unknown = || StoreError::Fault(format!("the journal has rows of a table {table}"));
    let table = TABLES.iter().find(|known| known.name == table).ok_or_else(unknown)?;
    let mut fitted = Vec::new();
    for column in columns(at, table)? {
        if let Some(value) = values.remove(&column.name) {
            fitted.push((column, sql(value)?));
        }
    }
    Ok((table.name, fitted))
}

fn sql(value: Value) -> Result<Sql, StoreError> {
    match value {
        Value::Null => Ok(Sql::Null),
        Value::String(text) => Ok(Sql::Text(text)),
        Value::Number(number) => number.as_i64().map(Sql::Integer).ok_or(()),
        _ => Err(()),
    }
    .map_err(|()| StoreError::Fault("the journal has a value that no column holds".to_owned()))
}

fn placeholder((at, (column, _)): (usize, &(Column, Sql))) -> String {
    let number = at + 1;
    if column.is_bytes {
        format!("unhex(?{number})")
    } else {
        format!("?{number}")
    }
}

/// Puts a row in the place of the one that has its key.
pub(super) fn put(at: &Connection, row: Row) -> Result<(), StoreError> {
    let (table, fitted) = fitted(at, row)?;
    let names = |wanted: &dyn Fn(&Column) -> bool, form: &dyn Fn(&str) -> String| {
        let names = fitted.iter().filter(|(column, _)| wanted(column));
        names
            .map(|(column, _)| form(&column.name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let all = names(&|_| true, &str::to_owned);
    let keys = names(&|column| column.is_key, &str::to_owned);
    let others = names(&|column| !column.is_key, &|name| format!("{name} = excluded.{name}"));
    let values: Vec<String> = fitted.iter().enumerate().map(placeholder).collect();
    at.prepare_cached(&format!(
        "INSERT INTO {table} ({all}) VALUES ({}) ON CONFLICT ({keys}) DO UPDATE SET {others}",
        values.join(", ")
    ))?
    .execute(params_from_iter(fitted.iter().map(|(_, value)| value)))?;
    Ok(())
}

/// The row that has this key, or none.
pub(super) fn remove(at: &Connection, key: Row) -> Result<(), StoreError> {
    let (table, fitted) = fitted(at, key)?;
    at.prepare_cached(&format!("DELETE FROM {table} WHERE {}", equal(&fitted, true, " AND ")))?
        .execute(params_from_iter(fitted.iter().map(|(_, value)| value)))?;
    Ok(())
}

/// Where the row is not here (yet), somebody has to settle it once more.
pub(super) fn settle(at: &Connection, row: Row) -> Result<(), StoreError> {
    let (table, fitted) = fitted(at, row)?;
    let (set, same) = (equal(&fitted, false, ", "), equal(&fitted, true, " AND "));
    at.prepare_cached(&format!("UPDATE {table} SET {set} WHERE {same}"))?
        .execute(params_from_iter(fitted.iter().map(|(_, value)| value)))?;
    Ok(())
}

/// `a = ?1, b = ?2` of the columns that are keys, or that are none.
fn equal(fitted: &[(Column, Sql)], keys: bool, between: &str) -> String {
    let pairs = fitted
        .iter()
        .enumerate()
        .filter(|(_, (column, _))| column.is_key == keys);
    let equal = pairs.map(|(at, pair)| format!("{} = {}", pair.0.name, placeholder((at, pair))));
    equal.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::schema;

    /// What comes back otherwise: from phones and by operations that are judged again, or is worth nothing after a restart.
    const OTHERS: [&str; 8] = [
        "epoch", "journal", "left", "probe", "receipt", "record", "rescued", "unwiped",
    ];

    #[test]
    fn every_table_is_taken_into_the_journal_or_known_to_come_back_otherwise() {
        let mut at = Connection::open_in_memory().unwrap();
        schema::migrate(&mut at).unwrap();
        let mut query = at
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            .unwrap();
        let found: Vec<String> = query
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut known: Vec<&str> = TABLES.iter().map(|table| table.name).chain(OTHERS).collect();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
