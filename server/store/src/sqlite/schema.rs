//! Numbered migrations. Once landed, one is never edited: another is added.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::StoreError;

const STEPS: [&str; 7] = [
    include_str!("migration/1.sql"),
    include_str!("migration/2.sql"),
    include_str!("migration/3.sql"),
    include_str!("migration/4.sql"),
    include_str!("migration/5.sql"),
    include_str!("migration/6.sql"),
    include_str!("migration/7.sql"),
];

fn migrations() -> Migrations<'static> {
    Migrations::new(STEPS.map(M::up).to_vec())
}

/// Whether a database has the form of this version, and not of an earlier one.
pub(super) fn is_present(at: &Connection) -> Result<bool, StoreError> {
    let version: i64 = at.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).is_ok_and(|version| version >= STEPS.len()))
}

/// Brings a database to the present form; a newer program's is refused.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    migrations().to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::MigrationDefinition(_) => {
            StoreError::Conflict("this folder was written by a newer version of the program".to_owned())
        }
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Fault(other.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_runs_from_empty() {
        migrations().validate().unwrap();
    }

    #[test]
    fn cards_made_before_they_had_ids_get_one_each() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 1).unwrap();
        connection
            .execute_batch(
                "INSERT INTO site VALUES (1, x'01', 0, '月亮湾', 480, 240, x'02'); \
                 INSERT INTO code (hash, site, account, scope, valid_until, made_at) \
                 VALUES (x'0a', 1, x'03', '\"whole_site\"', 5, 1), (x'0b', 1, x'03', '\"whole_site\"', 5, 1)",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let ids = "SELECT count(DISTINCT id), sum(length(id)) FROM code WHERE voided_at IS NULL";
        let found: (i64, i64) = connection
            .query_row(ids, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(found, (2, 32));
    }

    #[test]
    fn conflicts_of_before_say_who_lost_and_who_decided_as_far_as_that_is_known() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 4).unwrap();
        connection
            .execute_batch(
                "INSERT INTO site VALUES (1, x'01', 9, '月亮湾', 480, 240, x'02', 0); \
                 INSERT INTO op (site, id, device, n, account, at, skew_ms, status, fields, epoch, stored_at, raw) VALUES \
                 (1, x'0a', x'd1', 1, x'a1', 70, 0, 'superseded', '[\"note\"]', x'e0', 90, ''), \
                 (1, x'0b', x'd2', 1, x'a2', 80, 0, 'applied', NULL, x'e0', 95, ''); \
                 INSERT INTO conflict (site, seq, kind, record, field, lost, kept, op, found_at, settled_at) VALUES \
                 (1, 5, 'resident', x'0c', 'note', '1', '2', x'0a', 90, 99), \
                 (1, 6, 'resident', x'0c', 'note', '1', '2', x'0b', 95, NULL); \
                 INSERT INTO audit (at, site, account, what, subject) VALUES (99, 1, x'a3', 'conflict settled', x'0c')",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let mut query = connection
            .prepare("SELECT hex(lost_device), lost_at, hex(settled_by) FROM conflict ORDER BY no")
            .unwrap();
        let found: Vec<(String, Option<i64>, String)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let said = |device: &str, at, by: &str| (device.to_owned(), at, by.to_owned());
        assert_eq!(found, [said("D1", Some(70), "A3"), said("", None, "")]);
    }

    /// The form of the database, as a person reads it. Changing it means adding a migration.
    #[test]
    fn the_form_is_the_one_that_landed() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let mut query = connection
            .prepare(
                "SELECT type || ' ' || name || ' (' || coalesce( \
                   (SELECT group_concat(trim(c.name || ' ' || c.type) || iif(c.pk, ' key', ''), ', ') \
                    FROM pragma_table_info(m.name) c), \
                   tbl_name || ': ' || (SELECT group_concat(i.name, ', ') FROM pragma_index_info(m.name) i)) || ')' \
                 FROM sqlite_schema m WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
            )
            .unwrap();
        let form: Vec<String> = query
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(form.join("\n"), include_str!("migration/form.txt").trim_end());
    }
}
