//! Rows that the journal takes whole: who there is, who may what, and what was noted of it. Triggers of the writing connection alone
//! put a line into the table `journal` for each row that changes, in the transaction that changes it: nobody has to think of it, and
//! a column that a later version adds is taken along.

use rusqlite::{Connection, params_from_iter, types::Value as Sql};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::StoreError;

/// A table of such rows.
pub(super) struct Table {
    name: &'static str,
    /// Written by phones' pushes and contacts as well: worth nothing here.
    left_out: &'static [&'static str],
}

const fn whole(name: &'static str) -> Table {
    Table { name, left_out: &[] }
}

/// In an order in which rows can be put back.
const TABLES: [Table; 9] = [
    Table {
        name: "site",
        left_out: &["head"],
    },
    whole("account"),
    whole("login"),
    whole("session"),
    Table {
        name: "device",
        left_out: &["heard_at", "unsent"],
    },
    whole("code"),
    whole("audit"),
    whole("backup"),
    whole("backup_device"),
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
    let taken = columns
        .into_iter()
        .filter(|column| !table.left_out.contains(&column.name.as_str()));
    Ok(taken.collect())
}

/// From now on, what is changed through this connection is noted.
pub(in crate::sqlite) fn begin(at: &Connection) -> Result<(), StoreError> {
    for table in &TABLES {
        let (name, columns) = (table.name, columns(at, table)?);
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let row = object(name, "new", columns.iter());
        let key = object(name, "old", columns.iter().filter(|column| column.is_key));
        let note = |what: &str, object: &str| {
            format!("BEGIN INSERT INTO journal (line) VALUES (json_object('{what}', {object})); END;")
        };
        at.execute_batch(&format!(
            "CREATE TEMP TRIGGER journal_{name}_added AFTER INSERT ON main.{name} {} \
             CREATE TEMP TRIGGER journal_{name}_changed AFTER UPDATE OF {} ON main.{name} {} \
             CREATE TEMP TRIGGER journal_{name}_gone AFTER DELETE ON main.{name} {}",
            note("row", &row),
            names.join(", "),
            note("row", &row),
            note("gone", &key),
        ))?;
    }
    Ok(())
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

pub(super) fn remove(at: &Connection, key: Row) -> Result<(), StoreError> {
    let (table, fitted) = fitted(at, key)?;
    let same: Vec<String> = fitted
        .iter()
        .enumerate()
        .map(|(at, pair)| format!("{} = {}", pair.0.name, placeholder((at, pair))))
        .collect();
    at.prepare_cached(&format!("DELETE FROM {table} WHERE {}", same.join(" AND ")))?
        .execute(params_from_iter(fitted.iter().map(|(_, value)| value)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::schema;

    /// What comes back otherwise: from phones and by operations that are judged again, or is worth nothing after a restart.
    const OTHERS: [&str; 8] = [
        "conflict", "epoch", "journal", "left", "op", "probe", "receipt", "record",
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
